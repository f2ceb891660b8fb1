//! Pictures inside the file: `data:` addresses (RFC 2397) in base64 (RFC 4648, section 4).

use crate::book::Resource;
use crate::epub::MediaType;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The whole resource as an address.
pub(super) fn data_uri(resource: &Resource) -> String {
    address(resource.media_type, &resource.data)
}

/// Bytes as an address.
pub(super) fn address(media_type: MediaType, data: &[u8]) -> String {
    let mut out = format!("data:{};base64,", media_type.name());
    push_base64(&mut out, data);
    out
}

fn push_base64(out: &mut String, data: &[u8]) {
    out.reserve(data.len().div_ceil(3) * 4);
    for chunk in data.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            if place <= chunk.len() {
                let index = (group >> (18 - 6 * place)) & 63;
                out.push(char::from(
                    ALPHABET.get(index as usize).copied().unwrap_or(b'A'),
                ));
            } else {
                out.push('=');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::push_base64;

    #[test]
    fn base64_of_the_rfc() {
        for (input, output) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
        ] {
            let mut out = String::new();
            push_base64(&mut out, input.as_bytes());
            assert_eq!(out, output);
        }
    }
}
