//! What happened, as the audit log records it: one event for every action that succeeded.

use crate::domain::keys::{alert::RenewalPeriod, choice::DeleteOld};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// An action that succeeded, in the order in which people look for them. Its name in the audit log is stable; texts for people are
/// made from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    KeyGenerated,
    KeyEdited,
    KeyActivated,
    KeyDeactivated,
    KeyDeleted,
    TokenRenewed,
    /// A token that nobody had seen was replaced, with its link.
    LinkReplaced,
    RenewalCompletedLater,
    RenewalCompletedNow,
    RenewalUndone,
    OldTokenDeleted,
    LinkOpened,
    LinkVisitedAgain,
    LinkExpired,
    LinkNoticeDismissed,
    ExternalKeyAdded,
    ExternalKeyEdited,
    ExternalKeyRemoved,
    #[strum(serialize = "renewal_period_3_months")]
    RenewalPeriodThreeMonths,
    #[strum(serialize = "renewal_period_6_months")]
    RenewalPeriodSixMonths,
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
    SignedIn,
    SignInRefused,
    SignedOut,
    PasswordChanged,
    SessionsRevoked,
    BrowsersForgotten,
    VerifierCreated,
    /// The right password came; a code is still owed.
    SecondFactorAsked,
    SecondFactorRefused,
    SecondFactorOn,
    SecondFactorOff,
    /// Turned off from the command line.
    SecondFactorReset,
    RecoveryCodeUsed,
    RecoveryCodesReplaced,
    /// Set anew from the command line.
    PasswordReset,
}

impl Event {
    /// The end of a renewal, with the choice that ended it.
    pub fn renewal_completed(delete_old: DeleteOld) -> Self {
        match delete_old {
            DeleteOld::Later => Self::RenewalCompletedLater,
            DeleteOld::Now => Self::RenewalCompletedNow,
        }
    }

    /// The choice of an account's renewal period.
    pub fn renewal_period_set(period: RenewalPeriod) -> Self {
        match period {
            RenewalPeriod::ThreeMonths => Self::RenewalPeriodThreeMonths,
            RenewalPeriod::SixMonths => Self::RenewalPeriodSixMonths,
        }
    }

    /// Reads a stable name; `None` for one that this version does not know.
    pub fn from_name(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    /// The event's stable name.
    pub fn name(self) -> &'static str {
        self.into()
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
