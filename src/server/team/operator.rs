//! Changes by operators with access to the server's command line: further accounts, and invitations of owners.

use super::refusal_error;
use crate::{
    domain::{
        audit::event::Event,
        keys::link::LINK_LIFETIME,
        names::AccountSlug,
        people::{
            members::{self, NewInvitation},
            team::{EffectivePermissions, Invitation, Team},
            team_change::{TeamChange, TeamRefusal},
        },
        text::Email,
    },
    error::{AppError, Field},
    server::{
        accounts::{new_account, owner_role},
        crypto::{Secret, random},
        invitations::{NewInvitationLink, new_link},
        normalise::normalise,
        state::AppState,
        store::{AuditEntry, StoreError},
    },
};

/// Creates a further account with its predefined roles. Returns the URL of the owner's invitation.
///
/// # Errors
/// [`AppError::Invalid`] for an invalid name or email address; [`AppError::Conflict`] if the account exists.
pub async fn create_account(state: &AppState, slug: &str, owner: &str) -> Result<Secret, AppError> {
    let (slug, owner) = parse(slug, owner)?;
    let now = state.clock.now();
    let account = new_account(slug, now);
    let invitation = Invitation {
        id: random::id(),
        email: owner.as_str().to_owned(),
        roles: vec![owner_role(&account)],
        invited_by: String::new(),
        expires_at: now.plus(LINK_LIFETIME),
    };
    let NewInvitationLink { url, hash } = new_link(&state.config);
    let entries = [
        AuditEntry::by_operator(&account.id, Event::AccountCreated, now).about(account.slug.as_str()),
        AuditEntry::by_operator(&account.id, Event::UserInvited, now).about(owner.as_str()),
    ];
    state
        .store
        .insert_account(&account, &invitation, &hash, entries)
        .await?;
    Ok(url)
}

/// Invites an owner to an existing account, for when the first link expired or no owner can be reached. Returns the URL of the invitation.
///
/// # Errors
/// As [`create_account`]; [`AppError::NotFound`] if the account does not exist.
pub async fn invite_owner(state: &AppState, slug: &str, owner: &str) -> Result<Secret, AppError> {
    let (slug, owner) = parse(slug, owner)?;
    let (account, _) = state.store.account(&slug).await?.ok_or(AppError::NotFound)?;
    let (id, now) = (random::id(), state.clock.now());
    let NewInvitationLink { url, hash } = new_link(&state.config);
    let decide = |team: &Team| {
        let roles = team.roles.iter().filter(|role| role.is_owner());
        let new = NewInvitation {
            id: id.clone(),
            email: owner.clone(),
            roles: roles.map(|role| role.id.clone()).collect(),
            invited_by: String::new(),
        };
        members::invite(team, &EffectivePermissions::all(), new, now)
    };
    let entries = |team: &Team, change: &TeamChange| {
        let entry = |event: &Event| {
            AuditEntry::by_operator(&account, *event, now)
                .about(change.subject())
                .with_detail(change.detail(*event, team))
        };
        change.events().iter().map(entry).collect()
    };
    match state
        .store
        .change_team(&account, now, Some((&hash, None)), &decide, &entries)
        .await
    {
        Ok(Ok(_)) => Ok(url),
        Ok(Err(refusal)) => Err(refusal_error(refusal)),
        Err(StoreError::Conflict | StoreError::Duplicate) => Err(refusal_error(TeamRefusal::Raced)),
        Err(error) => Err(error.into()),
    }
}

fn parse(slug: &str, owner: &str) -> Result<(AccountSlug, Email), AppError> {
    let slug = AccountSlug::parse(slug).map_err(|reason| AppError::field(Field::Account, reason))?;
    let owner = Email::parse(&normalise(owner)).map_err(|reason| AppError::field(Field::Email, reason))?;
    Ok((slug, owner))
}
