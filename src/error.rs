//! The error type that server and browser share. It contains no internal details: the server logs those (a database message, a
//! path) once, where they occur. No variant holds a token or a link, so errors can be shown, logged and put into a URL.

use crate::{
    domain::{keys::refusal::KeyRefusal, text::TextError, time::whole_seconds},
    i18n::{on_server, t},
};
use serde::{Deserialize, Serialize};
use server_fn::{
    codec::PostcardEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use std::{error::Error, fmt, time::Duration};
use strum::IntoStaticStr;

pub mod export;
mod seconds;

/// A form field.
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
    Expires,
    ExpiresOn,
    Networks,
    LongestLifetime,
    ProposedLifetime,
    /// The check box that confirms the end of tokens in use.
    InUse,
    Days,
}

impl Field {
    /// The name of the form control.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// The validation error of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: Field,
    pub reason: TextError,
}

/// Why a request failed. `Display` gives the sentence for the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AppError {
    /// No session, or an ended one. The user signs in and returns.
    SessionEnded,
    /// The action issues or destroys credentials, and the password was not entered recently.
    PasswordNeeded,
    /// The user is a member of the account, but no role of theirs allows the action.
    Forbidden,
    /// Does not exist, or the caller may not know that it exists. The two are indistinguishable.
    NotFound,
    /// Validation errors.
    Invalid(Vec<FieldError>),
    /// The key's rules do not allow the action now.
    Refused(KeyRefusal),
    /// The key was changed concurrently.
    Conflict,
    /// The same form was sent twice. The first request was carried out.
    SentTwice,
    /// Wrong password or unknown user. The two are indistinguishable.
    SignInRefused,
    /// The setup link is invalid or no longer valid.
    SetupRefused,
    /// Rate limit exceeded.
    TooMany {
        /// How long until the next attempt is allowed.
        #[serde(with = "seconds")]
        retry_after: Duration,
    },
    /// The request could not be parsed. Keydesk's forms never send such a request.
    Malformed,
    /// The store is unreachable, full or read-only. Nothing was changed.
    Unavailable,
    /// The browser got no usable response. The action may have been carried out.
    Unreachable,
    /// A refusal that only the server knows. Holds its sentence.
    ServerMessage(String),
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
            Self::ServerMessage(sentence) => sentence,
        };
        f.write_str(sentence)
    }
}

impl Error for AppError {}

fn wait_words(wait: Duration) -> String {
    match whole_seconds(wait) {
        s if s <= 90 => t::seconds(s.max(1)),
        s => t::minutes((s + 59) / 60),
    }
}

impl AppError {
    /// A validation error of one field.
    pub fn field(field: Field, reason: TextError) -> Self {
        Self::Invalid(vec![FieldError { field, reason }])
    }

    /// The stable error code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SessionEnded => "session_ended",
            Self::PasswordNeeded => "password_needed",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Invalid(_) => "invalid",
            Self::Refused(_) | Self::ServerMessage(_) => "refused",
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

    /// The HTTP status of the response.
    pub fn status(&self) -> u16 {
        match self {
            Self::SessionEnded | Self::SignInRefused => 401,
            Self::PasswordNeeded | Self::Forbidden | Self::SetupRefused => 403,
            Self::NotFound => 404,
            Self::Refused(_) | Self::Conflict | Self::SentTwice | Self::ServerMessage(_) => 409,
            Self::Invalid(_) => 422,
            Self::TooMany { .. } => 429,
            Self::Malformed => 400,
            Self::Unavailable => 503,
            Self::Unreachable => 502,
        }
    }

    /// How long until the next attempt is allowed, for [`Self::TooMany`].
    pub fn retry_after(&self) -> Option<Duration> {
        let Self::TooMany { retry_after } = self else {
            return None;
        };
        Some(*retry_after)
    }

    /// The validation error of this field, if any.
    pub fn error_at(&self, field: Field) -> Option<&TextError> {
        let Self::Invalid(errors) = self else {
            return None;
        };
        errors.iter().find(|e| e.field == field).map(|e| &e.reason)
    }
}

/// An error of a use case, with the HTTP status and header of its response.
pub trait HttpError: From<AppError> {
    /// The HTTP status.
    fn status(&self) -> u16;

    /// How long until the next attempt is allowed, if the error gives a delay.
    fn retry_after(&self) -> Option<Duration>;
}

impl HttpError for AppError {
    fn status(&self) -> u16 {
        Self::status(self)
    }

    fn retry_after(&self) -> Option<Duration> {
        Self::retry_after(self)
    }
}

impl From<KeyRefusal> for AppError {
    fn from(refusal: KeyRefusal) -> Self {
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
