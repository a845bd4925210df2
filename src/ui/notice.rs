//! The notice above a plain page about the form that redirected to it. The notices of the generated keys' list are in
//! [`super::done`], which is part of the browser's module.

use crate::i18n::t;
use strum::{EnumString, IntoStaticStr, VariantArray};

/// A finished action of a plain page's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Notice {
    PeriodSet,
    LifetimesSet,
    PasswordChanged,
    #[strum(serialize = "signed-out-there")]
    SessionsRevoked,
    BrowsersForgotten,
    ExternalAdded,
    ExternalEdited,
    ExternalRemoved,
    #[strum(serialize = "notice-dismissed")]
    LinkNoticeDismissed,
    DeadTokenDismissed,
    SecondFactorOff,
    InvitationCancelled,
    UserRolesSaved,
    OwnRolesSaved,
    DisabledSelf,
    LeftAccount,
    UserDisabled,
    UserEnabled,
    UserRemoved,
    RoleCreated,
    RoleSaved,
    RoleDeleted,
    ResourceAdded,
    ResourceDeleted,
    VerifierSaved,
    VerifierOldSecretDeleted,
    VerifierRevoked,
}

impl Notice {
    /// The value of the `done` parameter in the redirect.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// The sentence that the page shows.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::PeriodSet => t::notice_period_set(),
            Self::LifetimesSet => t::notice_lifetimes_set(),
            Self::PasswordChanged => t::notice_password_changed(),
            Self::SessionsRevoked => t::notice_sessions_revoked(),
            Self::BrowsersForgotten => t::notice_browsers_forgotten(),
            Self::ExternalAdded => t::notice_external_added(),
            Self::ExternalEdited => t::notice_external_edited(),
            Self::ExternalRemoved => t::notice_external_removed(),
            Self::LinkNoticeDismissed => t::notice_link_notice_dismissed(),
            Self::DeadTokenDismissed => t::notice_dead_token_dismissed(),
            Self::SecondFactorOff => t::notice_second_factor_off(),
            Self::InvitationCancelled => t::notice_invitation_cancelled(),
            Self::UserRolesSaved => t::notice_user_roles_saved(),
            Self::OwnRolesSaved => t::notice_own_roles_saved(),
            Self::DisabledSelf => t::notice_disabled_self(),
            Self::LeftAccount => t::notice_left_account(),
            Self::UserDisabled => t::notice_user_disabled(),
            Self::UserEnabled => t::notice_user_enabled(),
            Self::UserRemoved => t::notice_user_removed(),
            Self::RoleCreated => t::notice_role_created(),
            Self::RoleSaved => t::notice_role_saved(),
            Self::RoleDeleted => t::notice_role_deleted(),
            Self::ResourceAdded => t::notice_resource_added(),
            Self::ResourceDeleted => t::notice_resource_deleted(),
            Self::VerifierSaved => t::notice_verifier_saved(),
            Self::VerifierOldSecretDeleted => t::notice_verifier_old_secret_deleted(),
            Self::VerifierRevoked => t::notice_verifier_revoked(),
        }
    }

    /// The address of a page with the notice. `path` has no query.
    pub fn at(self, path: &str) -> String {
        format!("{path}?done={}", self.word())
    }

    /// Parses a `done` parameter. `None` for unknown values.
    pub fn from_word(word: &str) -> Option<Self> {
        word.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn every_word_reads_back_and_no_other() {
        for notice in Notice::VARIANTS {
            assert_eq!(Notice::from_word(notice.word()), Some(*notice));
        }
        assert_eq!(Notice::from_word("<script>"), None);
        assert_eq!(Notice::from_word(""), None);
    }
}
