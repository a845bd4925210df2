//! Parsing of the codes of the second factor, as users enter them. Verifying a code is not part of this module.

use crate::domain::{names::CROCKFORD, text::TextError};

/// Digits of an authenticator app's code.
pub const CODE_DIGITS: usize = 6;
/// Number of recovery codes in a new set.
pub const RECOVERY_CODES: usize = 10;
/// Digits of a recovery code, in Crockford's base32.
pub const RECOVERY_DIGITS: usize = 16;
/// At this number of recovery codes or fewer, the user is advised to create new ones.
pub const FEW_CODES: i64 = 3;

/// An entered code in its normal form.
pub enum TypedCode {
    /// An authenticator app's code: [`CODE_DIGITS`] digits.
    App(String),
    /// A recovery code: [`RECOVERY_DIGITS`] lower-case digits without hyphens.
    Recovery(String),
}

impl TypedCode {
    /// Parses an app's code. Spaces and hyphens are dropped, since apps show codes in groups.
    ///
    /// # Errors
    /// [`TextError::CodeMissing`], [`TextError::CodeWrong`].
    pub fn app(typed: &str) -> Result<Self, TextError> {
        let digits = without_gaps(typed);
        match digits.len() {
            0 => Err(TextError::CodeMissing),
            CODE_DIGITS if digits.bytes().all(|b| b.is_ascii_digit()) => Ok(Self::App(digits)),
            _ => Err(TextError::CodeWrong),
        }
    }

    /// Parses a recovery code in any grouping. The letters `O`, `I` and `L`, which Crockford's base32 omits, are read as the digits
    /// they look like.
    ///
    /// # Errors
    /// [`TextError::CodeMissing`], [`TextError::RecoveryCodeWrong`].
    pub fn recovery(typed: &str) -> Result<Self, TextError> {
        let digits: String = without_gaps(typed)
            .chars()
            .map(|c| match c.to_ascii_lowercase() {
                'o' => '0',
                'i' | 'l' => '1',
                c => c,
            })
            .collect();
        let known = |b: u8| CROCKFORD.contains(&b.to_ascii_uppercase());
        match digits.len() {
            0 => Err(TextError::CodeMissing),
            RECOVERY_DIGITS if digits.bytes().all(known) => Ok(Self::Recovery(digits)),
            _ => Err(TextError::RecoveryCodeWrong),
        }
    }

    /// Parses either kind of code, for a field that accepts both.
    ///
    /// # Errors
    /// [`TextError::CodeMissing`], [`TextError::CodeWrong`].
    pub fn either(typed: &str) -> Result<Self, TextError> {
        match (Self::app(typed), Self::recovery(typed)) {
            (Ok(code), _) | (_, Ok(code)) => Ok(code),
            (Err(reason), Err(_)) => Err(reason),
        }
    }

    /// The error for a code of this kind that is not valid.
    pub fn refusal(&self) -> TextError {
        match self {
            Self::App(_) => TextError::CodeWrong,
            Self::Recovery(_) => TextError::RecoveryCodeWrong,
        }
    }
}

fn without_gaps(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

/// A code in groups of four, joined by `with`.
pub fn grouped(code: &str, with: &str) -> String {
    let digits: Vec<char> = code.chars().collect();
    let groups: Vec<String> = digits.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(with)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app(typed: &str) -> Option<String> {
        match TypedCode::app(typed) {
            Ok(TypedCode::App(digits)) => Some(digits),
            Ok(TypedCode::Recovery(_)) | Err(_) => None,
        }
    }

    fn recovery(typed: &str) -> Option<String> {
        match TypedCode::recovery(typed) {
            Ok(TypedCode::Recovery(digits)) => Some(digits),
            Ok(TypedCode::App(_)) | Err(_) => None,
        }
    }

    #[test]
    fn what_is_no_code_is_refused_with_its_reason() {
        for (typed, reason) in [
            ("", TextError::CodeMissing),
            (" - ", TextError::CodeMissing),
            ("12345", TextError::CodeWrong),
            ("1234567", TextError::CodeWrong),
            ("12345x", TextError::CodeWrong),
            ("１２３４５６", TextError::CodeWrong),
        ] {
            assert_eq!(TypedCode::app(typed).err(), Some(reason.clone()), "{typed:?}");
            assert_eq!(TypedCode::either(typed).err(), Some(reason), "{typed:?}");
        }
        for typed in [
            "0123-4567-89ab-cde",
            "0123-4567-89ab-cdeu",
            "0123-4567-89ab-cde\u{e9}",
            "123456",
        ] {
            assert_eq!(
                TypedCode::recovery(typed).err(),
                Some(TextError::RecoveryCodeWrong),
                "{typed:?}"
            );
        }
        assert_eq!(TypedCode::recovery(" ").err(), Some(TextError::CodeMissing));
    }

    #[test]
    fn codes_are_read_however_they_are_grouped_and_written() {
        assert_eq!(app(" 123 456\u{a0}").as_deref(), Some("123456"));
        assert_eq!(recovery("0123-4567-89AB-CDEF").as_deref(), Some("0123456789abcdef"));
        assert_eq!(recovery("o123 4567 89ab cdIL").as_deref(), Some("0123456789abcd11"));
        assert!(matches!(TypedCode::either("123 456"), Ok(TypedCode::App(_))));
        assert!(matches!(
            TypedCode::either("0123-4567-89ab-cdef"),
            Ok(TypedCode::Recovery(_))
        ));
    }

    #[test]
    fn long_texts_are_read_in_groups_of_four() {
        assert_eq!(grouped("0123456789abcdef", "-"), "0123-4567-89ab-cdef");
        assert_eq!(grouped("JBSWY3DPE", " "), "JBSW Y3DP E");
    }
}
