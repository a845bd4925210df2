//! The events of the audit log: one for every action that succeeded. Sentences for people are in `words::events`.

use crate::domain::keys::{alert::RenewalPeriod, choice::DeleteOld};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// An action that succeeded. Variants are in display order. The stable name is stored in the audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    KeyGenerated,
    KeyEdited,
    KeyActivated,
    KeyDeactivated,
    KeyDeleted,
    TokenRenewed,
    /// An unseen token was replaced together with its link.
    LinkReplaced,
    RenewalCompletedLater,
    RenewalCompletedNow,
    RenewalCompletedWhenUnused,
    RenewalUndone,
    OldTokenDeleted,
    /// By Keydesk itself, as chosen.
    OldTokenDeletedUnused,
    LinkOpened,
    LinkVisitedAgain,
    LinkExpired,
    /// When a copy of the database was restored: it may have been opened after the copy was made.
    LinkCancelled,
    LinkNoticeDismissed,
    DeadTokenDismissed,
    ExternalKeyAdded,
    ExternalKeyEdited,
    ExternalKeyRemoved,
    #[strum(serialize = "renewal_period_3_months")]
    RenewalPeriodThreeMonths,
    #[strum(serialize = "renewal_period_6_months")]
    RenewalPeriodSixMonths,
    KeyLifetimesSet,
    KeysExported,
    AuditExported,
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
    AccountCreated,
    /// On the chains of all accounts and of the installation.
    DatabaseRestored,
    SignedIn,
    SignInRefused,
    SignedOut,
    PasswordChanged,
    SessionsRevoked,
    BrowsersForgotten,
    VerifierCreated,
    VerifierEdited,
    VerifierRenewed,
    VerifierOldSecretDeleted,
    VerifierRevoked,
    /// The password was correct. A code is still required.
    SecondFactorAsked,
    SecondFactorRefused,
    SecondFactorOn,
    SecondFactorOff,
    /// Turned off from the command line.
    SecondFactorReset,
    RecoveryCodeUsed,
    RecoveryCodesReplaced,
    /// Set from the command line.
    PasswordReset,
    /// The counters of wrong passwords and codes were reset from the command line.
    UserUnlocked,
}

impl Event {
    /// The event for the completion of a renewal.
    pub fn renewal_completed(delete_old: DeleteOld) -> Self {
        match delete_old {
            DeleteOld::Later => Self::RenewalCompletedLater,
            DeleteOld::Now => Self::RenewalCompletedNow,
            DeleteOld::WhenUnused(_) => Self::RenewalCompletedWhenUnused,
        }
    }

    /// The event for a new renewal period of an account.
    pub fn renewal_period_set(period: RenewalPeriod) -> Self {
        match period {
            RenewalPeriod::ThreeMonths => Self::RenewalPeriodThreeMonths,
            RenewalPeriod::SixMonths => Self::RenewalPeriodSixMonths,
        }
    }

    /// Parses a stable name; `None` for a name that this version does not know.
    pub fn from_name(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    /// The stable name.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Whether the event changes what verification reads: keys, tokens, roles and their resources, external keys, accounts, verifiers.
    /// Every node knows it when the action returns. Listed one by one, so that a new event needs a decision.
    pub fn is_read_by_verification(self) -> bool {
        match self {
            Self::KeyGenerated
            | Self::KeyEdited
            | Self::KeyActivated
            | Self::KeyDeactivated
            | Self::KeyDeleted
            | Self::TokenRenewed
            | Self::LinkReplaced
            | Self::RenewalCompletedNow
            | Self::RenewalUndone
            | Self::OldTokenDeleted
            | Self::OldTokenDeletedUnused
            | Self::ExternalKeyAdded
            | Self::ExternalKeyEdited
            | Self::ExternalKeyRemoved
            | Self::RoleCreated
            | Self::RoleEdited
            | Self::RoleDeleted
            | Self::ResourceAdded
            | Self::ResourceDeleted
            | Self::AccountCreated
            | Self::VerifierCreated
            | Self::VerifierEdited
            | Self::VerifierRenewed
            | Self::VerifierOldSecretDeleted
            | Self::VerifierRevoked => true,
            Self::RenewalCompletedLater
            | Self::RenewalCompletedWhenUnused
            | Self::LinkOpened
            | Self::LinkVisitedAgain
            | Self::LinkExpired
            | Self::LinkCancelled
            | Self::LinkNoticeDismissed
            | Self::DeadTokenDismissed
            | Self::RenewalPeriodThreeMonths
            | Self::RenewalPeriodSixMonths
            | Self::KeyLifetimesSet
            | Self::KeysExported
            | Self::AuditExported
            | Self::UserInvited
            | Self::InvitationCancelled
            | Self::InvitationOpened
            | Self::InvitationExpired
            | Self::InvitationVisitedAgain
            | Self::UserRolesEdited
            | Self::UserDisabled
            | Self::UserEnabled
            | Self::UserRemoved
            | Self::DatabaseRestored
            | Self::SignedIn
            | Self::SignInRefused
            | Self::SignedOut
            | Self::PasswordChanged
            | Self::SessionsRevoked
            | Self::BrowsersForgotten
            | Self::SecondFactorAsked
            | Self::SecondFactorRefused
            | Self::SecondFactorOn
            | Self::SecondFactorOff
            | Self::SecondFactorReset
            | Self::RecoveryCodeUsed
            | Self::RecoveryCodesReplaced
            | Self::PasswordReset
            | Self::UserUnlocked => false,
        }
    }

    /// Whether the event concerns the whole installation and is in no account's log. A sign-in, for example, applies to all
    /// accounts of the user.
    pub fn is_of_installation(self) -> bool {
        matches!(
            self,
            Self::SignedIn
                | Self::SignInRefused
                | Self::SignedOut
                | Self::PasswordChanged
                | Self::SessionsRevoked
                | Self::SecondFactorAsked
                | Self::SecondFactorRefused
                | Self::SecondFactorOn
                | Self::SecondFactorOff
                | Self::SecondFactorReset
                | Self::RecoveryCodeUsed
                | Self::RecoveryCodesReplaced
                | Self::PasswordReset
                | Self::UserUnlocked
                | Self::BrowsersForgotten
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn every_event_reads_back_and_nothing_else_does() {
        for event in Event::VARIANTS {
            assert_eq!(Event::from_name(event.name()), Some(*event));
        }
        for other in ["", "Signed in", "key_generated ", "KEY_GENERATED", "KeyGenerated"] {
            assert_eq!(Event::from_name(other), None);
        }
    }
}
