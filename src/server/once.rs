//! What is shown once: drawn before it is done.

use crate::error::AppError;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Draws what is shown once, before the change that it shows is committed. A drawing that panics has failed, and nothing of it is used:
/// the change must not happen either.
///
/// # Errors
/// [`AppError::Unavailable`] when drawing panicked.
pub fn drawn<P>(draw: impl FnOnce() -> P) -> Result<P, AppError> {
    catch_unwind(AssertUnwindSafe(draw)).map_err(|_| {
        tracing::error!("a page could not be drawn; nothing was changed");
        AppError::Unavailable
    })
}
