//! The use cases of the *Generated* tab. This file has the reads and the shared steps; the submodules have the changes.
//!
//! Each change checks the permission, loads the key, compares its version with the one that the user saw, applies the domain's rule, and
//! saves the key and its audit events in one transaction.

mod actions;
mod activity;
mod generate;
mod renew;
mod restrictions;

pub use actions::{activate, complete_renewal, deactivate, delete, delete_old_token, edit, undo_renewal};
pub use activity::{activities, delete_unused_tokens};
pub use generate::generate;
pub use renew::{renew, replace_link};

use crate::{
    domain::{
        audit::{detail::Detail, event::Event},
        id::Id,
        key_query::KeyQuery,
        keys::{
            activity::{QUIET_DAYS, TokenActivity},
            key::{Key, KeyChange, Token},
            link::LINK_LIFETIME,
        },
        people::{permission::Permission, team::Role},
        text::{Label, TextError},
        time::Timestamp,
    },
    error::{AppError, Field, FieldError},
    server::{
        context::Caller,
        crypto::{Secret, random, seal},
        idempotency::{SubmittedForm, new_form_id, try_render},
        lists,
        normalise::normalise,
        store::{DeadKeys, ListKind, Membership, StoredToken},
    },
    views::wire::{KeyDetail, KeyRef, KeysPage, NewLink, RoleView},
};

/// One page of the account's keys.
///
/// # Errors
/// As [`Caller::require`].
pub async fn list(caller: &Caller, account: &str, query: KeyQuery) -> Result<KeysPage, AppError> {
    let membership = caller.require(account, Permission::KeysView).await?;
    let store = &caller.state.store;
    let roles = store.roles(&membership.account).await?;
    let page = lists::page(caller, &membership, ListKind::Generated, query, &roles).await?;
    let (keys, grants) = store.keys(&membership.account, &page.keys).await?;
    let DeadKeys { dead, total } = store.dead_tokens(&membership.account, &keys).await?;
    Ok(KeysPage {
        viewer: caller.viewer(&membership)?,
        revisits: store.revisits(&keys).await?,
        last_uses: store.last_uses(&keys).await?,
        recorded_since: store.recorded_days(1).await?.1.map(Timestamp::of_day),
        dead_tokens: dead,
        dead_keys: total,
        keys,
        grants,
        query: page.query,
        roles,
        total: page.total,
        matching: page.matching,
        external: lists::total(caller, &membership, ListKind::External).await?,
        pending_deletion: page.pending_deletion,
        visited_again: page.visited_again,
        period: membership.period,
        lifetimes: membership.lifetimes,
        form_id: new_form_id(),
        now: caller.state.clock.now(),
    })
}

/// One key.
///
/// # Errors
/// As [`Caller::require`]; [`AppError::NotFound`].
pub async fn show(caller: &Caller, account: &str, key: &Id<Key>) -> Result<KeyDetail, AppError> {
    let membership = caller.require(account, Permission::KeysView).await?;
    let store = &caller.state.store;
    let key = find(caller, &membership, key).await?;
    Ok(KeyDetail {
        viewer: caller.viewer(&membership)?,
        activities: activities(&caller.state, &key, QUIET_DAYS).await?,
        key,
        roles: store.roles(&membership.account).await?,
        lifetimes: membership.lifetimes,
        form_id: new_form_id(),
        now: caller.state.clock.now(),
    })
}

/// A key of the account.
///
/// # Errors
/// [`AppError::NotFound`].
pub(super) async fn find(caller: &Caller, membership: &Membership, key: &Id<Key>) -> Result<Key, AppError> {
    if !key.is_well_formed() {
        return Err(AppError::NotFound);
    }
    caller
        .state
        .store
        .key(&membership.account, key)
        .await?
        .ok_or(AppError::NotFound)
}

/// Loads a key for a change. [`AppError::Conflict`] if its version is not the one that the user saw.
async fn load(caller: &Caller, key_ref: &KeyRef, permission: Permission) -> Result<(Membership, Key), AppError> {
    let membership = caller.require(&key_ref.account, permission).await?;
    let key = find(caller, &membership, &key_ref.key).await?;
    if key.version == key_ref.version {
        Ok((membership, key))
    } else {
        Err(AppError::Conflict)
    }
}

/// Saves a changed key with its audit events. A change without events is not saved.
async fn save(
    caller: &Caller,
    membership: &Membership,
    before: &Key,
    change: KeyChange,
    stored_token: Option<&StoredToken>,
) -> Result<(), AppError> {
    let (account, store) = (&membership.account, &caller.state.store);
    let KeyChange { key: after, events } = change;
    if events.is_empty() {
        // Somebody else's request did the same, and may still wait for the nodes.
        store.settled().await;
        return Ok(());
    }
    let roles = if before.roles == after.roles {
        Vec::new()
    } else {
        store.roles(account).await?
    };
    let name = |key: &Key| (key.label.as_str().to_owned(), role_names(&key.roles, &roles));
    let ((old, old_roles), (new, new_roles)) = (name(before), name(&after));
    let edited = Detail::between((&old, &old_roles), (&new, &new_roles));
    let edited = edited.with_restrictions(&before.restrictions, &after.restrictions);
    let entry = |event: Event| {
        let detail = if event == Event::KeyEdited {
            edited.clone()
        } else {
            Detail::default()
        };
        let entry = caller.entry(account, event)?;
        Ok(entry.about_key(&after.id, after.app_key.as_str()).with_detail(detail))
    };
    let entries = events.into_iter().map(entry).collect::<Result<Vec<_>, AppError>>()?;
    Ok(store.save_key(account, before, &after, stored_token, &entries).await?)
}

/// The names of these roles.
pub fn role_names(ids: &[Id<Role>], roles: &[RoleView]) -> Vec<String> {
    let named = roles.iter().filter(|role| ids.contains(&role.id));
    named.map(|role| role.name.clone()).collect()
}

/// A new token, sealed for a new link: the record for the store, and the link's URL to show once.
fn new_token(caller: &Caller, token_id: &Id<Token>) -> Result<(StoredToken, Secret), AppError> {
    let (token, link) = (random::token(), random::secret());
    let sealed = seal(&link, token_id.as_str(), &token).map_err(|error| {
        tracing::error!(%error, "a token could not be sealed; nothing was changed");
        AppError::Unavailable
    })?;
    let url = Secret::new(caller.state.config.link_prefix() + link.expose());
    Ok((
        StoredToken {
            token: token.hash(),
            link: link.hash(),
            sealed,
            answer: None,
        },
        url,
    ))
}

/// Renders the page with a new link before anything is saved, and adds the answer to the record, sealed for the form.
fn render_new_link<P>(
    stored_token: &mut StoredToken,
    url: &Secret,
    (key, activities, now): (&Key, Vec<TokenActivity>, Timestamp),
    submitted: Option<&SubmittedForm>,
    render: &impl Fn(NewLink) -> P,
) -> Result<P, AppError> {
    let link = NewLink {
        url: url.expose().to_owned(),
        expires_at: now.plus(LINK_LIFETIME),
        key: key.clone(),
        now,
        activities,
    };
    stored_token.answer = submitted
        .map(|submitted| submitted.seal_answer(stored_token.link.as_str(), &link, now))
        .transpose()?;
    try_render(|| render(link))
}

/// Parses the label and the chosen roles, and reports all errors together. The roles are sorted and unique.
fn parse(label: &str, chosen: &[Id<Role>], roles: &[RoleView]) -> Result<(Label, Vec<Id<Role>>), AppError> {
    let label = Label::parse(&normalise(label));
    match (label, unknown_role(chosen, roles)) {
        (Ok(label), None) => Ok((label, sorted_unique(chosen.to_vec()))),
        (label, roles_error) => {
            let label_error = label.err().map(|reason| FieldError {
                field: Field::Label,
                reason,
            });
            Err(AppError::Invalid(label_error.into_iter().chain(roles_error).collect()))
        }
    }
}

/// The error if a chosen role does not exist.
pub(super) fn unknown_role(chosen: &[Id<Role>], roles: &[RoleView]) -> Option<FieldError> {
    let is_unknown = chosen.iter().any(|id| roles.iter().all(|role| role.id != *id));
    is_unknown.then_some(FieldError {
        field: Field::Roles,
        reason: TextError::RoleUnknown,
    })
}

/// The roles sorted and without duplicates, the form in which they are stored and compared.
pub(super) fn sorted_unique(mut roles: Vec<Id<Role>>) -> Vec<Id<Role>> {
    roles.sort();
    roles.dedup();
    roles
}

/// The server's current time.
fn now(caller: &Caller) -> Timestamp {
    caller.state.clock.now()
}
