//! Reads a password from the operator: hidden input at a terminal, or the first line of piped input. Never from an argument, because other
//! users of the machine and the shell's history would see it.

use std::io::{BufRead, IsTerminal, Read};
use thiserror::Error;

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
pub fn new_password(prompt: &str) -> Result<String, PasswordInputError> {
    if std::io::stdin().is_terminal() {
        let first = rpassword::prompt_password(format!("{prompt}: "))?;
        let second = rpassword::prompt_password("The same again: ")?;
        return if first == second {
            Ok(first)
        } else {
            Err(PasswordInputError::Differ)
        };
    }
    let mut line = String::new();
    std::io::stdin().lock().take(MAX_LENGTH).read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
