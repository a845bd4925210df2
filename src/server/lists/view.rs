//! The part of a list that somebody looks at.

use crate::{
    domain::{
        names::Id,
        page::{KeyQuery, Part, Sort},
        views::RoleView,
    },
    error::AppError,
    server::{
        context::Caller,
        store::{ListKind, Membership},
    },
};

/// A page of a list, by the ids of its keys.
pub struct View {
    /// The query without what means nothing in this list, at a page that there is.
    pub query: KeyQuery,
    pub keys: Vec<Id>,
    /// How many keys match, over all pages.
    pub matching: i64,
    /// How many keys the list has.
    pub total: i64,
    /// How many of them have an old token that waits to be deleted.
    pub pending_deletion: i64,
    /// How many have opened links that were visited again.
    pub visited_again: i64,
}

/// Looks a query up. What it asks for that this list does not know is ignored and noted: an old bookmark is no error.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn view(
    caller: &Caller,
    membership: &Membership,
    kind: ListKind,
    query: KeyQuery,
    roles: &[RoleView],
) -> Result<View, AppError> {
    let mut query = understood(query, kind, roles);
    let (state, now) = (&caller.state, caller.state.clock.now());
    let (found, total, (pending_deletion, visited_again)) = state
        .lists
        .look(&state.store, &membership.account, kind, now, |list| {
            (list.find(&query, membership.period, now), list.total(), list.waiting())
        })
        .await?;
    if query.page > found.page {
        query.ignored.push(Part::Page);
    }
    query.page = found.page;
    Ok(View {
        query,
        keys: found.keys,
        matching: found.matching,
        total,
        pending_deletion,
        visited_again,
    })
}

/// How many keys a list has.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn total(caller: &Caller, membership: &Membership, kind: ListKind) -> Result<i64, AppError> {
    let (state, now) = (&caller.state, caller.state.clock.now());
    let total = state
        .lists
        .look(&state.store, &membership.account, kind, now, |list| list.total());
    Ok(total.await?)
}

fn understood(mut query: KeyQuery, kind: ListKind, roles: &[RoleView]) -> KeyQuery {
    if !query.forget_long_search() {
        query.ignored.push(Part::Search);
    }
    let is_known = |role: &Id| roles.iter().any(|known| known.id == *role);
    if query.role.as_ref().is_some_and(|role| !is_known(role)) {
        query.role = None;
        query.ignored.push(Part::Role);
    }
    // Of the tokens of external keys this account knows nothing.
    if kind == ListKind::External {
        if query.alert.take().is_some() {
            query.ignored.push(Part::Alert);
        }
        if query.sort == Sort::TokenAge {
            query.sort = Sort::default();
            query.ignored.push(Part::Sort);
        }
    }
    query
}
