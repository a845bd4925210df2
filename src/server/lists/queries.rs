//! Queries on the lists of an account: one page, all matching keys, totals, and keys by name.

use crate::{
    domain::{
        id::Id,
        key_query::{KeyQuery, QueryParameter, Sort},
        keys::key::Key,
        people::team::Role,
    },
    error::AppError,
    server::{
        context::Caller,
        lists::{KeyList, ListId},
        store::{ListKind, MatchingKeys, Membership},
    },
    views::wire::RoleView,
};
use std::collections::HashSet;

/// A page of a list: the ids of its keys.
pub struct ListPage {
    /// The query without unsupported filters, and with the page number clamped.
    pub query: KeyQuery,
    pub keys: Vec<Id<Key>>,
    /// The number of matching keys on all pages.
    pub matching: i64,
    /// The number of keys in the list.
    pub total: i64,
    /// How many keys of the list have an old token to be deleted.
    pub pending_deletion: i64,
    /// How many keys of the list have an opened link that was visited again.
    pub visited_again: i64,
}

/// Runs a query. Parts that this list does not support are reported in [`KeyQuery::ignored`]. A filter value that is not known matches no
/// key.
///
/// # Errors
/// [`AppError::Unavailable`]; [`AppError::TooMany`] after too many searches.
pub async fn page(
    caller: &Caller,
    membership: &Membership,
    kind: ListKind,
    query: KeyQuery,
    roles: &[RoleView],
) -> Result<ListPage, AppError> {
    let mut query = supported(query, kind, roles);
    let (state, now) = (&caller.state, caller.state.clock.now());
    let (period, id) = (membership.period, list_id(membership, kind));
    let find =
        move |list: &KeyList, query: &KeyQuery| (list.find(query, period, now), list.total(), list.notice_counts());
    let with_uses = needs_uses(&query);
    // There is no order of last uses: a page of it is selected out of all keys, which takes as long as a search.
    let (found, total, (pending_deletion, visited_again)) = if query.is_filtered() || with_uses {
        state.limits.check_search(&caller.session()?.user)?;
        let query = query.clone();
        let search = move |list: &KeyList| find(list, &query);
        state.lists.search(&state.store, (&id, with_uses), now, search).await?
    } else {
        let read = |list: &KeyList| find(list, &query);
        state.lists.read(&state.store, &id, now, read).await?
    };
    if query.page > found.page {
        query.ignored.push(QueryParameter::Page);
    }
    query.page = found.page;
    Ok(ListPage {
        query,
        keys: found.keys,
        matching: found.matching,
        total,
        pending_deletion,
        visited_again,
    })
}

/// The number of keys in a list.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn total(caller: &Caller, membership: &Membership, kind: ListKind) -> Result<i64, AppError> {
    let (state, now) = (&caller.state, caller.state.clock.now());
    let id = list_id(membership, kind);
    Ok(state.lists.read(&state.store, &id, now, KeyList::total).await?)
}

/// All keys that match a query, on all pages.
///
/// # Errors
/// [`AppError::Unavailable`]; [`AppError::TooMany`]; [`AppError::Malformed`] if the list does not support a part of the query, because
/// without that part every key would match.
pub async fn matching(
    caller: &Caller,
    membership: &Membership,
    kind: ListKind,
    query: KeyQuery,
    roles: &[RoleView],
) -> Result<HashSet<Id<Key>>, AppError> {
    let query = supported(query, kind, roles);
    if !query.ignored.is_empty() {
        return Err(AppError::Malformed);
    }
    let (state, now, period) = (&caller.state, caller.state.clock.now(), membership.period);
    state.limits.check_search(&caller.session()?.user)?;
    let with_uses = needs_uses(&query);
    let search = move |list: &KeyList| list.matching(&query, period, now);
    let id = list_id(membership, kind);
    state.lists.search(&state.store, (&id, with_uses), now, search).await
}

/// The generated, external and deleted keys whose label or app key contains all of these words; at most one page of each.
///
/// # Errors
/// [`AppError::Unavailable`], [`AppError::TooMany`].
pub async fn keys_by_name(caller: &Caller, membership: &Membership, words: &str) -> Result<MatchingKeys, AppError> {
    let query = KeyQuery {
        search: words.to_owned(),
        page: 1,
        ..KeyQuery::default()
    };
    let (state, now, period) = (&caller.state, caller.state.clock.now(), membership.period);
    state.limits.check_search(&caller.session()?.user)?;
    let mut matches = MatchingKeys::default();
    for kind in [ListKind::Generated, ListKind::External, ListKind::Deleted] {
        let query = query.clone();
        let search = move |list: &KeyList| list.find(&query, period, now);
        let id = list_id(membership, kind);
        let found = state.lists.search(&state.store, (&id, false), now, search).await?;
        matches.too_many |= found.matching > found.keys.len() as i64;
        matches.keys.extend(found.keys);
    }
    Ok(matches)
}

/// Whether the answer depends on when keys were used last.
fn needs_uses(query: &KeyQuery) -> bool {
    query.unused.is_some() || matches!(query.sort, Sort::LastUsed | Sort::LongestUnused)
}

fn list_id(membership: &Membership, kind: ListKind) -> ListId {
    ListId {
        account: membership.account.clone(),
        kind,
    }
}

/// The query without the parts that this list does not support. They are added to [`KeyQuery::ignored`].
fn supported(mut query: KeyQuery, kind: ListKind, roles: &[RoleView]) -> KeyQuery {
    if !query.clear_long_search() {
        query.ignored.push(QueryParameter::Search);
    }
    let is_known = |role: &Id<Role>| roles.iter().any(|known| known.id == *role);
    if query.role.as_ref().is_some_and(|role| !is_known(role)) {
        query.role = None;
        query.ignored.push(QueryParameter::Role);
    }
    // This account has no data about the tokens of external keys.
    if kind == ListKind::External {
        if query.alert.take().is_some() {
            query.ignored.push(QueryParameter::Alert);
        }
        if query.unused.take().is_some() {
            query.ignored.push(QueryParameter::Unused);
        }
        if query.sort.is_by_token() {
            query.sort = Sort::default();
            query.ignored.push(QueryParameter::Sort);
        }
    }
    query
}
