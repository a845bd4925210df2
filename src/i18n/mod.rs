//! The languages and their texts. The texts are in `locales/`, in Fluent's format. `build/` generates a function in [`t`] for each
//! message: `t::renew_token()`, `t::keys_selected(3)`. A missing translation fails the build.
//!
//! The language is not a parameter: on the server it is that of the request ([`with_language`]), in the browser that of the page,
//! whose texts are loaded with it. The browser has only the messages of `list.ftl`, to keep the download small; the server has all
//! messages.

mod fill;
mod language;
pub(crate) mod t;
pub(crate) mod table;

pub use crate::texts::*;
pub use fill::{SLOT, split_at_slot};
pub use language::Language;

use fill::{fill, plural};
pub(crate) use fill::{number, word};
