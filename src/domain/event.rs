//! What happened, as the audit log records it: one event for every action that succeeded.

use crate::domain::{alert::RenewalPeriod, key::DeleteOld};

/// An action that succeeded. Its name in the audit log is stable; texts for people are made from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    AccountCreated,
    SignedIn,
    SignInRefused,
    SignedOut,
    KeyGenerated,
    TokenRenewed,
    RenewalCompleted { delete_old: DeleteOld },
    RenewalUndone,
    OldTokenDeleted,
    KeyActivated,
    KeyDeactivated,
    KeyEdited,
    KeyDeleted,
    LinkOpened,
    LinkVisitedAgain,
    LinkExpired,
    RenewalPeriodSet { period: RenewalPeriod },
    VerifierCreated,
    PasswordChanged,
    SessionsRevoked,
    ExternalKeyAdded,
    ExternalKeyEdited,
    ExternalKeyRemoved,
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
}

impl Event {
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
            Self::ExternalKeyAdded => "external_key_added",
            Self::ExternalKeyEdited => "external_key_edited",
            Self::ExternalKeyRemoved => "external_key_removed",
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
        }
    }
}
