//! *Expires* and *Allowed addresses* of a form.

use crate::{
    domain::{
        keys::{
            lifetime::{EndChoice, EndRefusal, ON_DATE},
            networks::AllowedNetworks,
            restrictions::Restrictions,
        },
        text::TextError,
        time::Timestamp,
    },
    error::{AppError, Field, FieldError},
    views::wire::RestrictionsInput,
};

/// Parses the fields, and reports all errors together. `rule` decides about the end. Networks that the form does not have stay as `before`.
pub(super) fn parse_restrictions(
    input: &RestrictionsInput,
    before: &Restrictions,
    rule: impl FnOnce(EndChoice) -> Result<Option<Timestamp>, EndRefusal>,
) -> Result<Restrictions, AppError> {
    let end = EndChoice::parse(&input.expires, &input.expires_on).and_then(rule);
    let networks = match &input.networks {
        Some(networks) => AllowedNetworks::parse(networks),
        None => Ok(before.networks.clone()),
    };
    match (end, networks) {
        (Ok(expires_at), Ok(networks)) => Ok(Restrictions { expires_at, networks }),
        (end, networks) => {
            let end = end
                .err()
                .map(|refusal| (end_field(input, refusal), refusal.to_string()));
            let networks = networks.err().map(|refusal| (Field::Networks, refusal.to_string()));
            let errors = end.into_iter().chain(networks).map(|(field, sentence)| FieldError {
                field,
                reason: TextError::ServerMessage(sentence),
            });
            Err(AppError::Invalid(errors.collect()))
        }
    }
}

/// The field that the user has to change.
fn end_field(input: &RestrictionsInput, refusal: EndRefusal) -> Field {
    match refusal {
        EndRefusal::NoDate | EndRefusal::Past | EndRefusal::TooLate { .. } if input.expires == ON_DATE => {
            Field::ExpiresOn
        }
        EndRefusal::NoDate | EndRefusal::Past | EndRefusal::TooLate { .. } | EndRefusal::Needed { .. } => {
            Field::Expires
        }
    }
}

/// Both results, or the errors of both fields.
pub(super) fn together<A, B>(one: Result<A, AppError>, other: Result<B, AppError>) -> Result<(A, B), AppError> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(AppError::Invalid(errors)), Err(AppError::Invalid(more))) => {
            Err(AppError::Invalid(errors.into_iter().chain(more).collect()))
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}
