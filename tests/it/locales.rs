//! Build errors for missing or mismatched translations. The tests run the reader from `build/` on small folders.

#[path = "../../build/message.rs"]
#[allow(dead_code, reason = "the build script uses more of it")]
mod message;

use message::{Kind, Message, read_all};
use std::fs;

/// Reads the languages `en` and `pt`, each with one file `list.ftl`.
fn read(english: &str, portuguese: &str) -> Result<Vec<Message>, Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    for (language, text) in [("en", english), ("pt", portuguese)] {
        fs::create_dir(folder.path().join(language)).unwrap();
        fs::write(folder.path().join(language).join("list.ftl"), text).unwrap();
    }
    read_all(folder.path(), &["en", "pt"], "list")
}

/// The only problem found.
fn problem(english: &str, portuguese: &str) -> String {
    let problems = read(english, portuguese).expect_err("this must not build");
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.into_iter().next().unwrap()
}

#[test]
fn a_missing_translation_ends_the_build() {
    assert_eq!(
        problem("save = Save\nclose = Close\n", "save = Salvar\n"),
        "locales/pt: `close` is not translated"
    );
    assert_eq!(
        problem("save = Save\n", "save = Salvar\nclose = Fechar\n"),
        "locales/pt: `close` is not in locales/en"
    );
}

#[test]
fn a_translation_without_the_variable_ends_the_build() {
    let error = problem("hello = Hello { $name }\n", "hello = Olá\n");
    assert_eq!(error, "locales/pt: `hello` has other variables than in locales/en");
    let error = problem("hello = Hello { $name }\n", "hello = Olá { $nome }\n");
    assert_eq!(error, "locales/pt: `hello` has other variables than in locales/en");
}

#[test]
fn an_unreadable_message_ends_the_build_with_its_file() {
    for (text, expected) in [
        ("save = { $a\n", "list.ftl: line 1:"),
        ("save = a\nsave = b\n", "`save` is defined twice"),
        ("-brand = Keydesk\n", "terms are not supported"),
        (
            "save = { $a ->\n    [one] x\n   *[many] y\n  }\n",
            "must have the variants",
        ),
        ("save = { DATE($a) }\n", "may contain only"),
        ("save = Save\n    .title = Saves\n", "needs a text and no attributes"),
    ] {
        let error = read(text, text).expect_err(text).join("\n");
        assert!(error.contains(expected), "{text:?}: {error}");
    }
}

#[test]
fn two_counted_variables_end_the_build() {
    let text = "both = { $a ->\n    [one] x\n   *[other] y\n  } { $b ->\n    [one] x\n   *[other] y\n  }\n";
    assert_eq!(
        problem(text, text),
        "`both` is chosen by two numbers; make two messages of it"
    );
}

#[test]
fn variables_keep_the_english_order_and_become_what_any_language_needs() {
    let messages = read(
        "found = { $total } of { NUMBER($all) } { $kind }\n",
        "found = { $kind }: { $total ->\n    [one] só { NUMBER($total) }\n   *[other] { NUMBER($total) }\n  } de { NUMBER($all) }\n",
    )
    .unwrap();
    let [found] = messages.as_slice() else {
        panic!("{messages:?}");
    };
    let expected = [("total", Kind::Count), ("all", Kind::Number), ("kind", Kind::Text)];
    assert_eq!(found.variables, expected.map(|(name, kind)| (name.to_owned(), kind)));
    assert_eq!(found.texts[0], ["\u{1} of \u{2} \u{3}"; 2]);
    assert_eq!(found.texts[1], ["\u{3}: só \u{1} de \u{2}", "\u{3}: \u{1} de \u{2}"]);
}
