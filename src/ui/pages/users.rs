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
            actions::{new_button, pair, row_link},
            badges::{date_and_age, text_badge},
            countdown::Countdown,
            instant::date,
            table::{
                Orders, actions_cell, address, cell, chips, column, columns, head_with_actions, label, labelled_cell,
                plain_cell, roomy_table, row, row_head, sortable_column,
            },
            topbar::Section,
        },
        pages::{
            user_forms,
            user_steps::{InvitationStep, MemberStep},
        },
        paths,
        plain::{page_frame, page_head, part},
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

pub fn users_page(content: &UsersContent) -> AnyView {
    match content {
        UsersContent::List(view, order) => list(view, *order),
        UsersContent::Invite(view) => user_forms::invite(view),
        UsersContent::Link(view, link) => user_forms::link(view, link),
        UsersContent::Member(view, user, step) => user_forms::member(view, user, *step),
        UsersContent::Invitation(view, invitation, step) => user_forms::invitation(view, invitation, *step),
    }
}

fn list(view: &TeamView, order: MemberOrder) -> AnyView {
    let account = view.viewer.account.as_str();
    let button = new_button(
        "btn primary",
        format!("{}/new", paths::users(account)),
        t::users_invite_user(),
    )
    .into_any();
    let subtitle = t::users_under(account);
    let invitations = (!view.team.invitations.is_empty()).then(|| invitations(view));
    let content = view! {
        {page_head(t::users(), Some(subtitle.into_any()), Some(button))}
        {members(view, order)}
        {invitations}
    }
    .into_any();
    page_frame(Some(&view.viewer), Section::Users, t::users(), content)
}

fn members(view: &TeamView, order: MemberOrder) -> AnyView {
    let rows = view.team.members.iter().map(|member| member_row(view, member));
    let head = member_columns(view.viewer.account.as_str(), order);
    let table = roomy_table("roomy", t::users_members(), head, rows.collect());
    part("members", t::users_members(), view! { <div class="card">{table}</div> })
}

/// The head of the members' table. Three of its columns are sortable.
fn member_columns(account: &str, order: MemberOrder) -> AnyView {
    let sortable = |name: &'static str, orders: Orders<MemberOrder>| {
        let path = |order: MemberOrder| format!("{}?sort={}", paths::users(account), order.word());
        sortable_column(name, orders, order, path)
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
    let columns = vec![
        sortable(t::users_user(), by_address),
        column(t::roles()).into_any(),
        column(t::status()).into_any(),
        sortable(t::users_member_since(), by_date),
        sortable(t::users_last_active(), by_activity),
    ];
    head_with_actions(columns)
}

fn member_row(view: &TeamView, member: &Member) -> AnyView {
    let you = (member.user == view.user).then(|| text_badge("info", t::users_you()).into_any());
    let last_active = match member.last_seen_at {
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
    let summary = view! {
        <div class="name">{address(&member.email)}</div>
        {invited_by}
        <div class="badges">{you}</div>
    };
    let cells = view! {
        {row_head("what who-is", summary)}
        {cell("roles", chips(&role_names(&view.team, &member.roles), t::users_no_roles()))}
        {plain_cell(view! { <span class=class>{status}</span> })}
        {labelled_cell(label(t::users_label_member_since()), date(member.since))}
        {labelled_cell(label(t::users_label_last_active()), last_active)}
        {actions_cell(member_actions(view, member))}
    };
    row(cells)
}

/// The actions on a member. `None` if the member has roles that the viewer cannot grant.
fn member_actions(view: &TeamView, member: &Member) -> Option<AnyView> {
    if !view.own.covers(&view.team.effective_permissions(&member.roles)) {
        return None;
    }
    let path = |action| paths::user(view.viewer.account.as_str(), member.user.as_str(), action);
    let email = &member.email;
    let switch = if member.is_enabled() {
        row_link(path(paths::DISABLE), t::users_disable(), t::users_disable_email(email))
    } else {
        row_link(path(paths::ENABLE), t::users_enable(), t::users_enable_email(email))
    };
    let actions = view! {
        {row_link(path(paths::EDIT), t::users_edit_roles(), t::users_edit_roles_of(email))}
        {switch}
        {row_link(path(paths::REMOVE), t::users_remove(), t::users_remove_email(email))}
    };
    Some(pair(actions).into_any())
}

fn invitations(view: &TeamView) -> AnyView {
    let rows = view.team.invitations.iter().map(|i| invitation_row(view, i));
    let head = columns(&[
        t::users_address(),
        t::roles(),
        t::users_invited_by(),
        t::users_expires_in(),
    ]);
    let table = roomy_table(
        "roomy",
        t::users_pending_invitations(),
        head_with_actions(head),
        rows.collect(),
    );
    part(
        "invitations",
        t::users_pending_invitations(),
        view! { <div class="card">{table}</div> },
    )
}

fn invitation_row(view: &TeamView, invitation: &Invitation) -> AnyView {
    let path = |action| paths::invitation(view.viewer.account.as_str(), invitation.id.as_str(), action);
    let may_edit = view.own.covers(&view.team.effective_permissions(&invitation.roles));
    let actions = may_edit.then(|| {
        let email = &invitation.email;
        pair(view! {
            {row_link(path(paths::NEW_LINK), t::users_new_link(), t::users_new_link_for(email))}
            {row_link(path(paths::CANCEL), t::users_cancel_invitation(), t::users_cancel_invitation_of(email))}
        })
        .into_any()
    });
    let summary = view! { <div class="name">{address(&invitation.email)}</div> };
    let time_left = view! { <Countdown until=invitation.expires_at now=view.now /> };
    let cells = view! {
        {row_head("what who-is", summary)}
        {cell("roles", chips(&role_names(&view.team, &invitation.roles), t::users_no_roles()))}
        {labelled_cell(label(t::users_label_invited_by()), inviter(&invitation.invited_by))}
        {labelled_cell(label(t::users_label_expires_in()), time_left)}
        {actions_cell(actions)}
    };
    row(cells)
}

/// The inviter's e-mail address, or the operator.
fn inviter(invited_by: &str) -> String {
    if invited_by.is_empty() {
        t::users_operator().to_owned()
    } else {
        invited_by.to_owned()
    }
}
