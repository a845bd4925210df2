//! The one error that crosses from server to browser: coarse, without a word of what went wrong inside.
//!
//! Whatever the server knows more (a database's message, a path) it logs once, where it happened. No variant can carry
//! a token or a link, so that an error is safe to show, log and put into an address.

use crate::{
    domain::{keys::refusal::Refusal, text::TextError},
    i18n::{on_server, t},
};
use serde::{Deserialize, Serialize};
use server_fn::{
    codec::PostcardEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use std::{error::Error, fmt};
use strum::IntoStaticStr;

pub mod export;

/// A field of a form, by the name that it has in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Field {
    Account,
    Email,
    Password,
    Label,
    Roles,
    Understood,
    NewPassword,
    #[strum(serialize = "app_key")]
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
        self.into()
    }
}

/// A field's value that was refused, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: Field,
    pub reason: TextError,
}

/// Why a request was not carried out. Each reads as the sentence that the person gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AppError {
    /// No session, or one that ended. The person signs in and comes back.
    SessionEnded,
    /// The session is too old for an action that hands out or destroys credentials.
    PasswordNeeded,
    /// Signed in, a member of the account, but none of the roles there allows it.
    Forbidden,
    /// Does not exist, or is not the caller's to know about: the two look alike.
    NotFound,
    /// Values that were refused, each with its reason.
    Invalid(Vec<FieldError>),
    /// The key's rules do not allow it now.
    Refused(Refusal),
    /// Somebody else changed the key in the meantime.
    Conflict,
    /// The same form came a second time; the first one was carried out.
    SentTwice,
    /// The e-mail address and password do not belong together, or there is no such user: the two look alike.
    SignInRefused,
    /// The setup link is not, or no longer, good.
    SetupRefused,
    /// Too many requests of this kind.
    TooMany {
        /// Seconds until another attempt may succeed.
        retry_after: i64,
    },
    /// The request could not be read at all; the forms of Keydesk never send such a one.
    Malformed,
    /// The store does not answer, is full or refused to write. Nothing was changed.
    Unavailable,
    /// The browser got no usable answer: what it asked for may or may not have happened.
    Unreachable,
    /// A rule that the browser need not know refused it; its sentence.
    Said(String),
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = match self {
            Self::SessionEnded => t::error_session_ended(),
            Self::PasswordNeeded => t::error_password_needed(),
            Self::Forbidden => t::error_forbidden(),
            Self::NotFound => t::error_not_found(),
            Self::Invalid(_) => t::error_invalid(),
            Self::Refused(refusal) => return refusal.fmt(f),
            Self::Conflict => t::error_conflict(),
            Self::SentTwice => t::error_sent_twice(),
            Self::SignInRefused => on_server(t::error_sign_in_refused),
            Self::SetupRefused => on_server(t::error_setup_refused),
            Self::TooMany { retry_after } => return f.write_str(&t::error_too_many(&wait_words(*retry_after))),
            Self::Malformed => t::error_malformed(),
            Self::Unavailable => t::error_unavailable(),
            Self::Unreachable => t::error_unreachable(),
            Self::Said(sentence) => sentence,
        };
        f.write_str(sentence)
    }
}

impl Error for AppError {}

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

/// How an error of a use case is answered over HTTP.
pub trait HttpError: From<AppError> {
    /// The status of the answer.
    fn status(&self) -> u16;

    /// Seconds to wait before another try, where the error says so.
    fn retry_after(&self) -> Option<i64>;
}

impl HttpError for AppError {
    fn status(&self) -> u16 {
        Self::status(self)
    }

    fn retry_after(&self) -> Option<i64> {
        Self::retry_after(self)
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
