//! The lists of an account's roles and resources. Their forms are in [`super::role_forms`]. Plain pages without WebAssembly.

use crate::{
    domain::{
        id::Id,
        people::{
            roles::roles_with,
            team::{Resource, Role},
            team_change::RoleUses,
        },
    },
    i18n::{number, t},
    ui::{
        components::{
            actions::{new_button, pair, row_link},
            badges::text_badge,
            table::{
                actions_cell, cell, chips, columns, head_with_actions, label, labelled_cell, labelled_cell_of,
                plain_cell, roomy_table, row, row_head,
            },
            topbar::Section,
        },
        pages::role_forms,
        paths,
        plain::{page_frame, page_head, part},
        sentences::name,
    },
    views::team::TeamView,
    words::roles::role_name,
};
use leptos::prelude::*;

/// The content for each address of the page.
#[derive(Clone, Debug)]
pub enum RolesContent {
    List(TeamView),
    New(TeamView),
    Edit(TeamView, Id<Role>),
    /// With the keys, users and invitations that have the role, if any.
    Delete(TeamView, Id<Role>, Option<RoleUses>),
    NewResource(TeamView),
    DeleteResource(TeamView, String),
}

pub fn roles_page(content: &RolesContent) -> AnyView {
    match content {
        RolesContent::List(view) => list(view),
        RolesContent::New(view) => role_forms::new(view),
        RolesContent::Edit(view, role) => role_forms::edit(view, role),
        RolesContent::Delete(view, role, uses) => role_forms::delete(view, role, uses.as_ref()),
        RolesContent::NewResource(view) => role_forms::new_resource(view),
        RolesContent::DeleteResource(view, name) => role_forms::delete_resource(view, name),
    }
}

fn list(view: &TeamView) -> AnyView {
    let account = view.viewer.account.as_str();
    let subtitle = t::roles_under(account);
    let new = new_button(
        "btn primary",
        format!("{}/new", paths::roles(account)),
        t::roles_new_role(),
    )
    .into_any();
    let content = view! {
        {page_head(t::roles(), Some(subtitle.into_any()), Some(new))}
        {roles(view)}
        {resources(view)}
    }
    .into_any();
    page_frame(Some(&view.viewer), Section::Roles, t::roles(), content)
}

fn roles(view: &TeamView) -> AnyView {
    let rows = view.team.roles.iter().map(|role| role_row(view, role));
    let head = columns(&[t::role(), t::roles_resources(), t::roles_used_by()]);
    let table = roomy_table("roomy", t::roles(), head_with_actions(head), rows.collect());
    part("roles", t::roles_all(), view! { <div class="card">{table}</div> })
}

fn role_row(view: &TeamView, role: &Role) -> AnyView {
    let path = |action| paths::role(view.viewer.account.as_str(), role.id.as_str(), action);
    let resources: Vec<_> = role.resources.iter().map(String::as_str).collect();
    let predefined = role
        .predefined
        .then(|| text_badge("mute", t::roles_predefined()).into_any());
    let may_edit = !role.predefined && view.own.covers(&role.effective_permissions());
    let actions = may_edit.then(|| {
        pair(view! {
            {row_link(path(paths::EDIT), t::edit(), t::roles_edit_name(&role.name))}
            {row_link(path(paths::DELETE), t::delete(), t::roles_delete_name(&role.name))}
        })
        .into_any()
    });
    let summary = view! {
        <div class="name">{name(role_name(&role.name))}</div>
        <div class="badges">{predefined}</div>
    };
    let cells = view! {
        {row_head("what who-is", summary)}
        {cell("roles", chips(&resources, t::roles_no_resources()))}
        {labelled_cell(label(t::roles_label_used_by()), used_by(view, role))}
        {actions_cell(actions)}
    };
    row(cells)
}

/// The number of keys, users and invitations that have a role.
fn used_by(view: &TeamView, role: &Role) -> String {
    let users = view.team.members_with(&role.id).len() as i64;
    let invitations = view.team.invitations_with(&role.id).len() as i64;
    let counted = |count: i64, words: fn(&str, i64) -> String| (count > 0).then(|| words(&number(count), count));
    let parts: Vec<_> = [
        counted(role.keys, t::roles_keys),
        counted(users, t::roles_users),
        counted(invitations, t::roles_invitations),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        t::roles_nobody().to_owned()
    } else {
        parts.join(", ")
    }
}

fn resources(view: &TeamView) -> AnyView {
    let path = paths::new_resource(view.viewer.account.as_str());
    let rows: Vec<_> = view.team.resources.iter().map(|r| resource_row(view, r)).collect();
    let list = if rows.is_empty() {
        view! { <p class="quiet">{t::roles_apis_none()}</p> }.into_any()
    } else {
        let head = columns(&[t::roles_resource(), t::roles_description(), t::roles_in_roles()]);
        let table = roomy_table("roomy", t::roles_resources(), head_with_actions(head), rows);
        view! { <div class="card">{table}</div> }.into_any()
    };
    let content = view! {
        {list}
        {new_button("btn", path, t::roles_add_resource())}
    };
    part("resources", t::roles_apis(), content)
}

fn resource_row(view: &TeamView, resource: &Resource) -> AnyView {
    let roles = roles_with(&view.team, &resource.name);
    let roles: Vec<_> = roles.iter().map(String::as_str).collect();
    let path = paths::delete_resource(view.viewer.account.as_str(), &resource.name);
    let summary = view! { <div class="mono">{resource.name.clone()}</div> };
    let roles = chips(&roles, t::users_no_roles());
    let delete = row_link(path, t::delete(), t::roles_delete_name(&resource.name));
    let cells = view! {
        {row_head("what who-is", summary)}
        {plain_cell(name(&resource.description))}
        {labelled_cell_of("roles", label(t::roles_label_in_roles()), roles)}
        {actions_cell(pair(delete))}
    };
    row(cells)
}
