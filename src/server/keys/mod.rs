//! The Generated tab's use cases. Reading is here; what makes a link has a file of its own.
//!
//! Each action authorises itself, loads the key, makes sure that it is still what the person saw, lets the domain decide
//! and saves with the audit row.

mod actions;
mod generate;
mod renew;

pub use actions::{activate, complete_renewal, deactivate, delete, delete_old_token, edit, undo_renewal};
pub use generate::generate;
pub use renew::{renew, replace_link};

use crate::{
    domain::{
        audit::{detail::Detail, event::Event},
        keys::{
            key::{Change, Key},
            link::LINK_LIFETIME,
        },
        names::Id,
        page::KeyQuery,
        people::permission::Permission,
        text::{Label, TextError},
        time::Timestamp,
    },
    error::{AppError, Field, FieldError},
    server::{
        context::Caller,
        crypto::{Secret, random, seal},
        lists,
        normalise::normalise,
        once::{Sent, drawn, new_form_id},
        store::{ListKind, Membership, Minted},
    },
    views::wire::{KeyDetail, KeyRef, KeysPage, NewLink, RoleView},
};

/// One page of the account's keys.
///
/// # Errors
/// What [`Caller::require`] refuses.
pub async fn list(caller: &Caller, account: &str, query: KeyQuery) -> Result<KeysPage, AppError> {
    let membership = caller.require(account, Permission::KeysView).await?;
    let store = &caller.state.store;
    let roles = store.roles(&membership.account).await?;
    let view = lists::view(caller, &membership, ListKind::Generated, query, &roles).await?;
    let (keys, grants) = store.keys(&membership.account, &view.keys).await?;
    Ok(KeysPage {
        viewer: caller.viewer(&membership)?,
        revisits: store.revisits(&keys).await?,
        keys,
        grants,
        query: view.query,
        roles,
        total: view.total,
        matching: view.matching,
        external: lists::total(caller, &membership, ListKind::External).await?,
        pending_deletion: view.pending_deletion,
        visited_again: view.visited_again,
        period: membership.period,
        form_id: new_form_id(),
        now: caller.state.clock.now(),
    })
}

/// One key.
///
/// # Errors
/// What [`Caller::require`] refuses; [`AppError::NotFound`].
pub async fn show(caller: &Caller, account: &str, key: &Id) -> Result<KeyDetail, AppError> {
    let membership = caller.require(account, Permission::KeysView).await?;
    let store = &caller.state.store;
    Ok(KeyDetail {
        viewer: caller.viewer(&membership)?,
        key: find(caller, &membership, key).await?,
        roles: store.roles(&membership.account).await?,
        form_id: new_form_id(),
        now: caller.state.clock.now(),
    })
}

async fn find(caller: &Caller, membership: &Membership, key: &Id) -> Result<Key, AppError> {
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

/// Loads a key that the caller may act on, at the version that the person saw.
async fn load(caller: &Caller, at: &KeyRef, permission: Permission) -> Result<(Membership, Key), AppError> {
    let membership = caller.require(&at.account, permission).await?;
    let key = find(caller, &membership, &at.key).await?;
    if key.version == at.version {
        Ok((membership, key))
    } else {
        Err(AppError::Conflict)
    }
}

/// Saves what the domain made of a key, if it made anything of it.
async fn save(
    caller: &Caller,
    membership: &Membership,
    before: &Key,
    change: Change,
    minted: Option<&Minted>,
) -> Result<(), AppError> {
    let (account, store) = (&membership.account, &caller.state.store);
    let Change { key: after, events } = change;
    if events.is_empty() {
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
    let entry = |event: Event| {
        let said = event == Event::KeyEdited;
        caller.entry(
            account,
            event,
            &after,
            if said { edited.clone() } else { Detail::default() },
        )
    };
    let entries = events.into_iter().map(entry).collect::<Result<Vec<_>, _>>()?;
    Ok(store.save_key(account, before, &after, minted, &entries).await?)
}

/// What these roles are called.
pub fn role_names(ids: &[Id], roles: &[RoleView]) -> Vec<String> {
    let named = roles.iter().filter(|role| ids.contains(&role.id));
    named.map(|role| role.name.clone()).collect()
}

/// A fresh token, sealed for a fresh link: what the store keeps of them, and the address to show once.
fn mint(caller: &Caller, token_id: &Id) -> Result<(Minted, Secret), AppError> {
    let (token, link) = (random::token(), random::secret());
    let sealed = seal(&link, token_id.as_str(), &token).map_err(|error| {
        tracing::error!(%error, "nothing was changed");
        AppError::Unavailable
    })?;
    let address = Secret::new(caller.state.config.link_prefix() + link.expose());
    Ok((
        Minted {
            token: token.hash(),
            link: link.hash(),
            sealed,
            answer: None,
        },
        address,
    ))
}

/// Draws the page that shows a new link, before anything is saved, and puts the answer beside what was minted, sealed for the form
/// that it answers.
fn new_link<P>(
    minted: &mut Minted,
    address: &Secret,
    (key, now): (&Key, Timestamp),
    sent: Option<&Sent>,
    draw: &impl Fn(NewLink) -> P,
) -> Result<P, AppError> {
    let link = NewLink {
        url: address.expose().to_owned(),
        expires_at: now.plus(LINK_LIFETIME),
        key: key.clone(),
        now,
    };
    minted.answer = sent
        .map(|sent| sent.keep(minted.link.as_str(), &link, now))
        .transpose()?;
    drawn(|| draw(link))
}

/// The typed label and the chosen roles, checked together so that all that is wrong is said at once.
fn parse(label: &str, chosen: &[Id], roles: &[RoleView]) -> Result<(Label, Vec<Id>), AppError> {
    let label = Label::parse(&normalise(label));
    let unknown = chosen.iter().any(|id| roles.iter().all(|role| role.id != *id));
    let roles_error = unknown.then_some(FieldError {
        field: Field::Roles,
        reason: TextError::RoleUnknown,
    });
    match (label, roles_error) {
        (Ok(label), None) => {
            let mut chosen = chosen.to_vec();
            chosen.sort();
            chosen.dedup();
            Ok((label, chosen))
        }
        (label, roles_error) => {
            let label_error = label.err().map(|reason| FieldError {
                field: Field::Label,
                reason,
            });
            Err(AppError::Invalid(label_error.into_iter().chain(roles_error).collect()))
        }
    }
}

/// The present instant, by the server's clock.
fn now(caller: &Caller) -> Timestamp {
    caller.state.clock.now()
}
