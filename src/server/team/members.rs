//! Members and invitations.

use super::{Request, change};
use crate::{
    domain::{
        members::{self, NewInvitation},
        names::Id,
        permission::Permission,
        team::InvitationLink,
        text::Email,
        views::Password,
    },
    error::{AppError, Field},
    server::{
        context::Caller,
        crypto::random,
        invitations::{Link, new_link},
        limits::Limited,
        sessions::normalise,
    },
};

const PERMISSION: Permission = Permission::UsersManage;

/// Invites somebody. Returns the link, which cannot be had again.
///
/// # Errors
/// What [`Caller::require`] and [`Caller::confirm`] refuse; [`AppError::TooMany`]; [`AppError::Invalid`]; [`AppError::Said`].
pub async fn invite(
    caller: &Caller,
    account: &str,
    email: &str,
    roles: &[Id],
    password: &Password,
) -> Result<InvitationLink, AppError> {
    let membership = caller.require(account, PERMISSION).await?;
    caller.state.limits.check(Limited::Create, &caller.ip)?;
    let email = Email::parse(&normalise(email)).map_err(|reason| AppError::field(Field::Email, reason))?;
    let invited_by = caller.session()?.email.as_str().to_owned();
    let (id, now) = (random::id(), caller.state.clock.now());
    let Link { address, hash } = new_link(&caller.state.config);
    let request = Request {
        caller,
        membership: &membership,
        permission: PERMISSION,
        password,
        link: Some(&hash),
    };
    let invite = |team: &_, by: &_| {
        let new = NewInvitation {
            id: id.clone(),
            email: email.clone(),
            roles: roles.to_vec(),
            invited_by: invited_by.clone(),
        };
        members::invite(team, by, new, now)
    };
    request.carry_out(invite).await?;
    Ok(shown(address.expose(), email.as_str(), caller))
}

/// Gives a pending invitation a new link; the old one opens no more.
///
/// # Errors
/// As [`invite`]; [`AppError::NotFound`] when it is pending no more.
pub async fn renew_invitation(
    caller: &Caller,
    account: &str,
    invitation: &Id,
    password: &Password,
) -> Result<InvitationLink, AppError> {
    let membership = caller.require(account, PERMISSION).await?;
    caller.state.limits.check(Limited::Create, &caller.ip)?;
    let invited_by = caller.session()?.email.as_str().to_owned();
    let (id, now) = (random::id(), caller.state.clock.now());
    let Link { address, hash } = new_link(&caller.state.config);
    let team = caller.state.store.team(&membership.account, now).await?;
    let email = team.invitation(invitation).ok_or(AppError::NotFound)?.email.clone();
    let request = Request {
        caller,
        membership: &membership,
        permission: PERMISSION,
        password,
        link: Some(&hash),
    };
    request
        .carry_out(|team, by| members::renew_invitation(team, by, (invitation, id.clone()), &invited_by, now))
        .await?;
    Ok(shown(address.expose(), &email, caller))
}

fn shown(url: &str, email: &str, caller: &Caller) -> InvitationLink {
    let now = caller.state.clock.now();
    InvitationLink {
        url: url.to_owned(),
        email: email.to_owned(),
        expires_at: now.plus(crate::domain::link::LINK_LIFETIME),
        now,
    }
}

/// Withdraws a pending invitation.
///
/// # Errors
/// What [`Caller::require`] refuses; [`AppError::NotFound`] when it is pending no more; [`AppError::Invalid`].
pub async fn cancel_invitation(caller: &Caller, account: &str, invitation: &Id) -> Result<(), AppError> {
    let none = Password::default();
    let rule = |team: &_, by: &_| members::cancel_invitation(team, by, invitation);
    change(caller, (account, PERMISSION), &none, rule).await
}

/// Gives a member these roles instead of theirs; `seen` is what the form was made from.
///
/// # Errors
/// What [`Caller::require`] and, when a role is added, [`Caller::confirm`] refuse; [`AppError::NotFound`]; [`AppError::Invalid`];
/// [`AppError::Said`].
pub async fn set_roles(
    caller: &Caller,
    account: &str,
    user: &Id,
    seen: &str,
    roles: &[Id],
    password: &Password,
) -> Result<(), AppError> {
    let rule = |team: &_, by: &_| members::set_roles(team, by, user, seen, roles.to_vec());
    change(caller, (account, PERMISSION), password, rule).await
}

/// Keeps a member from doing anything in this account, from the next request on.
///
/// # Errors
/// What [`Caller::require`] refuses; [`AppError::NotFound`]; [`AppError::Said`].
pub async fn disable(caller: &Caller, account: &str, user: &Id) -> Result<(), AppError> {
    let none = Password::default();
    change(caller, (account, PERMISSION), &none, |team, by| {
        members::disable(team, by, user)
    })
    .await
}

/// Lets a disabled member use their roles again.
///
/// # Errors
/// As [`disable`]; what [`Caller::confirm`] refuses.
pub async fn enable(caller: &Caller, account: &str, user: &Id, password: &Password) -> Result<(), AppError> {
    change(caller, (account, PERMISSION), password, |team, by| {
        members::enable(team, by, user)
    })
    .await
}

/// Removes a member from the account.
///
/// # Errors
/// As [`disable`]; what [`Caller::confirm`] refuses.
pub async fn remove(caller: &Caller, account: &str, user: &Id, password: &Password) -> Result<(), AppError> {
    change(caller, (account, PERMISSION), password, |team, by| {
        members::remove(team, by, user)
    })
    .await
}
