//! The entries of the memory. They refer to each other by numbers.

use super::rows::Digest;
use crate::domain::{
    keys::{networks::AddressFilter, restrictions::Restrictions},
    time::Timestamp,
    verifiers::{scope::Scope, verifier::AskingVerifier},
};
use std::net::IpAddr;

/// Numbers of accounts, roles and keys: four bytes instead of an id's 44.
pub(super) type Number = u32;

/// Numbers by text. The texts are names and ids of this installation, so that nobody outside can choose them to collide.
pub(super) type TextMap = foldhash::HashMap<Box<str>, Number>;

/// What a verifier asks. The decision uses only these fields.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// `None` if only a token was presented: tokens are unique over all accounts.
    pub app_key: Option<&'a str>,
    /// The token's hash; `None` for a malformed token.
    pub token: Option<&'a Digest>,
    /// The slug of the account whose resource is requested; by default the key's owner.
    pub account: Option<&'a str>,
    /// The requested resource, if any.
    pub resource: Option<&'a str>,
    /// The address of the client that presents the token, if it is known.
    pub client: Option<IpAddr>,
    /// When the question is answered.
    pub now: Timestamp,
}

/// A verifier in memory.
pub type IndexedVerifier = AskingVerifier<Number>;

#[derive(Debug)]
pub(super) struct IndexedKey {
    pub app_key: Box<str>,
    pub label: Box<str>,
    pub active: bool,
    /// `None` for most keys: they have no end and are good from everywhere.
    pub restrictions: Option<Box<IndexedRestrictions>>,
    /// The owner first, then the accounts that have it as an external key.
    pub access: Box<[Access]>,
    /// Its tokens, valid and revoked.
    pub tokens: Box<[Digest]>,
}

#[derive(Debug)]
pub(super) struct IndexedRestrictions {
    pub expires_at: Option<Timestamp>,
    pub networks: AddressFilter,
}

impl IndexedRestrictions {
    pub fn new(restrictions: &Restrictions) -> Option<Box<Self>> {
        let has_any = *restrictions != Restrictions::default();
        has_any.then(|| {
            Box::new(Self {
                expires_at: restrictions.expires_at,
                networks: AddressFilter::from(&restrictions.networks),
            })
        })
    }
}

#[derive(Debug)]
pub(super) struct Access {
    pub account: Number,
    pub roles: Box<[Number]>,
}

#[derive(Debug, Default)]
pub(super) struct IndexedRole {
    pub name: Box<str>,
    pub resources: Box<[Box<str>]>,
}

impl IndexedRole {
    /// Whether a verifier with this scope may learn of the role.
    pub fn is_in(&self, scope: &Scope<Number>) -> bool {
        self.resources.iter().any(|resource| scope.covers(resource))
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct IndexedToken {
    pub key: Number,
    pub is_valid: bool,
}

/// Appends to a slice that has no room to spare: most have one entry, and all are kept for long.
pub(super) fn push<T>(slice: &mut Box<[T]>, value: T) {
    let mut all = std::mem::take(slice).into_vec();
    all.reserve_exact(1);
    all.push(value);
    *slice = all.into_boxed_slice();
}

/// The number of the `index`-th entry. Four billion keys would not fit into memory.
pub(super) fn number_of(index: usize) -> Number {
    Number::try_from(index).unwrap_or(Number::MAX)
}
