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
            icons::{PLUS, icon},
            table::{button, chips, columns, label},
            topbar::Section,
        },
        pages::role_forms,
        paths,
        plain::{framed, headed},
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

pub fn roles_page(shown: &RolesContent) -> AnyView {
    match shown {
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
    let under = t::roles_under(account);
    let new = view! {
        <a class="btn primary" href=format!("{}/new", paths::roles(account))>
            {icon(PLUS)}
            {t::roles_new_role()}
        </a>
    }
    .into_any();
    let content = view! {
        {headed(t::roles(), Some(under.into_any()), Some(new))}
        {roles(view)}
        {resources(view)}
    }
    .into_any();
    framed(Some(&view.viewer), Section::Roles, t::roles(), content)
}

fn roles(view: &TeamView) -> AnyView {
    let rows: Vec<_> = view.team.roles.iter().map(|role| role_row(view, role)).collect();
    view! {
        <section class="part" aria-labelledby="roles-title">
            <h2 id="roles-title">{t::roles_all()}</h2>
            <div class="card">
                <table role="table" aria-label=t::roles() class="roomy">
                    {columns(&[t::role(), t::roles_resources(), t::roles_used_by()])}
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
        .then(|| view! { <span class="badge mute">{t::roles_predefined()}</span> }.into_any());
    let may = !role.predefined && view.own.covers(&role.power());
    let actions = may.then(|| {
        let path = |step| paths::role(account, role.id.as_str(), step);
        view! {
            <div class="pair">
                {button(path(paths::EDIT), t::edit(), t::roles_edit_name(&role.name))}
                {button(path(paths::DELETE), t::delete(), t::roles_delete_name(&role.name))}
            </div>
        }
        .into_any()
    });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="what who-is">
                <div class="name">{name(role_name(&role.name))}</div>
                <div class="badges">{fixed}</div>
            </th>
            <td role="cell" class="roles">
                {chips(&resources, t::roles_no_resources())}
            </td>
            <td role="cell" data-label=label(t::roles_label_used_by())>
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
    let account = view.viewer.account.as_str();
    let rows: Vec<_> = view.team.resources.iter().map(|r| resource_row(view, r)).collect();
    let table = if rows.is_empty() {
        view! { <p class="quiet">{t::roles_apis_none()}</p> }.into_any()
    } else {
        view! {
            <div class="card">
                <table role="table" aria-label=t::roles_resources() class="roomy">
                    {columns(&[t::roles_resource(), t::roles_description(), t::roles_in_roles()])}
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="part" aria-labelledby="resources-title">
            <h2 id="resources-title">{t::roles_apis()}</h2>
            {table}
            <a class="btn" href=paths::new_resource(account)>
                {icon(PLUS)}
                {t::roles_add_resource()}
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
            <th role="rowheader" scope="row" class="what who-is">
                <div class="mono">{resource.name.clone()}</div>
            </th>
            <td role="cell">{name(&resource.description)}</td>
            <td role="cell" class="roles" data-label=label(t::roles_label_in_roles())>
                {chips(&roles, t::users_no_roles())}
            </td>
            <td role="cell" class="do">
                <div class="pair">{button(path, t::delete(), t::roles_delete_name(&resource.name))}</div>
            </td>
        </tr>
    }
    .into_any()
}
