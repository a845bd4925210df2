//! What is asked, who asks, what the answer may be, and how it is counted.

use crate::{
    domain::{
        keys::{
            token_text::{TOKEN_PREFIX, is_well_formed},
            verification::{Denial, VerifiedKey},
        },
        names::AppKey,
        time::Timestamp,
        usage::TokenUse,
        verifiers::verifier::AskingVerifier,
    },
    server::{crypto::Secret, state::AppState, store::Subject, usage::UsageCounters},
};
use sha2::{Digest, Sha256};
use std::net::IpAddr;

/// A verification request. The decision uses only these fields and no other header of the client.
#[derive(Clone, Debug)]
pub struct VerificationRequest {
    /// `None` if only a token was presented: tokens are unique over all accounts.
    pub app_key: Option<String>,
    pub app_token: Secret,
    /// The account whose resource is requested; by default the key's owner.
    pub account: Option<String>,
    /// The requested resource, if any.
    pub resource: Option<String>,
    /// The address of the client that presents the token, if the verifier knows it.
    pub client: Option<IpAddr>,
}

/// A token without its key.
#[derive(Clone, Debug)]
pub struct IntrospectedToken {
    pub token: Secret,
    /// The address of the client that presents the token, if the verifier knows it.
    pub client: Option<IpAddr>,
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub enum Asker<'a> {
    /// A verifier, by its secret.
    Verifier(&'a Secret),
    /// Whoever reaches a listener that only gateways can reach.
    Gateway,
}

/// The answer to a verifier.
#[derive(Clone, Debug)]
pub enum VerificationOutcome {
    /// No verifier has this secret.
    UnknownVerifier,
    /// The verifier may not ask about this account or resource.
    OutsideScope,
    /// The request is malformed; the message says why.
    Malformed(&'static str),
    Denied(Denial),
    Allowed(VerifiedKey),
}

impl VerificationOutcome {
    /// The outcome in one word, for the metrics.
    pub fn word(&self) -> &'static str {
        match self {
            Self::UnknownVerifier => "unknown_verifier",
            Self::OutsideScope => "outside_scope",
            Self::Malformed(_) => "malformed",
            Self::Denied(denial) => denial.into(),
            Self::Allowed(_) => "allowed",
        }
    }
}

impl From<Result<VerifiedKey, Denial>> for VerificationOutcome {
    fn from(verdict: Result<VerifiedKey, Denial>) -> Self {
        match verdict {
            Ok(key) => Self::Allowed(key),
            Err(denial) => Self::Denied(denial),
        }
    }
}

/// No verifier has this secret.
#[derive(Clone, Copy, Debug)]
pub struct UnknownVerifier;

/// The account of a question that names none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DefaultAccount {
    OwnerOfKey,
    /// The only account that the verifier is bound to, else the owner of the key.
    OfVerifier,
}

/// The denial of credentials that cannot exist. A malformed token gets no hint about the key.
pub(super) fn malformed_credential(question: &VerificationRequest) -> Option<Denial> {
    if question
        .app_key
        .as_deref()
        .is_some_and(|app_key| AppKey::parse(app_key).is_none())
    {
        return Some(Denial::UnknownKey);
    }
    let is_token = is_well_formed(TOKEN_PREFIX, question.app_token.expose());
    (!is_token).then_some(Denial::UnknownToken)
}

/// Counts questions and their answers.
#[derive(Clone, Copy)]
pub(super) struct Counting<'a> {
    counters: &'a UsageCounters,
    pub now: Timestamp,
}

/// A question, and the verifier that asked it.
pub(super) struct CountedQuestion<'a, A> {
    pub question: &'a VerificationRequest,
    pub verifier: Option<&'a AskingVerifier<A>>,
}

impl<'a> Counting<'a> {
    pub fn begin(state: &'a AppState) -> Self {
        Self {
            counters: &state.usage,
            now: state.clock.now(),
        }
    }

    /// Counts for the token if it is or was one of a key, or else for the app key, if that is known. Nothing else is counted, so that the
    /// memory is bounded. `is_deleted` says whether the token was one of a key that is deleted.
    pub fn count<A>(&self, denial: Option<Denial>, counted: CountedQuestion<'_, A>, token: &Subject, is_deleted: bool) {
        let CountedQuestion { question, verifier } = counted;
        let (subject, denial) = match denial {
            Some(Denial::KeyDeleted | Denial::UnknownToken) if is_deleted => (*token, Some(Denial::KeyDeleted)),
            Some(Denial::UnknownToken) => match &question.app_key {
                Some(app_key) => (Sha256::digest(app_key).into(), denial),
                None => return,
            },
            Some(Denial::KeyDeleted | Denial::UnknownKey) => return,
            Some(
                Denial::TokenRevoked
                | Denial::KeyInactive
                | Denial::KeyExpired
                | Denial::AddressDenied
                | Denial::AccountDenied
                | Denial::ResourceDenied,
            )
            | None => (*token, denial),
        };
        let token_use = TokenUse {
            at: self.now,
            denial,
            address: question.client,
            verifier: verifier.map(|verifier| &verifier.id),
        };
        self.counters.count(&subject, &token_use);
    }
}
