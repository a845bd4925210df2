//! What a check found.

use std::fmt;
use strum::IntoStaticStr;

/// Maximum length of a text from elsewhere in a message, in characters.
const EXCERPT: usize = 200;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Outcome {
    Ok,
    Warning,
    Wrong,
}

/// What a check found, with the remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was checked, in a word.
    pub check: &'static str,
    pub outcome: Outcome,
    pub text: String,
}

impl Finding {
    pub(super) fn ok(check: &'static str, text: impl Into<String>) -> Self {
        Self::new(check, Outcome::Ok, text)
    }

    pub(super) fn warning(check: &'static str, text: impl Into<String>) -> Self {
        Self::new(check, Outcome::Warning, text)
    }

    pub(super) fn wrong(check: &'static str, text: impl Into<String>) -> Self {
        Self::new(check, Outcome::Wrong, text)
    }

    /// Replaces control characters, because texts from other servers and names of files could control the terminal.
    fn new(check: &'static str, outcome: Outcome, text: impl Into<String>) -> Self {
        let text: String = text.into();
        Self {
            check,
            outcome,
            text: text.replace(char::is_control, "?"),
        }
    }
}

/// The beginning of a text from elsewhere, for a message. Everything but ASCII and letters becomes a question mark.
pub(super) fn excerpt(text: &str) -> String {
    let printable = |c: char| {
        if c.is_ascii_graphic() || c == ' ' || c.is_alphanumeric() {
            c
        } else {
            '?'
        }
    };
    let mut shown: String = text.chars().take(EXCERPT).map(printable).collect();
    if text.chars().nth(EXCERPT).is_some() {
        shown.push('…');
    }
    shown
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome: &str = self.outcome.into();
        write!(f, "{outcome:<8} {:<14} {}", self.check, self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_from_elsewhere_are_short_and_control_no_terminal() {
        assert_eq!(
            excerpt("connection \u{1b}[2Jrefused\r\n\u{202e}"),
            "connection ?[2Jrefused???"
        );
        assert_eq!(
            excerpt("Verbindung verweigert: Zeitüberschreitung"),
            "Verbindung verweigert: Zeitüberschreitung"
        );
        assert_eq!(excerpt(&"x".repeat(201)), format!("{}…", "x".repeat(200)));
        assert_eq!(Finding::ok("database", "a\u{1b}b\nc").text, "a?b?c");
    }
}
