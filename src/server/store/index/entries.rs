//! The entries of the memory. They refer to each other by numbers.

use super::rows::Digest;
use crate::domain::{
    keys::{networks::AddressFilter, restrictions::Restrictions},
    time::Timestamp,
    verifiers::{scope::Scope, verifier::AskingVerifier},
};

/// Numbers of accounts, roles and keys: four bytes instead of an id's 44.
pub(super) type Number = u32;

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
