//! The use cases of the pages for users and roles. The rules are in `domain::members` and `domain::roles`. They are checked twice: before
//! asking for the password, and again in the transaction with the change.

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

/// The team, for callers with this permission.
///
/// # Errors
/// As [`Caller::require`].
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

/// The team, for callers who may change this member.
///
/// # Errors
/// As [`show`]; [`AppError::NotFound`]; [`AppError::Forbidden`] if the member has permissions that the caller lacks.
pub async fn show_member(caller: &Caller, account: &str, user: &Id) -> Result<TeamView, AppError> {
    let view = show(caller, account, Permission::UsersManage).await?;
    allowed(members_rules::subject(&view.team, &view.own, user))?;
    Ok(view)
}

/// The team, for callers who may change this invitation.
///
/// # Errors
/// As [`show_member`].
pub async fn show_invitation(caller: &Caller, account: &str, invitation: &Id) -> Result<TeamView, AppError> {
    let view = show(caller, account, Permission::UsersManage).await?;
    allowed(members_rules::cancel_invitation(&view.team, &view.own, invitation))?;
    Ok(view)
}

/// The team, for callers who may change this role.
///
/// # Errors
/// As [`show_member`]; [`AppError::Forbidden`] for a predefined role.
pub async fn show_role(caller: &Caller, account: &str, role: &Id) -> Result<TeamView, AppError> {
    let view = show(caller, account, Permission::RolesManage).await?;
    allowed(crate::domain::people::roles::editable(&view.team, &view.own, role))?;
    Ok(view)
}

/// Converts a refusal to the error of a form's page.
fn allowed<T>(decided: Result<T, Refusal>) -> Result<(), AppError> {
    match decided {
        Ok(_) => Ok(()),
        Err(Refusal::Gone) => Err(AppError::NotFound),
        Err(_) => Err(AppError::Forbidden),
    }
}

/// A requested change: the caller, the account, and the permission and password for it.
struct Request<'a> {
    caller: &'a Caller,
    membership: &'a Membership,
    permission: Permission,
    password: &'a Password,
    /// The hash of a new invitation's link, and the stored answer that shows the link.
    link: Option<(&'a Hash, Option<&'a Answer>)>,
}

impl Request<'_> {
    /// Checks the rules, asks for the password if the change needs it, and saves the change.
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

/// Carries out a change that makes no link.
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

/// Converts a refusal to an error at the field in question, or above the form.
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
