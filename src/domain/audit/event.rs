//! What happened, as the audit log records it: one event for every action that succeeded.

use crate::domain::keys::{alert::RenewalPeriod, choice::DeleteOld};

/// An action that succeeded. Its name in the audit log is stable; texts for people are made from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    AccountCreated,
    SignedIn,
    SignInRefused,
    SignedOut,
    KeyGenerated,
    TokenRenewed,
    RenewalCompleted {
        delete_old: DeleteOld,
    },
    RenewalUndone,
    OldTokenDeleted,
    KeyActivated,
    KeyDeactivated,
    KeyEdited,
    KeyDeleted,
    LinkOpened,
    LinkVisitedAgain,
    LinkExpired,
    RenewalPeriodSet {
        period: RenewalPeriod,
    },
    VerifierCreated,
    PasswordChanged,
    SessionsRevoked,
    ExternalKeyAdded,
    ExternalKeyEdited,
    ExternalKeyRemoved,
    LinkNoticeDismissed,
    AuditExported,
    /// The right password came; a code is still owed.
    SecondFactorAsked,
    SecondFactorRefused,
    SecondFactorOn,
    SecondFactorOff,
    /// Turned off from the command line.
    SecondFactorReset,
    RecoveryCodeUsed,
    RecoveryCodesReplaced,
    KeysExported,
    UserInvited,
    InvitationCancelled,
    InvitationOpened,
    InvitationExpired,
    InvitationVisitedAgain,
    UserRolesEdited,
    UserDisabled,
    UserEnabled,
    UserRemoved,
    RoleCreated,
    RoleEdited,
    RoleDeleted,
    ResourceAdded,
    ResourceDeleted,
    /// Set anew from the command line.
    PasswordReset,
    /// A token that nobody had seen was replaced, with its link.
    LinkReplaced,
    BrowsersForgotten,
}

impl Event {
    /// All of them, in the order in which people look for them.
    pub const ALL: &[Self] = &[
        Self::KeyGenerated,
        Self::KeyEdited,
        Self::KeyActivated,
        Self::KeyDeactivated,
        Self::KeyDeleted,
        Self::TokenRenewed,
        Self::LinkReplaced,
        Self::RenewalCompleted {
            delete_old: DeleteOld::Later,
        },
        Self::RenewalCompleted {
            delete_old: DeleteOld::Now,
        },
        Self::RenewalUndone,
        Self::OldTokenDeleted,
        Self::LinkOpened,
        Self::LinkVisitedAgain,
        Self::LinkExpired,
        Self::LinkNoticeDismissed,
        Self::ExternalKeyAdded,
        Self::ExternalKeyEdited,
        Self::ExternalKeyRemoved,
        Self::RenewalPeriodSet {
            period: RenewalPeriod::ThreeMonths,
        },
        Self::RenewalPeriodSet {
            period: RenewalPeriod::SixMonths,
        },
        Self::KeysExported,
        Self::AuditExported,
        Self::UserInvited,
        Self::InvitationCancelled,
        Self::InvitationOpened,
        Self::InvitationExpired,
        Self::InvitationVisitedAgain,
        Self::UserRolesEdited,
        Self::UserDisabled,
        Self::UserEnabled,
        Self::UserRemoved,
        Self::RoleCreated,
        Self::RoleEdited,
        Self::RoleDeleted,
        Self::ResourceAdded,
        Self::ResourceDeleted,
        Self::AccountCreated,
        Self::SignedIn,
        Self::SignInRefused,
        Self::SignedOut,
        Self::PasswordChanged,
        Self::SessionsRevoked,
        Self::BrowsersForgotten,
        Self::VerifierCreated,
        Self::SecondFactorAsked,
        Self::SecondFactorRefused,
        Self::SecondFactorOn,
        Self::SecondFactorOff,
        Self::SecondFactorReset,
        Self::RecoveryCodeUsed,
        Self::RecoveryCodesReplaced,
        Self::PasswordReset,
    ];

    /// Reads a stable name; `None` for one that this version does not know.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|event| event.name() == name)
    }

    /// Whether it concerns the whole installation and stands in no account's log: people sign in to all of their accounts at
    /// once.
    pub fn is_of_installation(self) -> bool {
        matches!(
            self,
            Self::SignedIn
                | Self::SignInRefused
                | Self::SignedOut
                | Self::PasswordChanged
                | Self::SessionsRevoked
                | Self::VerifierCreated
                | Self::SecondFactorAsked
                | Self::SecondFactorRefused
                | Self::SecondFactorOn
                | Self::SecondFactorOff
                | Self::SecondFactorReset
                | Self::RecoveryCodeUsed
                | Self::RecoveryCodesReplaced
                | Self::PasswordReset
                | Self::BrowsersForgotten
        )
    }

    /// The event's stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::AccountCreated => "account_created",
            Self::SignedIn => "signed_in",
            Self::SignInRefused => "sign_in_refused",
            Self::SignedOut => "signed_out",
            Self::KeyGenerated => "key_generated",
            Self::TokenRenewed => "token_renewed",
            Self::RenewalCompleted {
                delete_old: DeleteOld::Later,
            } => "renewal_completed_later",
            Self::RenewalCompleted {
                delete_old: DeleteOld::Now,
            } => "renewal_completed_now",
            Self::RenewalUndone => "renewal_undone",
            Self::OldTokenDeleted => "old_token_deleted",
            Self::KeyActivated => "key_activated",
            Self::KeyDeactivated => "key_deactivated",
            Self::KeyEdited => "key_edited",
            Self::KeyDeleted => "key_deleted",
            Self::LinkOpened => "link_opened",
            Self::LinkVisitedAgain => "link_visited_again",
            Self::LinkExpired => "link_expired",
            Self::RenewalPeriodSet {
                period: RenewalPeriod::ThreeMonths,
            } => "renewal_period_3_months",
            Self::RenewalPeriodSet {
                period: RenewalPeriod::SixMonths,
            } => "renewal_period_6_months",
            Self::VerifierCreated => "verifier_created",
            Self::PasswordChanged => "password_changed",
            Self::SessionsRevoked => "sessions_revoked",
            Self::BrowsersForgotten => "browsers_forgotten",
            Self::ExternalKeyAdded => "external_key_added",
            Self::ExternalKeyEdited => "external_key_edited",
            Self::ExternalKeyRemoved => "external_key_removed",
            Self::LinkNoticeDismissed => "link_notice_dismissed",
            Self::AuditExported => "audit_exported",
            Self::SecondFactorAsked => "second_factor_asked",
            Self::SecondFactorRefused => "second_factor_refused",
            Self::SecondFactorOn => "second_factor_on",
            Self::SecondFactorOff => "second_factor_off",
            Self::SecondFactorReset => "second_factor_reset",
            Self::RecoveryCodeUsed => "recovery_code_used",
            Self::RecoveryCodesReplaced => "recovery_codes_replaced",
            Self::KeysExported => "keys_exported",
            Self::UserInvited => "user_invited",
            Self::InvitationCancelled => "invitation_cancelled",
            Self::InvitationOpened => "invitation_opened",
            Self::InvitationExpired => "invitation_expired",
            Self::InvitationVisitedAgain => "invitation_visited_again",
            Self::UserRolesEdited => "user_roles_edited",
            Self::UserDisabled => "user_disabled",
            Self::UserEnabled => "user_enabled",
            Self::UserRemoved => "user_removed",
            Self::RoleCreated => "role_created",
            Self::RoleEdited => "role_edited",
            Self::RoleDeleted => "role_deleted",
            Self::ResourceAdded => "resource_added",
            Self::ResourceDeleted => "resource_deleted",
            Self::PasswordReset => "password_reset",
            Self::LinkReplaced => "link_replaced",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// The names as they are written in this file, since the compiler does not see what a list leaves out.
    fn written() -> BTreeSet<&'static str> {
        let (_, body) = include_str!("event.rs").split_once("pub fn name(self)").unwrap();
        let (body, _) = body.split_once("#[cfg(test)]").unwrap();
        body.split('"').skip(1).step_by(2).collect()
    }

    #[test]
    fn every_event_reads_back_and_nothing_else_does() {
        let written = written();
        assert!(written.contains("key_generated") && written.len() > 20, "{written:?}");
        for name in &written {
            assert_eq!(Event::from_name(name).map(Event::name), Some(*name), "put it into ALL");
        }
        assert_eq!(written.len(), Event::ALL.len());
        for other in ["", "Signed in", "key_generated ", "KEY_GENERATED"] {
            assert_eq!(Event::from_name(other), None);
        }
    }
}
