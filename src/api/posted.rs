//! Forms posted without JavaScript: the context of a page that the server renders in reply to a POST.
//!
//! The context exists only on the server. Such a page is never hydrated, because it can hold data of this one response: a new
//! link, or the entered values.

use crate::{error::AppError, views::wire::NewLink};
use std::sync::Arc;

/// The outcome of a posted form that did not end in a redirect.
#[derive(Clone, Debug)]
pub enum PostedOutcome {
    /// The form was refused. The page shows it again with the entered values.
    Failed(AppError),
    /// The form created a link, which only this response shows.
    Link(Arc<NewLink>),
}

/// A posted form and its outcome.
#[derive(Clone, Debug)]
pub struct Posted {
    /// The form's fields in order, without passwords.
    pub fields: Arc<[(String, String)]>,
    pub outcome: PostedOutcome,
}

impl Posted {
    /// The first value of a field.
    pub fn value<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.values(name).next()
    }

    /// All values of a field that can occur several times, such as check boxes.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }

    /// The error, if the form was refused.
    pub fn error(&self) -> Option<&AppError> {
        match &self.outcome {
            PostedOutcome::Failed(error) => Some(error),
            PostedOutcome::Link(_) => None,
        }
    }

    /// The link, if the form created one.
    pub fn link(&self) -> Option<&NewLink> {
        match &self.outcome {
            PostedOutcome::Failed(_) => None,
            PostedOutcome::Link(link) => Some(link),
        }
    }
}
