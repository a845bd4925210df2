//! An account's roles and resources: the lists. The forms beside them are in [`super::role_forms`]. Plain pages without
//! WebAssembly.

use crate::{
    domain::{
        names::Id,
        roles::roles_with,
        team::{Resource, Role, TeamView},
    },
    ui::{
        components::{
            icons::{PLUS, icon},
            topbar::Section,
        },
        pages::{
            role_forms,
            users::{button, chips, columns},
        },
        paths,
        plain::{framed, headed},
    },
};
use leptos::prelude::*;

/// What an address of the page shows.
#[derive(Clone, Debug)]
pub enum Shown {
    List(TeamView),
    New(TeamView),
    Edit(TeamView, Id),
    /// Who has the role, if anybody has.
    Delete(TeamView, Id, Option<String>),
    NewResource(TeamView),
    DeleteResource(TeamView, String),
}

/// The page.
pub fn roles_page(shown: &Shown) -> AnyView {
    match shown {
        Shown::List(view) => list(view),
        Shown::New(view) => role_forms::new(view),
        Shown::Edit(view, role) => role_forms::edit(view, role),
        Shown::Delete(view, role, uses) => role_forms::delete(view, role, uses.as_deref()),
        Shown::NewResource(view) => role_forms::new_resource(view),
        Shown::DeleteResource(view, name) => role_forms::delete_resource(view, name),
    }
}

fn list(view: &TeamView) -> AnyView {
    let account = view.viewer.account.as_str();
    let under = format!("What keys and users may do in {account}, bundled under names.");
    let new = view! {
        <a class="btn primary" href=format!("{}/new", paths::roles(account))>
            {icon(PLUS)}
            "New role"
        </a>
    }
    .into_any();
    let content = view! {
        {headed("Roles", Some(under), Some(new))}
        {roles(view)}
        {resources(view)}
    }
    .into_any();
    framed(Some(&view.viewer), Section::Roles, "Roles", content)
}

fn roles(view: &TeamView) -> AnyView {
    let rows: Vec<_> = view.team.roles.iter().map(|role| role_row(view, role)).collect();
    view! {
        <section class="part" aria-labelledby="roles-title">
            <h2 id="roles-title">"All roles"</h2>
            <div class="card">
                <table role="table" aria-label="Roles">
                    {columns(&["Role", "Resources", "Used by"])}
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn role_row(view: &TeamView, role: &Role) -> AnyView {
    let account = view.viewer.account.as_str();
    let resources: Vec<_> = role.resources.iter().map(String::as_str).collect();
    let fixed = role
        .predefined
        .then(|| view! { <span class="badge mute">"Predefined"</span> }.into_any());
    let may = !role.predefined && view.own.covers(&role.power());
    let actions = may.then(|| {
        let path = |step| paths::role(account, role.id.as_str(), step);
        view! {
            <div class="pair">
                {button(path(paths::EDIT), "Edit", format!("Edit {}", role.name))}
                {button(path(paths::DELETE), "Delete", format!("Delete {}", role.name))}
            </div>
        }
        .into_any()
    });
    view! {
        <tr role="row">
            <td role="cell" class="what who-is">
                <div class="name" dir="auto">
                    {role.name.clone()}
                </div>
                <div class="badges">{fixed}</div>
            </td>
            <td role="cell" class="roles">
                {chips(&resources)}
            </td>
            <td role="cell" data-label="Used by ">
                {used_by(view, role)}
            </td>
            <td role="cell" class="do">
                {actions}
            </td>
        </tr>
    }
    .into_any()
}

fn used_by(view: &TeamView, role: &Role) -> String {
    let users = view.team.members_with(&role.id).len() as i64;
    let invitations = view.team.invitations_with(&role.id).len() as i64;
    let counts = [(role.keys, "key"), (users, "user"), (invitations, "invitation")];
    let parts: Vec<_> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}{}", if count == 1 { "" } else { "s" }))
        .collect();
    if parts.is_empty() {
        "nobody".to_owned()
    } else {
        parts.join(", ")
    }
}

fn resources(view: &TeamView) -> AnyView {
    let account = view.viewer.account.as_str();
    let rows: Vec<_> = view.team.resources.iter().map(|r| resource_row(view, r)).collect();
    let table = if rows.is_empty() {
        view! {
            <p class="quiet">
                "None yet. A resource is a permission for your own APIs, such as orders.view: put it into a role, give the role to a key, and verification says whether the key may."
            </p>
        }
        .into_any()
    } else {
        view! {
            <div class="card">
                <table role="table" aria-label="Resources">
                    {columns(&["Resource", "Description", "In roles"])}
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="part" aria-labelledby="resources-title">
            <h2 id="resources-title">"Resources of your APIs"</h2>
            {table}
            <a class="btn" href=paths::new_resource(account)>
                {icon(PLUS)}
                "Add resource"
            </a>
        </section>
    }
    .into_any()
}

fn resource_row(view: &TeamView, resource: &Resource) -> AnyView {
    let roles = roles_with(&view.team, &resource.name);
    let roles: Vec<_> = roles.iter().map(String::as_str).collect();
    let path = paths::delete_resource(view.viewer.account.as_str(), &resource.name);
    view! {
        <tr role="row">
            <td role="cell" class="what who-is">
                <div class="mono">{resource.name.clone()}</div>
            </td>
            <td role="cell" dir="auto">
                {resource.description.clone()}
            </td>
            <td role="cell" class="roles" data-label="In ">
                {chips(&roles)}
            </td>
            <td role="cell" class="do">
                <div class="pair">{button(path, "Delete", format!("Delete {}", resource.name))}</div>
            </td>
        </tr>
    }
    .into_any()
}
