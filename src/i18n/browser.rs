//! The browser's half: the texts of one language, which the page's script hands over before it starts the application.

use super::{Language, t::FOR_BROWSER};
use std::sync::OnceLock;

static TEXTS: OnceLock<(Language, Vec<&'static str>)> = OnceLock::new();

/// Takes the texts that the server made with `for_browser`. Whether they are those that this application was built with: if
/// not, it must not start.
pub fn load(texts: String) -> bool {
    // They are needed as long as the page lives.
    let mut lines = texts.leak().split('\n');
    let language = lines.next().and_then(Language::from_tag);
    let lines: Vec<_> = lines.collect();
    match language {
        Some(language) if lines.len() == FOR_BROWSER => TEXTS.set((language, lines)).is_ok(),
        Some(_) | None => false,
    }
}

/// The language of the page.
pub fn current() -> Language {
    TEXTS.get().map_or(Language::English, |(language, _)| *language)
}

/// The text at a place of the table.
#[cfg(not(test))]
#[inline(never)]
pub(super) fn text(at: usize) -> &'static str {
    TEXTS
        .get()
        .and_then(|(_, texts)| texts.get(at))
        .copied()
        .unwrap_or_default()
}

/// A text that the browser does not have: pages that only the server draws are compiled for both halves. What they need must not be
/// reachable from the application, and `.ci/check-sizes` fails when it finds this sentence in what is downloaded.
#[cfg(not(test))]
pub(super) fn server_text(_at: usize) -> &'static str {
    "This text belongs into list.ftl."
}

/// Tests have no page that hands texts over.
#[cfg(test)]
pub(super) fn text(at: usize) -> &'static str {
    super::t::TEXTS[0][at]
}
#[cfg(test)]
pub(super) use text as server_text;
