//! Data of the forms about verifiers, and a new secret.

use crate::{
    domain::{people::team::Resource, time::Timestamp, verifiers::verifier::Verifier},
    views::wire::Viewer,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The initial data of a form about a verifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierFormView {
    pub viewer: Viewer,
    /// `None` for a new verifier.
    pub verifier: Option<Verifier>,
    /// The resources of the account.
    pub resources: Vec<Resource>,
    pub now: Timestamp,
}

/// A new secret. Shown once and not recoverable.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownSecret {
    /// The verifier's name.
    pub verifier: String,
    /// The secret.
    pub secret: String,
    /// Whether an older secret stays valid beside it.
    pub is_renewal: bool,
}

impl fmt::Debug for ShownSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShownSecret")
            .field("verifier", &self.verifier)
            .finish_non_exhaustive()
    }
}
