//! Reads a password from the operator: hidden input at a terminal, or the first line of piped input. Never from an argument, because other
//! users of the machine and the shell's history would see it.

use crate::server::crypto::Secret;
use std::io::{BufRead, IsTerminal, Read};
use thiserror::Error;
use zeroize::Zeroizing;

/// Maximum length of a password, in bytes.
const MAX_LENGTH: u64 = 4096;

/// Why no password was read. The messages are for the operator.
#[derive(Debug, Error)]
pub enum PasswordInputError {
    #[error("The two passwords differ. Nothing was changed.")]
    Differ,
    #[error("No password could be read: {0}. Enter it at a terminal, or pipe it in as one line. Nothing was changed.")]
    Unreadable(#[from] std::io::Error),
}

/// Reads a new password; at a terminal twice.
///
/// # Errors
/// [`PasswordInputError`].
pub fn new_password(prompt: &str) -> Result<Secret, PasswordInputError> {
    if std::io::stdin().is_terminal() {
        let first = rpassword::prompt_password(format!("{prompt}: ")).map(Secret::new)?;
        let second = rpassword::prompt_password("The same again: ").map(Secret::new)?;
        return if first.expose() == second.expose() {
            Ok(first)
        } else {
            Err(PasswordInputError::Differ)
        };
    }
    let mut line = Zeroizing::new(String::new());
    std::io::stdin().lock().take(MAX_LENGTH).read_line(&mut line)?;
    Ok(Secret::new(line.trim_end_matches(['\r', '\n'])))
}
