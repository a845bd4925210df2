//! Forms posted without scripts: what a page that is rendered in reply to a POST knows about it.
//!
//! A context on the server only. In the browser it is never there, and a page rendered with it is never hydrated: what
//! it shows (a link, what was typed) exists in that one answer.

use crate::{error::AppError, views::wire::NewLink};
use std::sync::Arc;

/// How a posted form ended, when it did not end in a redirect.
#[derive(Clone, Debug)]
pub enum PostedOutcome {
    /// It was refused; the form is shown again as it was filled in.
    Failed(AppError),
    /// It made a link, which is shown here and never again.
    Link(Arc<NewLink>),
}

/// A posted form and its outcome.
#[derive(Clone, Debug)]
pub struct Posted {
    /// The form's fields in order, passwords left out.
    pub fields: Arc<[(String, String)]>,
    pub outcome: PostedOutcome,
}

impl Posted {
    /// The first value of a field.
    pub fn value<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.values(name).next()
    }

    /// All values of a field that may be there several times, such as tick boxes.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }

    /// The error, if it was refused.
    pub fn error(&self) -> Option<&AppError> {
        match &self.outcome {
            PostedOutcome::Failed(error) => Some(error),
            PostedOutcome::Link(_) => None,
        }
    }

    /// The link, if it made one.
    pub fn link(&self) -> Option<&NewLink> {
        match &self.outcome {
            PostedOutcome::Failed(_) => None,
            PostedOutcome::Link(link) => Some(link),
        }
    }
}
