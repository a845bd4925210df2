//! Idempotency of forms whose answer is shown only once. Each such form carries a nonce of 256 random bits as idempotency key. A form that
//! is sent twice (double click, broken connection) does its work once, and the second request gets the same answer.
//!
//! The transaction of the action stores the answer, encrypted with a key that HKDF derives from the nonce and its use. For 30 seconds, the
//! same nonce with the same body gets this answer again, at most twice. Only the page with the form knows the nonce. The nonce is not
//! stored, so a stolen database does not reveal the answers.

use crate::{
    domain::{
        id::{Id, IdempotentForm},
        time::Timestamp,
    },
    error::AppError,
    server::{
        context::Caller,
        crypto::{Hash, Purpose, Secret, open_for, random, seal_for},
        state::AppState,
        store::{KeptAnswer, RepeatedForm},
    },
    views::wire::KeyRef,
};
use serde::{Serialize, de::DeserializeOwned};
use std::panic::{AssertUnwindSafe, catch_unwind};
use zeroize::Zeroizing;

/// Length of a nonce in base62 digits (256 bits).
const NONCE_DIGITS: usize = 43;

/// A submitted form: its idempotency key and a hash of its body.
pub struct SubmittedForm {
    id: Hash,
    body: Hash,
    /// The nonce, the action and the scope. With the salt of an answer, the secret that seals this answer.
    sealing_secret: Secret,
}

/// A new nonce for a form.
pub fn new_form_id() -> Id<IdempotentForm> {
    Id::new(random::secret().expose().to_owned())
}

impl SubmittedForm {
    /// A form of a session. `action` names the action, `body` contains all fields. `None` for a form without a valid nonce; its answer is
    /// not kept.
    ///
    /// # Errors
    /// [`AppError::SessionEnded`].
    pub fn in_session(
        caller: &Caller,
        action: &'static str,
        form_id: &Id<IdempotentForm>,
        body: &impl Serialize,
    ) -> Result<Option<Self>, AppError> {
        Self::new(action, caller.session()?.id.as_str(), form_id.as_str(), body)
    }

    /// A form of a session about one key. All rows of a list share one nonce, so the key is part of the form's identity.
    ///
    /// # Errors
    /// [`AppError::SessionEnded`].
    pub fn about_key(
        caller: &Caller,
        action: &'static str,
        key: &KeyRef,
        form_id: &Id<IdempotentForm>,
        body: &impl Serialize,
    ) -> Result<Option<Self>, AppError> {
        let scope = format!(
            "{}\n{}\n{}",
            caller.session()?.id.as_str(),
            key.account,
            key.key.as_str()
        );
        Self::new(action, &scope, form_id.as_str(), body)
    }

    /// The form that opens a single-access link.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub fn to_link(
        link_id: &Secret,
        form_id: &Id<IdempotentForm>,
        body: &impl Serialize,
    ) -> Result<Option<Self>, AppError> {
        Self::new("open link", link_id.expose(), form_id.as_str(), body)
    }

    fn new(action: &'static str, scope: &str, nonce: &str, body: &impl Serialize) -> Result<Option<Self>, AppError> {
        if nonce.len() != NONCE_DIGITS || !nonce.bytes().all(|digit| digit.is_ascii_alphanumeric()) {
            return Ok(None);
        }
        let body = serde_json::to_string(body).map(Zeroizing::new).map_err(|error| {
            tracing::error!(%error, "a form could not be serialised; nothing was changed");
            AppError::Unavailable
        })?;
        // Unambiguous: nonces and session ids have a fixed length, and actions contain no line break.
        let sealing_secret = Secret::new(format!("{nonce}\n{action}\n{scope}"));
        Ok(Some(Self {
            id: Secret::new(format!("form\n{}", sealing_secret.expose())).hash(),
            body: Secret::new(format!("body\n{nonce}\n{}", *body)).hash(),
            sealing_secret,
        }))
    }

    /// The hash that identifies this form in the store.
    pub fn id(&self) -> &Hash {
        &self.id
    }

    /// Seals an answer for this form. `about` is the hash of the link or the id of the user that the answer is about.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub fn seal_answer(&self, about: &str, answer: &impl Serialize, now: Timestamp) -> Result<KeptAnswer, AppError> {
        let salt = random::salt();
        let sealed = serde_json::to_string(answer).ok().and_then(|text| {
            let text = Secret::new(text);
            seal_for(Purpose::Answer, &self.sealing_secret(&salt), self.id.as_str(), &text).ok()
        });
        let sealed = sealed.ok_or_else(|| {
            tracing::error!("an answer could not be sealed; nothing was changed");
            AppError::Unavailable
        })?;
        Ok(KeptAnswer {
            id: self.id.clone(),
            body: self.body.clone(),
            about: about.to_owned(),
            salt,
            sealed,
            made_at: now,
        })
    }

    /// The stored answer of this form, if there is one. It is returned at most twice. The caller must be authorised for the action first.
    ///
    /// # Errors
    /// [`AppError::SentTwice`] if the form was sent before with another body.
    pub async fn stored_answer<T: DeserializeOwned>(&self, state: &AppState) -> Result<Option<T>, AppError> {
        let (store, now) = (&state.store, state.clock.now());
        match store.repeat_answer(&self.id, &self.body, now).await? {
            RepeatedForm::Nothing => Ok(None),
            RepeatedForm::OtherBody => Err(AppError::SentTwice),
            RepeatedForm::Same { salt, sealed } => {
                let text = open_for(Purpose::Answer, &self.sealing_secret(&salt), self.id.as_str(), &sealed).ok();
                let answer = text.and_then(|text| serde_json::from_str(text.expose()).ok());
                if answer.is_none() {
                    tracing::error!("the stored answer of a form could not be opened");
                }
                Ok(answer)
            }
        }
    }

    async fn has_answer(&self, state: &AppState) -> Result<bool, AppError> {
        Ok(state.store.has_answer(&self.id).await?)
    }

    fn sealing_secret(&self, salt: &str) -> Secret {
        Secret::new(format!("{}\n{salt}", self.sealing_secret.expose()))
    }
}

/// Does the work once per form. If the form has a stored answer, `show` makes a page of that answer and `work` does not run. Two concurrent
/// requests can both start the work; the second one then fails, so the answer is looked up again after a failure.
///
/// # Errors
/// The errors of `work`; [`AppError::SentTwice`].
pub async fn once<T: DeserializeOwned, P>(
    state: &AppState,
    submitted: Option<&SubmittedForm>,
    show: impl Fn(T) -> Result<P, AppError>,
    work: impl Future<Output = Result<P, AppError>>,
) -> Result<P, AppError> {
    let Some(submitted) = submitted else { return work.await };
    if let Some(answer) = submitted.stored_answer(state).await? {
        // The first request may still wait for the nodes.
        state.store.settled().await;
        return show(answer);
    }
    match work.await {
        Ok(page) => Ok(page),
        Err(error) => match submitted.stored_answer(state).await? {
            Some(answer) => {
                state.store.settled().await;
                show(answer)
            }
            // The answer was already repeated twice, or the action was undone.
            None if error == AppError::Conflict && submitted.has_answer(state).await? => Err(AppError::SentTwice),
            None => Err(error),
        },
    }
}

/// Renders a page that is shown once, before its change is committed. A panic becomes an error, so that no change is committed without its
/// page.
///
/// # Errors
/// [`AppError::Unavailable`] if rendering panicked.
pub fn try_render<P>(render: impl FnOnce() -> P) -> Result<P, AppError> {
    catch_unwind(AssertUnwindSafe(render)).map_err(|_| {
        tracing::error!("a page could not be rendered; nothing was changed");
        AppError::Unavailable
    })
}
