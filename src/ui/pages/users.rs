//! The list of an account's users and pending invitations. The forms are in [`super::user_forms`]. Plain pages without
//! WebAssembly.

use crate::{
    domain::{
        id::{Id, User},
        people::team::{Invitation, Member, MemberOrder},
    },
    i18n::t,
    ui::{
        components::{
            badges::date_and_age,
            countdown::Countdown,
            icons::{PLUS, icon},
            instant::date,
            table::{address, button, chips, column, columns, head_of, label},
            tools::sorting_head,
            topbar::Section,
        },
        pages::{
            user_forms,
            user_steps::{InvitationStep, MemberStep},
        },
        paths,
        plain::{framed, headed},
    },
    views::team::{InvitationLink, TeamView},
    words::roles::role_names,
};
use leptos::prelude::*;

/// The content for each address of the page.
#[derive(Clone, Debug)]
pub enum UsersContent {
    List(TeamView, MemberOrder),
    Invite(TeamView),
    /// A new link. Only the reply to the form that created it shows it.
    Link(TeamView, InvitationLink),
    Member(TeamView, Id<User>, MemberStep),
    Invitation(TeamView, Id<Invitation>, InvitationStep),
}

pub fn users_page(shown: &UsersContent) -> AnyView {
    match shown {
        UsersContent::List(view, order) => list(view, *order),
        UsersContent::Invite(view) => user_forms::invite(view),
        UsersContent::Link(view, link) => user_forms::link(view, link),
        UsersContent::Member(view, user, step) => user_forms::member(view, user, *step),
        UsersContent::Invitation(view, invitation, step) => user_forms::invitation(view, invitation, *step),
    }
}

fn list(view: &TeamView, order: MemberOrder) -> AnyView {
    let account = view.viewer.account.as_str();
    let button = view! {
        <a class="btn primary" href=format!("{}/new", paths::users(account))>
            {icon(PLUS)}
            {t::users_invite_user()}
        </a>
    }
    .into_any();
    let under = t::users_under(account);
    let invitations = (!view.team.invitations.is_empty()).then(|| invitations(view));
    let content = view! {
        {headed(t::users(), Some(under.into_any()), Some(button))}
        {members(view, order)}
        {invitations}
    }
    .into_any();
    framed(Some(&view.viewer), Section::Users, t::users(), content)
}

fn members(view: &TeamView, order: MemberOrder) -> AnyView {
    let rows: Vec<_> = view
        .team
        .members
        .iter()
        .map(|member| member_row(view, member))
        .collect();
    view! {
        <section class="part" aria-labelledby="members-title">
            <h2 id="members-title">{t::users_members()}</h2>
            <div class="card">
                <table role="table" aria-label=t::users_members() class="roomy">
                    {member_columns(view.viewer.account.as_str(), order)}
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// The head of the members' table. Three of its columns are sortable.
fn member_columns(account: &str, order: MemberOrder) -> AnyView {
    let sorted = |name: &'static str, orders: [(MemberOrder, &'static str); 2]| {
        let [first, second] = orders;
        let now = orders.into_iter().find(|(named, _)| *named == order);
        let (next, _) = if now == Some(first) { second } else { first };
        let path = format!("{}?sort={}", paths::users(account), next.word());
        sorting_head(name, now.map(|(_, word)| word), path)
    };
    let by_address = [
        (MemberOrder::Address, "ascending"),
        (MemberOrder::AddressDescending, "descending"),
    ];
    let by_date = [(MemberOrder::Newest, "descending"), (MemberOrder::Oldest, "ascending")];
    let by_activity = [
        (MemberOrder::LastActive, "descending"),
        (MemberOrder::LongestInactive, "ascending"),
    ];
    let heads = vec![
        sorted(t::users_user(), by_address),
        column(t::roles()),
        column(t::status()),
        sorted(t::users_member_since(), by_date),
        sorted(t::users_last_active(), by_activity),
    ];
    head_of(heads)
}

fn member_row(view: &TeamView, member: &Member) -> AnyView {
    let is_self = member.user == view.user;
    let you = is_self.then(|| view! { <span class="badge info">{t::users_you()}</span> }.into_any());
    let last = match member.last_seen_at {
        Some(at) => date_and_age(at, view.now),
        None => view! { <span class="quiet">{t::users_never()}</span> }.into_any(),
    };
    let invited_by = (!member.invited_by.is_empty())
        .then(|| view! { <div class="under">{t::users_invited_by_email(&member.invited_by)}</div> }.into_any());
    let (class, status) = if member.is_enabled() {
        ("dot", t::users_active())
    } else {
        ("dot off", t::users_disabled())
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="what who-is">
                <div class="name">{address(&member.email)}</div>
                {invited_by}
                <div class="badges">{you}</div>
            </th>
            <td role="cell" class="roles">
                {chips(&role_names(&view.team, &member.roles), t::users_no_roles())}
            </td>
            <td role="cell">
                <span class=class>{status}</span>
            </td>
            <td role="cell" data-label=label(t::users_label_member_since())>
                {date(member.since)}
            </td>
            <td role="cell" data-label=label(t::users_label_last_active())>
                {last}
            </td>
            <td role="cell" class="do">
                {member_actions(view, member)}
            </td>
        </tr>
    }
    .into_any()
}

/// The actions on a member. `None` if the member has roles that the viewer cannot grant.
fn member_actions(view: &TeamView, member: &Member) -> Option<AnyView> {
    if !view.own.covers(&view.team.power(&member.roles)) {
        return None;
    }
    let account = view.viewer.account.as_str();
    let action = |step: &'static str, text: &'static str, name: String| {
        let href = paths::user(account, member.user.as_str(), step);
        button(href, text, name)
    };
    let email = &member.email;
    let switch = if member.is_enabled() {
        action(paths::DISABLE, t::users_disable(), t::users_disable_email(email))
    } else {
        action(paths::ENABLE, t::users_enable(), t::users_enable_email(email))
    };
    Some(
        view! {
            <div class="pair">
                {action(paths::EDIT, t::users_edit_roles(), t::users_edit_roles_of(email))} {switch}
                {action(paths::REMOVE, t::users_remove(), t::users_remove_email(email))}
            </div>
        }
        .into_any(),
    )
}

fn invitations(view: &TeamView) -> AnyView {
    let rows: Vec<_> = view.team.invitations.iter().map(|i| invitation_row(view, i)).collect();
    view! {
        <section class="part" aria-labelledby="invitations-title">
            <h2 id="invitations-title">{t::users_pending_invitations()}</h2>
            <div class="card">
                <table role="table" aria-label=t::users_pending_invitations() class="roomy">
                    {columns(&[t::users_address(), t::roles(), t::users_invited_by(), t::users_expires_in()])}
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn invitation_row(view: &TeamView, invitation: &Invitation) -> AnyView {
    let account = view.viewer.account.as_str();
    let may = view.own.covers(&view.team.power(&invitation.roles));
    let actions = may.then(|| {
        let path = |step| paths::invitation(account, invitation.id.as_str(), step);
        let email = &invitation.email;
        view! {
            <div class="pair">
                {button(path(paths::NEW_LINK), t::users_new_link(), t::users_new_link_for(email))}
                {button(path(paths::CANCEL), t::users_cancel_invitation(), t::users_cancel_invitation_of(email))}
            </div>
        }
        .into_any()
    });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="what who-is">
                <div class="name">{address(&invitation.email)}</div>
            </th>
            <td role="cell" class="roles">
                {chips(&role_names(&view.team, &invitation.roles), t::users_no_roles())}
            </td>
            <td role="cell" data-label=label(t::users_label_invited_by())>
                {inviter(&invitation.invited_by)}
            </td>
            <td role="cell" data-label=label(t::users_label_expires_in())>
                <Countdown until=invitation.expires_at now=view.now />
            </td>
            <td role="cell" class="do">
                {actions}
            </td>
        </tr>
    }
    .into_any()
}

/// The inviter's e-mail address, or the operator.
fn inviter(invited_by: &str) -> String {
    if invited_by.is_empty() {
        t::users_operator().to_owned()
    } else {
        invited_by.to_owned()
    }
}
