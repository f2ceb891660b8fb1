//! Comparing short texts whatever their case, markup, punctuation and a few wrong letters.

/// The letters and digits of a text in lower case, words parted by single spaces; markup left out.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    super::markup::visible(text, |piece| {
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
                        _ => folded.extend(c.to_lowercase()),
                    }
                }
                _ => gap = true,
            }
        }
    });
    folded
}

/// How many letters of two short texts differ, as a share of the longer one in hundredths; 100 for long or very unequal texts.
pub(crate) fn difference(a: &str, b: &str) -> usize {
    if a == b {
        return 0;
    }
    let a: Vec<char> = a.chars().take(161).collect();
    let b: Vec<char> = b.chars().take(161).collect();
    let longest = a.len().max(b.len());
    if longest == 0 || longest > 160 || a.len().abs_diff(b.len()) * 3 > longest {
        return 100;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (j, y) in b.iter().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or(0);
            let cost = (corner + usize::from(x != y)).min(left + 1).min(above + 1);
            corner = above;
            if let Some(cell) = row.get_mut(j) {
                *cell = left;
            }
            left = cost;
        }
        if let Some(cell) = row.get_mut(b.len()) {
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(longest) * 100 / longest
}

/// Whether two folded texts say the same, a few wrong letters forgiven where they are long enough to tell.
pub(crate) fn alike(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let short = a.chars().take(6).count().min(b.chars().take(6).count());
    short >= 5 && difference(a, b) <= 18
}
