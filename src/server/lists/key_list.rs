//! The in-memory index of one list of keys: slots with the searchable fields, and four sort orders over the slots.

mod last_use;

use super::fold::fold;
use crate::{
    domain::{
        id::Id,
        key_query::{AlertFilter, KeyQuery, PAGE_SIZE, Sort, UnusedFor},
        keys::{
            alert::{RenewalAlert, RenewalPeriod},
            key::{Key, Status},
            standing::Standing,
        },
        people::team::Role,
        time::Timestamp,
        usage::quiet_since,
    },
    server::store::ListedKey,
};
use memchr::memmem::Finder;
use std::{
    cmp::Ordering,
    collections::{BTreeSet, HashMap, HashSet},
};

/// The index of one list of an account.
#[derive(Debug, Default)]
pub struct KeyList {
    /// The entries by slot. The slot of a removed key is empty until it is reused.
    entries: Vec<Option<ListEntry>>,
    free: Vec<u32>,
    slots: HashMap<Id<Key>, u32>,
    /// The slots sorted by each [`Order`].
    orders: [Vec<u32>; 4],
    /// Ids of roles; entries refer to them by position.
    roles: Vec<Id<Role>>,
    pending_deletion: i64,
    visited_again: i64,
    /// The last days on which verifications were recorded.
    recorded: Vec<i64>,
}

#[derive(Debug)]
struct ListEntry {
    key: Id<Key>,
    /// The folded label and app key, separated by a line break. The line break sorts before every character that a label can contain.
    text: Box<str>,
    active: bool,
    /// The key's end; the last of all times if it has none.
    ends_at: Timestamp,
    renewing: bool,
    visited_again: bool,
    roles: Box<[u32]>,
    listed_at: Timestamp,
    newest_token: Timestamp,
    last_used: Option<Timestamp>,
    /// When the newest token becomes 3, 6 and 9 calendar months old; the dates of renewal alerts.
    due: [Timestamp; 3],
}

/// A sort order. Ties are ordered by the key's id.
#[derive(Clone, Copy)]
enum Order {
    ListedAt,
    Text,
    NewestToken,
    /// Inactive keys first, then by [`Self::ListedAt`].
    Status,
}

const ORDERS: [Order; 4] = [Order::ListedAt, Order::Text, Order::NewestToken, Order::Status];

/// Maximum number of terms in one search.
const SEARCH_TERMS_MAX: usize = 8;

/// Above this number of changes, all orders are sorted again instead of inserting each key.
pub(super) const INCREMENTAL_MAX: usize = 300;

/// The result of a query.
#[derive(Debug, PartialEq, Eq)]
pub struct QueryResult {
    /// The ids of the page's keys, in order.
    pub keys: Vec<Id<Key>>,
    /// The page number, at most the last page.
    pub page: i64,
    /// The number of matching keys on all pages.
    pub matching: i64,
}

impl KeyList {
    /// Builds the index of these keys.
    pub fn build(keys: Vec<ListedKey>) -> Self {
        let mut list = Self::default();
        for key in keys {
            list.fill_slot(key);
        }
        list.sort();
        list
    }

    /// The number of keys.
    pub fn total(&self) -> i64 {
        self.slots.len() as i64
    }

    /// How many keys have an old token to be deleted, and how many an opened link that was visited again.
    pub fn notice_counts(&self) -> (i64, i64) {
        (self.pending_deletion, self.visited_again)
    }

    /// Whether the list contains the key.
    pub fn contains(&self, key: &Id<Key>) -> bool {
        self.slots.contains_key(key)
    }

    /// Applies changes: keys in `now` are added or replaced, the other keys of `touched` are removed.
    pub fn update(&mut self, touched: &[Id<Key>], current: Vec<ListedKey>) {
        let is_incremental = touched.len() <= INCREMENTAL_MAX;
        for key in touched {
            if let Some(slot) = self.slots.remove(key) {
                if is_incremental {
                    self.remove_from_orders(slot);
                }
                self.empty_slot(slot);
            }
        }
        for key in current {
            let slot = self.fill_slot(key);
            if is_incremental {
                self.insert_into_orders(slot);
            }
        }
        if !is_incremental {
            self.sort();
        }
    }

    /// The page of a query at a point in time.
    pub fn find(&self, query: &KeyQuery, period: RenewalPeriod, now: Timestamp) -> QueryResult {
        let matches = query.is_filtered().then(|| self.matches(query, period, now));
        let (order, backwards) = match query.sort {
            Sort::LastUsed => return self.by_last_use(query, matches.as_deref(), |a, b| b.cmp(&a)),
            Sort::LongestUnused => return self.by_last_use(query, matches.as_deref(), |a, b| a.cmp(&b)),
            Sort::Newest => (Order::ListedAt, true),
            Sort::Oldest => (Order::ListedAt, false),
            Sort::Name => (Order::Text, false),
            Sort::NameDescending => (Order::Text, true),
            Sort::TokenAge => (Order::NewestToken, false),
            Sort::ActiveFirst => (Order::Status, true),
            Sort::InactiveFirst => (Order::Status, false),
        };
        let order = &self.orders[order as usize];
        let matching = match &matches {
            Some(matches) => matches.iter().filter(|matches| **matches).count(),
            None => order.len(),
        };
        let page = query.page.clamp(1, pages(matching as i64));
        let skip = usize::try_from((page - 1) * PAGE_SIZE).unwrap_or(usize::MAX);
        let is_match = |slot: &&u32| matches.as_ref().is_none_or(|matches| matches[**slot as usize]);
        let slots: Box<dyn Iterator<Item = &u32>> = match (backwards, matches.is_some()) {
            // Without a filter, the page's position is known.
            (false, false) => Box::new(order[skip.min(order.len())..].iter()),
            (true, false) => Box::new(order[..order.len().saturating_sub(skip)].iter().rev()),
            (false, true) => Box::new(order.iter().filter(is_match).skip(skip)),
            (true, true) => Box::new(order.iter().rev().filter(is_match).skip(skip)),
        };
        let keys = slots
            .take(PAGE_SIZE as usize)
            .filter_map(|slot| Some(self.entry(*slot)?.key.clone()))
            .collect();
        QueryResult {
            keys,
            page,
            matching: matching as i64,
        }
    }

    /// All keys that match a query, on all pages.
    pub fn matching(&self, query: &KeyQuery, period: RenewalPeriod, now: Timestamp) -> HashSet<Id<Key>> {
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

    /// For each slot, whether its key matches. Iterates by slot, because slots are contiguous in memory; in a sort order they are not.
    fn matches(&self, query: &KeyQuery, period: RenewalPeriod, now: Timestamp) -> Vec<bool> {
        if query.has_invalid_filter() {
            return vec![false; self.entries.len()];
        }
        let search = fold(&query.search);
        let terms: Vec<_> = search_terms(&search).into_iter().map(Finder::new).collect();
        let role = query.role.as_ref();
        // `Some(None)`: a role that no key of this list has, so nothing matches.
        let role = role.map(|role| {
            self.roles
                .iter()
                .position(|known| known == role)
                .map(|number| number as u32)
        });
        let quiet = query
            .unused
            .map(|unused| quiet_since(&self.recorded, UnusedFor::days(unused), now));
        let matches = |entry: &ListEntry| {
            query.status.is_none_or(|status| entry.standing(now) == status)
                && role.is_none_or(|role| role.is_some_and(|role| entry.roles.contains(&role)))
                && query.alert.is_none_or(|alert| entry.has_alert(alert, period, now))
                && quiet.is_none_or(|since| since.is_some_and(|since| entry.is_unused(since)))
                && terms.iter().all(|term| term.find(entry.text.as_bytes()).is_some())
        };
        self.entries
            .iter()
            .map(|entry| entry.as_ref().is_some_and(matches))
            .collect()
    }

    fn entry(&self, slot: u32) -> Option<&ListEntry> {
        self.entries[slot as usize].as_ref()
    }

    /// Puts a key into a slot, without adding it to the orders.
    fn fill_slot(&mut self, key: ListedKey) -> u32 {
        let roles = key.roles.iter().map(|role| self.role_number(role)).collect();
        let entry = ListEntry {
            text: format!("{}\n{}", fold(&key.label), fold(&key.app_key)).into(),
            active: key.active,
            ends_at: key.expires_at.unwrap_or(Timestamp::from_millis(i64::MAX)),
            renewing: key.renewing,
            visited_again: key.visited_again,
            roles,
            listed_at: key.listed_at,
            newest_token: key.newest_token,
            last_used: key.last_used,
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

    /// Empties a slot that was removed from the orders.
    fn empty_slot(&mut self, slot: u32) {
        if let Some(entry) = self.entries[slot as usize].take() {
            self.pending_deletion -= i64::from(entry.renewing);
            self.visited_again -= i64::from(entry.visited_again);
            self.free.push(slot);
        }
    }

    fn role_number(&mut self, role: &Id<Role>) -> u32 {
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

    fn insert_into_orders(&mut self, slot: u32) {
        for order in ORDERS {
            if let Err(position) = self.position(order, slot) {
                self.orders[order as usize].insert(position, slot);
            }
        }
    }

    fn remove_from_orders(&mut self, slot: u32) {
        for order in ORDERS {
            if let Ok(position) = self.position(order, slot) {
                self.orders[order as usize].remove(position);
            }
        }
    }

    fn position(&self, order: Order, slot: u32) -> Result<usize, usize> {
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

impl ListEntry {
    fn standing(&self, now: Timestamp) -> Standing {
        let status = if self.active { Status::Active } else { Status::Inactive };
        Standing::new(status, Some(self.ends_at), now)
    }

    /// Whether the key was there and not used since then.
    fn is_unused(&self, since: Timestamp) -> bool {
        self.last_used.unwrap_or(self.listed_at).max(self.listed_at) < since
    }

    /// Same result as [`renewal_alert`], but compares precomputed dates.
    ///
    /// [`renewal_alert`]: crate::domain::keys::alert::renewal_alert
    fn has_alert(&self, alert: AlertFilter, period: RenewalPeriod, now: Timestamp) -> bool {
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

/// The distinct terms of a search: its words. Beyond [`SEARCH_TERMS_MAX`], the remaining words are one term. So a pasted label is found,
/// and the time of a search stays bounded.
fn search_terms(search: &str) -> BTreeSet<&str> {
    let (mut terms, mut rest) = (BTreeSet::new(), search.trim());
    while terms.len() + 1 < SEARCH_TERMS_MAX
        && let Some((term, others)) = rest.split_once(char::is_whitespace)
    {
        terms.insert(term);
        rest = others.trim_start();
    }
    terms.insert(rest);
    terms.remove("");
    terms
}

/// The number of pages for so many keys, at least one.
fn pages(keys: i64) -> i64 {
    ((keys + PAGE_SIZE - 1) / PAGE_SIZE).max(1)
}

#[cfg(test)]
#[path = "key_list_tests.rs"]
mod tests;
