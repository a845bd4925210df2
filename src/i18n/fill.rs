//! Puts values, names and numbers into texts.

use crate::{i18n::Language, texts::current};

/// Stands for a part of a sentence that is drawn by itself, such as a name in bold: `around(&t::waits_for(SLOT))`.
pub const SLOT: &str = "\u{FFFC}";

/// What stands before and after the [`SLOT`] of a sentence.
pub fn around(sentence: &str) -> (String, String) {
    let (before, after) = sentence.split_once(SLOT).unwrap_or((sentence, ""));
    (before.to_owned(), after.to_owned())
}

/// The part at `index` of a text whose parts are joined by spaces, such as the names of the months.
pub(crate) fn word(text: &'static str, index: usize) -> &'static str {
    text.split(' ').nth(index).unwrap_or_default()
}

/// A whole number as the language writes it: `12,345`, `12.345`.
pub(crate) fn number(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let (separator, from) = match current() {
        Language::English => (',', 4),
        Language::Portuguese => ('.', 4),
        // Numbers of four digits are written in one piece (CLDR's minimum of grouped digits).
        Language::Spanish => ('.', 5),
    };
    let mut written = String::new();
    if number < 0 {
        written.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && digits.len() >= from {
            written.push(separator);
        }
        written.push(digit);
    }
    written
}

/// Which of the two texts from `first` on goes with a number (CLDR's rules for cardinals, without `many`, which is for
/// millions).
pub(super) fn plural(count: i64, first: usize) -> usize {
    let one = match current() {
        Language::English | Language::Spanish => count == 1,
        Language::Portuguese => count == 0 || count == 1,
    };
    if one { first } else { first + 1 }
}

/// Puts values where the text has the characters U+0001 onwards.
pub(super) fn fill(text: &str, values: &[&str]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match values.get((c as usize).wrapping_sub(1)) {
            Some(value) => filled.push_str(value),
            None => filled.push(c),
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn values_with_control_characters_stay_as_they_are() {
        assert_eq!(fill("\u{1} of \u{2}", &["\u{2}", "b"]), "\u{2} of b");
        assert_eq!(around(&fill("a \u{1} b", &[SLOT])), ("a ".to_owned(), " b".to_owned()));
    }
}
