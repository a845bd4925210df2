//! The browser's part: the texts of one language. The page's script passes them in before it starts the application.

use crate::i18n::{Language, table::FOR_BROWSER};
use std::cell::Cell;

thread_local! {
    // An array at a fixed address makes a text a plain memory read. A function call for each text would add 1 kB to the download.
    static TEXTS: [Cell<&'static str>; FOR_BROWSER] = const { [const { Cell::new("") }; FOR_BROWSER] };
    static LANGUAGE: Cell<Language> = const { Cell::new(Language::English) };
}

/// Loads the texts from the server's `for_browser`. Returns `false` if they do not belong to this build; the application must not
/// start then.
pub fn load(texts: String) -> bool {
    // The texts are needed until the page is closed.
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

/// The text at an index of the table.
#[cfg(not(test))]
#[inline(always)]
pub(crate) fn text(at: usize) -> &'static str {
    TEXTS.with(|texts| texts.get(at).map_or("", Cell::get))
}

/// Stands for a text that the browser does not have. Code that only the server runs is compiled for the browser too, but the
/// application must not reach it: `.ci/check-sizes` fails if it finds this sentence in the download.
#[cfg(not(test))]
pub(crate) fn server_text(_at: usize) -> &'static str {
    "This text belongs into list.ftl."
}

/// Tests have no page that passes texts in.
#[cfg(test)]
pub(crate) fn text(at: usize) -> &'static str {
    crate::i18n::table::TEXTS[0][at]
}
#[cfg(test)]
pub(crate) use text as server_text;

/// A text that only plain HTML pages show, in code that is compiled for both sides, such as an error message. In the browser it is
/// empty, so that it is not downloaded.
#[cfg(not(test))]
pub(crate) fn on_server<T: Default>(_: impl FnOnce() -> T) -> T {
    T::default()
}
#[cfg(test)]
pub(crate) fn on_server<T>(text: impl FnOnce() -> T) -> T {
    text()
}
