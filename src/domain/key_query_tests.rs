//! Tests of parsing and writing query strings.

use super::*;
use crate::domain::id::Id;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn read(pairs: &[(&str, &str)]) -> KeyQuery {
    let get = |name: &str| {
        pairs
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, value)| (*value).to_owned())
    };
    let written: Vec<_> = pairs.iter().map(|(name, _)| format!("{name}=x")).collect();
    KeyQuery::parse(get, &written.join("&"))
}

const ROLE: &str = "0123456789abcdefghjk";

#[test]
fn what_cannot_be_understood_is_noted_and_filters_find_nothing_then() {
    for (part, values) in [
        (
            QueryParameter::Page,
            &["x", "-3", "0", "1.5", "99999999999999999999"] as &[_],
        ),
        (QueryParameter::Status, &["y", "Active", "active;", "Expired"]),
        (QueryParameter::Role, &["no id", "../..", "<b>"]),
        (QueryParameter::Alert, &["red", "pending"]),
        (QueryParameter::Unused, &["31", "-30", "90 days"]),
        (QueryParameter::Sort, &["random", "label desc"]),
    ] {
        for value in values {
            let query = read(&[(part.name(), value)]);
            assert_eq!(query.ignored, [part], "{value}");
            let is_filter = !matches!(part, QueryParameter::Page | QueryParameter::Sort);
            assert_eq!(
                (query.has_invalid_filter(), query.is_filtered()),
                (is_filter, is_filter),
                "{value}"
            );
            assert_eq!(
                KeyQuery {
                    ignored: vec![],
                    ..query
                },
                read(&[])
            );
        }
    }
    let long = "x".repeat(SEARCH_LENGTH + 1);
    let query = read(&[("q", &long)]);
    assert_eq!(
        (query.search.as_str(), query.ignored),
        ("", vec![QueryParameter::Search])
    );
    let longest = "é".repeat(SEARCH_LENGTH);
    let query = read(&[("q", &longest)]);
    assert_eq!((query.search, query.ignored), (longest, vec![]));
}

#[test]
fn filters_that_no_list_has_are_noted_and_what_is_no_filter_is_not() {
    let query = read(&[("statuss", "inactive"), ("q", "erp"), ("done", "x"), ("lang", "pt")]);
    assert_eq!(
        (query.search.as_str(), query.ignored),
        ("erp", vec![QueryParameter::Unknown])
    );
    for nothing in ["", "?", "?q=x&", "page=2&done", "&&status=active"] {
        assert_eq!(KeyQuery::parse(|_| None, nothing).ignored, [], "{nothing}");
    }
}

#[test]
fn empty_controls_are_no_filters() {
    let query = read(&[
        ("q", "  "),
        ("status", ""),
        ("role", ""),
        ("alert", ""),
        ("unused", ""),
        ("sort", ""),
    ]);
    assert_eq!(query, read(&[]));
    assert!(!query.is_filtered());
}

#[test]
fn a_view_survives_the_address() {
    let role = Id::new("a".repeat(ROLE.len()));
    let query = KeyQuery {
        page: 3,
        search: "preço & co/50% + é".to_owned(),
        status: Some(Standing::Inactive),
        role: Some(role.clone()),
        alert: Some(AlertFilter::PendingDeletion),
        unused: Some(UnusedFor::Days90),
        sort: Sort::NameDescending,
        ignored: vec![QueryParameter::Page],
    };
    let address = query.query_string();
    assert_eq!(
        address,
        format!(
            "?q=pre%C3%A7o%20%26%20co%2F50%25%20%2B%20%C3%A9&status=inactive&role={role}\
             &alert=pending-deletion&unused=90&sort=name-descending&page=3"
        )
    );
    let parts = query.parameters();
    let pairs: Vec<_> = parts
        .iter()
        .map(|(part, value)| (part.name(), value.as_str()))
        .collect();
    let back = read(&pairs);
    let ignored = vec![];
    assert_eq!(back, KeyQuery { ignored, ..query });
    assert_eq!(KeyQuery::default().query_string(), "");
}

#[test]
fn every_word_reads_back() {
    for alert in AlertFilter::ALL {
        assert_eq!(read(&[("alert", alert.word())]).alert, Some(alert));
    }
    for unused in UnusedFor::VARIANTS {
        assert_eq!(read(&[("unused", unused.word())]).unused, Some(*unused));
        assert_eq!(unused.word(), unused.days().to_string());
    }
    for sort in Sort::VARIANTS {
        assert_eq!(read(&[("sort", sort.word())]).sort, *sort);
    }
}
