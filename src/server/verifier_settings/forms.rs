//! The forms whose reply shows a new secret, once: *Create verifier* and *Renew*.

use super::{FoundVerifier, NewSecret, PERMISSION, bound_resources, not_inserted, parse_name, refused, told};
use crate::{
    domain::{
        audit::{detail::Detail, event::Event},
        id::{Id, IdempotentForm},
        verifiers::{
            scope::Scope,
            verifier::{VERIFIERS_MAX, Verifier, VerifierRefusal, VerifierState},
        },
    },
    error::{AppError, Field},
    server::{
        context::Caller,
        crypto::random,
        idempotency::{SubmittedForm, once, try_render},
        limits::RateLimited,
        reauthentication,
        store::{Membership, NewVerifier, VerifierChange, VerifiersOf},
        verifiers,
    },
    views::{verifiers::ShownSecret, wire::Password},
};
use serde::Serialize;

/// A submitted form that makes a secret, with its nonce and the caller.
pub struct SecretForm<'a> {
    pub caller: &'a Caller,
    pub account: &'a str,
    pub form_id: &'a Id<IdempotentForm>,
    pub password: &'a Password,
}

/// Creates a verifier that may ask about the caller's account, and about these resources or all. `render` makes the page with the secret
/// before anything is saved. Only a duplicate of this form shows the secret again.
///
/// # Errors
/// As [`Caller::require`] and [`reauthentication::confirm`]; [`AppError::TooMany`]; [`AppError::Invalid`]; [`AppError::ServerMessage`];
/// [`AppError::SentTwice`]; [`AppError::Unavailable`] if the page could not be rendered.
pub async fn create<P: Send>(
    form: &SecretForm<'_>,
    name: &str,
    resources: Vec<String>,
    render: impl Fn(ShownSecret) -> P + Send + Sync,
) -> Result<P, AppError> {
    let membership = form.may_make_secret().await?;
    let submitted = form.submitted("create verifier", &(name, &resources))?;
    let work = create_once(form, &membership, (name, resources), submitted.as_ref(), &render);
    form.once(submitted.as_ref(), &render, work).await
}

async fn create_once<P: Send>(
    form: &SecretForm<'_>,
    membership: &Membership,
    (name, resources): (&str, Vec<String>),
    submitted: Option<&SubmittedForm>,
    render: &(impl Fn(ShownSecret) -> P + Send + Sync),
) -> Result<P, AppError> {
    let (caller, account) = (form.caller, &membership.account);
    let name = parse_name(name).map_err(|reason| AppError::field(Field::Name, reason))?;
    let resources = bound_resources(caller, membership, resources, None).await?;
    let (store, now) = (&caller.state.store, caller.state.clock.now());
    let known = store.verifiers(VerifiersOf::Account(account), now).await?;
    let own = |verifier: &&Verifier| {
        verifier.managed_by.as_ref() == Some(account) && matches!(verifier.state, VerifierState::Valid { .. })
    };
    if known.iter().filter(own).any(|verifier| verifier.name == name.as_str()) {
        return Err(refused(VerifierRefusal::NameTaken));
    }
    if known.iter().filter(own).count() >= VERIFIERS_MAX {
        return Err(refused(VerifierRefusal::TooMany));
    }
    reauthentication::confirm(caller, form.password).await?;
    let secret = random::verifier_secret();
    let detail = Detail::given(resources.clone().unwrap_or_default());
    let new = NewVerifier {
        id: random::id(),
        name: name.as_str().to_owned(),
        managed_by: Some(account.clone()),
        scope: Scope {
            accounts: Some(vec![account.clone()]),
            resources,
        },
        secret: secret.hash(),
    };
    let shown = ShownSecret {
        verifier: new.name.clone(),
        secret: secret.expose().to_owned(),
        is_renewal: false,
    };
    let answer = submitted
        .map(|submitted| submitted.seal_answer(new.id.as_str(), &shown, now))
        .transpose()?;
    let page = try_render(|| render(shown))?;
    let entry = caller.entry(account, Event::VerifierCreated)?;
    let entry = entry.about(&new.name).with_detail(detail);
    store
        .insert_verifier(&new, answer.as_ref(), entry)
        .await
        .map_err(not_inserted)?;
    Ok(page)
}

/// Gives a verifier a new secret. The one in use stays valid until it is deleted. `seen` is the version that the form showed.
///
/// # Errors
/// As [`create`]; [`AppError::NotFound`].
pub async fn renew<P: Send>(
    form: &SecretForm<'_>,
    (id, seen): (&Id<Verifier>, &str),
    render: impl Fn(ShownSecret) -> P + Send + Sync,
) -> Result<P, AppError> {
    form.may_make_secret().await?;
    let submitted = form.submitted("renew verifier", &(id, seen))?;
    let work = renew_once(form, (id, seen), submitted.as_ref(), &render);
    form.once(submitted.as_ref(), &render, work).await
}

async fn renew_once<P: Send>(
    form: &SecretForm<'_>,
    (id, seen): (&Id<Verifier>, &str),
    submitted: Option<&SubmittedForm>,
    render: &(impl Fn(ShownSecret) -> P + Send + Sync),
) -> Result<P, AppError> {
    let (caller, now) = (form.caller, form.caller.state.clock.now());
    // Whether the newest secret may be replaced depends on its use.
    verifiers::record_uses(&caller.state).await?;
    let found = FoundVerifier::of(caller, form.account, id, seen).await?;
    let new = NewSecret::of(&found.verifier).map_err(refused)?;
    reauthentication::confirm(caller, form.password).await?;
    let shown = ShownSecret {
        verifier: found.verifier.name.clone(),
        secret: new.secret.expose().to_owned(),
        is_renewal: true,
    };
    let answer = submitted
        .map(|submitted| submitted.seal_answer(id.as_str(), &shown, now))
        .transpose()?;
    let page = try_render(|| render(shown))?;
    let change = VerifierChange::Renew {
        secret: &new.hash,
        renewal: new.renewal,
    };
    let event = (Event::VerifierRenewed, Detail::default());
    found.save(change, event, answer.as_ref()).await?;
    Ok(page)
}

impl SecretForm<'_> {
    async fn may_make_secret(&self) -> Result<Membership, AppError> {
        let membership = self.caller.require(self.account, PERMISSION).await?;
        self.caller.state.limits.check(RateLimited::Create, &self.caller.ip)?;
        Ok(membership)
    }

    /// The submitted form. The body includes the password, because it affects the result.
    fn submitted(&self, action: &'static str, input: &impl Serialize) -> Result<Option<SubmittedForm>, AppError> {
        let body = (self.account, input, self.password);
        SubmittedForm::in_session(self.caller, action, self.form_id, &body)
    }

    async fn once<P>(
        &self,
        submitted: Option<&SubmittedForm>,
        render: &impl Fn(ShownSecret) -> P,
        work: impl Future<Output = Result<P, AppError>>,
    ) -> Result<P, AppError> {
        let show = |shown: ShownSecret| try_render(|| render(shown));
        once(&self.caller.state, submitted, show, work).await.map_err(told)
    }
}
