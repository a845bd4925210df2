//! The use cases of the users' and the roles' page. What is allowed is decided by `domain::members` and `domain::roles` on the
//! team as it is: once before the password is asked for, so that nobody enters it for nothing, and once more with the change.

mod members;
mod operator;
mod roles;

pub use members::{Form, cancel_invitation, disable, enable, invite, remove, renew_invitation, set_roles};
pub use operator::{create_account, invite_owner};
pub use roles::{add_resource, create_role, delete_resource, delete_role, edit_role, role_uses};

use crate::{
    domain::{
        names::Id,
        people::{
            members::{self as members_rules, acting},
            permission::Permission,
            team::{Power, Team},
            team_change::{Change, Refusal},
        },
        text::TextError,
    },
    error::{AppError, Field},
    server::{
        context::Caller,
        crypto::Hash,
        reauthentication,
        store::{Actor, Answer, Entry, Membership, StoreError},
    },
    views::{team::TeamView, wire::Password},
};

/// The team, for those who may change this about it.
///
/// # Errors
/// What [`Caller::require`] refuses.
pub async fn show(caller: &Caller, account: &str, permission: Permission) -> Result<TeamView, AppError> {
    let membership = caller.require(account, permission).await?;
    let now = caller.state.clock.now();
    let team = caller.state.store.team(&membership.account, now).await?;
    let user = caller.session()?.user.clone();
    Ok(TeamView {
        viewer: caller.viewer(&membership)?,
        own: team.power_of(&user),
        user,
        team,
        now,
    })
}

/// The team, for those who may act on this member.
///
/// # Errors
/// What [`show`] refuses; [`AppError::NotFound`]; [`AppError::Forbidden`] when the member is above the caller.
pub async fn show_member(caller: &Caller, account: &str, user: &Id) -> Result<TeamView, AppError> {
    let view = show(caller, account, Permission::UsersManage).await?;
    allowed(members_rules::subject(&view.team, &view.own, user))?;
    Ok(view)
}

/// The team, for those who may act on this invitation.
///
/// # Errors
/// As [`show_member`].
pub async fn show_invitation(caller: &Caller, account: &str, invitation: &Id) -> Result<TeamView, AppError> {
    let view = show(caller, account, Permission::UsersManage).await?;
    allowed(members_rules::cancel_invitation(&view.team, &view.own, invitation))?;
    Ok(view)
}

/// The team, for those who may change this role.
///
/// # Errors
/// As [`show_member`]; [`AppError::Forbidden`] for a predefined one.
pub async fn show_role(caller: &Caller, account: &str, role: &Id) -> Result<TeamView, AppError> {
    let view = show(caller, account, Permission::RolesManage).await?;
    allowed(crate::domain::people::roles::editable(&view.team, &view.own, role))?;
    Ok(view)
}

/// What a form's page is refused with before there is a form.
fn allowed<T>(decided: Result<T, Refusal>) -> Result<(), AppError> {
    match decided {
        Ok(_) => Ok(()),
        Err(Refusal::Gone) => Err(AppError::NotFound),
        Err(_) => Err(AppError::Forbidden),
    }
}

/// Who wants to change something, and where.
struct Request<'a> {
    caller: &'a Caller,
    membership: &'a Membership,
    permission: Permission,
    password: &'a Password,
    /// The hash of a new invitation's link, for what makes one, with the answer that shows it.
    link: Option<(&'a Hash, Option<&'a Answer>)>,
}

impl Request<'_> {
    /// Lets the rules decide, asks for the password if the change needs it, and carries it out.
    async fn carry_out(
        &self,
        rule: impl Fn(&Team, &Power) -> Result<Change, Refusal> + Send + Sync,
    ) -> Result<(), AppError> {
        let Self { caller, membership, .. } = self;
        let (store, now) = (&caller.state.store, caller.state.clock.now());
        let (user, account) = (&caller.session()?.user, &membership.account);
        let decide = |team: &Team| rule(team, &acting(team, user, self.permission)?);
        let change = decide(&store.team(account, now).await?).map_err(refused)?;
        if change.needs_password() {
            reauthentication::confirm(caller, self.password).await?;
        }
        let actor = Actor::User(caller.session()?.email.as_str().to_owned());
        let entries = |team: &Team, change: &Change| entries((membership, team), &actor, caller, change);
        match store.change_team(account, now, self.link, &decide, &entries).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(refusal)) => Err(refused(refusal)),
            Err(StoreError::Conflict | StoreError::Duplicate) => Err(refused(Refusal::Raced)),
            Err(error) => Err(error.into()),
        }
    }
}

/// Carries out what makes no link, for whoever has the permission in the account.
async fn change(
    caller: &Caller,
    (account, permission): (&str, Permission),
    password: &Password,
    rule: impl Fn(&Team, &Power) -> Result<Change, Refusal> + Send + Sync,
) -> Result<(), AppError> {
    let request = Request {
        caller,
        membership: &caller.require(account, permission).await?,
        permission,
        password,
        link: None,
    };
    request.carry_out(rule).await
}

fn entries((membership, team): (&Membership, &Team), actor: &Actor, caller: &Caller, change: &Change) -> Vec<Entry> {
    let entry = |event| Entry {
        account: Some(membership.account.clone()),
        actor: actor.clone(),
        event,
        key: None,
        subject: change.subject().to_owned(),
        detail: change.detail(event, team),
        ip: caller.ip.clone(),
        at: caller.state.clock.now(),
    };
    change.events().iter().copied().map(entry).collect()
}

/// A refusal at the field that it is about, or above the form.
fn refused(refusal: Refusal) -> AppError {
    let said = refusal.to_string();
    let field = match refusal {
        Refusal::Gone => return AppError::NotFound,
        Refusal::NotAllowed => return AppError::Forbidden,
        Refusal::MemberChanged { .. }
        | Refusal::RoleChanged { .. }
        | Refusal::Raced
        | Refusal::LastOwner
        | Refusal::Outranked
        | Refusal::TooManyMembers
        | Refusal::Predefined
        | Refusal::RoleOutranked
        | Refusal::TooManyRoles
        | Refusal::RoleInUse(_)
        | Refusal::TooManyResources
        | Refusal::ResourceInUse(_) => return AppError::Said(said),
        Refusal::BeyondOwn(_) | Refusal::NoRole | Refusal::RoleUnknown => Field::Roles,
        Refusal::MemberThere | Refusal::InvitedAlready | Refusal::EmailAlike(_) => Field::Email,
        Refusal::RoleNameBlank
        | Refusal::RoleNameTooLong(_)
        | Refusal::RoleNameThere(_)
        | Refusal::NameAlike(_)
        | Refusal::ResourceName
        | Refusal::ResourceReserved(_)
        | Refusal::ResourceThere
        | Refusal::Control => Field::Name,
        Refusal::DescriptionTooLong(_) => Field::Description,
        Refusal::PermissionBeyondOwn(_) | Refusal::ResourceUnknown(_) => Field::Resources,
    };
    AppError::field(field, TextError::Said(said))
}
