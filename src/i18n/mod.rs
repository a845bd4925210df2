//! The languages and the texts in them.
//!
//! The texts are in `locales/`, in Fluent's format, and `build/` makes a function in [`t`] of each: `t::renew_token()`,
//! `t::keys_selected(3)`. A text that a language lacks ends the build. Which language is meant is not passed along: on the server
//! it is that of the request ([`with_language`]), in the browser that of the page, which was given its texts when it was
//! loaded. Messages of `list.ftl` are for both halves; those of all other files are known to the server only and cost no download.

mod fill;
mod language;
pub(crate) mod t;
pub(crate) mod table;

pub use crate::texts::*;
pub use fill::{SLOT, around};
pub use language::Language;

use fill::{fill, plural};
pub(crate) use fill::{number, word};
