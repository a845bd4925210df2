//! What was done, in one sentence: said in a toast, or above the list after a form that was posted without scripts.

/// An action that succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Edited,
        Self::CompletedLater,
        Self::CompletedNow,
        Self::Undone,
        Self::OldTokenDeleted,
        Self::Deactivated,
        Self::Activated,
        Self::Deleted,
    ];

    /// The value of `done` in the address to which a posted form leads.
    pub fn word(self) -> &'static str {
        match self {
            Self::Edited => "edited",
            Self::CompletedLater => "completed-later",
            Self::CompletedNow => "completed-now",
            Self::Undone => "undone",
            Self::OldTokenDeleted => "old-token-deleted",
            Self::Deactivated => "deactivated",
            Self::Activated => "activated",
            Self::Deleted => "deleted",
        }
    }

    /// Reads the value of `done`; `None` for anything that no form leads to.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.word() == word)
    }

    /// What people read.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Edited => "The changes are saved.",
            Self::CompletedLater => "Renewal completed. Both tokens work until you delete the old one.",
            Self::CompletedNow => "Renewal completed. The old token is deleted and only the new one works.",
            Self::Undone => "Renewal undone. The old token is the only one again and the link no longer opens.",
            Self::OldTokenDeleted => "The old token is deleted. Only the new one works.",
            Self::Deactivated => "The key is inactive. Requests with it are refused.",
            Self::Activated => "The key is active. Its tokens work again.",
            Self::Deleted => "The key is deleted.",
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
        for done in Done::ALL {
            assert_eq!(Done::from_word(done.word()), Some(done));
        }
    }
}
