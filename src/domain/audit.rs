//! The audit log in words: who acted.

/// Who acted, from the name that the log has for it: an address, or whoever else it was. `None` where nobody is named.
pub fn who(actor: &str) -> Option<String> {
    if let Some(email) = actor.strip_prefix("user:") {
        return Some(email.to_owned());
    }
    let words = match actor {
        "" => return None,
        "link-holder" => "whoever had the link",
        "nobody" => "somebody not signed in",
        "clock" => "Keydesk itself",
        "operator" => "an operator on the server",
        // Written by a later version: better as it stands than not at all.
        other => other,
    };
    Some(words.to_owned())
}
