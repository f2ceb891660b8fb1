//! Whether a text holds signs that one of the habits may begin with. Most texts hold none and are not looked at again.

use super::references;
use crate::book::emoji;

/// Whether a text may hold marks inside its lines: a command of LaTeX, a formula in `\(…\)`, a reference, a marked passage,
/// keys, a comment, an icon.
pub(super) fn holds_marks(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Of a line most often no byte is one of these, and to look for many things costs more than to look for one.
    let is_sign = |byte: &u8| {
        matches!(
            byte,
            b'\\' | b'@' | b'%' | b'{' | b'}' | b'|' | b'=' | b'+' | b'^' | b':'
        )
    };
    if !bytes.iter().any(is_sign) {
        return false;
    }
    let next = |at: usize| bytes.get(at + 1).copied().unwrap_or(b' ');
    memchr::memchr3_iter(b'\\', b'@', b'%', bytes).any(|at| match bytes.get(at) {
        Some(b'\\') => {
            next(at).is_ascii_alphabetic() || matches!(next(at), b'(' | b'[' | b'@' | b'\\')
        }
        Some(b'@') => text
            .get(at..at + 16)
            .or(text.get(at..))
            .is_some_and(references::may_hold),
        _ => next(at) == b'%',
    }) || memchr::memmem::find(bytes, b"{#eq:").is_some()
        || memchr::memmem::find(bytes, b"{i:").is_some()
        || memchr::memmem::find(bytes, b"{$$}").is_some()
        || memchr::memmem::find(bytes, b"}`").is_some()
        || memchr::memmem::find(bytes, b"{~~").is_some()
        || memchr::memmem::find(bytes, b"{--").is_some()
        || memchr::memmem::find(bytes, b"{>>").is_some()
        || memchr::memchr_iter(b'|', bytes)
            .any(|at| next(at).is_ascii_digit() && text.contains("!["))
        || memchr::memchr3_iter(b'=', b'+', b'^', bytes).any(|at| match bytes.get(at) {
            Some(b'^') => {
                at > 0 && bytes.get(at - 1) == Some(&b' ') && next(at).is_ascii_alphanumeric()
            }
            Some(sign) => next(at) == *sign,
            None => false,
        })
        || memchr::memmem::find(bytes, b":material-").is_some()
        || memchr::memmem::find(bytes, b":fontawesome-").is_some()
        || memchr::memmem::find(bytes, b":octicons-").is_some()
        || memchr::memchr_iter(b':', bytes).any(|at| names_emoji(text, at))
}

/// Whether the name of a character stands behind a colon.
fn names_emoji(text: &str, at: usize) -> bool {
    let rest = text.get(at + 1..).unwrap_or("");
    let end = rest
        .bytes()
        .take(30)
        .position(|byte| !byte.is_ascii_lowercase() && !byte.is_ascii_digit() && byte != b'_');
    end.and_then(|end| Some((rest.get(..end)?, rest.as_bytes().get(end)?)))
        .is_some_and(|(name, after)| *after == b':' && emoji(name).is_some())
}
