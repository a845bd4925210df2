//! Unicode normalisation of user input.

use unicode_normalization::UnicodeNormalization;

/// The text in Unicode NFC, for comparing and storing, so that the same word from two machines is equal.
pub fn normalise(text: &str) -> String {
    text.nfc().collect()
}
