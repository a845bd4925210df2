//! What a form of a plain page has just done, in one sentence above the page to which it leads. Those of the list of
//! generated keys are in [`super::done`], which is downloaded.

use crate::i18n::t;

/// Something that a plain page's form did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    PeriodSet,
    PasswordChanged,
    SessionsRevoked,
    ExternalAdded,
    ExternalEdited,
    ExternalRemoved,
    LinkNoticeDismissed,
    SecondFactorOff,
    InvitationCancelled,
    UserRolesSaved,
    UserDisabled,
    UserEnabled,
    UserRemoved,
    RoleCreated,
    RoleSaved,
    RoleDeleted,
    ResourceAdded,
    ResourceDeleted,
}

impl Notice {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::PeriodSet,
        Self::PasswordChanged,
        Self::SessionsRevoked,
        Self::ExternalAdded,
        Self::ExternalEdited,
        Self::ExternalRemoved,
        Self::LinkNoticeDismissed,
        Self::SecondFactorOff,
        Self::InvitationCancelled,
        Self::UserRolesSaved,
        Self::UserDisabled,
        Self::UserEnabled,
        Self::UserRemoved,
        Self::RoleCreated,
        Self::RoleSaved,
        Self::RoleDeleted,
        Self::ResourceAdded,
        Self::ResourceDeleted,
    ];

    /// The value of `done` in the address to which the form leads, and what people read there.
    fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::PeriodSet => ("period-set", t::settings_period_set()),
            Self::PasswordChanged => (
                "password-changed",
                "The password is changed. You are signed out everywhere else.",
            ),
            Self::SessionsRevoked => (
                "signed-out-there",
                "Signed out there. It counts from the next request on.",
            ),
            Self::ExternalAdded => ("external-added", t::external_added()),
            Self::ExternalEdited => ("external-edited", t::external_edited()),
            Self::ExternalRemoved => ("external-removed", t::external_removed()),
            Self::LinkNoticeDismissed => ("notice-dismissed", t::links_dismissed()),
            Self::SecondFactorOff => (
                "second-factor-off",
                "The second factor is off. You are signed out everywhere else.",
            ),
            Self::InvitationCancelled => (
                "invitation-cancelled",
                "The invitation is cancelled. Its link opens no more.",
            ),
            Self::UserRolesSaved => (
                "user-roles-saved",
                "The roles are saved. They count from the next request on.",
            ),
            Self::UserDisabled => (
                "user-disabled",
                "The user is disabled and can do nothing in this account, from the next request on.",
            ),
            Self::UserEnabled => ("user-enabled", "The user is enabled again, with the roles they had."),
            Self::UserRemoved => (
                "user-removed",
                "The user is removed from this account, from the next request on.",
            ),
            Self::RoleCreated => ("role-created", "The role is there. Give it to keys and users now."),
            Self::RoleSaved => (
                "role-saved",
                "The role is saved. It counts for everybody who has it, from the next request on.",
            ),
            Self::RoleDeleted => ("role-deleted", "The role is deleted."),
            Self::ResourceAdded => ("resource-added", "The resource is added. Put it into a role now."),
            Self::ResourceDeleted => ("resource-deleted", "The resource is deleted."),
        }
    }

    /// The value of `done`.
    pub fn word(self) -> &'static str {
        self.texts().0
    }

    /// What people read.
    pub fn sentence(self) -> &'static str {
        self.texts().1
    }

    /// Reads the value of `done`; `None` for anything that no form leads to.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|notice| notice.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn every_word_reads_back_and_no_other() {
        for notice in Notice::ALL {
            assert_eq!(Notice::from_word(notice.word()), Some(*notice));
        }
        assert_eq!(Notice::from_word("<script>"), None);
        assert_eq!(Notice::from_word(""), None);
    }
}
