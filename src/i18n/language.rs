//! The supported languages.

use strum::{EnumString, IntoStaticStr};

/// A supported language. The order is that of the table of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(ascii_case_insensitive)]
pub enum Language {
    #[strum(serialize = "en")]
    English,
    /// Brazilian Portuguese, which readers of all variants understand.
    #[strum(serialize = "pt")]
    Portuguese,
    #[strum(serialize = "es")]
    Spanish,
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 3] = [Self::English, Self::Portuguese, Self::Spanish];

    /// The BCP 47 tag, for the `lang` attribute.
    pub fn tag(self) -> &'static str {
        self.into()
    }

    /// Parses a tag: `pt` and `pt-BR` are Portuguese. `None` for an unsupported language.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next()?;
        primary.parse().ok()
    }

    /// The language's name in the language itself.
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
