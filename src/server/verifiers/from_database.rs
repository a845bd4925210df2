//! Verification that asks the database, on PostgreSQL.

use super::asked::{
    Asker, CountedQuestion, Counting, DefaultAccount, VerificationOutcome, VerificationRequest, malformed_credential,
};
use crate::{
    domain::{
        keys::verification::{Denial, GrantedAccess, PresentedKey, VerifiedKey, verdict},
        names::{AccountSlug, AppKey},
        people::permission::is_resource_name,
        verifiers::{
            scope::{AskedAccount, Scope},
            verifier::AskingVerifier,
        },
    },
    server::store::{KeyFacts, Store, StoreError},
};

/// Answers from the database.
#[derive(Clone, Copy)]
pub(super) struct FromDatabase<'a> {
    pub store: &'a Store,
    pub counting: &'a Counting<'a>,
}

impl FromDatabase<'_> {
    /// The verifier that asks: `Some(None)` for a gateway that needs none, `None` for an unknown one.
    pub async fn authenticate(self, asker: Asker<'_>) -> Result<Option<Option<AskingVerifier<String>>>, StoreError> {
        let Asker::Verifier(secret) = asker else {
            return Ok(Some(None));
        };
        let secret = secret.hash();
        let found = self.store.verifier_of_secret(&secret).await?;
        if found.is_some() {
            self.store.note_used_secret(&secret);
        }
        Ok(found.map(Some))
    }

    /// Answers a question.
    pub async fn decide(
        self,
        verifier: Option<&AskingVerifier<String>>,
        mut question: VerificationRequest,
        default: DefaultAccount,
    ) -> Result<VerificationOutcome, StoreError> {
        let scope = verifier.map(|verifier| &verifier.scope);
        if let (None, DefaultAccount::OfVerifier, Some([account])) = (
            &question.account,
            default,
            scope.and_then(|scope| scope.accounts.as_deref()),
        ) {
            question.account = Some(account.clone());
        }
        if let Some(scope) = scope {
            let account = self.asked_account(&question).await?;
            if !scope.allows(|| account, question.resource.as_deref()) {
                return Ok(VerificationOutcome::OutsideScope);
            }
        }
        if let Some(denial) = malformed_credential(&question) {
            // It is not known whether there is such a key, so nothing is counted.
            return Ok(VerificationOutcome::Denied(denial));
        }
        let verdict = self.look_up(&question, scope).await?;
        let denial = verdict.as_ref().err().copied();
        let token = question.app_token.digest();
        let is_deleted = denial.is_some() && self.store.is_deleted_token(&token).await?;
        let counted = CountedQuestion {
            question: &question,
            verifier,
        };
        self.counting.count(denial, counted, &token, is_deleted);
        Ok(verdict.into())
    }

    /// The slug of the account that a question is about.
    async fn asked_account(self, question: &VerificationRequest) -> Result<AskedAccount<String>, StoreError> {
        if let Some(account) = &question.account {
            return Ok(AskedAccount::Account(account.clone()));
        }
        let app_key = match &question.app_key {
            Some(app_key) => AppKey::parse(app_key),
            None if malformed_credential(question).is_some() => None,
            None => self.store.key_of_token(&question.app_token.hash()).await?,
        };
        Ok(app_key.map_or(AskedAccount::None, |app_key| {
            AskedAccount::Account(app_key.account().to_owned())
        }))
    }

    async fn look_up(
        self,
        question: &VerificationRequest,
        scope: Option<&Scope<String>>,
    ) -> Result<Result<VerifiedKey, Denial>, StoreError> {
        let app_key = match &question.app_key {
            Some(app_key) => AppKey::parse(app_key),
            None => self.store.key_of_token(&question.app_token.hash()).await?,
        };
        let Some(app_key) = app_key else {
            return Ok(Err(Denial::UnknownToken));
        };
        let client = (question.client, self.counting.now);
        let facts = self.store.facts(&app_key, &question.app_token.hash(), client).await?;
        if let Err(denial) = verdict(facts.presented, GrantedAccess::Allows) {
            return Ok(Err(denial));
        }
        let (grant, allowed) = self.grant(&app_key, &facts, (question, scope)).await?;
        Ok(verdict(facts.presented, grant).map(|()| allowed))
    }

    async fn grant(
        self,
        app_key: &AppKey,
        facts: &KeyFacts,
        (question, scope): (&VerificationRequest, Option<&Scope<String>>),
    ) -> Result<(GrantedAccess, VerifiedKey), StoreError> {
        let mut allowed = VerifiedKey {
            account: question.account.clone().unwrap_or_default(),
            key: app_key.as_str().to_owned(),
            label: String::new(),
            roles: Vec::new(),
            resources: Vec::new(),
            expires_at: facts.key.as_ref().and_then(|known| known.expires_at),
        };
        let (PresentedKey::Known { .. }, Some(known)) = (facts.presented, &facts.key) else {
            return Ok((GrantedAccess::None, allowed));
        };
        let account = match &question.account {
            None => known.account.clone(),
            Some(asked) => match AccountSlug::parse_existing(asked) {
                Ok(slug) => slug,
                Err(_) => return Ok((GrantedAccess::None, allowed)),
            },
        };
        allowed.account = account.as_str().to_owned();
        allowed.label.clone_from(&known.label);
        let bound = scope.filter(|scope| scope.resources.is_some());
        for (role, resource) in self.store.granted_roles(&known.id, &account).await? {
            let is_covered = |scope: &Scope<_>| resource.as_deref().is_some_and(|resource| scope.covers(resource));
            if !bound.is_none_or(is_covered) {
                continue;
            }
            if !allowed.roles.contains(&role) {
                allowed.roles.push(role);
            }
            allowed.resources.extend(resource);
        }
        allowed.resources.sort();
        allowed.resources.dedup();
        let has_key = account == known.account || self.store.is_external(&known.id, &account).await?;
        let grant = match &question.resource {
            _ if !has_key => GrantedAccess::None,
            None if bound.is_some() && allowed.resources.is_empty() => GrantedAccess::LacksResource,
            None => GrantedAccess::Allows,
            Some(resource) if is_resource_name(resource) && allowed.resources.contains(resource) => {
                GrantedAccess::Allows
            }
            Some(_) => GrantedAccess::LacksResource,
        };
        Ok((grant, allowed))
    }
}
