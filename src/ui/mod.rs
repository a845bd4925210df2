//! The user interface: pages, dialogs and components, rendered on the server and hydrated in the browser. It contains no rules:
//! `crate::domain` decides which actions a key offers, validates texts and computes ages.
//!
//! Every page works without JavaScript: forms post, dialogs have addresses, and [`crate::api::posted`] fills in a refused form
//! again. With JavaScript the same forms are intercepted and sent through `crate::api`.

pub mod app;
pub mod components;
pub mod dialogs;
pub mod done;
pub mod elapsed;
pub mod focus;
pub mod forms;
pub mod live;
pub mod notice;
pub mod page_state;
pub mod pages;
pub mod paths;
pub mod plain;
pub mod polling;
pub mod reachability;
pub mod search;
pub mod sentences;
pub mod share;
pub mod shell;
pub mod title;

pub(crate) use crate::data;
