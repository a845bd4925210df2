//! Compares a [`KeyList`] with a straightforward implementation of the same queries.

use super::*;
use crate::domain::{
    id::Id,
    keys::{alert::renewal_alert, key::Key},
    time::days,
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use std::cmp::Reverse;
use strum::VariantArray;

const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

fn id<T>(number: u8) -> Id<T> {
    Id::new(format!("{number:020}"))
}

fn a_key() -> impl Strategy<Value = ListedKey> {
    (
        0..40_u8,
        select(vec![
            "Preço",
            "preco b",
            "ERP",
            "erp 2",
            "Ordem",
            "Склад",
            "склад Ё",
            "x",
        ]),
        any::<bool>(),
        any::<bool>(),
        vec(0..4_u8, 0..3),
        0..4_u64,
        0..400_u64,
        option::of(0..3_u64),
    )
        .prop_map(
            |(number, label, active, renewing, roles, listed, age, ends)| ListedKey {
                key: id(number),
                owner: id(99),
                label: label.to_owned(),
                app_key: format!("appkey-acme-{number:08}"),
                active,
                expires_at: ends.map(|days_ahead| NOW.plus(days(days_ahead)).minus(days(1))),
                renewing,
                visited_again: number % 3 == 0,
                roles: roles.into_iter().map(id).collect(),
                listed_at: NOW.minus(days(listed)),
                newest_token: NOW.minus(days(age)),
                last_used: (age % 3 > 0).then(|| NOW.minus(days(age / 4))),
            },
        )
}

#[test]
fn no_search_looks_for_more_than_eight_texts() {
    let letters = "a b c d e f g h i j k l m n o p q r s t u v w x y z";
    assert_eq!(search_terms(letters).len(), SEARCH_TERMS_MAX);
    assert_eq!(search_terms(&"a ".repeat(100)), BTreeSet::from(["a"]));
    assert_eq!(search_terms("  b a  b "), BTreeSet::from(["a", "b"]));
    assert!(search_terms(" ").is_empty());
    let label = "one two three four five six seven eight nine ten";
    assert!(
        search_terms(label).contains("eight nine ten"),
        "a label that is pasted is found"
    );
}

fn a_query() -> impl Strategy<Value = KeyQuery> {
    (
        1..3_i64,
        select(vec!["", "PRECO", "erp", "ё", "00000012", "erp acme", "nothing"]),
        option::of(select(Standing::VARIANTS.to_vec())),
        option::of(0..5_u8),
        option::of(select(AlertFilter::ALL.to_vec())),
        option::of(select(UnusedFor::VARIANTS.to_vec())),
        select(Sort::VARIANTS.to_vec()),
    )
        .prop_map(|(page, search, status, role, alert, unused, sort)| KeyQuery {
            page,
            search: search.to_owned(),
            status,
            role: role.map(id),
            alert,
            unused,
            sort,
            ignored: vec![],
        })
}

/// The expected result of a query, computed without an index.
fn expected(keys: &[ListedKey], query: &KeyQuery, period: RenewalPeriod) -> Vec<Id<Key>> {
    let text = |key: &ListedKey| (fold(&key.label), fold(&key.app_key));
    let mut found: Vec<_> = keys
        .iter()
        .filter(|key| {
            query.status.is_none_or(|status| {
                let is_over = key.expires_at.is_some_and(|end| end <= NOW);
                let word = if is_over { "expired" } else { "active" };
                status.word() == if key.active { word } else { "inactive" }
            })
        })
        .filter(|key| query.role.as_ref().is_none_or(|role| key.roles.contains(role)))
        .filter(|key| match query.alert {
            None => true,
            Some(AlertFilter::PendingDeletion) => key.renewing,
            Some(AlertFilter::VisitedAgain) => key.visited_again,
            Some(AlertFilter::Renewal(alert)) => renewal_alert(key.newest_token, period, NOW) == Some(alert),
        })
        .filter(|key| match query.unused {
            None => true,
            // Of 90 days it is not recorded whether they were.
            Some(UnusedFor::Days90) => false,
            Some(UnusedFor::Days30) => {
                let last = key.last_used.map_or(key.listed_at, |used| used.max(key.listed_at));
                last.day() < NOW.day() - 30
            }
        })
        .filter(|key| {
            let (label, app_key) = text(key);
            fold(&query.search)
                .split_whitespace()
                .all(|word| label.contains(word) || app_key.contains(word))
        })
        .collect();
    let id = |key: &ListedKey| key.key.as_str().to_owned();
    match query.sort {
        Sort::Newest | Sort::Oldest => found.sort_by_key(|key| (key.listed_at, id(key))),
        Sort::Name | Sort::NameDescending => found.sort_by_key(|key| (text(key), id(key))),
        Sort::TokenAge => found.sort_by_key(|key| (key.newest_token, id(key))),
        Sort::LastUsed => found.sort_by_key(|key| (Reverse(key.last_used), id(key))),
        Sort::LongestUnused => found.sort_by_key(|key| (key.last_used, id(key))),
        Sort::ActiveFirst | Sort::InactiveFirst => found.sort_by_key(|key| (key.active, key.listed_at, id(key))),
    }
    if matches!(query.sort, Sort::Newest | Sort::NameDescending | Sort::ActiveFirst) {
        found.reverse();
    }
    found.into_iter().map(|key| key.key.clone()).collect()
}

proptest! {
    #[test]
    fn a_list_that_followed_changes_finds_what_is_there(
        changes in vec((vec(a_key(), 0..12), vec(0..40_u8, 0..6)), 1..6),
        queries in vec((a_query(), select(RenewalPeriod::VARIANTS.to_vec())), 1..8),
    ) {
        let mut keys: HashMap<Id<Key>, ListedKey> = HashMap::new();
        let mut list = KeyList::default();
        for (put, gone) in changes {
            let gone: Vec<_> = gone.into_iter().map(id).collect();
            let put: HashMap<_, _> = put.into_iter().map(|key| (key.key.clone(), key)).collect();
            let now: Vec<_> = put.values().filter(|key| !gone.contains(&key.key)).cloned().collect();
            let touched: Vec<_> = put.keys().cloned().chain(gone.iter().filter(|key| !put.contains_key(key)).cloned()).collect();
            for key in &touched {
                keys.remove(key);
            }
            keys.extend(now.iter().map(|key| (key.key.clone(), key.clone())));
            list.update(&touched, now);
        }
        list.set_last_uses(vec![], (0..40).map(|ago| NOW.day() - ago).collect());
        let keys: Vec<_> = keys.into_values().collect();
        prop_assert_eq!(list.total(), keys.len() as i64);
        let count = |has: fn(&&ListedKey) -> bool| keys.iter().filter(has).count() as i64;
        prop_assert_eq!(list.notice_counts(), (count(|key| key.renewing), count(|key| key.visited_again)));
        for (query, period) in queries {
            let all = expected(&keys, &query, period);
            let found = list.find(&query, period, NOW);
            prop_assert_eq!(found.matching, all.len() as i64);
            prop_assert_eq!(list.matching(&query, period, NOW), all.iter().cloned().collect::<HashSet<_>>());
            prop_assert_eq!(found.page, 1, "forty keys fill one page");
            prop_assert_eq!(found.keys, all);
        }
    }
}

#[test]
fn pages_follow_each_other_and_end() {
    let key = |number: i64| ListedKey {
        key: Id::new(format!("{number:020}")),
        owner: id(99),
        label: format!("key {number:04}"),
        app_key: String::new(),
        active: number % 2 == 0,
        expires_at: None,
        renewing: false,
        visited_again: false,
        roles: vec![],
        listed_at: Timestamp::from_millis(number),
        newest_token: Timestamp::from_millis(number),
        last_used: (number % 2 == 1).then(|| Timestamp::from_millis(number)),
    };
    let list = KeyList::build((0..1_000).map(key).collect());
    for (status, each) in [(None, 1), (Some(Standing::Active), 2)] {
        for sort in [Sort::Oldest, Sort::NameDescending, Sort::LongestUnused] {
            let pages = 1_000 / each / PAGE_SIZE;
            let page = |page| {
                list.find(
                    &KeyQuery {
                        page,
                        status,
                        sort,
                        ..KeyQuery::default()
                    },
                    RenewalPeriod::ThreeMonths,
                    Timestamp::EPOCH,
                )
            };
            let mut all: Vec<_> = (1..=pages).flat_map(|number| page(number).keys).collect();
            if sort == Sort::NameDescending {
                all.reverse();
            }
            let mut expected: Vec<_> = (0..1_000).filter(|n| n % each == 0).collect();
            if sort == Sort::LongestUnused {
                // The even ones were never used.
                expected.sort_by_key(|n| (n % 2, *n));
            }
            let expected: Vec<_> = expected.into_iter().map(|n| key(n).key).collect();
            assert_eq!(all, expected);
            assert_eq!(page(i64::MAX), page(pages), "a page past the end is the last one");
            assert_eq!(page(-1), page(1));
        }
    }
}
