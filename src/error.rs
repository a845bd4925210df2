//! The one error that crosses from server to browser: coarse, without a word of what went wrong inside.
//!
//! Whatever the server knows more (a database's message, a path) it logs once, where it happened. No variant can carry
//! a token or a link, so that an error is safe to show, log and put into an address.

use crate::{
    domain::{key::Refusal, text::TextError},
    i18n::t,
};
use serde::{Deserialize, Serialize};
use server_fn::{
    codec::PostcardEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use thiserror::Error;

/// A field of a form, by the name that it has in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Field {
    Account,
    Email,
    Password,
    Label,
    Roles,
    Understood,
    NewPassword,
    ExternalKey,
    Code,
    RecoveryCode,
    Name,
    Description,
    Resources,
}

impl Field {
    /// The name of the form's control.
    pub fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Email => "email",
            Self::Password => "password",
            Self::Label => "label",
            Self::Roles => "roles",
            Self::Understood => "understood",
            Self::NewPassword => "new_password",
            Self::ExternalKey => "app_key",
            Self::Code => "code",
            Self::RecoveryCode => "recovery_code",
            Self::Name => "name",
            Self::Description => "description",
            Self::Resources => "resources",
        }
    }
}

/// A field's value that was refused, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: Field,
    pub reason: TextError,
}

/// Why a request was not carried out. Each reads as the sentence that the person gets.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum AppError {
    /// No session, or one that ended. The person signs in and comes back.
    #[error("Your session has ended. Sign in again in another tab; what you entered here stays.")]
    SessionEnded,
    /// The session is too old for an action that hands out or destroys credentials.
    #[error("Please confirm that it is you: enter your password and try again.")]
    PasswordNeeded,
    /// Signed in, a member of the account, but none of the roles there allows it.
    #[error("Your roles in this account do not allow this. Ask an owner of the account.")]
    Forbidden,
    /// Does not exist, or is not the caller's to know about: the two look alike.
    #[error("This does not exist, or you have no access to it.")]
    NotFound,
    /// Values that were refused, each with its reason.
    #[error("Please check the marked fields.")]
    Invalid(Vec<FieldError>),
    /// The key's rules do not allow it now.
    #[error("{0}")]
    Refused(Refusal),
    /// Somebody else changed the key in the meantime.
    #[error(
        "Somebody changed this key in the meantime, so nothing was done. Here is the key as it is now; try again if you still want to."
    )]
    Conflict,
    /// The same form came a second time; the first one was carried out.
    #[error(
        "This form was sent twice. The key was generated once and is in the list; its link was shown in the first answer only. If you missed it, delete the key and generate a new one."
    )]
    SentTwice,
    /// The e-mail address and password do not belong together, or there is no such user: the two look alike.
    #[error("E-mail or password is wrong. Check both and try again.")]
    SignInRefused,
    /// The setup link is not, or no longer, good.
    #[error(
        "This setup link is not valid. Use the one in the log of the server; it works once, and a new one is printed at each start until an account exists."
    )]
    SetupRefused,
    /// Too many requests of this kind.
    #[error("Too many attempts. Wait {} and try again.", wait_words(*retry_after))]
    TooMany {
        /// Seconds until another attempt may succeed.
        retry_after: i64,
    },
    /// The request could not be read at all; the forms of Keydesk never send such a one.
    #[error("This request could not be understood. Reload the page and try again.")]
    Malformed,
    /// The store does not answer, is full or refused to write. Nothing was changed.
    #[error(
        "Keydesk cannot reach or write its database right now, so nothing was changed. Try again in a moment; if it stays so, look at the server's log."
    )]
    Unavailable,
    /// The browser got no usable answer: what it asked for may or may not have happened.
    #[error(
        "The server could not be reached. Check your connection, reload the page and look whether the change is there before you try again."
    )]
    Unreachable,
    /// A rule that the browser need not know refused it; its sentence.
    #[error("{0}")]
    Said(String),
}

fn wait_words(seconds: i64) -> String {
    match seconds {
        s if s <= 90 => t::seconds(s.max(1)),
        s => t::minutes((s + 59) / 60),
    }
}

impl AppError {
    /// A refused value.
    pub fn field(field: Field, reason: TextError) -> Self {
        Self::Invalid(vec![FieldError { field, reason }])
    }

    /// The stable name of the error, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SessionEnded => "session_ended",
            Self::PasswordNeeded => "password_needed",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Invalid(_) => "invalid",
            Self::Refused(_) | Self::Said(_) => "refused",
            Self::Conflict => "conflict",
            Self::SentTwice => "sent_twice",
            Self::SignInRefused => "sign_in_refused",
            Self::SetupRefused => "setup_refused",
            Self::TooMany { .. } => "too_many",
            Self::Malformed => "malformed",
            Self::Unavailable => "unavailable",
            Self::Unreachable => "unreachable",
        }
    }

    /// The HTTP status of an answer with this error.
    pub fn status(&self) -> u16 {
        match self {
            Self::SessionEnded | Self::SignInRefused => 401,
            Self::PasswordNeeded | Self::Forbidden | Self::SetupRefused => 403,
            Self::NotFound => 404,
            Self::Refused(_) | Self::Conflict | Self::SentTwice | Self::Said(_) => 409,
            Self::Invalid(_) => 422,
            Self::TooMany { .. } => 429,
            Self::Malformed => 400,
            Self::Unavailable => 503,
            Self::Unreachable => 502,
        }
    }

    /// Seconds to wait before another try, where that is what the error says.
    pub fn retry_after(&self) -> Option<i64> {
        match self {
            Self::TooMany { retry_after } => Some(*retry_after),
            Self::SessionEnded
            | Self::PasswordNeeded
            | Self::Forbidden
            | Self::NotFound
            | Self::Invalid(_)
            | Self::Refused(_)
            | Self::Conflict
            | Self::SentTwice
            | Self::SignInRefused
            | Self::SetupRefused
            | Self::Malformed
            | Self::Unavailable
            | Self::Unreachable
            | Self::Said(_) => None,
        }
    }

    /// What is wrong with a field, if that is what this error says.
    pub fn at(&self, field: Field) -> Option<&TextError> {
        match self {
            Self::Invalid(errors) => errors.iter().find(|e| e.field == field).map(|e| &e.reason),
            _ => None,
        }
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl FromServerFnError for AppError {
    type Encoder = PostcardEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Self::Malformed,
            _ => Self::Unreachable,
        }
    }
}
