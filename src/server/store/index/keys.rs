//! The keys of all accounts, found by app key or by the hash of a token.

use crate::domain::{
    keys::{
        key::Status,
        networks::AddressFilter,
        restrictions::Restrictions,
        verification::{Denial, GrantedAccess, PresentedKey, PresentedToken, VerifiedKey, verdict},
    },
    people::permission::is_resource_name,
    time::Timestamp,
};
use std::{
    collections::{HashMap, HashSet},
    net::IpAddr,
};

/// The SHA-256 of a token or of a verifier's secret.
pub(in crate::server::store) type Digest = [u8; 32];

/// What a verifier asks. The decision uses only these fields.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// `None` if only a token was presented: tokens are unique over all accounts.
    pub app_key: Option<&'a str>,
    /// The token's hash.
    pub token: &'a Digest,
    /// The slug of the account whose resource is requested; by default the key's owner.
    pub account: Option<&'a str>,
    /// The requested resource, if any.
    pub resource: Option<&'a str>,
    /// The address of the client that presents the token, if it is known.
    pub client: Option<IpAddr>,
    /// When the question is answered.
    pub now: Timestamp,
}

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

/// Numbers of accounts, roles and keys: four bytes instead of an id's 44.
type Number = u32;

#[derive(Debug)]
struct IndexedKey {
    app_key: Box<str>,
    label: Box<str>,
    active: bool,
    /// `None` for most keys: they have no end and are good from everywhere.
    restrictions: Option<Box<IndexedRestrictions>>,
    /// The owner first, then the accounts that have it as an external key.
    access: Box<[Access]>,
    /// Its tokens, valid and revoked.
    tokens: Box<[Digest]>,
}

#[derive(Debug)]
struct IndexedRestrictions {
    expires_at: Option<Timestamp>,
    networks: AddressFilter,
}

impl IndexedRestrictions {
    fn new(restrictions: &Restrictions) -> Option<Box<Self>> {
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
struct Access {
    account: Number,
    roles: Box<[Number]>,
}

#[derive(Debug, Default)]
struct IndexedRole {
    name: Box<str>,
    resources: Box<[Box<str>]>,
}

#[derive(Clone, Copy, Debug)]
struct IndexedToken {
    key: Number,
    is_valid: bool,
}

/// The structure. Numbers of removed keys are given to new ones.
#[derive(Debug, Default)]
pub struct Keys {
    keys: Vec<Option<IndexedKey>>,
    free: Vec<Number>,
    by_app_key: HashMap<Box<str>, Number>,
    tokens: HashMap<Digest, IndexedToken>,
    deleted: HashSet<Box<str>>,
    /// The tokens of deleted keys.
    deleted_tokens: HashSet<Digest>,
    accounts: HashMap<Box<str>, Number>,
    slugs: Vec<Box<str>>,
    by_slug: HashMap<Box<str>, Number>,
    roles: Vec<IndexedRole>,
    role_numbers: HashMap<Box<str>, Number>,
    verifiers: HashSet<Digest>,
}

impl Keys {
    /// Answers a question.
    pub fn answer(&self, question: &Question<'_>) -> Result<VerifiedKey, Denial> {
        let token = self.tokens.get(question.token);
        let number = match question.app_key {
            Some(app_key) => self.by_app_key.get(app_key).copied(),
            None => token.map(|token| token.key),
        };
        let Some((number, key)) = number.and_then(|number| Some((number, self.key(number)?))) else {
            return Err(match question.app_key {
                Some(app_key) if self.deleted.contains(app_key) => Denial::KeyDeleted,
                Some(_) => Denial::UnknownKey,
                None => Denial::UnknownToken,
            });
        };
        let restrictions = key.restrictions.as_deref();
        let presented = PresentedKey::Known {
            status: if key.active { Status::Active } else { Status::Inactive },
            has_ended: restrictions.is_some_and(|any| any.expires_at.is_some_and(|end| end <= question.now)),
            is_address_allowed: restrictions.is_none_or(|any| any.networks.allows(question.client)),
            token: match token {
                Some(token) if token.key != number => PresentedToken::Unknown,
                Some(token) if token.is_valid => PresentedToken::Valid,
                Some(_) => PresentedToken::Revoked,
                None => PresentedToken::Unknown,
            },
        };
        let access = self.access(key, question.account);
        let granted = match (access, question.resource) {
            (None, _) => GrantedAccess::None,
            (Some(_), None) => GrantedAccess::Allows,
            (Some(access), Some(resource)) if self.has_resource(access, resource) => GrantedAccess::Allows,
            (Some(_), Some(_)) => GrantedAccess::LacksResource,
        };
        verdict(presented, granted)?;
        access
            .map(|access| self.identity(key, access))
            .ok_or(Denial::AccountDenied)
    }

    /// Whether the app key exists.
    pub fn has_key(&self, app_key: &str) -> bool {
        self.by_app_key.contains_key(app_key)
    }

    /// Whether this is the hash of a deleted key's token.
    pub fn is_deleted_token(&self, token: &Digest) -> bool {
        self.deleted_tokens.contains(token)
    }

    /// Whether a verifier has the secret with this hash.
    pub fn is_verifier(&self, secret: &Digest) -> bool {
        self.verifiers.contains(secret)
    }

    /// Replaces all verifiers.
    pub(super) fn set_verifiers(&mut self, secrets: HashSet<Digest>) {
        self.verifiers = secrets;
    }

    /// Adds an account, or names it again.
    pub(super) fn set_account(&mut self, id: &str, slug: &str) {
        let number = self.account_number(id);
        self.by_slug.insert(slug.into(), number);
        if let Some(known) = self.slugs.get_mut(number as usize) {
            *known = slug.into();
        }
    }

    /// Adds or replaces a role. Keys that have it keep it.
    pub(super) fn set_role(&mut self, facts: RoleRows) {
        let number = self.role_number(&facts.id);
        let resources = facts.resources.into_iter().map(Into::into).collect();
        let role = IndexedRole {
            name: facts.name.into(),
            resources,
        };
        if let Some(known) = self.roles.get_mut(number as usize) {
            *known = role;
        }
    }

    /// Adds or replaces a key.
    pub(super) fn set_key(&mut self, facts: KeyRows) {
        self.remove(&facts.app_key);
        let number = self.free.pop().unwrap_or_else(|| {
            self.keys.push(None);
            number_of(self.keys.len() - 1)
        });
        for (digest, is_valid) in &facts.tokens {
            self.tokens.insert(
                *digest,
                IndexedToken {
                    key: number,
                    is_valid: *is_valid,
                },
            );
        }
        let accounts: Vec<_> = std::iter::once(&facts.owner).chain(&facts.external).collect();
        let access = accounts.into_iter().map(|account| Access {
            account: self.account_number(account),
            roles: facts
                .roles
                .iter()
                .filter(|(of, _)| of == account)
                .map(|(_, role)| self.role_number(role))
                .collect(),
        });
        let access = access.collect();
        let app_key: Box<str> = facts.app_key.into();
        self.by_app_key.insert(app_key.clone(), number);
        if let Some(slot) = self.keys.get_mut(number as usize) {
            *slot = Some(IndexedKey {
                app_key,
                label: facts.label.into(),
                active: facts.active,
                restrictions: IndexedRestrictions::new(&facts.restrictions),
                access,
                tokens: facts.tokens.into_iter().map(|(digest, _)| digest).collect(),
            });
        }
    }

    /// Removes a key that was deleted.
    pub(super) fn set_deleted(&mut self, app_key: &str) {
        self.remove(app_key);
        self.deleted.insert(app_key.into());
    }

    /// Adds the token of a deleted key.
    pub(super) fn add_deleted_token(&mut self, token: Digest) {
        self.deleted_tokens.insert(token);
    }

    fn remove(&mut self, app_key: &str) {
        let Some(number) = self.by_app_key.remove(app_key) else {
            return;
        };
        let Some(key) = self.keys.get_mut(number as usize).and_then(Option::take) else {
            return;
        };
        for digest in &key.tokens {
            self.tokens.remove(digest);
        }
        self.free.push(number);
    }

    fn key(&self, number: Number) -> Option<&IndexedKey> {
        self.keys.get(number as usize)?.as_ref()
    }

    /// What an account grants to a key; `None` if the account does not have it.
    fn access<'k>(&self, key: &'k IndexedKey, account: Option<&str>) -> Option<&'k Access> {
        match account {
            None => key.access.first(),
            Some(slug) => {
                let number = self.by_slug.get(slug)?;
                key.access.iter().find(|access| access.account == *number)
            }
        }
    }

    fn roles_of<'k>(&'k self, access: &'k Access) -> impl Iterator<Item = &'k IndexedRole> {
        access
            .roles
            .iter()
            .filter_map(|number| self.roles.get(*number as usize))
    }

    fn has_resource(&self, access: &Access, resource: &str) -> bool {
        let mut all = self.roles_of(access).flat_map(|role| &role.resources);
        is_resource_name(resource) && all.any(|known| **known == *resource)
    }

    fn identity(&self, key: &IndexedKey, access: &Access) -> VerifiedKey {
        let mut roles: Vec<String> = self.roles_of(access).map(|role| role.name.to_string()).collect();
        roles.sort();
        let all = self.roles_of(access).flat_map(|role| &role.resources);
        let mut resources: Vec<String> = all.map(|resource| resource.to_string()).collect();
        resources.sort();
        resources.dedup();
        let slug = self.slugs.get(access.account as usize);
        VerifiedKey {
            account: slug.map_or_else(String::new, |slug| slug.to_string()),
            key: key.app_key.to_string(),
            label: key.label.to_string(),
            roles,
            resources,
        }
    }

    fn account_number(&mut self, id: &str) -> Number {
        if let Some(number) = self.accounts.get(id) {
            return *number;
        }
        let number = number_of(self.slugs.len());
        self.slugs.push(Box::default());
        self.accounts.insert(id.into(), number);
        number
    }

    fn role_number(&mut self, id: &str) -> Number {
        if let Some(number) = self.role_numbers.get(id) {
            return *number;
        }
        let number = number_of(self.roles.len());
        self.roles.push(IndexedRole::default());
        self.role_numbers.insert(id.into(), number);
        number
    }
}

/// The number of the `index`-th entry. Four billion keys would not fit into memory.
fn number_of(index: usize) -> Number {
    Number::try_from(index).unwrap_or(Number::MAX)
}
