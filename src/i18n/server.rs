//! The server's part: the texts of all languages, and the language of the request.

use crate::i18n::{Language, table};
use std::future::Future;

tokio::task_local! {
    static LANGUAGE: Language;
}

/// The language of the current request. English outside a request, as in the log and in commands.
pub fn current() -> Language {
    LANGUAGE.try_with(|language| *language).unwrap_or(Language::English)
}

/// Runs a future in a language. Tasks that it spawns do not inherit the language.
pub fn with_language<F: Future>(language: Language, task: F) -> impl Future<Output = F::Output> {
    LANGUAGE.scope(language, task)
}

/// Runs a function in a language, for example on another thread.
pub fn with_language_sync<R>(language: Language, work: impl FnOnce() -> R) -> R {
    LANGUAGE.sync_scope(language, work)
}

/// The language of a request: the chosen one if supported, else the preferred supported one of `Accept-Language` (RFC 9110, section
/// 12.5.4), else English.
pub fn preferred(chosen: Option<&str>, accepted: Option<&str>) -> Language {
    chosen
        .and_then(Language::from_tag)
        .or_else(|| most_accepted(accepted.unwrap_or_default()))
        .unwrap_or(Language::English)
}

/// The supported language with the greatest weight in `Accept-Language`; the first one of equals. Parsed by hand, because the crate
/// for it sorts by weights that may be `NaN`, so that a client could cause a panic.
fn most_accepted(accepted: &str) -> Option<Language> {
    let mut best = None;
    for part in accepted.split(',') {
        let (tag, weight) = part.split_once(';').unwrap_or((part, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok());
        let weight = weight.filter(|q| *q > 0.0 && *q <= 1.0);
        if let (Some(language), Some(weight)) = (Language::from_tag(tag.trim()), weight)
            && best.is_none_or(|(_, best_weight)| weight > best_weight)
        {
            best = Some((language, weight));
        }
    }
    best.map(|(language, _)| language)
}

/// The texts for the browser, one per line. The first line is the language tag.
pub fn for_browser(language: Language) -> String {
    let mut lines = vec![language.tag()];
    lines.extend(&table::TEXTS[language as usize][..table::FOR_BROWSER]);
    lines.join("\n")
}

/// The text at an index of the table, in the language of the request.
pub(crate) fn text(at: usize) -> &'static str {
    table::TEXTS[current() as usize].get(at).copied().unwrap_or_default()
}

/// A text that the browser does not have.
pub(crate) use text as server_text;

/// A text that only plain HTML pages show, in code that is compiled for both sides, such as an error message. In the browser it is
/// empty, so that it is not downloaded.
pub(crate) fn on_server<T>(text: impl FnOnce() -> T) -> T {
    text()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{number, t};

    #[test]
    fn the_chosen_language_counts_before_the_browsers() {
        assert_eq!(preferred(Some("es"), Some("pt-BR,pt;q=0.9")), Language::Spanish);
        assert_eq!(preferred(Some("xx"), Some("pt-BR,pt;q=0.9")), Language::Portuguese);
        assert_eq!(preferred(None, None), Language::English);
    }

    #[test]
    fn the_browsers_order_is_kept() {
        for (accepted, expected) in [
            ("pt-BR,pt;q=0.9,en;q=0.8", Language::Portuguese),
            ("de-DE,de;q=0.9,es-MX;q=0.8,en;q=0.7", Language::Spanish),
            ("en;q=0.1, es;q=0.9", Language::Spanish),
            ("es;q=0, pt", Language::Portuguese),
            ("es;q=0", Language::English),
            ("*", Language::English),
            ("fr", Language::English),
            ("", Language::English),
            (";;,q=,=;q=x", Language::English),
            ("es;q=NaN, pt;q=0.1", Language::Portuguese),
            ("es;q=inf, pt;q=2, en", Language::English),
        ] {
            assert_eq!(preferred(None, Some(accepted)), expected, "{accepted}");
        }
    }

    #[test]
    fn however_many_languages_without_order_are_wanted_one_is_found() {
        let wanted = ["es;q=NaN", "pt;q=0.1", "en;q=0.5", "pt;q=0.9", "es;q=-1", "de;q=NaN"].join(",");
        assert_eq!(
            preferred(None, Some(&[wanted.as_str(); 40].join(","))),
            Language::Portuguese
        );
    }

    #[test]
    fn the_browser_gets_one_line_for_each_text() {
        for language in Language::ALL {
            let lines = for_browser(language);
            assert_eq!(lines.lines().count(), table::FOR_BROWSER + 1, "{}", language.tag());
            assert!(lines.lines().all(|line| !line.is_empty()));
        }
    }

    #[test]
    fn numbers_are_written_as_the_language_does() {
        let cases = [
            (Language::English, ["0", "999", "1,234", "-12,345", "1,234,567"]),
            (Language::Portuguese, ["0", "999", "1.234", "-12.345", "1.234.567"]),
            (Language::Spanish, ["0", "999", "1234", "-12.345", "1.234.567"]),
        ];
        for (language, expected) in cases {
            let written = with_language_sync(language, || [0, 999, 1_234, -12_345, 1_234_567].map(number));
            assert_eq!(written, expected);
        }
    }

    #[test]
    fn counted_things_follow_the_language() {
        let minutes = |language| with_language_sync(language, || [0, 1, 2].map(t::minutes));
        assert_eq!(minutes(Language::English), ["0 minutes", "1 minute", "2 minutes"]);
        assert_eq!(minutes(Language::Portuguese), ["0 minuto", "1 minuto", "2 minutos"]);
        assert_eq!(minutes(Language::Spanish), ["0 minutos", "1 minuto", "2 minutos"]);
    }

    #[test]
    fn there_are_twelve_months_in_every_language() {
        for language in Language::ALL {
            let months = with_language_sync(language, t::months);
            assert_eq!(months.split(' ').count(), 12, "{months}");
        }
    }
}
