//! The use cases of the pages for users and roles. The rules are in `domain::members` and `domain::roles`. They are checked twice: before
//! asking for the password, and again in the transaction with the change.

mod members;
mod operator;
mod roles;

pub use members::{InvitationForm, cancel_invitation, disable, enable, invite, remove, renew_invitation, set_roles};
pub use operator::{create_account, invite_owner};
pub use roles::{add_resource, create_role, delete_resource, delete_role, edit_role, role_uses};

use crate::{
    domain::{
        audit::event::Event,
        id::{Id, User},
        people::{
            members::{self as members_rules, require_permission},
            permission::Permission,
            team::{EffectivePermissions, Invitation, Role, Team},
            team_change::{TeamChange, TeamRefusal},
        },
        text::TextError,
    },
    error::{AppError, Field},
    server::{
        context::Caller,
        crypto::Hash,
        reauthentication,
        store::{AuditEntry, KeptAnswer, Membership, StoreError},
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
        own: team.effective_permissions_of(&user),
        user,
        team,
        now,
    })
}

/// The team, for callers who may change this member.
///
/// # Errors
/// As [`show`]; [`AppError::NotFound`]; [`AppError::Forbidden`] if the member has permissions that the caller lacks.
pub async fn show_member(caller: &Caller, account: &str, user: &Id<User>) -> Result<TeamView, AppError> {
    let view = show(caller, account, Permission::UsersManage).await?;
    require_allowed(members_rules::member_to_change(&view.team, &view.own, user))?;
    Ok(view)
}

/// The team, for callers who may change this invitation.
///
/// # Errors
/// As [`show_member`].
pub async fn show_invitation(
    caller: &Caller,
    account: &str,
    invitation: &Id<Invitation>,
) -> Result<TeamView, AppError> {
    let view = show(caller, account, Permission::UsersManage).await?;
    require_allowed(members_rules::cancel_invitation(&view.team, &view.own, invitation))?;
    Ok(view)
}

/// The team, for callers who may change this role.
///
/// # Errors
/// As [`show_member`]; [`AppError::Forbidden`] for a predefined role.
pub async fn show_role(caller: &Caller, account: &str, role: &Id<Role>) -> Result<TeamView, AppError> {
    let view = show(caller, account, Permission::RolesManage).await?;
    require_allowed(crate::domain::people::roles::editable(&view.team, &view.own, role))?;
    Ok(view)
}

/// Converts a refusal to the error of a form's page.
fn require_allowed<T>(decided: Result<T, TeamRefusal>) -> Result<(), AppError> {
    match decided {
        Ok(_) => Ok(()),
        Err(TeamRefusal::Gone) => Err(AppError::NotFound),
        Err(_) => Err(AppError::Forbidden),
    }
}

/// A requested change: the caller, the account, and the permission and password for it.
struct RequestedChange<'a> {
    caller: &'a Caller,
    membership: &'a Membership,
    permission: Permission,
    password: &'a Password,
    /// The hash of a new invitation's link, and the stored answer that shows the link.
    link: Option<(&'a Hash, Option<&'a KeptAnswer>)>,
}

impl RequestedChange<'_> {
    /// Checks the rules, asks for the password if the change needs it, and saves the change.
    async fn carry_out(
        &self,
        rule: impl Fn(&Team, &EffectivePermissions) -> Result<TeamChange, TeamRefusal> + Send + Sync,
    ) -> Result<(), AppError> {
        let Self { caller, membership, .. } = self;
        let (store, now) = (&caller.state.store, caller.state.clock.now());
        let (user, account) = (&caller.session()?.user, &membership.account);
        let decide = |team: &Team| rule(team, &require_permission(team, user, self.permission)?);
        let change = decide(&store.team(account, now).await?).map_err(refusal_error)?;
        if change.needs_password() {
            reauthentication::confirm(caller, self.password).await?;
        }
        let email = &caller.session()?.email;
        let entries = |team: &Team, change: &TeamChange| {
            let entry = |event: &Event| {
                AuditEntry::by_user(email, account, *event, &caller.ip, caller.state.clock.now())
                    .about(change.subject())
                    .with_detail(change.detail(*event, team))
            };
            change.events().iter().map(entry).collect()
        };
        match store.change_team(account, now, self.link, &decide, &entries).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(refusal)) => Err(refusal_error(refusal)),
            Err(StoreError::Conflict | StoreError::Duplicate) => Err(refusal_error(TeamRefusal::Raced)),
            Err(error) => Err(error.into()),
        }
    }
}

/// Carries out a change that makes no link.
async fn change(
    caller: &Caller,
    (account, permission): (&str, Permission),
    password: &Password,
    rule: impl Fn(&Team, &EffectivePermissions) -> Result<TeamChange, TeamRefusal> + Send + Sync,
) -> Result<(), AppError> {
    let request = RequestedChange {
        caller,
        membership: &caller.require(account, permission).await?,
        permission,
        password,
        link: None,
    };
    request.carry_out(rule).await
}

/// Converts a refusal to an error at the field in question, or above the form.
fn refusal_error(refusal: TeamRefusal) -> AppError {
    let message = refusal.to_string();
    let field = match refusal {
        TeamRefusal::Gone => return AppError::NotFound,
        TeamRefusal::NotAllowed => return AppError::Forbidden,
        TeamRefusal::MemberChanged { .. }
        | TeamRefusal::RoleChanged { .. }
        | TeamRefusal::Raced
        | TeamRefusal::LastOwner
        | TeamRefusal::Outranked
        | TeamRefusal::TooManyMembers
        | TeamRefusal::Predefined
        | TeamRefusal::RoleOutranked
        | TeamRefusal::TooManyRoles
        | TeamRefusal::RoleInUse(_)
        | TeamRefusal::TooManyResources
        | TeamRefusal::ResourceInUse(_) => return AppError::ServerMessage(message),
        TeamRefusal::BeyondOwn(_) | TeamRefusal::NoRole | TeamRefusal::RoleUnknown => Field::Roles,
        TeamRefusal::MemberExists | TeamRefusal::InvitedAlready | TeamRefusal::EmailConfusable(_) => Field::Email,
        TeamRefusal::RoleNameBlank
        | TeamRefusal::RoleNameTooLong(_)
        | TeamRefusal::RoleNameTaken(_)
        | TeamRefusal::NameConfusable(_)
        | TeamRefusal::ResourceName
        | TeamRefusal::ResourceReserved(_)
        | TeamRefusal::ResourceExists
        | TeamRefusal::Control => Field::Name,
        TeamRefusal::DescriptionTooLong(_) => Field::Description,
        TeamRefusal::PermissionBeyondOwn(_) | TeamRefusal::ResourceUnknown(_) => Field::Resources,
    };
    AppError::field(field, TextError::ServerMessage(message))
}
