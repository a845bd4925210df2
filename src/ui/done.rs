//! What was done, in one sentence: said in a toast, or above the list after a form that was posted without scripts.

use crate::i18n::t;
use strum::{EnumString, IntoStaticStr, VariantArray};

/// An action that succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Done {
    Edited,
    CompletedLater,
    CompletedNow,
    Undone,
    OldTokenDeleted,
    Deactivated,
    Activated,
    Deleted,
}

impl Done {
    /// The value of `done` in the address to which a posted form leads.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// Reads the value of `done`; `None` for anything that no form leads to.
    pub fn from_word(word: &str) -> Option<Self> {
        word.parse().ok()
    }

    /// What people read.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Edited => t::done_edited(),
            Self::CompletedLater => t::done_completed_later(),
            Self::CompletedNow => t::done_completed_now(),
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
