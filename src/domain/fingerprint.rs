//! How a form that is out of date is recognised.

use std::fmt;

/// A short text that changes with what it is made from. Parts stand behind their lengths, so that no two lists read the same.
pub fn fingerprint(parts: &[impl fmt::Display], name: &str) -> String {
    let mut text = format!("{}:{name}", name.len());
    for part in parts {
        let part = part.to_string();
        text.push_str(&format!("|{}:{part}", part.len()));
    }
    format!("{:08x}", crc32fast::hash(text.as_bytes()))
}
