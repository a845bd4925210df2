//! Text that people type, parsed once: the browser refuses with the same words as the server.
//!
//! Normalisation to Unicode NFC happens on the server before parsing, since its tables would
//! weigh more in the browser than everything else in this module; it changes no verdict given here except that a
//! label may become shorter.

use serde::{Deserialize, Serialize};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// The longest label, in Unicode scalar values.
pub const LABEL_MAX: usize = 100;
/// The longest e-mail address, in bytes (RFC 5321, section 4.5.3.1.3, less the angle brackets).
pub const EMAIL_MAX: usize = 254;
/// The shortest password, in Unicode scalar values.
pub const PASSWORD_MIN: usize = 12;
/// The longest password, in Unicode scalar values; longer ones would only cost hashing time.
pub const PASSWORD_MAX: usize = 256;

/// Why a typed text was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextError {
    LabelBlank,
    LabelTooLong(usize),
    LabelControl,
    EmailInvalid,
    AccountInvalid,
    AccountReserved(String),
    PasswordTooShort,
    PasswordTooLong,
    PasswordCommon,
    PasswordMissing,
    PasswordWrong,
    RoleUnknown,
    NotUnderstood,
    ExternalUnknown,
    ExternalOwn,
    ExternalThere,
    CodeMissing,
    CodeWrong,
    RecoveryCodeWrong,
    /// The sentence of a rule that the browser need not know.
    Said(String),
}

/// A key's label (its nickname), as people read it. At least one visible character, at most [`LABEL_MAX`], no control
/// characters, no surrounding white space. Any script; need not be unique.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Label(String);

impl Label {
    /// Parses a new label. Surrounding white space is dropped. Characters without a glyph are refused, except those that
    /// join letters or make an emoji.
    ///
    /// # Errors
    /// [`TextError::LabelControl`], [`TextError::LabelBlank`] or [`TextError::LabelTooLong`].
    pub fn parse(typed: &str) -> Result<Self, TextError> {
        let label = Self::existing(typed.trim())?;
        if has_idle_ignorable(label.as_str()) {
            Err(TextError::LabelControl)
        } else {
            Ok(label)
        }
    }

    /// A label from the database. It may hold characters that new labels may not.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn existing(label: &str) -> Result<Self, TextError> {
        if label.chars().any(is_forbidden) {
            return Err(TextError::LabelControl);
        }
        if label.chars().all(|c| c.is_whitespace() || is_ignorable(c)) {
            return Err(TextError::LabelBlank);
        }
        match label.chars().count() {
            n if n > LABEL_MAX => Err(TextError::LabelTooLong(n)),
            _ => Ok(Self(label.to_owned())),
        }
    }

    /// The label's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Control characters, and the marks that reorder the text around them: a label with those could show one thing and be
/// another.
fn is_forbidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character is drawn as nothing: Unicode's property Default_Ignorable_Code_Point (DerivedCoreProperties.txt).
/// Names that differ in such characters only look the same.
pub fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{3164}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether a character has no look of its own that people could tell a name by: ignorable ones, other format characters, blank
/// symbols, and those that each font draws differently or not at all.
pub fn is_unreadable(c: char) -> bool {
    is_ignorable(c)
        // A blank pattern of Braille, a blank note head, and the controls of Egyptian hieroglyphs.
        || matches!(c, '\u{2800}' | '\u{1D159}' | '\u{13430}'..='\u{1345F}')
        || matches!(
            c.general_category(),
            GeneralCategory::Format | GeneralCategory::PrivateUse | GeneralCategory::Unassigned
        )
}

/// The text without surrounding white space, and with one blank for each run of white space.
pub fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text holds an ignorable character that changes nothing about how the text is drawn. The zero-width joiner and
/// non-joiner work between two letters of scripts that join letters (Persian, Indic scripts) and between emoji; a variation
/// selector works behind the character that it varies. No ASCII letter joins; ASCII digits, `#` and `*` can become keycaps.
fn has_idle_ignorable(text: &str) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && !c.is_whitespace() && !is_joiner(c));
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let works = match c {
            '\u{200C}' | '\u{200D}' => joins(before) && joins(rest.peek().copied()),
            '\u{FE0E}' | '\u{FE0F}' => before.is_some_and(|b| b.is_ascii_digit() || "#*".contains(b)) || joins(before),
            _ => !is_ignorable(c),
        };
        if !works {
            return true;
        }
        before = Some(c);
    }
    false
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// An e-mail address in its one comparable form: lower case, no surrounding white space. It names a user, so that
/// variants in case are one user and one lockout.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Parses the address of a new user: as [`Self::existing`], and without characters that nobody can read.
    ///
    /// # Errors
    /// [`TextError::EmailInvalid`].
    pub fn parse(typed: &str) -> Result<Self, TextError> {
        let email = Self::existing(typed)?;
        if email.0.chars().any(is_unreadable) {
            Err(TextError::EmailInvalid)
        } else {
            Ok(email)
        }
    }

    /// The address of a user who may be there already, as typed or stored: one `@` between a local part and a domain with
    /// a dot or the name `localhost`, no white space or control characters. Whether mail arrives there only a mail can tell.
    ///
    /// # Errors
    /// [`TextError::EmailInvalid`].
    pub fn existing(typed: &str) -> Result<Self, TextError> {
        let email = typed.trim().to_lowercase();
        let well_formed = email.split_once('@').is_some_and(|(local, domain)| {
            let labels_ok = domain.split('.').all(|part| {
                !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-') && !part.starts_with('-')
            });
            !local.is_empty() && labels_ok && (domain.contains('.') || domain == "localhost")
        });
        let clean = email.len() <= EMAIL_MAX && !email.chars().any(|c| c.is_whitespace() || is_forbidden(c));
        if well_formed && clean {
            Ok(Self(email))
        } else {
            Err(TextError::EmailInvalid)
        }
    }

    /// The address's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Checks a new password's length. Whether it is a common one the server checks, with a list that is too large for the
/// browser.
///
/// # Errors
/// [`TextError::PasswordTooShort`] or [`TextError::PasswordTooLong`].
pub fn check_password_length(password: &str) -> Result<(), TextError> {
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        Err(TextError::PasswordTooShort)
    } else if length > PASSWORD_MAX {
        Err(TextError::PasswordTooLong)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn labels_that_say_nothing_are_refused() {
        for blank in ["", " ", "\u{3000}", "\u{200B}\u{200D}", "\u{3164}", " \u{FEFF} "] {
            assert_eq!(Label::parse(blank), Err(TextError::LabelBlank), "{blank:?}");
        }
    }

    #[test]
    fn labels_with_control_or_reordering_characters_are_refused() {
        for label in [
            "ERP\u{200B}",
            "E\u{AD}RP",
            "\u{200F}ERP",
            "ERP\u{E0041}",
            "E\u{200D}RP",
            "\u{200D}ключ",
            "a\u{FE0F}",
            "a\u{0}b",
            "a\nb",
            "a\u{7F}",
            "a\u{85}b",
            "\u{202E}gnp.exe",
            "a\u{2066}b\u{2069}",
            "a\u{2028}b",
        ] {
            assert_eq!(Label::parse(label), Err(TextError::LabelControl), "{label:?}");
        }
    }

    #[test]
    fn labels_end_at_a_hundred_characters_of_any_script() {
        assert!(Label::parse(&"é".repeat(100)).is_ok());
        assert!(Label::parse(&"鍵".repeat(100)).is_ok());
        assert_eq!(Label::parse(&"鍵".repeat(101)), Err(TextError::LabelTooLong(101)));
    }

    #[test]
    fn labels_keep_what_was_typed_in_any_script() {
        for label in [
            "ERP integration",
            "ключ",
            "مفتاح",
            "नमस्ते",
            "می\u{200C}خواهم",
            "ක්\u{200D}ෂ",
            "👩‍💻 build",
            "❤\u{FE0F} 1\u{FE0F}\u{20E3}",
            "<b>bold</b>",
            "=1+1",
            "O'Neill & Søn",
        ] {
            assert_eq!(Label::parse(&format!("  {label}\t")).unwrap().as_str(), label);
        }
    }

    #[test]
    fn addresses_compare_in_one_form() {
        assert_eq!(
            Email::parse(" Owner@Acme.EXAMPLE ").unwrap().as_str(),
            "owner@acme.example"
        );
        for bad in [
            "",
            "owner",
            "@acme.example",
            "owner@",
            "owner@acme",
            "a b@acme.example",
            "owner\u{200B}@acme.example",
            "owner\u{AD}@acme.example",
            "owner\u{200F}@acme.example",
            "owner\u{E0041}@acme.example",
            "owner\u{2800}@acme.example",
            "owner\u{FFFB}@acme.example",
            "owner\u{E000}@acme.example",
            "owner\u{378}@acme.example",
            "a@b@c.example",
            "a@.example",
            "a@-x.example",
        ] {
            assert_eq!(Email::parse(bad), Err(TextError::EmailInvalid), "{bad:?}");
        }
        assert!(Email::parse(&format!("{}@acme.example", "a".repeat(250))).is_err());
    }

    #[test]
    fn passwords_are_long_before_anything_else() {
        assert_eq!(check_password_length("elevenchars"), Err(TextError::PasswordTooShort));
        assert_eq!(check_password_length("twelve chars"), Ok(()));
        assert_eq!(check_password_length(&"x".repeat(128)), Ok(()));
        assert_eq!(check_password_length(&"x".repeat(257)), Err(TextError::PasswordTooLong));
    }
}
