//! Verification's verdict: whether an app key and token are good, in an account and for a resource.

use crate::domain::keys::key::Status;
use serde::Serialize;

/// What the presented token is to the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresentedToken {
    /// One of the key's valid tokens.
    Valid,
    /// Was one of them, and is revoked.
    Revoked,
    /// Never was one of them.
    Unknown,
}

/// What the store knows about the presented app key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresentedKey {
    /// No such key, ever.
    Unknown,
    /// There was one, and it was deleted.
    Deleted,
    /// There is one.
    Known { status: Status, token: PresentedToken },
}

/// What the account whose resource is asked for grants to the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// The account neither owns the key nor has added it.
    None,
    /// It does; no resource was asked for, or one of the roles there contains it.
    Allows,
    /// It does, but none of the roles there contains the resource.
    LacksResource,
}

/// Why a request is denied. Serialised in snake case, as `/v1/verify` answers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Denial {
    /// The app key does not exist.
    UnknownKey,
    /// The app key was deleted.
    KeyDeleted,
    /// The token is not one of the key's, or is no token at all.
    UnknownToken,
    /// The token was revoked.
    TokenRevoked,
    /// The key is inactive.
    KeyInactive,
    /// The account does not have this key.
    AccountDenied,
    /// No role of the key in that account contains the resource.
    ResourceDenied,
}

/// The verdict. The token is judged before the status, so that only who holds a good token learns that the key is
/// inactive.
///
/// # Errors
/// The [`Denial`], when it is no.
pub fn verdict(key: PresentedKey, grant: Grant) -> Result<(), Denial> {
    match (key, grant) {
        (PresentedKey::Unknown, _) => Err(Denial::UnknownKey),
        (PresentedKey::Deleted, _) => Err(Denial::KeyDeleted),
        (
            PresentedKey::Known {
                token: PresentedToken::Unknown,
                ..
            },
            _,
        ) => Err(Denial::UnknownToken),
        (
            PresentedKey::Known {
                token: PresentedToken::Revoked,
                ..
            },
            _,
        ) => Err(Denial::TokenRevoked),
        (
            PresentedKey::Known {
                status: Status::Inactive,
                token: PresentedToken::Valid,
            },
            _,
        ) => Err(Denial::KeyInactive),
        (
            PresentedKey::Known {
                status: Status::Active,
                token: PresentedToken::Valid,
            },
            grant,
        ) => match grant {
            Grant::None => Err(Denial::AccountDenied),
            Grant::LacksResource => Err(Denial::ResourceDenied),
            Grant::Allows => Ok(()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PresentedToken::{Revoked, Unknown, Valid};
    use Status::{Active, Inactive};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn known(status: Status, token: PresentedToken) -> PresentedKey {
        PresentedKey::Known { status, token }
    }

    #[test]
    fn every_combination_has_one_verdict() {
        let cases = [
            (PresentedKey::Unknown, [Err(Denial::UnknownKey); 3]),
            (PresentedKey::Deleted, [Err(Denial::KeyDeleted); 3]),
            (known(Active, Unknown), [Err(Denial::UnknownToken); 3]),
            (known(Inactive, Unknown), [Err(Denial::UnknownToken); 3]),
            (known(Active, Revoked), [Err(Denial::TokenRevoked); 3]),
            (known(Inactive, Revoked), [Err(Denial::TokenRevoked); 3]),
            (known(Inactive, Valid), [Err(Denial::KeyInactive); 3]),
            (
                known(Active, Valid),
                [Err(Denial::AccountDenied), Err(Denial::ResourceDenied), Ok(())],
            ),
        ];
        for (key, expected) in cases {
            for (grant, verdict_expected) in [Grant::None, Grant::LacksResource, Grant::Allows]
                .into_iter()
                .zip(expected)
            {
                assert_eq!(verdict(key, grant), verdict_expected, "{key:?} {grant:?}");
            }
        }
    }
}
