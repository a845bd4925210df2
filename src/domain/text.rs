//! Text that users enter, parsed into types. Browser and server share this code, so both show the same validation errors. The
//! server normalises to Unicode NFC before parsing, because the NFC tables are larger than the rest of this module in the browser.
//! Normalisation changes no result here, except that a label may become shorter.

use serde::{Deserialize, Serialize};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Maximum length of a label, in Unicode scalar values.
pub const LABEL_MAX: usize = 100;
/// Maximum length of an e-mail address, in bytes (RFC 5321, section 4.5.3.1.3, without the angle brackets).
pub const EMAIL_MAX: usize = 254;
/// Minimum length of a password, in Unicode scalar values.
pub const PASSWORD_MIN: usize = 12;
/// Maximum length of a password, in Unicode scalar values. Limits the hashing time.
pub const PASSWORD_MAX: usize = 256;

/// Validation errors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextError {
    LabelBlank,
    /// Holds the length.
    LabelTooLong(usize),
    /// A control character, a formatting character that reorders text, or an invisible one without effect.
    LabelControl,
    EmailInvalid,
    AccountInvalid,
    /// Holds the reserved name.
    AccountReserved(String),
    PasswordTooShort,
    PasswordTooLong,
    /// In the list of common passwords.
    PasswordCommon,
    PasswordMissing,
    PasswordWrong,
    RoleUnknown,
    /// The check box that confirms the consequences is not ticked.
    NotUnderstood,
    /// No key has this app key.
    ExternalUnknown,
    /// The key belongs to the account itself.
    ExternalOwn,
    /// The account has added the key already.
    ExternalExists,
    CodeMissing,
    CodeWrong,
    RecoveryCodeWrong,
    /// Not a number of days from 1 to 90.
    DaysInvalid,
    /// An error that only the server knows. Holds its sentence.
    ServerMessage(String),
}

/// A key's label (nickname). At least one visible character, at most [`LABEL_MAX`], no control characters, no surrounding white
/// space. Any script is allowed. Labels need not be unique.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Label(String);

impl Label {
    /// Parses a new label. Trims white space. Refuses invisible characters, except those that join letters or form an emoji.
    ///
    /// # Errors
    /// [`TextError::LabelControl`], [`TextError::LabelBlank`] or [`TextError::LabelTooLong`].
    pub fn parse(typed: &str) -> Result<Self, TextError> {
        let label = Self::parse_existing(typed.trim())?;
        if has_ineffective_ignorable(label.as_str()) {
            Err(TextError::LabelControl)
        } else {
            Ok(label)
        }
    }

    /// Parses a label from the database. It may contain characters that [`Self::parse`] refuses, because older versions accepted
    /// them.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn parse_existing(label: &str) -> Result<Self, TextError> {
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

    /// The label as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Control characters and bidirectional formatting characters. The latter reorder text, so a label could appear as another one.
fn is_forbidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character is invisible: Unicode's property Default_Ignorable_Code_Point (DerivedCoreProperties.txt). Names that differ
/// only in such characters look the same.
pub fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{3164}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether a character cannot be recognised by its appearance: ignorable and other format characters, blank symbols, and characters
/// that fonts draw differently or not at all.
pub fn is_unreadable(c: char) -> bool {
    is_ignorable(c)
        // The blank Braille pattern, the null notehead, and the format controls of Egyptian hieroglyphs.
        || matches!(c, '\u{2800}' | '\u{1D159}' | '\u{13430}'..='\u{1345F}')
        || matches!(
            c.general_category(),
            GeneralCategory::Format | GeneralCategory::PrivateUse | GeneralCategory::Unassigned
        )
}

/// Trims the text and replaces each run of white space with one space.
pub fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text has an ignorable character without visual effect. The zero-width joiner and non-joiner have one between letters
/// of joining scripts (Persian, Indic scripts) and between emoji; a variation selector has one after the character it varies. ASCII
/// letters never join. ASCII digits, `#` and `*` can become keycaps.
fn has_ineffective_ignorable(text: &str) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && !c.is_whitespace() && !is_joiner(c));
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let has_effect = match c {
            '\u{200C}' | '\u{200D}' => joins(before) && joins(rest.peek().copied()),
            '\u{FE0E}' | '\u{FE0F}' => before.is_some_and(|b| b.is_ascii_digit() || "#*".contains(b)) || joins(before),
            _ => !is_ignorable(c),
        };
        if !has_effect {
            return true;
        }
        before = Some(c);
    }
    false
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// An e-mail address in canonical form: lower case, no surrounding white space. It identifies a user, so case variants are one user
/// with one lockout.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Parses the address of a new user. As [`Self::parse_existing`], but also refuses unreadable characters.
    ///
    /// # Errors
    /// [`TextError::EmailInvalid`].
    pub fn parse(typed: &str) -> Result<Self, TextError> {
        let email = Self::parse_existing(typed)?;
        if email.0.chars().any(is_unreadable) {
            Err(TextError::EmailInvalid)
        } else {
            Ok(email)
        }
    }

    /// Parses the address of a possibly existing user: one `@` between a local part and a domain with a dot or the name
    /// `localhost`; no white space or control characters. Only sending a mail can show whether the mailbox exists.
    ///
    /// # Errors
    /// [`TextError::EmailInvalid`].
    pub fn parse_existing(typed: &str) -> Result<Self, TextError> {
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

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Checks the length of a new password. The server also checks a list of common passwords, which is too large for the browser.
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
