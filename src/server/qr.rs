//! QR codes as SVG paths, without requests, scripts or inline styles.

use crate::views::second_factor::QrCode;
use qrcode::{Color, EcLevel};
use std::fmt::Write;

/// Encodes a text as a QR code. `None` if the text is too long, above some 2,300 bytes.
pub fn encode(text: &str) -> Option<QrCode> {
    let code = qrcode::QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let size = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(size).enumerate() {
        let mut x = 0;
        // Adjacent modules of a row form one rectangle, which saves bytes and avoids gaps.
        for run in row.chunk_by(|a, b| a == b) {
            let length = run.len();
            if run.first() == Some(&Color::Dark) {
                let _ = write!(path, "M{x} {y}h{length}v1h-{length}z");
            }
            x += length;
        }
    }
    Some(QrCode { size, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_finder_patterns() {
        let code =
            encode("otpauth://totp/Keydesk:owner%40acme.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap();
        let far = code.size - 7;
        for start in [
            "M0 0h7v1h-7z".to_owned(),
            format!("M{far} 0h7v1h-7z"),
            format!("M0 {far}h7v1h-7z"),
        ] {
            assert!(code.path.contains(&start), "{start}");
        }
        assert!(
            !code.path.contains(&format!("M{far} {far}h7v1h-7z")),
            "the fourth corner has none"
        );
    }

    #[test]
    fn a_text_that_is_too_long_is_none() {
        assert!(encode(&"x".repeat(3_000)).is_none());
    }
}
