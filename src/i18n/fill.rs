//! Inserts values and numbers into texts, in the format of the language.

use crate::{i18n::Language, texts::current};

/// Placeholder for a part of a sentence that is rendered separately, such as a name in bold: `split_at_slot(&t::waits_for(SLOT))`.
pub const SLOT: &str = "\u{FFFC}";

/// The text before and after the [`SLOT`] of a sentence.
pub fn split_at_slot(sentence: &str) -> (String, String) {
    let (before, after) = sentence.split_once(SLOT).unwrap_or((sentence, ""));
    (before.to_owned(), after.to_owned())
}

/// The word at `index` of a text with words separated by spaces, such as the month names.
pub(crate) fn word(text: &'static str, index: usize) -> &'static str {
    text.split(' ').nth(index).unwrap_or_default()
}

/// A whole number in the format of the language: `12,345`, `12.345`.
pub(crate) fn number(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let (separator, min_digits) = match current() {
        Language::English => (',', 4),
        Language::Portuguese => ('.', 4),
        // Four-digit numbers are not grouped (CLDR: minimum grouping digits 2).
        Language::Spanish => ('.', 5),
    };
    let mut formatted = String::new();
    if number < 0 {
        formatted.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && digits.len() >= min_digits {
            formatted.push(separator);
        }
        formatted.push(digit);
    }
    formatted
}

/// The index of the plural form for `count`, where `first` is the index of the form for one. CLDR's cardinal rules without `many`,
/// which applies only to millions.
pub(super) fn plural(count: i64, first: usize) -> usize {
    let one = match current() {
        Language::English | Language::Spanish => count == 1,
        Language::Portuguese => count == 0 || count == 1,
    };
    if one { first } else { first + 1 }
}

/// Replaces the characters from U+0001 on with `values`.
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
        assert_eq!(
            split_at_slot(&fill("a \u{1} b", &[SLOT])),
            ("a ".to_owned(), " b".to_owned())
        );
    }
}
