//! Unicode normalisation of user input.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The text in Unicode NFC, for comparing and storing, so that the same word from two machines is equal.
pub fn normalise(text: &str) -> String {
    text.nfc().collect()
}

/// A password in Unicode NFC. Its memory is wiped on drop.
pub fn normalise_password(text: &str) -> Zeroizing<String> {
    // NFC has at most three times as many bytes. A text that grows would leave copies behind.
    let mut normal = Zeroizing::new(String::with_capacity(3 * text.len()));
    normal.extend(text.nfc());
    normal
}
