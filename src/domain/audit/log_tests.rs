//! Tests of audit filters in query strings.

use super::*;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn query(pairs: &[(&str, &str)]) -> AuditQuery {
    let pairs: Vec<_> = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    AuditQuery::from_pairs(&pairs)
}

#[test]
fn a_filter_survives_the_address() {
    let pairs = [
        ("key", "appkey-acme-7KQ2MX9P"),
        ("user", "owner+a&b=c@acme.example"),
        ("action", "key_generated"),
        ("from", "2026-02-28"),
        ("to", "2026-11-22"),
    ];
    let read = query(&pairs);
    assert_eq!(read.invalid, []);
    for (field, (_, value)) in AuditField::FILTERS.into_iter().zip(pairs) {
        assert_eq!(read.filter.text(field), value);
    }
    assert_eq!(
        read.filter.query_string(),
        "key=appkey-acme-7KQ2MX9P&user=owner%2Ba%26b%3Dc@acme.example&action=key_generated&from=2026-02-28&to=2026-11-22"
    );
    let (from, until) = read.filter.time_range();
    assert_eq!(until.zip(from).map(|(until, from)| until.since(from)), Some(days(268)));
    assert_eq!(
        query(&[("key", "0123456789ABCDEFGHJK")]).filter.text(AuditField::Key),
        "0123456789abcdefghjk"
    );
    assert_eq!(query(&[]).filter.query_string(), "");
}

#[test]
fn whatever_else_is_typed_for_a_key_are_words_of_its_name() {
    for words in ["x", "appkey-acme-7kq2mx9p", "<script>", "ERP  integration", "請求書"] {
        let read = query(&[("key", words)]);
        assert_eq!(
            (read.filter.text(AuditField::Key).as_str(), read.invalid),
            (words, vec![])
        );
        assert_eq!(read.filter.key, Some(KeyFilter::Words(words.to_owned())));
    }
}

#[test]
fn what_is_not_understood_is_named_as_it_was_typed() {
    for (name, value, field) in [
        ("key", "a\u{0}b", AuditField::Key),
        ("key", &"x".repeat(SEARCH_LENGTH + 1), AuditField::Key),
        ("user", "two words", AuditField::User),
        ("user", "a\u{0}b", AuditField::User),
        ("user", &"x".repeat(EMAIL_MAX + 1), AuditField::User),
        ("action", "explode", AuditField::Action),
        ("from", "2026-02-30", AuditField::From),
        ("from", "22 Nov 2026", AuditField::From),
        ("to", "2026-13-01", AuditField::To),
        ("to", "+026-01-01", AuditField::To),
        ("to", "99999-01-1", AuditField::To),
        ("before", "x", AuditField::Page),
        ("after", "-1", AuditField::Page),
        ("after", "99999999999999999999", AuditField::Page),
    ] {
        let read = query(&[(name, value)]);
        let [invalid] = read.invalid.as_slice() else {
            panic!("{name}={value}: {:?}", read.invalid)
        };
        assert_eq!(invalid.field, field, "{name}={value}");
        if field != AuditField::Page {
            assert_eq!(invalid.value, value);
        }
        assert_eq!((read.filter, read.start), (AuditFilter::default(), PageStart::Newest));
    }
}

#[test]
fn empty_parameters_say_nothing_and_unknown_ones_are_named_together() {
    assert_eq!(
        query(&[("key", " "), ("done", "x"), ("lang", "es"), ("before", "")]),
        AuditQuery::default()
    );
    let page = query(&[("page", "3"), ("user", "ann")]);
    assert!(page.is_invalid());
    assert_eq!(
        (page.invalid, page.unknown, page.filter.text(AuditField::User)),
        (vec![], true, "ann".to_owned())
    );
    let twice = query(&[
        ("user", ""),
        ("user", "Ann"),
        ("user", "bob"),
        ("before", "7"),
        ("after", "3"),
    ]);
    assert_eq!(twice.filter.text(AuditField::User), "ann");
    assert_eq!(twice.start, PageStart::Before(7));
    assert_eq!(query(&[("after", "3")]).start, PageStart::After(3));
}
