//! The order of last uses, and how a list learns them.

use super::{KeyList, ListEntry, QueryResult, pages};
use crate::domain::{
    id::Id,
    key_query::{KeyQuery, PAGE_SIZE},
    keys::key::Key,
    time::Timestamp,
};
use std::cmp::Ordering;

impl KeyList {
    /// The page of a query in the order of last uses. They change too often to keep an order of them.
    pub(super) fn by_last_use(
        &self,
        query: &KeyQuery,
        matches: Option<&[bool]>,
        order: impl Fn(Option<Timestamp>, Option<Timestamp>) -> Ordering,
    ) -> QueryResult {
        let is_match = |slot: usize| matches.is_none_or(|matches| matches[slot]);
        let entries = self.entries.iter().enumerate();
        let mut found: Vec<_> = entries
            .filter_map(|(slot, entry)| entry.as_ref().filter(|_| is_match(slot)))
            .collect();
        let matching = found.len() as i64;
        let page = query.page.clamp(1, pages(matching));
        let compare = |a: &&ListEntry, b: &&ListEntry| {
            order(a.last_used, b.last_used).then_with(|| a.key.as_str().cmp(b.key.as_str()))
        };
        let first = usize::try_from((page - 1) * PAGE_SIZE).unwrap_or(usize::MAX);
        let end = first.saturating_add(PAGE_SIZE as usize);
        // Only the page is sorted.
        if end < found.len() {
            found.select_nth_unstable_by(end, compare);
            found.truncate(end);
        }
        if first > 0 && first < found.len() {
            found.select_nth_unstable_by(first, compare);
        }
        let found = found.get_mut(first..).unwrap_or_default();
        found.sort_unstable_by(compare);
        QueryResult {
            keys: found.iter().map(|entry| entry.key.clone()).collect(),
            page,
            matching,
        }
    }

    /// Takes in last uses. They only move forward.
    pub fn set_last_uses(&mut self, uses: Vec<(Id<Key>, Timestamp)>, recorded: Vec<i64>) {
        for (key, at) in uses {
            let slot = self.slots.get(&key).map(|slot| *slot as usize);
            if let Some(Some(entry)) = slot.and_then(|slot| self.entries.get_mut(slot)) {
                entry.last_used = entry.last_used.max(Some(at));
            }
        }
        self.recorded = recorded;
    }
}
