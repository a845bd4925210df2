//! The sentence about a finished action: in a toast, or above the list after a form was posted without JavaScript.

use crate::i18n::t;
use strum::{EnumString, IntoStaticStr, VariantArray};

/// An action that succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Done {
    Edited,
    CompletedLater,
    CompletedNow,
    CompletedWhenUnused,
    Undone,
    OldTokenDeleted,
    Deactivated,
    Activated,
    Deleted,
}

impl Done {
    /// The value of the `done` parameter in the redirect of a posted form.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// Parses a `done` parameter. `None` for unknown values.
    pub fn from_word(word: &str) -> Option<Self> {
        word.parse().ok()
    }

    /// The sentence that the page shows.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Edited => t::done_edited(),
            Self::CompletedLater => t::done_completed_later(),
            Self::CompletedNow => t::done_completed_now(),
            Self::CompletedWhenUnused => t::done_completed_when_unused(),
            Self::Undone => t::done_undone(),
            Self::OldTokenDeleted => t::done_old_token_deleted(),
            Self::Deactivated => t::done_deactivated(),
            Self::Activated => t::done_activated(),
            Self::Deleted => t::done_deleted(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn an_invented_word_says_nothing() {
        assert_eq!(Done::from_word("<script>"), None);
        assert_eq!(Done::from_word(""), None);
    }

    #[test]
    fn every_word_reads_back() {
        for done in Done::VARIANTS {
            assert_eq!(Done::from_word(done.word()), Some(*done));
        }
    }
}
