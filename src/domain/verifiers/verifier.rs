//! A verifier and its secrets. It is renewed like a key: the old secret stays valid until it is deleted.

use crate::domain::{
    id::{Account, Id},
    names::AccountSlug,
    time::{Timestamp, days},
    verifiers::scope::Scope,
};
use std::{sync::Arc, time::Duration};

/// Maximum number of verifiers of an account, without revoked ones.
pub const VERIFIERS_MAX: usize = 100;
/// How long lists show a revoked verifier.
pub const REVOKED_SHOWN_FOR: Duration = days(30);

/// A gateway or service that asks for verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    pub id: Id<Verifier>,
    pub name: String,
    /// The account whose settings manage it; `None` for the operator.
    pub managed_by: Option<Id<Account>>,
    pub scope: Scope<AccountSlug>,
    pub created_at: Timestamp,
    /// Counts its changes. A form names the version that it was made from.
    pub version: i64,
    /// Of any secret, also a deleted one. To the minute.
    pub last_used_at: Option<Timestamp>,
    pub state: VerifierState,
}

/// A verifier that asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskingVerifier<A> {
    /// Shared with the counts of its questions.
    pub id: Arc<Id<Verifier>>,
    pub scope: Scope<A>,
}

/// Whether a verifier may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VerifierState {
    Valid {
        newest: VerifierSecret,
        /// While the verifier is being renewed.
        old: Option<VerifierSecret>,
    },
    Revoked {
        at: Timestamp,
    },
}

/// A valid secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifierSecret {
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

/// What becomes of the newest secret when a verifier gets another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// It stays valid as the old one.
    KeepsNewest,
    /// It was never used, and there is an old one: it is replaced, and the old one stays.
    ReplacesNewest,
}

/// Why an action on a verifier is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifierRefusal {
    /// The verifier was revoked.
    Revoked,
    /// Two secrets are in use. Another renewal would end one of them.
    NewSecretInUse,
    /// The verifier has one secret.
    NoOldSecret,
    NameTaken,
    TooMany,
}

impl Verifier {
    /// Renews the verifier.
    ///
    /// # Errors
    /// [`VerifierRefusal::NewSecretInUse`], [`VerifierRefusal::Revoked`].
    pub fn renew(&self) -> Result<Renewal, VerifierRefusal> {
        match &self.state {
            VerifierState::Valid { old: None, .. } => Ok(Renewal::KeepsNewest),
            VerifierState::Valid { newest, .. } if newest.last_used_at.is_none() => Ok(Renewal::ReplacesNewest),
            VerifierState::Valid { .. } => Err(VerifierRefusal::NewSecretInUse),
            VerifierState::Revoked { .. } => Err(VerifierRefusal::Revoked),
        }
    }

    /// Deletes the old secret.
    ///
    /// # Errors
    /// [`VerifierRefusal::NoOldSecret`], [`VerifierRefusal::Revoked`].
    pub fn delete_old(&self) -> Result<(), VerifierRefusal> {
        match &self.state {
            VerifierState::Valid { old: Some(_), .. } => Ok(()),
            VerifierState::Valid { old: None, .. } => Err(VerifierRefusal::NoOldSecret),
            VerifierState::Revoked { .. } => Err(VerifierRefusal::Revoked),
        }
    }

    /// Changes or revokes the verifier.
    ///
    /// # Errors
    /// [`VerifierRefusal::Revoked`].
    pub fn change(&self) -> Result<(), VerifierRefusal> {
        match &self.state {
            VerifierState::Valid { .. } => Ok(()),
            VerifierState::Revoked { .. } => Err(VerifierRefusal::Revoked),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const NOW: Timestamp = Timestamp::from_millis(1_000);

    fn verifier(state: VerifierState) -> Verifier {
        Verifier {
            id: Id::new("x".to_owned()),
            name: "gateway".to_owned(),
            managed_by: None,
            scope: Scope {
                accounts: None,
                resources: None,
            },
            created_at: NOW,
            version: 1,
            last_used_at: None,
            state,
        }
    }

    fn secret(used: bool) -> VerifierSecret {
        VerifierSecret {
            created_at: NOW,
            last_used_at: used.then_some(NOW),
        }
    }

    #[test]
    fn a_revoked_verifier_stays_as_it_is() {
        let revoked = verifier(VerifierState::Revoked { at: NOW });
        assert_eq!(revoked.renew(), Err(VerifierRefusal::Revoked));
        assert_eq!(revoked.delete_old(), Err(VerifierRefusal::Revoked));
        assert_eq!(revoked.change(), Err(VerifierRefusal::Revoked));
    }

    #[test]
    fn a_renewal_never_ends_a_secret_in_use() {
        for used in [false, true] {
            let newest = secret(used);
            let single = verifier(VerifierState::Valid { newest, old: None });
            assert_eq!(single.renew(), Ok(Renewal::KeepsNewest));
            assert_eq!(single.delete_old(), Err(VerifierRefusal::NoOldSecret));
            let old = Some(secret(true));
            let renewing = verifier(VerifierState::Valid { newest, old });
            let expected = if used {
                Err(VerifierRefusal::NewSecretInUse)
            } else {
                Ok(Renewal::ReplacesNewest)
            };
            assert_eq!(renewing.renew(), expected);
            assert_eq!(renewing.delete_old(), Ok(()));
            assert_eq!(renewing.change(), Ok(()));
        }
    }
}
