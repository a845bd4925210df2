//! What the memory is made of, as read from the database.

use crate::domain::keys::restrictions::Restrictions;

/// The SHA-256 of a token or of a verifier's secret.
pub(in crate::server::store) type Digest = [u8; 32];

/// A key as read from the database.
#[derive(Clone, Debug, Default)]
pub(super) struct KeyRows {
    pub app_key: String,
    /// The id of the account that owns it.
    pub owner: String,
    pub label: String,
    pub active: bool,
    pub restrictions: Restrictions,
    pub tokens: Vec<(Digest, bool)>,
    /// The account ids that have added it as an external key.
    pub external: Vec<String>,
    /// Account id and role id.
    pub roles: Vec<(String, String)>,
}

/// A role as read from the database.
#[derive(Clone, Debug, Default)]
pub(super) struct RoleRows {
    pub id: String,
    pub name: String,
    pub resources: Vec<String>,
}

/// A valid secret of a verifier as read from the database.
#[derive(Clone, Debug)]
pub(super) struct VerifierRows {
    pub secret: Digest,
    pub id: String,
    /// The ids of the accounts that it is bound to.
    pub accounts: Option<Vec<String>>,
    pub resources: Option<Vec<String>>,
}
