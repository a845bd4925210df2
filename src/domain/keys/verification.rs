//! The verdict of verification: whether an app key and token are valid in an account and for a resource.

use crate::domain::{keys::key::Status, time::Timestamp};
use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};

/// The relation of the presented token to the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresentedToken {
    /// One of the key's valid tokens.
    Valid,
    /// Was a token of the key, and is revoked.
    Revoked,
    /// Was never a token of the key.
    Unknown,
}

/// What the store knows about the presented app key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresentedKey {
    /// The key never existed.
    Unknown,
    /// The key was deleted.
    Deleted,
    /// The key exists.
    Known {
        token: PresentedToken,
        status: Status,
        /// Whether the key's end has passed.
        has_ended: bool,
        /// Whether the key may be used from the client's address.
        is_address_allowed: bool,
    },
}

/// What the account that owns the resource grants to the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantedAccess {
    /// The account neither owns the key nor has added it as an external key.
    None,
    /// The account has the key. No resource was requested, or a role of the key contains it.
    Allows,
    /// The account has the key, but no role of the key contains the resource.
    LacksResource,
}

/// A valid key, with what an account grants to it. Serialised for `/v1/verify`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerifiedKey {
    /// The slug of the account whose roles were used.
    pub account: String,
    /// The app key.
    pub key: String,
    pub label: String,
    /// The names of the key's roles in that account, sorted.
    pub roles: Vec<String>,
    /// All resources in those roles, sorted.
    pub resources: Vec<String>,
    /// The key's end, if it has one. For token introspection.
    #[serde(skip)]
    pub expires_at: Option<Timestamp>,
}

/// Why a request is denied. Serialised in snake case for `/v1/verify`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Denial {
    /// The app key does not exist.
    UnknownKey,
    /// The app key was deleted.
    KeyDeleted,
    /// The token does not belong to the key, or is malformed.
    UnknownToken,
    /// The token was revoked.
    TokenRevoked,
    /// The key is inactive.
    KeyInactive,
    /// The key's end has passed.
    KeyExpired,
    /// The key may not be used from the client's address, or the address is unknown and the key is not good for every one.
    AddressDenied,
    /// The account does not have this key.
    AccountDenied,
    /// No role of the key in that account contains the resource.
    ResourceDenied,
}

impl Denial {
    /// The name in answers, such as `key_inactive`.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Parses a name; `None` for any other text.
    pub fn from_name(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    /// Whether the token was revoked or deleted.
    pub fn is_of_dead_token(self) -> bool {
        matches!(self, Self::TokenRevoked | Self::KeyDeleted)
    }
}

/// The verdict. The token is checked first, so that only a caller with a valid token learns anything about the key.
///
/// # Errors
/// The [`Denial`].
pub fn verdict(key: PresentedKey, grant: GrantedAccess) -> Result<(), Denial> {
    let (token, status, has_ended, is_address_allowed) = match key {
        PresentedKey::Unknown => return Err(Denial::UnknownKey),
        PresentedKey::Deleted => return Err(Denial::KeyDeleted),
        PresentedKey::Known {
            token,
            status,
            has_ended,
            is_address_allowed,
        } => (token, status, has_ended, is_address_allowed),
    };
    match (token, status) {
        (PresentedToken::Unknown, _) => Err(Denial::UnknownToken),
        (PresentedToken::Revoked, _) => Err(Denial::TokenRevoked),
        (PresentedToken::Valid, Status::Inactive) => Err(Denial::KeyInactive),
        (PresentedToken::Valid, Status::Active) if has_ended => Err(Denial::KeyExpired),
        (PresentedToken::Valid, Status::Active) if !is_address_allowed => Err(Denial::AddressDenied),
        (PresentedToken::Valid, Status::Active) => match grant {
            GrantedAccess::None => Err(Denial::AccountDenied),
            GrantedAccess::LacksResource => Err(Denial::ResourceDenied),
            GrantedAccess::Allows => Ok(()),
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
        restricted(status, token, false, true)
    }

    fn restricted(status: Status, token: PresentedToken, has_ended: bool, is_address_allowed: bool) -> PresentedKey {
        PresentedKey::Known {
            token,
            status,
            has_ended,
            is_address_allowed,
        }
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
            (restricted(Active, Unknown, true, false), [Err(Denial::UnknownToken); 3]),
            (restricted(Active, Revoked, true, false), [Err(Denial::TokenRevoked); 3]),
            (restricted(Inactive, Valid, true, false), [Err(Denial::KeyInactive); 3]),
            (restricted(Active, Valid, true, false), [Err(Denial::KeyExpired); 3]),
            (restricted(Active, Valid, true, true), [Err(Denial::KeyExpired); 3]),
            (restricted(Active, Valid, false, false), [Err(Denial::AddressDenied); 3]),
            (
                known(Active, Valid),
                [Err(Denial::AccountDenied), Err(Denial::ResourceDenied), Ok(())],
            ),
        ];
        for (key, expected) in cases {
            for (grant, verdict_expected) in [GrantedAccess::None, GrantedAccess::LacksResource, GrantedAccess::Allows]
                .into_iter()
                .zip(expected)
            {
                assert_eq!(verdict(key, grant), verdict_expected, "{key:?} {grant:?}");
            }
        }
    }
}
