//! The keys of all accounts, found by app key or by the hash of a token.

use super::{
    entries::{
        Access, IndexedKey, IndexedRestrictions, IndexedRole, IndexedToken, IndexedVerifier, Number, Question, TextMap,
        number_of, push,
    },
    rows::{Digest, KeyRows, RoleRows, VerifierRows},
    verifiers::Verifiers,
};
use crate::{
    domain::{
        id::Id,
        keys::{
            key::Status,
            verification::{Denial, GrantedAccess, PresentedKey, PresentedToken, VerifiedKey, verdict},
        },
        names::AppKey,
        people::permission::is_resource_name,
        verifiers::{
            scope::{AskedAccount, Scope},
            verifier::AskingVerifier,
        },
    },
    server::crypto::{DigestMap, DigestSet},
};
use std::sync::Arc;

/// The structure. Numbers of removed keys are given to new ones.
#[derive(Debug, Default)]
pub struct Keys {
    keys: Vec<Option<IndexedKey>>,
    free: Vec<Number>,
    by_app_key: TextMap,
    tokens: DigestMap<Digest, IndexedToken>,
    deleted: foldhash::HashSet<Box<str>>,
    /// The tokens of deleted keys.
    deleted_tokens: DigestSet,
    accounts: TextMap,
    slugs: Vec<Box<str>>,
    by_slug: TextMap,
    roles: Vec<IndexedRole>,
    role_numbers: TextMap,
    verifiers: Verifiers<IndexedVerifier>,
}

impl Keys {
    /// Answers a question of a verifier, or of a gateway that needs none. The verifier's scope limits what the answer may name.
    pub fn answer(&self, question: &Question<'_>, verifier: Option<&IndexedVerifier>) -> Result<VerifiedKey, Denial> {
        let token = self.token(question);
        let number = self.presented(question);
        if self.is_foreign(question, verifier) {
            let is_valid = token.is_some_and(|token| token.is_valid && number == Some(token.key));
            return Err(match question.app_key {
                _ if is_valid => Denial::AccountDenied,
                Some(_) => Denial::UnknownKey,
                None => Denial::UnknownToken,
            });
        }
        let bound = verifier
            .map(|verifier| &verifier.scope)
            .filter(|scope| scope.resources.is_some());
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
            (Some(access), None) if self.has_any_of(access, bound) => GrantedAccess::Allows,
            (Some(access), Some(resource)) if self.has_resource(access, resource) => GrantedAccess::Allows,
            (Some(_), _) => GrantedAccess::LacksResource,
        };
        verdict(presented, granted)?;
        access
            .map(|access| self.identity(key, access, bound))
            .ok_or(Denial::AccountDenied)
    }

    /// The numbers of keys and of tokens, ended ones included.
    pub fn sizes(&self) -> (usize, usize) {
        (self.by_app_key.len(), self.tokens.len())
    }

    /// Whether a verifier that is bound to accounts asks about a key that the asked account does not have. Without a valid token it then
    /// learns nothing about the key, not even whether it exists.
    pub fn is_foreign(&self, question: &Question<'_>, verifier: Option<&IndexedVerifier>) -> bool {
        if verifier.is_none_or(|verifier| verifier.scope.accounts.is_none()) {
            return false;
        }
        match self.presented(question).and_then(|number| self.key(number)) {
            Some(key) => self.access(key, question.account).is_none(),
            // The app key of an unknown or deleted key names its account.
            None => match (question.account, question.app_key.and_then(AppKey::parse)) {
                (Some(account), Some(app_key)) => account != app_key.account(),
                (_, _) => false,
            },
        }
    }

    /// Whether the app key exists.
    pub fn has_key(&self, app_key: &str) -> bool {
        self.by_app_key.contains_key(app_key)
    }

    /// Whether this is the hash of a deleted key's token.
    pub fn is_deleted_token(&self, token: &Digest) -> bool {
        self.deleted_tokens.contains(token)
    }

    /// The verifier with this secret. Notes that the secret was used.
    pub fn verifier(&self, secret: &Digest) -> Option<&IndexedVerifier> {
        self.verifiers.find(secret)
    }

    /// Whether a question is within the scope of its verifier.
    pub fn may_ask(&self, verifier: &IndexedVerifier, question: &Question<'_>) -> bool {
        let numbered = |slug: &str| match self.by_slug.get(slug) {
            Some(number) => AskedAccount::Account(*number),
            None => AskedAccount::Unknown,
        };
        let account = || match question.account {
            Some(slug) => numbered(slug),
            None => match self.presented(question).and_then(|number| self.owner(number)) {
                Some(owner) => AskedAccount::Account(owner),
                // The app key of an unknown or deleted key names its account.
                None => match question.app_key.and_then(AppKey::parse) {
                    Some(app_key) => numbered(app_key.account()),
                    None => AskedAccount::None,
                },
            },
        };
        verifier.scope.allows(account, question.resource)
    }

    /// The slug of the account that a verifier is bound to, if it is just one.
    pub fn only_account(&self, verifier: &IndexedVerifier) -> Option<&str> {
        match verifier.scope.accounts.as_deref() {
            Some([account]) => self.slugs.get(*account as usize).map(|slug| &**slug),
            Some(_) | None => None,
        }
    }

    /// Replaces all verifiers.
    pub(super) fn set_verifiers(&mut self, rows: Vec<VerifierRows>) {
        let secrets = rows.into_iter().map(|row| {
            let accounts = row
                .accounts
                .map(|ids| ids.iter().map(|id| self.account_number(id)).collect());
            let scope = Scope {
                accounts,
                resources: row.resources,
            };
            let id = Arc::new(Id::new(row.id));
            (row.secret, AskingVerifier { id, scope })
        });
        let secrets = secrets.collect();
        self.verifiers.replace(secrets);
    }

    /// Keeps what is counted in memory, when everything was read again.
    pub(super) fn keep_uses_of(&mut self, before: &Self) {
        self.verifiers.keep_uses_of(&before.verifiers);
    }

    /// The secrets that were used since the last call.
    pub(super) fn take_used_secrets(&self) -> Vec<Digest> {
        self.verifiers.take_used()
    }

    /// Notes uses that could not be recorded.
    pub(super) fn put_back_used_secrets(&self, used: &[Digest]) {
        self.verifiers.put_back(used);
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
    pub(super) fn set_key(&mut self, facts: KeyRows) -> Number {
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
        number
    }

    /// Adds a token to a key.
    pub(super) fn add_token(&mut self, key: Number, (digest, is_valid): (Digest, bool)) {
        if let Some(Some(known)) = self.keys.get_mut(key as usize) {
            push(&mut known.tokens, digest);
            self.tokens.insert(digest, IndexedToken { key, is_valid });
        }
    }

    /// Gives a key to another account, without roles.
    pub(super) fn add_external(&mut self, key: Number, account: &str) {
        let account = self.account_number(account);
        if let Some(Some(known)) = self.keys.get_mut(key as usize) {
            let roles = Box::default();
            push(&mut known.access, Access { account, roles });
        }
    }

    /// Gives a key a role, in an account that has the key.
    pub(super) fn add_role(&mut self, key: Number, (account, role): (&str, &str)) {
        let (account, role) = (self.account_number(account), self.role_number(role));
        let known = self.keys.get_mut(key as usize).and_then(Option::as_mut);
        let access = known.and_then(|known| known.access.iter_mut().find(|access| access.account == account));
        if let Some(access) = access {
            push(&mut access.roles, role);
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
        let number = self.by_app_key.remove(app_key);
        let key = number.and_then(|number| self.keys.get_mut(number as usize)?.take());
        if let Some((number, key)) = number.zip(key) {
            for digest in &key.tokens {
                self.tokens.remove(digest);
            }
            self.free.push(number);
        }
    }

    fn key(&self, number: Number) -> Option<&IndexedKey> {
        self.keys.get(number as usize)?.as_ref()
    }

    fn token(&self, question: &Question<'_>) -> Option<&IndexedToken> {
        question.token.and_then(|token| self.tokens.get(token))
    }

    /// The key that a question is about.
    fn presented(&self, question: &Question<'_>) -> Option<Number> {
        match question.app_key {
            Some(app_key) => self.by_app_key.get(app_key).copied(),
            None => self.token(question).map(|token| token.key),
        }
    }

    fn owner(&self, key: Number) -> Option<Number> {
        self.key(key)?.access.first().map(|access| access.account)
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

    /// Whether the key has a resource that the verifier may ask about. `bound` is the scope of a verifier that is bound to resources.
    fn has_any_of(&self, access: &Access, bound: Option<&Scope<Number>>) -> bool {
        bound.is_none_or(|scope| self.roles_of(access).any(|role| role.is_in(scope)))
    }

    fn identity(&self, key: &IndexedKey, access: &Access, bound: Option<&Scope<Number>>) -> VerifiedKey {
        let shown = |role: &&IndexedRole| bound.is_none_or(|scope| role.is_in(scope));
        let roles = || self.roles_of(access).filter(shown);
        let mut names: Vec<String> = roles().map(|role| role.name.to_string()).collect();
        names.sort();
        let all = roles().flat_map(|role| &role.resources).map(|resource| &**resource);
        let shown = all.filter(|resource: &&str| bound.is_none_or(|scope| scope.covers(resource)));
        let mut resources: Vec<String> = shown.map(str::to_owned).collect();
        resources.sort();
        resources.dedup();
        let slug = self.slugs.get(access.account as usize);
        VerifiedKey {
            account: slug.map_or_else(String::new, |slug| slug.to_string()),
            key: key.app_key.to_string(),
            label: key.label.to_string(),
            roles: names,
            resources,
            expires_at: key.restrictions.as_deref().and_then(|any| any.expires_at),
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
