//! Asking whoever runs a command for a password: typed unseen at a terminal, or the first line of what is piped in. Never an
//! argument, which the machine's other users and the shell's history would see.

use std::io::{BufRead, IsTerminal, Read};
use thiserror::Error;

/// No password has more bytes.
const LONGEST: u64 = 4096;

/// Why there is no password. Each reads as the sentence that the operator gets.
#[derive(Debug, Error)]
pub enum NoPassword {
    #[error("The two passwords differ. Nothing was changed.")]
    Differ,
    #[error("No password could be read: {0}. Enter it at a terminal, or pipe it in as one line. Nothing was changed.")]
    Unreadable(#[from] std::io::Error),
}

/// A new password.
///
/// # Errors
/// [`NoPassword`].
pub fn new_password(prompt: &str) -> Result<String, NoPassword> {
    if std::io::stdin().is_terminal() {
        let first = rpassword::prompt_password(format!("{prompt}: "))?;
        let second = rpassword::prompt_password("The same again: ")?;
        return if first == second {
            Ok(first)
        } else {
            Err(NoPassword::Differ)
        };
    }
    let mut line = String::new();
    std::io::stdin().lock().take(LONGEST).read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
