//! Detection of stale forms.

use std::fmt;

/// A CRC-32 of a name and a list, as 8 hexadecimal digits. Each part is prefixed with its length, so that different lists give
/// different input. Not cryptographic.
pub fn fingerprint(parts: &[impl fmt::Display], name: &str) -> String {
    let mut text = format!("{}:{name}", name.len());
    for part in parts {
        let part = part.to_string();
        text.push_str(&format!("|{}:{part}", part.len()));
    }
    format!("{:08x}", crc32fast::hash(text.as_bytes()))
}
