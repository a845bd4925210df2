//! What is shown once: drawn before it is done, and had again by the form that got it.
//!
//! A form that is sent twice (a double click, Enter pressed twice, a connection that broke) does its work once, and the browser shows the
//! answer to the second request. So that this is not "somebody was faster", each such form carries a nonce of 256 random bits.
//! The action's transaction keeps the answer, sealed under a key that HKDF derives from the nonce and what it may be used for.
//! For 30 seconds whoever sends the same nonce with the same body gets that answer, twice more at most. The nonce is known to
//! the page that the form stands on and to nobody else, and is not stored, so a stolen database yields nothing.

use crate::{
    domain::{names::Id, time::Timestamp},
    error::AppError,
    server::{
        context::Caller,
        crypto::{Hash, Purpose, Secret, hash, open_for, random, seal_for},
        state::AppState,
        store::{Again, Answer},
    },
    views::wire::KeyRef,
};
use serde::{Serialize, de::DeserializeOwned};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Digits of a nonce: base62, 256 bits.
const NONCE_DIGITS: usize = 43;

/// A form's nonce and what was sent with it.
pub struct Sent {
    id: Hash,
    body: Hash,
    /// The nonce with what it may be used for.
    opener: String,
}

/// Draws a nonce for a form.
pub fn new_form_id() -> Id {
    Id(random::secret().expose().to_owned())
}

impl Sent {
    /// A form of a session. `action` names what it does, `body` is all that was filled in. `None` for a form without a nonce, whose
    /// answer is not kept.
    ///
    /// # Errors
    /// [`AppError::SessionEnded`].
    pub fn in_session(
        caller: &Caller,
        action: &'static str,
        form_id: &Id,
        body: &impl Serialize,
    ) -> Result<Option<Self>, AppError> {
        Self::new(action, caller.session()?.id.as_str(), form_id.as_str(), body)
    }

    /// A form of a session about one key. All rows of a list share its nonce, and each is a form of its own.
    ///
    /// # Errors
    /// [`AppError::SessionEnded`].
    pub fn about_key(
        caller: &Caller,
        action: &'static str,
        at: &KeyRef,
        form_id: &Id,
        body: &impl Serialize,
    ) -> Result<Option<Self>, AppError> {
        let whose = format!("{}\n{}\n{}", caller.session()?.id.as_str(), at.account, at.key.as_str());
        Self::new(action, &whose, form_id.as_str(), body)
    }

    /// The form that opens a link.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub fn to_link(link_id: &Secret, form_id: &Id, body: &impl Serialize) -> Result<Option<Self>, AppError> {
        Self::new("open link", link_id.expose(), form_id.as_str(), body)
    }

    fn new(action: &'static str, whose: &str, nonce: &str, body: &impl Serialize) -> Result<Option<Self>, AppError> {
        if nonce.len() != NONCE_DIGITS || !nonce.bytes().all(|digit| digit.is_ascii_alphanumeric()) {
            return Ok(None);
        }
        let body = serde_json::to_string(body).map_err(|error| {
            tracing::error!(%error, "a form could not be read");
            AppError::Unavailable
        })?;
        // The nonce and a session's id have one length and the action no line break, so different forms have different texts.
        Ok(Some(Self {
            id: hash(&format!("form\n{nonce}\n{action}\n{whose}")),
            body: hash(&format!("body\n{nonce}\n{body}")),
            opener: format!("{nonce}\n{action}\n{whose}"),
        }))
    }

    /// The hash that names this form, now and later.
    pub fn id(&self) -> &Hash {
        &self.id
    }

    /// Seals an answer for this form. `about` is the hash of the link or the id of the user that it is about.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub fn keep(&self, about: &str, answer: &impl Serialize, now: Timestamp) -> Result<Answer, AppError> {
        let salt = random::id().0;
        let sealed = serde_json::to_string(answer).ok().and_then(|text| {
            let text = Secret::new(text);
            seal_for(Purpose::Answer, &self.opener(&salt), self.id.as_str(), &text).ok()
        });
        let sealed = sealed.ok_or_else(|| {
            tracing::error!("an answer could not be sealed; nothing was changed");
            AppError::Unavailable
        })?;
        Ok(Answer {
            id: self.id.clone(),
            body: self.body.clone(),
            about: about.to_owned(),
            salt,
            sealed,
            made_at: now,
        })
    }

    /// The answer that this form got before. The caller has been authorised as for the action itself.
    ///
    /// # Errors
    /// [`AppError::SentTwice`] when the form was sent before with something else in it.
    pub async fn again<T: DeserializeOwned>(&self, state: &AppState) -> Result<Option<T>, AppError> {
        let (store, now) = (&state.store, state.clock.now());
        match store.answer_again(&self.id, &self.body, now).await? {
            Again::Nothing => Ok(None),
            Again::OtherBody => Err(AppError::SentTwice),
            Again::Same(salt, sealed) => {
                let text = open_for(Purpose::Answer, &self.opener(&salt), self.id.as_str(), &sealed).ok();
                let answer = text.and_then(|text| serde_json::from_str(text.expose()).ok());
                if answer.is_none() {
                    tracing::error!("a kept answer does not open");
                }
                Ok(answer)
            }
        }
    }

    async fn was_carried_out(&self, state: &AppState) -> Result<bool, AppError> {
        Ok(state.store.has_answer(&self.id).await?)
    }

    fn opener(&self, salt: &str) -> Secret {
        Secret::new(format!("{}\n{salt}", self.opener))
    }
}

/// Does work whose answer is shown once, unless this form has done it: then it gets its answer again, made into a page by `show`. A
/// second request may come while the first one is being carried out, and then fails like a form that came too late. So the answer
/// is looked for once more after a failure.
///
/// # Errors
/// What `work` returns; [`AppError::SentTwice`].
pub async fn once<T: DeserializeOwned, P>(
    state: &AppState,
    sent: Option<&Sent>,
    show: impl Fn(T) -> Result<P, AppError>,
    work: impl Future<Output = Result<P, AppError>>,
) -> Result<P, AppError> {
    let Some(sent) = sent else { return work.await };
    if let Some(answer) = sent.again(state).await? {
        return show(answer);
    }
    match work.await {
        Ok(page) => Ok(page),
        Err(error) => match sent.again(state).await? {
            Some(answer) => show(answer),
            // Its answer was had too often, or was undone.
            None if error == AppError::Conflict && sent.was_carried_out(state).await? => Err(AppError::SentTwice),
            None => Err(error),
        },
    }
}

/// Draws what is shown once, before the change that it shows is committed. A drawing that panics has failed, and nothing of it is used:
/// the change must not happen either.
///
/// # Errors
/// [`AppError::Unavailable`] when drawing panicked.
pub fn drawn<P>(draw: impl FnOnce() -> P) -> Result<P, AppError> {
    catch_unwind(AssertUnwindSafe(draw)).map_err(|_| {
        tracing::error!("a page could not be drawn; nothing was changed");
        AppError::Unavailable
    })
}
