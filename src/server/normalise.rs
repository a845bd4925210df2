//! One form for text that people type.

use unicode_normalization::UnicodeNormalization;

/// Text as it is compared and stored: Unicode NFC, so that one and the same word typed on two machines is one word.
pub fn normalise(text: &str) -> String {
    text.nfc().collect()
}
