//! Turns the second factor on: the password first, then a QR code, then a code that proves that the app has the secret.
//!
//! Between the two forms, no URL, cookie or plain-text column contains the TOTP secret. It is stored twice: sealed under the password for
//! later use, and sealed under a random secret that only the second form contains.

use crate::{
    domain::{
        audit::event::Event,
        id::{Id, IdempotentForm},
        people::second_factor::{TypedCode, grouped},
    },
    error::{AppError, Field},
    server::{
        context::Caller,
        crypto::{Purpose, Secret, open_for, password_seal::PasswordSealError, random, seal_for, totp},
        idempotency::{SubmittedForm, once},
        in_place::in_place,
        limits::RateLimited,
        origin::Origin,
        profile, qr, reauthentication,
        second_factor::{CodesPage, formatted, hashes, new_codes, sealed_codes},
        store::{SecondFactor, SetUp, StoreError, UserRecord},
    },
    views::second_factor::{CodesView, SetUpView},
};
use std::time::Duration;

/// How long the form with the QR code is valid.
pub const SET_UP_FOR: Duration = Duration::from_mins(15);

/// Creates a TOTP secret and returns the form that shows it. Always asks for the password, because the secret is sealed under it.
///
/// # Errors
/// [`AppError::SessionEnded`], also if the second factor is already on; [`AppError::Invalid`]; [`AppError::TooMany`].
pub async fn begin(caller: &Caller, password: &str) -> Result<SetUpView, AppError> {
    let session = caller.session()?;
    let state = &caller.state;
    let password = reauthentication::verify_password(caller, password).await?;
    let (secret, form) = (totp::new_secret(), random::secret());
    let user = session.user.as_str();
    let sealed = match state.passwords.seal(&password, user, &secret).await {
        Ok(sealed) => sealed,
        Err(PasswordSealError::Hashing(error)) => return Err(error.into()),
        Err(PasswordSealError::Sealed(error)) => return Err(seal_failed(error)),
    };
    let set_up = SetUp {
        form: form.hash(),
        sealed,
        sealed_for_form: seal_for(Purpose::SetUp, &form, user, &secret).map_err(seal_failed)?,
        started_at: state.clock.now(),
    };
    let begun = state
        .store
        .begin_set_up(&session.user, &session.password_hash, &set_up)
        .await;
    match begun {
        Ok(()) => {}
        // A concurrent change ended this session, or another tab began a set-up first.
        Err(StoreError::Conflict | StoreError::Duplicate) => return Err(AppError::SessionEnded),
        Err(error @ StoreError::Database(_)) => return Err(error.into()),
    }
    view(caller, &form, &secret).await
}

/// The form again, while it is valid. `None` if it expired or another set-up was begun.
///
/// # Errors
/// [`AppError::SessionEnded`].
pub async fn reopen(caller: &Caller, form: &str) -> Result<Option<SetUpView>, AppError> {
    let form = Secret::new(form);
    match find(caller, &form).await? {
        Some((_, secret)) => view(caller, &form, &secret).await.map(Some),
        None => Ok(None),
    }
}

/// Turns the second factor on with a code that proves that the app has the secret. `render` makes the page with the recovery codes before
/// anything is saved. `None` if the set-up has ended.
///
/// # Errors
/// [`AppError::SessionEnded`]; [`AppError::Invalid`]; [`AppError::TooMany`]; [`AppError::SentTwice`]; [`AppError::Unavailable`] if the page
/// could not be rendered.
pub async fn turn_on<P: Send>(
    caller: &Caller,
    form_id: &Id<IdempotentForm>,
    (form, code): (&str, &str),
    render: impl Fn(CodesView) -> P + Send + Sync,
) -> Result<Option<P>, AppError> {
    caller.state.limits.check(RateLimited::SignIn, &caller.ip)?;
    let submitted = SubmittedForm::in_session(caller, "turn second factor on", form_id, &(form, code))?;
    let page = CodesPage {
        viewer: profile::viewer(caller).await?,
        turned_on: true,
    };
    let show = |codes: Vec<String>| page.render(&render, codes);
    let work = turn_on_once(caller, (form, code), submitted.as_ref(), &show);
    match once(&caller.state, submitted.as_ref(), &show, work).await {
        Ok(page) => Ok(Some(page)),
        Err(AppError::Conflict) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns [`AppError::Conflict`] if the set-up has ended.
async fn turn_on_once<P: Send>(
    caller: &Caller,
    (form, code): (&str, &str),
    submitted: Option<&SubmittedForm>,
    show: &(impl Fn(Vec<String>) -> Result<P, AppError> + Send + Sync),
) -> Result<P, AppError> {
    let session = caller.session()?;
    let state = &caller.state;
    let (set_up, secret) = find(caller, &Secret::new(form)).await?.ok_or(AppError::Conflict)?;
    let code = TypedCode::app(code).map_err(|reason| AppError::field(Field::Code, reason))?;
    let step = match &code {
        // Not counted: the page shows the secret, so there is nothing to guess.
        TypedCode::App(digits) => totp::step(&secret, digits, state.clock.now()),
        TypedCode::Recovery(_) => None,
    };
    let step = step.ok_or_else(|| AppError::field(Field::Code, code.refusal()))?;
    let factor = SecondFactor {
        user: session.user.clone(),
        version: random::id(),
        sealed: set_up.sealed.clone(),
    };
    let user = UserRecord {
        id: session.user.clone(),
        email: session.email.clone(),
        password_hash: session.password_hash.clone(),
    };
    let codes = new_codes();
    let answer = sealed_codes(caller, submitted, &codes)?;
    let page = show(formatted(&codes))?;
    let entry = caller.own_entry(Event::SecondFactorOn)?;
    state
        .store
        .turn_on_second_factor(
            &user,
            &set_up,
            (&factor, step),
            (&hashes(&codes), answer.as_ref()),
            &session.id,
            entry,
        )
        .await?;
    Ok(page)
}

/// The caller's set-up and its TOTP secret, while the form is valid.
async fn find(caller: &Caller, form: &Secret) -> Result<Option<(SetUp, Secret)>, AppError> {
    let session = caller.session()?;
    let found = caller.state.store.set_up_of(&session.user, &form.hash()).await?;
    let now = caller.state.clock.now();
    Ok(found
        .filter(|set_up| now.is_within(SET_UP_FOR, set_up.started_at))
        .and_then(|set_up| {
            let secret = open_for(Purpose::SetUp, form, session.user.as_str(), &set_up.sealed_for_form);
            secret.ok().map(|secret| (set_up, secret))
        }))
}

/// The issuer name for authenticator apps; the host tells installations apart. A colon would end the name, so the port follows a space.
fn issuer(origin: &Origin) -> String {
    let authority = origin.authority();
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, format!(" {port}")),
        Some(_) | None => (authority, String::new()),
    };
    format!("Keydesk ({}{port})", host.replace(':', "-"))
}

async fn view(caller: &Caller, form: &Secret, secret: &Secret) -> Result<SetUpView, AppError> {
    let issuer = issuer(&caller.state.config.origin);
    let url = totp::otpauth_url(secret, &issuer, caller.session()?.email.as_str());
    Ok(SetUpView {
        viewer: profile::viewer(caller).await?,
        qr: in_place(|| qr::encode(url.expose())).ok_or(AppError::Unavailable)?,
        secret: grouped(secret.expose(), " "),
        form: form.expose().to_owned(),
    })
}

fn seal_failed(error: crate::server::crypto::SealError) -> AppError {
    tracing::error!(%error, "a second factor could not be sealed");
    AppError::Unavailable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apps_are_told_which_installation_it_is() {
        for (origin, expected) in [
            ("https://keys.example.com", "Keydesk (keys.example.com)"),
            ("https://keys.example.com:8443", "Keydesk (keys.example.com 8443)"),
            ("http://127.0.0.1:3000", "Keydesk (127.0.0.1 3000)"),
            ("http://[::1]:3000", "Keydesk ([--1] 3000)"),
            ("http://[::1]", "Keydesk ([--1])"),
        ] {
            assert_eq!(issuer(&Origin::parse(origin).unwrap()), expected);
        }
    }
}
