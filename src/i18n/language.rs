//! The languages.

use strum::{EnumString, IntoStaticStr};

/// A language that Keydesk speaks, in the order of the texts' table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(ascii_case_insensitive)]
pub enum Language {
    #[strum(serialize = "en")]
    English,
    /// As written in Brazil, which is read everywhere Portuguese is.
    #[strum(serialize = "pt")]
    Portuguese,
    #[strum(serialize = "es")]
    Spanish,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::English, Self::Portuguese, Self::Spanish];

    /// Its tag (BCP 47), as the `lang` of documents.
    pub fn tag(self) -> &'static str {
        self.into()
    }

    /// Reads a tag: `pt` and `pt-BR` are Portuguese. `None` for a language that Keydesk does not speak.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next()?;
        primary.parse().ok()
    }

    /// Its name in itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Portuguese => "Português",
            Self::Spanish => "Español",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn tags_are_read_with_and_without_a_country() {
        assert_eq!(Language::from_tag("pt-BR"), Some(Language::Portuguese));
        assert_eq!(Language::from_tag("ES"), Some(Language::Spanish));
        assert_eq!(Language::from_tag("de"), None);
        assert_eq!(Language::from_tag(""), None);
        for language in Language::ALL {
            assert_eq!(Language::from_tag(language.tag()), Some(language));
        }
    }
}
