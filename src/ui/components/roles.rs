//! Roles: the field in a form, and the chips in a list.

use crate::{
    domain::{
        id::Id,
        people::{permission::Permission, team::Role},
    },
    error::Field,
    i18n::t,
    ui::{
        components::{
            actions::described_submit_button,
            field::{Choice, field_error},
            icons::{WARNING, icon},
        },
        forms::{EnteredFields, Submission},
        sentences,
    },
    views::wire::RoleView,
    words::roles::role_name,
};
use leptos::prelude::*;
use strum::VariantArray;

/// The id of the notes about the chosen roles.
const NOTES: &str = "roles-notes";

/// The roles to choose from, with the resources of each.
#[component]
pub fn RolesField(
    roles: Vec<RoleView>,
    /// The roles that are ticked at first.
    chosen: Vec<Id<Role>>,
    /// The values of the form that was sent.
    entered: EnteredFields,
    form: Submission,
) -> impl IntoView {
    // Predefined roles contain only Keydesk's own resources.
    let is_permission = |resource: &String| resource.starts_with("keydesk.");
    let only_predefined = roles
        .iter()
        .all(|role| !role.resources.is_empty() && role.resources.iter().all(is_permission));
    let owner = roles.iter().find(|role| is_owner(role)).map(|role| {
        let why = t::owner_role_why(role_name(&role.name));
        view! { <p class="hint if-owner">{icon(WARNING)} <span>{why}</span></p> }.into_any()
    });
    let boxes = roles.into_iter().map(|role| {
        let ticked = entered.chosen(Field::Roles.name(), role.id.as_str(), chosen.contains(&role.id));
        let class = is_owner(&role).then_some("owner");
        view! { <div class=class>{role_option(role.id, &role.name, &role.resources, ticked)}</div> }.into_any()
    });
    let hint = if only_predefined {
        t::no_roles_hint()
    } else {
        t::roles_hint()
    };
    let after = view! {
        <div id=NOTES>
            <p class="hint if-none">{icon(WARNING)} <span>{t::roles_none()}</span></p>
            {owner}
        </div>
        {field_error(Field::Roles, form)}
    };
    roles_fieldset("field roles-field", hint, boxes.collect(), after, form)
}

/// The frame of a field with roles: its hint, its options, and what follows them.
pub fn roles_fieldset(
    class: &'static str,
    hint: impl IntoView,
    options: Vec<AnyView>,
    after: impl IntoView,
    form: Submission,
) -> impl IntoView {
    view! {
        <fieldset
            class=class
            aria-describedby="roles-hint roles-error"
            aria-invalid=move || form.error_at(Field::Roles).map(|_| "true")
        >
            <legend>{t::roles()}</legend>
            <p class="hint" id="roles-hint">
                {hint}
            </p>
            <div class="options scroll">{options}</div>
            {after}
        </fieldset>
    }
}

/// Whether a role has all permissions of Keydesk, as *Owner (Admin Super)* has.
fn is_owner(role: &RoleView) -> bool {
    let has = |permission: &Permission| role.resources.iter().any(|resource| resource == permission.resource());
    Permission::VARIANTS.iter().all(has)
}

/// The submit button of a form with roles. Its description is the notes about the chosen roles, for screen readers. The style
/// sheet shows the notes, so they also work without JavaScript.
pub fn submit_with_roles(labels: (&'static str, &'static str), form: Submission) -> AnyView {
    described_submit_button(labels, "btn primary", form, Some(NOTES))
}

/// The check box of a role, with its resources.
pub fn role_option(id: Id<Role>, name: &str, resources: &[String], ticked: bool) -> AnyView {
    let text = if resources.is_empty() {
        t::no_resources().to_owned()
    } else {
        resources.join(", ")
    };
    Choice {
        kind: "checkbox",
        name: Field::Roles.name(),
        value: id.into_string(),
        chosen: ticked,
        title: role_name(name).to_owned(),
        text,
    }
    .view()
}

/// The names of a key's roles.
pub fn role_chips(chosen: &[Id<Role>], roles: &[RoleView]) -> AnyView {
    let roles: Vec<_> = roles.iter().filter(|role| chosen.contains(&role.id)).collect();
    if roles.is_empty() {
        return view! { <span class="quiet">{t::no_roles()}</span> }.into_any();
    }
    roles.into_iter().map(chip).collect_view().into_any()
}

fn chip(role: &RoleView) -> AnyView {
    let name = sentences::name(role_name(&role.name));
    if !is_owner(role) {
        return view! { <span class="chip">{name}</span> }.into_any();
    }
    let why = t::owner_role_why(role_name(&role.name));
    view! {
        <span class="chip mighty" title=why.clone()>
            {icon(WARNING)}
            {name}
            <span class="unseen">{format!(". {why}")}</span>
        </span>
    }
    .into_any()
}
