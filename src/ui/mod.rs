//! What people see: pages, dialogs and components, rendered on the server and hydrated in the browser.
//!
//! Every page works without scripts: forms post, dialogs have addresses of their own, and [`crate::api::posted`] brings a
//! refused form back filled in. Where scripts run, the same forms are intercepted and sent through `crate::api`. Which
//! actions a key offers, whether a text is good and how old something is come from `crate::domain`.

pub mod app;
pub mod components;
pub mod contact;
pub mod desk;
pub mod dialogs;
pub mod done;
pub mod elapsed;
pub mod focus;
pub mod forms;
pub mod live;
pub mod notice;
pub mod pages;
pub mod paths;
pub mod plain;
pub mod search;
pub mod sentences;
pub mod share;
pub mod shell;
pub mod title;
pub mod watch;

pub(crate) use crate::drawing;
