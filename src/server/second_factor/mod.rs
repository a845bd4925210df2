//! The second factor (TOTP): showing its state, turning it off and replacing recovery codes. Setting it up is in [`set_up`], signing in
//! with it in [`sign_in`].
//!
//! The TOTP secret is sealed under the password (`crypto::password_seal`), so a code can be checked only together with the password, or for
//! a short time after it was entered.

pub mod set_up;
pub mod sign_in;

use crate::{
    domain::{
        audit::event::Event,
        id::{Id, IdempotentForm, User},
        people::second_factor::{RECOVERY_CODES, TypedCode, grouped},
        text::Email,
    },
    error::{AppError, Field},
    server::{
        attempts::AttemptCounter,
        context::Caller,
        crypto::{Hash, Secret, hash, password_seal::PasswordSealError, random, totp},
        idempotency::{SubmittedForm, once, try_render},
        normalise::normalise,
        profile, reauthentication,
        state::AppState,
        store::{AuditEntry, CodeUse, FactorProof, KeptAnswer, SecondFactor},
    },
    views::{
        second_factor::{CodesView, SecondFactorView},
        wire::Viewer,
    },
};

/// The state of the user's second factor, and the viewer for its pages.
///
/// # Errors
/// [`AppError::SessionEnded`].
pub async fn show(caller: &Caller) -> Result<(Option<Viewer>, Option<SecondFactorView>), AppError> {
    let user = &caller.session()?.user;
    let factor = caller.state.store.second_factor_view(user).await?;
    Ok((profile::viewer(caller).await?, factor))
}

/// Turns the second factor off. Needs the password and a code of the app or a recovery code. Ends all other sessions of the user.
///
/// # Errors
/// [`AppError::SessionEnded`]; [`AppError::NotFound`] if it is not on; [`AppError::Invalid`]; [`AppError::TooMany`].
pub async fn turn_off(caller: &Caller, password: &str, code: &str) -> Result<(), AppError> {
    let session = caller.session()?;
    let verified = verify(caller, password, code).await?;
    let entry = caller.own_entry(Event::SecondFactorOff)?;
    let store = &caller.state.store;
    let used = store
        .turn_off_second_factor(&verified.factor, &verified.proof, &session.id, entry)
        .await?;
    verified.finish(caller, used).await
}

/// Replaces all recovery codes. Needs the password and a code of the app or a recovery code. `render` makes the page with the new codes
/// before anything is saved.
///
/// # Errors
/// As [`turn_off`]; [`AppError::SentTwice`]; [`AppError::Unavailable`] if the page could not be rendered.
pub async fn replace_codes<P: Send>(
    caller: &Caller,
    form_id: &Id<IdempotentForm>,
    (password, code): (&str, &str),
    render: impl Fn(CodesView) -> P + Send + Sync,
) -> Result<P, AppError> {
    let submitted = SubmittedForm::in_session(caller, "replace recovery codes", form_id, &(password, code))?;
    let codes_page = CodesPage {
        viewer: profile::viewer(caller).await?,
        turned_on: false,
    };
    let show = |codes: Vec<String>| codes_page.render(&render, codes);
    let work = async {
        let verified = verify(caller, password, code).await?;
        let codes = new_codes();
        let answer = sealed_codes(caller, submitted.as_ref(), &codes)?;
        let page = show(formatted(&codes))?;
        let entry = caller.own_entry(Event::RecoveryCodesReplaced)?;
        let store = &caller.state.store;
        let used = store
            .replace_recovery_codes(
                &verified.factor,
                &verified.proof,
                (&hashes(&codes), answer.as_ref()),
                entry,
            )
            .await?;
        // A duplicate of this form may have used the code; the code is then not counted as wrong.
        if used == CodeUse::Refused
            && let Some(submitted) = &submitted
            && let Some(codes) = submitted.stored_answer(&caller.state).await?
        {
            return show(codes);
        }
        verified.finish(caller, used).await?;
        Ok(page)
    };
    once(&caller.state, submitted.as_ref(), show, work).await
}

/// The page with recovery codes, without the codes.
struct CodesPage {
    viewer: Option<Viewer>,
    turned_on: bool,
}

impl CodesPage {
    fn render<P>(&self, render: &impl Fn(CodesView) -> P, codes: Vec<String>) -> Result<P, AppError> {
        let view = CodesView {
            viewer: self.viewer.clone(),
            codes,
            turned_on: self.turned_on,
        };
        try_render(|| render(view))
    }
}

/// The recovery codes as a stored answer for the form that created them.
fn sealed_codes(
    caller: &Caller,
    submitted: Option<&SubmittedForm>,
    codes: &[Secret],
) -> Result<Option<KeptAnswer>, AppError> {
    let (user, now) = (&caller.session()?.user, caller.state.clock.now());
    submitted
        .map(|submitted| submitted.seal_answer(user.as_str(), &formatted(codes), now))
        .transpose()
}

/// Turns off the second factor of a user who lost both the phone and the recovery codes, and ends all their sessions. Only for operators
/// with access to the server's command line.
///
/// # Errors
/// A message for the operator.
pub async fn reset(state: &AppState, address: &str) -> Result<(), String> {
    let unavailable = |error: AppError| error.to_string();
    let unknown = || format!("There is no user {address:?}.");
    let email = Email::parse_existing(&normalise(address)).map_err(|_| unknown())?;
    let user = state.store.user_by_email(&email).await;
    let user = user.map_err(|e| unavailable(e.into()))?.ok_or_else(unknown)?;
    let entry = AuditEntry::by_operator_on_installation(Event::SecondFactorReset, state.clock.now());
    let entry = entry.about(email.as_str());
    let reset = state.store.reset_second_factor(&user.id, entry).await;
    match reset.map_err(|e| unavailable(e.into()))? {
        true => Ok(()),
        false => Err(format!(
            "The second factor of {address:?} is not on. Nothing was changed."
        )),
    }
}

/// A right password and a valid code that is not used up yet.
struct VerifiedFactor<'a> {
    factor: SecondFactor,
    proof: FactorProof,
    counted_code: CountedCode<'a>,
}

/// A counted code.
struct CountedCode<'a> {
    /// The code's counter.
    counter: AttemptCounter<'a>,
    /// The error if the code is refused.
    refusal: AppError,
}

impl VerifiedFactor<'_> {
    /// Handles the store's answer to using the code.
    async fn finish(self, caller: &Caller, used: CodeUse) -> Result<(), AppError> {
        match used {
            CodeUse::Accepted => {
                caller.state.attempts.reset(self.counted_code.counter).await;
                Ok(())
            }
            CodeUse::Refused => record_refusal(caller, &caller.session()?.email, self.counted_code).await,
            // Every change of the factor's version also ends this session.
            CodeUse::Ended => Err(AppError::SessionEnded),
        }
    }
}

/// Checks the password first, then the code.
async fn verify<'a>(caller: &'a Caller, password: &str, code: &str) -> Result<VerifiedFactor<'a>, AppError> {
    let session = caller.session()?;
    let state = &caller.state;
    let factor = state.store.second_factor(&session.user).await?;
    let factor = factor.ok_or(AppError::NotFound)?;
    let code = TypedCode::either(code).map_err(|reason| AppError::field(Field::Code, reason))?;
    let password = reauthentication::verify_password(caller, password).await?;
    let secret = open_secret(state, &factor, &password)
        .await?
        .ok_or(AppError::Unavailable)?;
    let (counted_code, proof) = check_code(state, &session.user, &secret, &code, Field::Code).await?;
    match proof {
        Some(proof) => Ok(VerifiedFactor {
            factor,
            proof,
            counted_code,
        }),
        None => record_refusal(caller, &session.email, counted_code).await,
    }
}

/// Opens the TOTP secret with the verified password. `None` if the secret is now sealed under another password.
async fn open_secret(state: &AppState, factor: &SecondFactor, password: &str) -> Result<Option<Secret>, AppError> {
    match state
        .passwords
        .open(password, factor.user.as_str(), &factor.sealed)
        .await
    {
        Ok(secret) => Ok(Some(secret)),
        Err(PasswordSealError::Hashing(error)) => Err(error.into()),
        Err(PasswordSealError::Sealed(error)) => {
            tracing::error!(%error, user = %factor.user, "a second factor does not open with its user's password");
            Ok(None)
        }
    }
}

/// Counts a code, then checks it. The store checks whether a code was used before and whether a recovery code exists.
async fn check_code<'a>(
    state: &AppState,
    user: &'a Id<User>,
    secret: &Secret,
    code: &TypedCode,
    field: Field,
) -> Result<(CountedCode<'a>, Option<FactorProof>), AppError> {
    let counter = match code {
        TypedCode::App(_) => AttemptCounter::Code(user),
        TypedCode::Recovery(_) => AttemptCounter::RecoveryCode(user),
    };
    state.attempts.count(counter).await?;
    let counted_code = CountedCode {
        counter,
        refusal: AppError::field(field, code.refusal()),
    };
    let proof = match code {
        TypedCode::App(digits) => totp::step(secret, digits, state.clock.now()).map(FactorProof::Step),
        TypedCode::Recovery(digits) => Some(FactorProof::RecoveryCode(hash(digits))),
    };
    Ok((counted_code, proof))
}

/// Records a wrong code and returns its refusal.
async fn record_refusal<T>(caller: &Caller, email: &Email, counted_code: CountedCode<'_>) -> Result<T, AppError> {
    let entry = caller.entry_of_nobody(Event::SecondFactorRefused).about(email.as_str());
    caller.state.store.record(entry).await?;
    Err(counted_code.refusal)
}

fn new_codes() -> Vec<Secret> {
    (0..RECOVERY_CODES).map(|_| random::recovery_code()).collect()
}

fn hashes(codes: &[Secret]) -> Vec<Hash> {
    codes.iter().map(Secret::hash).collect()
}

fn formatted(codes: &[Secret]) -> Vec<String> {
    codes.iter().map(|code| grouped(code.expose(), "-")).collect()
}
