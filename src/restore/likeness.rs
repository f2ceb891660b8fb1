//! Comparing short texts whatever their case, markup, punctuation and a few wrong letters.

/// The letters and digits of a text in lower case, words parted by single spaces; markup left out.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(&mut folded, text);
    folded
}

/// As [`fold`], into a text that is empty.
pub(crate) fn fold_into(folded: &mut String, text: &str) {
    let is_plain = |b: u8| b.is_ascii() && !matches!(b, b'<' | b'&' | b']');
    if text.bytes().all(is_plain) {
        let mut gap = false;
        for b in text.bytes() {
            if b.is_ascii_alphanumeric() {
                if gap && !folded.is_empty() {
                    folded.push(' ');
                }
                gap = false;
                folded.push(char::from(b.to_ascii_lowercase()));
            } else {
                gap |= b != b'\'';
            }
        }
        return;
    }
    let mut fold_piece = |piece: &str| {
        let mut gap = true;
        for c in piece.chars() {
            match c {
                '\'' | '’' | '‘' | '\u{ad}' => {}
                c if super::word_count::is_word(c) => {
                    if gap && !folded.is_empty() && !folded.ends_with(' ') {
                        folded.push(' ');
                    }
                    gap = false;
                    match c {
                        'ﬁ' => folded.push_str("fi"),
                        'ﬂ' => folded.push_str("fl"),
                        'ﬀ' => folded.push_str("ff"),
                        c if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
                        _ => folded.extend(c.to_lowercase()),
                    }
                }
                _ => gap = true,
            }
        }
    };
    if text.contains(['<', '&', ']']) {
        super::markup::visible(text, fold_piece);
    } else {
        fold_piece(text);
    }
}

/// The longest text in letters that is compared with others.
const LONGEST: usize = 160;

/// How many letters of two short texts differ, as a share of the longer one in hundredths; 100 for long or very unequal texts.
pub(crate) fn difference(a: &str, b: &str) -> usize {
    share(a, b, 100).unwrap_or(100)
}

/// Whether no more than a share of the letters of two short texts differ, in hundredths of the longer one.
pub(crate) fn differ_at_most(a: &str, b: &str, most: usize) -> bool {
    share(a, b, most).is_some_and(|share| share <= most)
}

/// Whether two folded texts say the same, a few wrong letters forgiven where they are long enough to tell.
pub(crate) fn alike(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let short = a.chars().take(6).count().min(b.chars().take(6).count());
    short >= 5 && share(a, b, 18).is_some_and(|share| share <= 18)
}

/// [`difference`] where it is at most `most`; else that, or nothing.
fn share(a: &str, b: &str, most: usize) -> Option<usize> {
    if a == b {
        return Some(0);
    }
    if a.is_ascii() && b.is_ascii() {
        return share_of(a.as_bytes(), b.as_bytes(), most);
    }
    let letters = |text: &str| text.chars().take(LONGEST + 1).collect::<Vec<char>>();
    share_of(&letters(a), &letters(b), most)
}

fn share_of<T: PartialEq>(a: &[T], b: &[T], most: usize) -> Option<usize> {
    let longest = a.len().max(b.len());
    if longest > LONGEST || a.len().abs_diff(b.len()) * 3 > longest {
        return None;
    }
    // The greatest distance whose share is no more than `most`.
    let limit = ((most + 1) * longest).saturating_sub(1) / 100;
    let distance = distance(a, b, limit)?;
    Some(distance * 100 / longest.max(1))
}

/// The edit distance of two texts of at most `LONGEST` letters; nothing where it is greater than `limit`.
fn distance<T: PartialEq>(a: &[T], b: &[T], limit: usize) -> Option<usize> {
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(start..)?, b.get(start..)?);
    let both = a.iter().rev().zip(b.iter().rev());
    let end = both.take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(..a.len() - end)?, b.get(..b.len() - end)?);
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut cells = [0; LONGEST + 1];
    let row = cells.get_mut(..=b.len())?;
    for (at, cell) in row.iter_mut().enumerate() {
        *cell = at;
    }
    for (i, x) in a.iter().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        let mut least = left;
        let (first, others) = row.split_first_mut()?;
        *first = left;
        for (cell, y) in others.iter_mut().zip(b) {
            let cost = (corner + usize::from(x != y)).min(left + 1).min(*cell + 1);
            corner = *cell;
            *cell = cost;
            left = cost;
            least = least.min(cost);
        }
        if least > limit {
            return None;
        }
    }
    row.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_letters_that_differ() {
        assert_eq!(difference("the mail", "tbe mall"), 25);
        assert_eq!(difference("kitten", "sitting"), 42);
        assert_eq!(difference("abcdef", "abcdef"), 0);
        assert_eq!(difference("été", "ete"), 66);
        assert_eq!(difference("a", "abcdefgh"), 100);
        assert_eq!(difference("", ""), 0);
        assert!(alike("a tale of two cities", "a taie of two citles"));
        assert!(!alike("a tale of two cities", "a tale of three towns"));
        assert!(!alike("mail", "mall"));
    }

    #[test]
    fn folds_ascii_as_any_other_text() {
        for text in [
            "Don't — stop!",
            "  A  TALE (of) two",
            "1. The 'Mail'",
            "a'b-c",
        ] {
            let mut other = fold(&format!("{text}é"));
            other.truncate(other.len() - 'é'.len_utf8());
            assert_eq!(fold(text), other.trim_end());
        }
    }
}
