//! The tables of a copy, and what their columns hold.

/// The tables whose rows are copied, each after those that it refers to.
pub const COPIED: &[&str] = &[
    "accounts",
    "users",
    "roles",
    "role_resources",
    "resources",
    "memberships",
    "member_roles",
    "invitations",
    "invitation_roles",
    "sessions",
    "known_browsers",
    "second_factors",
    "second_factor_setups",
    "recovery_codes",
    "pending_sign_ins",
    "sign_in_attempts",
    "kept_answers",
    "api_keys",
    "key_roles",
    "external_keys",
    "api_tokens",
    "revoked_tokens",
    "deleted_keys",
    "deleted_tokens",
    "links",
    "sealed_tokens",
    "link_looks",
    "link_visits",
    "verifiers",
    "verifier_secrets",
    "verifier_accounts",
    "verifier_resources",
    "token_usage",
    "usage_batches",
    "usage_sources",
    "usage_hours",
    "usage_days",
    "usage_denials",
    "usage_senders",
    "recorded_days",
    "unrecorded_days",
    "audit_chains",
    "audit_events",
    "audit_actors",
    "audit_days",
];

/// The tables that belong to one database and its processes: the running nodes, their last round of jobs, the last start, the set-up link of
/// an installation without accounts, and the nodes' shared key. They make another key when there is none.
pub const NOT_COPIED: &[&str] = &["nodes", "job_rounds", "last_start", "setup", "attempt_key"];

/// The tables that a server fills before anybody has set up Keydesk. Their rows do not make a database a used one.
pub(super) const FILLED_BEFORE_SETUP: &[&str] = &[
    "attempt_key",
    "sign_in_attempts",
    "recorded_days",
    "unrecorded_days",
    "usage_sources",
];

/// A column and what it holds.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub name: String,
    pub kind: Kind,
}

/// What a column holds: migrations use no other types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
}
