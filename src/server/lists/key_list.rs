//! What one account's list of keys holds for searching, filtering and sorting, in memory.

use super::fold::fold;
use crate::{
    domain::{
        alert::{RenewalAlert, RenewalPeriod},
        key::Status,
        names::Id,
        page::{AlertFilter, KeyQuery, PAGE_SIZE, Sort},
        time::Timestamp,
    },
    server::store::ListedKey,
};
use memchr::memmem::Finder;
use std::{
    cmp::Ordering,
    collections::{BTreeSet, HashMap, HashSet},
};

/// An account's generated or external keys.
#[derive(Debug, Default)]
pub struct KeyList {
    /// By slot; a slot of a key that is gone is empty until another one takes it.
    entries: Vec<Option<Entry>>,
    free: Vec<u32>,
    slots: HashMap<Id, u32>,
    /// The slots in the order of [`Order`].
    orders: [Vec<u32>; 4],
    /// Ids of roles, by the number that entries call them.
    roles: Vec<Id>,
    pending_deletion: i64,
    visited_again: i64,
}

#[derive(Debug)]
struct Entry {
    key: Id,
    /// Folded label and app key, one below the other. The line's end sorts before everything that a label can hold.
    text: Box<str>,
    active: bool,
    renewing: bool,
    visited_again: bool,
    roles: Box<[u32]>,
    listed_at: Timestamp,
    newest_token: Timestamp,
    /// When the newest token is 3, 6 and 9 calendar months old, which is what alerts go by.
    due: [Timestamp; 3],
}

/// What the slots are sorted by; the key's id where two are alike.
#[derive(Clone, Copy)]
enum Order {
    ListedAt,
    Text,
    NewestToken,
    /// Inactive keys first, then by the time.
    Status,
}

const ORDERS: [Order; 4] = [Order::ListedAt, Order::Text, Order::NewestToken, Order::Status];

/// How many texts are looked for in each key at most.
const WORDS: usize = 8;

/// More changes than this are sorted in all at once.
pub(super) const FEW: usize = 300;

/// The part of a list that a query asks for.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// The keys of the page, in order.
    pub keys: Vec<Id>,
    /// The page; the last one where a later one was asked for.
    pub page: i64,
    /// How many keys match, over all pages.
    pub matching: i64,
}

impl KeyList {
    /// A list of these keys.
    pub fn of(keys: Vec<ListedKey>) -> Self {
        let mut list = Self::default();
        for key in keys {
            list.put(key);
        }
        list.sort();
        list
    }

    /// How many keys there are.
    pub fn total(&self) -> i64 {
        self.slots.len() as i64
    }

    /// How many of them have an old token that waits to be deleted, and how many an opened link that was visited again.
    pub fn waiting(&self) -> (i64, i64) {
        (self.pending_deletion, self.visited_again)
    }

    /// Whether the key is there.
    pub fn has(&self, key: &Id) -> bool {
        self.slots.contains_key(key)
    }

    /// Takes over what has become of keys: those in `now` are as they say, the others of `touched` are gone.
    pub fn update(&mut self, touched: &[Id], now: Vec<ListedKey>) {
        let few = touched.len() <= FEW;
        for key in touched {
            if let Some(slot) = self.slots.remove(key) {
                if few {
                    self.unsort(slot);
                }
                self.take(slot);
            }
        }
        for key in now {
            let slot = self.put(key);
            if few {
                self.sort_in(slot);
            }
        }
        if !few {
            self.sort();
        }
    }

    /// The page of a query, at an instant.
    pub fn find(&self, query: &KeyQuery, period: RenewalPeriod, now: Timestamp) -> Found {
        let (order, backwards) = match query.sort {
            Sort::Newest => (Order::ListedAt, true),
            Sort::Oldest => (Order::ListedAt, false),
            Sort::Name => (Order::Text, false),
            Sort::NameDescending => (Order::Text, true),
            Sort::TokenAge => (Order::NewestToken, false),
            Sort::ActiveFirst => (Order::Status, true),
            Sort::InactiveFirst => (Order::Status, false),
        };
        let order = &self.orders[order as usize];
        let matches = query.is_filtered().then(|| self.matches(query, period, now));
        let matching = match &matches {
            Some(matches) => matches.iter().filter(|matches| **matches).count(),
            None => order.len(),
        };
        let page = query.page.clamp(1, pages(matching as i64));
        let skip = usize::try_from((page - 1) * PAGE_SIZE).unwrap_or(usize::MAX);
        let picked = |slot: &&u32| matches.as_ref().is_none_or(|matches| matches[**slot as usize]);
        let slots: Box<dyn Iterator<Item = &u32>> = match (backwards, matches.is_some()) {
            // Nothing to look at on the way to the page.
            (false, false) => Box::new(order[skip.min(order.len())..].iter()),
            (true, false) => Box::new(order[..order.len().saturating_sub(skip)].iter().rev()),
            (false, true) => Box::new(order.iter().filter(picked).skip(skip)),
            (true, true) => Box::new(order.iter().rev().filter(picked).skip(skip)),
        };
        let keys = slots
            .take(PAGE_SIZE as usize)
            .filter_map(|slot| Some(self.entry(*slot)?.key.clone()))
            .collect();
        Found {
            keys,
            page,
            matching: matching as i64,
        }
    }

    /// All keys that a query asks for, whatever its page.
    pub fn matching(&self, query: &KeyQuery, period: RenewalPeriod, now: Timestamp) -> HashSet<Id> {
        let entries = self.entries.iter().flatten();
        if !query.is_filtered() {
            return entries.map(|entry| entry.key.clone()).collect();
        }
        let matches = self.matches(query, period, now);
        let picked = self.entries.iter().zip(matches).filter(|(_, matches)| *matches);
        picked
            .filter_map(|(entry, _)| Some(entry.as_ref()?.key.clone()))
            .collect()
    }

    /// Which slots hold a key that the query asks for. Slots lie in memory as they are visited, which orders do not.
    fn matches(&self, query: &KeyQuery, period: RenewalPeriod, now: Timestamp) -> Vec<bool> {
        let search = fold(&query.search);
        let words: Vec<_> = parts(&search).into_iter().map(Finder::new).collect();
        let role = query.role.as_ref();
        // A role that no key has is in no list of numbers.
        let role = role.map(|role| {
            self.roles
                .iter()
                .position(|known| known == role)
                .map(|number| number as u32)
        });
        let matches = |entry: &Entry| {
            query
                .status
                .is_none_or(|status| entry.active == (status == Status::Active))
                && role.is_none_or(|role| role.is_some_and(|role| entry.roles.contains(&role)))
                && query.alert.is_none_or(|alert| entry.has(alert, period, now))
                && words.iter().all(|word| word.find(entry.text.as_bytes()).is_some())
        };
        self.entries
            .iter()
            .map(|entry| entry.as_ref().is_some_and(matches))
            .collect()
    }

    fn entry(&self, slot: u32) -> Option<&Entry> {
        self.entries[slot as usize].as_ref()
    }

    /// Puts a key into a slot, yet in no order.
    fn put(&mut self, key: ListedKey) -> u32 {
        let roles = key.roles.iter().map(|role| self.number(role)).collect();
        let entry = Entry {
            text: format!("{}\n{}", fold(&key.label), fold(&key.app_key)).into(),
            active: key.active,
            renewing: key.renewing,
            visited_again: key.visited_again,
            roles,
            listed_at: key.listed_at,
            newest_token: key.newest_token,
            due: [3, 6, 9].map(|months| key.newest_token.plus_months(months)),
            key: key.key.clone(),
        };
        self.pending_deletion += i64::from(entry.renewing);
        self.visited_again += i64::from(entry.visited_again);
        let slot = self.free.pop().unwrap_or_else(|| {
            self.entries.push(None);
            (self.entries.len() - 1) as u32
        });
        self.entries[slot as usize] = Some(entry);
        self.slots.insert(key.key, slot);
        slot
    }

    /// Empties a slot that is in no order any more.
    fn take(&mut self, slot: u32) {
        if let Some(entry) = self.entries[slot as usize].take() {
            self.pending_deletion -= i64::from(entry.renewing);
            self.visited_again -= i64::from(entry.visited_again);
            self.free.push(slot);
        }
    }

    fn number(&mut self, role: &Id) -> u32 {
        let known = self.roles.iter().position(|known| known == role);
        known.unwrap_or_else(|| {
            self.roles.push(role.clone());
            self.roles.len() - 1
        }) as u32
    }

    fn sort(&mut self) {
        for order in ORDERS {
            let mut slots: Vec<u32> = self.slots.values().copied().collect();
            slots.sort_unstable_by(|a, b| self.compare(order, *a, *b));
            self.orders[order as usize] = slots;
        }
    }

    fn sort_in(&mut self, slot: u32) {
        for order in ORDERS {
            if let Err(place) = self.place(order, slot) {
                self.orders[order as usize].insert(place, slot);
            }
        }
    }

    fn unsort(&mut self, slot: u32) {
        for order in ORDERS {
            if let Ok(place) = self.place(order, slot) {
                self.orders[order as usize].remove(place);
            }
        }
    }

    fn place(&self, order: Order, slot: u32) -> Result<usize, usize> {
        self.orders[order as usize].binary_search_by(|other| self.compare(order, *other, slot))
    }

    fn compare(&self, order: Order, a: u32, b: u32) -> Ordering {
        match (self.entry(a), self.entry(b)) {
            (Some(a), Some(b)) => match order {
                Order::ListedAt => a.listed_at.cmp(&b.listed_at),
                Order::Text => a.text.cmp(&b.text),
                Order::NewestToken => a.newest_token.cmp(&b.newest_token),
                Order::Status => (a.active, a.listed_at).cmp(&(b.active, b.listed_at)),
            }
            .then_with(|| a.key.as_str().cmp(b.key.as_str())),
            (a, b) => a.is_some().cmp(&b.is_some()),
        }
    }
}

impl Entry {
    /// The same verdict as [`renewal_alert`], without the calendar.
    ///
    /// [`renewal_alert`]: crate::domain::alert::renewal_alert
    fn has(&self, alert: AlertFilter, period: RenewalPeriod, now: Timestamp) -> bool {
        let (recommended, highly) = match period {
            RenewalPeriod::ThreeMonths => (self.due[0], self.due[1]),
            RenewalPeriod::SixMonths => (self.due[1], self.due[2]),
        };
        match alert {
            AlertFilter::Renewal(RenewalAlert::Recommended) => recommended <= now && now < highly,
            AlertFilter::Renewal(RenewalAlert::HighlyRecommended) => highly <= now,
            AlertFilter::PendingDeletion => self.renewing,
            AlertFilter::VisitedAgain => self.visited_again,
        }
    }
}

/// What a search looks for: its words, each once. Where there are more than [`WORDS`], the last ones are looked for as they stand, as one
/// text, so that a whole label that somebody pastes is found and no search takes long.
fn parts(search: &str) -> BTreeSet<&str> {
    let (mut parts, mut rest) = (BTreeSet::new(), search.trim());
    while parts.len() + 1 < WORDS
        && let Some((word, others)) = rest.split_once(char::is_whitespace)
    {
        parts.insert(word);
        rest = others.trim_start();
    }
    parts.insert(rest);
    parts.remove("");
    parts
}

/// How many pages so many keys fill; an empty list has one.
fn pages(keys: i64) -> i64 {
    ((keys + PAGE_SIZE - 1) / PAGE_SIZE).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{alert::renewal_alert, page::status_word, time::DAY};
    use proptest::{collection::vec, option, prelude::*, sample::select};

    const NOW: Timestamp = Timestamp(1_790_000_000_000);

    fn id(number: u8) -> Id {
        Id(format!("{number:020}"))
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
            0..4_i64,
            0..400_i64,
        )
            .prop_map(|(number, label, active, renewing, roles, listed, age)| ListedKey {
                key: id(number),
                owner: id(99),
                label: label.to_owned(),
                app_key: format!("appkey-acme-{number:08}"),
                active,
                renewing,
                visited_again: number % 3 == 0,
                roles: roles.into_iter().map(id).collect(),
                listed_at: NOW.plus(-listed * DAY),
                newest_token: NOW.plus(-age * DAY),
            })
    }

    #[test]
    fn no_search_looks_for_more_than_eight_texts() {
        let letters = "a b c d e f g h i j k l m n o p q r s t u v w x y z";
        assert_eq!(parts(letters).len(), WORDS);
        assert_eq!(parts(&"a ".repeat(100)), BTreeSet::from(["a"]));
        assert_eq!(parts("  b a  b "), BTreeSet::from(["a", "b"]));
        assert!(parts(" ").is_empty());
        let label = "one two three four five six seven eight nine ten";
        assert!(
            parts(label).contains("eight nine ten"),
            "a label that is pasted is found"
        );
    }

    fn a_query() -> impl Strategy<Value = KeyQuery> {
        (
            1..3_i64,
            select(vec!["", "PRECO", "erp", "ё", "00000012", "erp acme", "nothing"]),
            option::of(select(vec![Status::Active, Status::Inactive])),
            option::of(0..5_u8),
            option::of(select(AlertFilter::ALL.to_vec())),
            select(Sort::ALL.to_vec()),
        )
            .prop_map(|(page, search, status, role, alert, sort)| KeyQuery {
                page,
                search: search.to_owned(),
                status,
                role: role.map(id),
                alert,
                sort,
                ignored: vec![],
            })
    }

    /// What is asked for, looked up the long way.
    fn expected(keys: &[ListedKey], query: &KeyQuery, period: RenewalPeriod) -> Vec<Id> {
        let text = |key: &ListedKey| (fold(&key.label), fold(&key.app_key));
        let mut found: Vec<_> = keys
            .iter()
            .filter(|key| {
                query
                    .status
                    .is_none_or(|status| status_word(status) == if key.active { "active" } else { "inactive" })
            })
            .filter(|key| query.role.as_ref().is_none_or(|role| key.roles.contains(role)))
            .filter(|key| match query.alert {
                None => true,
                Some(AlertFilter::PendingDeletion) => key.renewing,
                Some(AlertFilter::VisitedAgain) => key.visited_again,
                Some(AlertFilter::Renewal(alert)) => renewal_alert(key.newest_token, period, NOW) == Some(alert),
            })
            .filter(|key| {
                let (label, app_key) = text(key);
                fold(&query.search)
                    .split_whitespace()
                    .all(|word| label.contains(word) || app_key.contains(word))
            })
            .collect();
        let id = |key: &ListedKey| key.key.0.clone();
        match query.sort {
            Sort::Newest | Sort::Oldest => found.sort_by_key(|key| (key.listed_at, id(key))),
            Sort::Name | Sort::NameDescending => found.sort_by_key(|key| (text(key), id(key))),
            Sort::TokenAge => found.sort_by_key(|key| (key.newest_token, id(key))),
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
            queries in vec((a_query(), select(RenewalPeriod::ALL.to_vec())), 1..8),
        ) {
            let mut keys: HashMap<Id, ListedKey> = HashMap::new();
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
            let keys: Vec<_> = keys.into_values().collect();
            prop_assert_eq!(list.total(), keys.len() as i64);
            let count = |has: fn(&&ListedKey) -> bool| keys.iter().filter(has).count() as i64;
            prop_assert_eq!(list.waiting(), (count(|key| key.renewing), count(|key| key.visited_again)));
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
            key: Id(format!("{number:020}")),
            owner: id(99),
            label: format!("key {number:04}"),
            app_key: String::new(),
            active: number % 2 == 0,
            renewing: false,
            visited_again: false,
            roles: vec![],
            listed_at: Timestamp(number),
            newest_token: Timestamp(number),
        };
        let list = KeyList::of((0..1_000).map(key).collect());
        for (status, each) in [(None, 1), (Some(Status::Active), 2)] {
            for sort in [Sort::Oldest, Sort::NameDescending] {
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
                        Timestamp(0),
                    )
                };
                let mut all: Vec<_> = (1..=pages).flat_map(|number| page(number).keys).collect();
                if sort == Sort::NameDescending {
                    all.reverse();
                }
                let expected: Vec<_> = (0..1_000).filter(|n| n % each == 0).map(|n| key(n).key).collect();
                assert_eq!(all, expected);
                assert_eq!(page(i64::MAX), page(pages), "a page past the end is the last one");
                assert_eq!(page(-1), page(1));
            }
        }
    }
}
