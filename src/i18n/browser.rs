//! The browser's half: the texts of one language, which the page's script hands over before it starts the application.

use crate::i18n::{Language, table::FOR_BROWSER};
use std::cell::Cell;

thread_local! {
    // At a place that is known when this is compiled, so that to read a text is to read memory: with a function's call for each,
    // there would be 1 kB more to download.
    static TEXTS: [Cell<&'static str>; FOR_BROWSER] = const { [const { Cell::new("") }; FOR_BROWSER] };
    static LANGUAGE: Cell<Language> = const { Cell::new(Language::English) };
}

/// Takes the texts that the server made with `for_browser`. Whether they are those that this application was built with: if
/// not, it must not start.
pub fn load(texts: String) -> bool {
    // They are needed as long as the page lives.
    let mut lines = texts.leak().split('\n');
    let language = lines.next().and_then(Language::from_tag);
    let mut count = 0;
    TEXTS.with(|texts| {
        for line in lines {
            if let Some(text) = texts.get(count) {
                text.set(line);
            }
            count += 1;
        }
    });
    LANGUAGE.set(language.unwrap_or(Language::English));
    language.is_some() && count == FOR_BROWSER
}

/// The language of the page.
pub fn current() -> Language {
    LANGUAGE.get()
}

/// The text at a place of the table.
#[cfg(not(test))]
#[inline(always)]
pub(crate) fn text(at: usize) -> &'static str {
    TEXTS.with(|texts| texts.get(at).map_or("", Cell::get))
}

/// A text that the browser does not have: pages that only the server draws are compiled for both halves. What they need must not be
/// reachable from the application, and `.ci/check-sizes` fails when it finds this sentence in what is downloaded.
#[cfg(not(test))]
pub(crate) fn server_text(_at: usize) -> &'static str {
    "This text belongs into list.ftl."
}

/// Tests have no page that hands texts over.
#[cfg(test)]
pub(crate) fn text(at: usize) -> &'static str {
    crate::i18n::table::TEXTS[0][at]
}
#[cfg(test)]
pub(crate) use text as server_text;

/// A text that no hydrated page shows, though its code is in the browser too: of an error that only plain pages meet, say. There it is
/// empty, and not among the texts that are downloaded.
#[cfg(not(test))]
pub(crate) fn on_server<T: Default>(_: impl FnOnce() -> T) -> T {
    T::default()
}
#[cfg(test)]
pub(crate) fn on_server<T>(text: impl FnOnce() -> T) -> T {
    text()
}
