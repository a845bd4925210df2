//! Changes of members and invitations.

use super::{RequestedChange, change};
use crate::{
    domain::{
        id::{Id, IdempotentForm, User},
        keys::link::LINK_LIFETIME,
        people::{
            members::{self, NewInvitation},
            permission::Permission,
            team::{EffectivePermissions, Invitation, Role, Team},
            team_change::{TeamChange, TeamRefusal},
        },
        text::Email,
    },
    error::{AppError, Field},
    server::{
        context::Caller,
        crypto::random,
        idempotency::{SubmittedForm, once, try_render},
        invitations::{NewInvitationLink, new_link},
        limits::RateLimited,
        normalise::normalise,
        store::Membership,
    },
    views::{team::InvitationLink, wire::Password},
};
use serde::Serialize;

const PERMISSION: Permission = Permission::UsersManage;

/// A submitted form that makes an invitation link, with its nonce and the caller.
pub struct InvitationForm<'a> {
    pub caller: &'a Caller,
    pub account: &'a str,
    pub form_id: &'a Id<IdempotentForm>,
    pub password: &'a Password,
}

/// Invites a user. `render` makes the page with the link before anything is saved. Only a duplicate of this form shows the link again.
///
/// # Errors
/// As [`Caller::require`] and [`confirm`](crate::server::reauthentication::confirm); [`AppError::TooMany`]; [`AppError::Invalid`];
/// [`AppError::ServerMessage`]; [`AppError::SentTwice`]; [`AppError::Unavailable`] if the page could not be rendered.
pub async fn invite<P: Send>(
    form: &InvitationForm<'_>,
    email: &str,
    roles: &[Id<Role>],
    render: impl Fn(InvitationLink) -> P + Send + Sync,
) -> Result<P, AppError> {
    let membership = form.may_make_link().await?;
    let submitted = form.submitted("invite user", &(email, roles))?;
    let work = async {
        let email = Email::parse(&normalise(email)).map_err(|reason| AppError::field(Field::Email, reason))?;
        let invited_by = form.caller.session()?.email.as_str().to_owned();
        let (id, now) = (random::id(), form.caller.state.clock.now());
        let invite = |team: &Team, by: &EffectivePermissions| {
            let new = NewInvitation {
                id: id.clone(),
                email: email.clone(),
                roles: roles.to_vec(),
                invited_by: invited_by.clone(),
            };
            members::invite(team, by, new, now)
        };
        form.make_link(&membership, email.as_str(), submitted.as_ref(), &render, invite)
            .await
    };
    form.once(submitted.as_ref(), &render, work).await
}

/// Gives a pending invitation a new link. The old link becomes invalid.
///
/// # Errors
/// As [`invite`]; [`AppError::NotFound`] if the invitation is not pending.
pub async fn renew_invitation<P: Send>(
    form: &InvitationForm<'_>,
    invitation: &Id<Invitation>,
    render: impl Fn(InvitationLink) -> P + Send + Sync,
) -> Result<P, AppError> {
    let membership = form.may_make_link().await?;
    let submitted = form.submitted("renew invitation", invitation)?;
    let work = async {
        let state = &form.caller.state;
        let invited_by = form.caller.session()?.email.as_str().to_owned();
        let (id, now) = (random::id(), state.clock.now());
        let team = state.store.team(&membership.account, now).await?;
        let email = team.invitation(invitation).ok_or(AppError::NotFound)?.email.clone();
        let renew = |team: &Team, by: &EffectivePermissions| {
            members::renew_invitation(team, by, (invitation, id.clone()), &invited_by, now)
        };
        form.make_link(&membership, &email, submitted.as_ref(), &render, renew)
            .await
    };
    form.once(submitted.as_ref(), &render, work).await
}

impl InvitationForm<'_> {
    async fn may_make_link(&self) -> Result<Membership, AppError> {
        let membership = self.caller.require(self.account, PERMISSION).await?;
        self.caller.state.limits.check(RateLimited::Create, &self.caller.ip)?;
        Ok(membership)
    }

    /// The submitted form. The body includes the password, because it affects the result.
    fn submitted(&self, action: &'static str, input: &impl Serialize) -> Result<Option<SubmittedForm>, AppError> {
        let body = (self.account, input, self.password);
        SubmittedForm::in_session(self.caller, action, self.form_id, &body)
    }

    async fn once<P>(
        &self,
        submitted: Option<&SubmittedForm>,
        render: &impl Fn(InvitationLink) -> P,
        work: impl Future<Output = Result<P, AppError>>,
    ) -> Result<P, AppError> {
        let state = &self.caller.state;
        let show = |link: InvitationLink| {
            let now = state.clock.now();
            try_render(|| render(InvitationLink { now, ..link }))
        };
        once(state, submitted, show, work).await
    }

    /// Renders the page with a new link, then saves the change that makes the link.
    async fn make_link<P: Send>(
        &self,
        membership: &Membership,
        email: &str,
        submitted: Option<&SubmittedForm>,
        render: &(impl Fn(InvitationLink) -> P + Send + Sync),
        rule: impl Fn(&Team, &EffectivePermissions) -> Result<TeamChange, TeamRefusal> + Send + Sync,
    ) -> Result<P, AppError> {
        let state = &self.caller.state;
        let (NewInvitationLink { url, hash }, now) = (new_link(&state.config), state.clock.now());
        let link = InvitationLink {
            url: url.expose().to_owned(),
            email: email.to_owned(),
            expires_at: now.plus(LINK_LIFETIME),
            now,
        };
        let answer = submitted
            .map(|submitted| submitted.seal_answer(hash.as_str(), &link, now))
            .transpose()?;
        let page = try_render(|| render(link))?;
        let request = RequestedChange {
            caller: self.caller,
            membership,
            permission: PERMISSION,
            password: self.password,
            link: Some((&hash, answer.as_ref())),
        };
        request.carry_out(rule).await?;
        Ok(page)
    }
}

/// Cancels a pending invitation.
///
/// # Errors
/// As [`Caller::require`]; [`AppError::NotFound`] if the invitation is not pending; [`AppError::Invalid`].
pub async fn cancel_invitation(caller: &Caller, account: &str, invitation: &Id<Invitation>) -> Result<(), AppError> {
    let no_password = Password::default();
    let rule = |team: &_, by: &_| members::cancel_invitation(team, by, invitation);
    change(caller, (account, PERMISSION), &no_password, rule).await
}

/// Replaces a member's roles. `seen` is the state that the form showed.
///
/// # Errors
/// As [`Caller::require`] and, if a role is added, [`confirm`](crate::server::reauthentication::confirm); [`AppError::NotFound`];
/// [`AppError::Invalid`]; [`AppError::ServerMessage`].
pub async fn set_roles(
    caller: &Caller,
    account: &str,
    user: &Id<User>,
    seen: &str,
    roles: &[Id<Role>],
    password: &Password,
) -> Result<(), AppError> {
    let rule = |team: &_, by: &_| members::set_roles(team, by, user, seen, roles.to_vec());
    change(caller, (account, PERMISSION), password, rule).await
}

/// Disables a member in this account, from the next request on.
///
/// # Errors
/// As [`Caller::require`]; [`AppError::NotFound`]; [`AppError::ServerMessage`].
pub async fn disable(caller: &Caller, account: &str, user: &Id<User>) -> Result<(), AppError> {
    let no_password = Password::default();
    change(caller, (account, PERMISSION), &no_password, |team, by| {
        members::disable(team, by, user)
    })
    .await
}

/// Enables a disabled member, with the same roles as before.
///
/// # Errors
/// As [`disable`] and [`confirm`](crate::server::reauthentication::confirm).
pub async fn enable(caller: &Caller, account: &str, user: &Id<User>, password: &Password) -> Result<(), AppError> {
    change(caller, (account, PERMISSION), password, |team, by| {
        members::enable(team, by, user)
    })
    .await
}

/// Removes a member from the account.
///
/// # Errors
/// As [`disable`] and [`confirm`](crate::server::reauthentication::confirm).
pub async fn remove(caller: &Caller, account: &str, user: &Id<User>, password: &Password) -> Result<(), AppError> {
    change(caller, (account, PERMISSION), password, |team, by| {
        members::remove(team, by, user)
    })
    .await
}
