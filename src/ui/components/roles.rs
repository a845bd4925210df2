//! Roles: the choice in a form, and the chips in a list.

use crate::{
    domain::{names::Id, views::RoleView},
    error::Field,
    i18n::t,
    ui::{
        components::field::{Choice, field_error},
        forms::{Kept, Submission},
        words,
    },
};
use leptos::prelude::*;

/// The roles to choose from, with what each one allows.
#[component]
pub fn RolesField(
    roles: Vec<RoleView>,
    /// What is ticked at first.
    chosen: Vec<Id>,
    /// What was ticked when the form was sent.
    kept: Kept,
    form: Submission,
) -> impl IntoView {
    // The predefined roles hold nothing else.
    let own = |resource: &String| resource.starts_with("keydesk.");
    let none = roles
        .iter()
        .all(|role| !role.resources.is_empty() && role.resources.iter().all(own));
    let boxes = roles.into_iter().map(|role| {
        let ticked = kept.chosen(Field::Roles.name(), role.id.as_str(), chosen.contains(&role.id));
        choice(role, ticked).view()
    });
    view! {
        <fieldset
            class="field"
            aria-describedby="roles-hint roles-error"
            aria-invalid=move || form.error_at(Field::Roles).map(|_| "true")
        >
            <legend>{t::roles()}</legend>
            <p class="hint" id="roles-hint">
                {if none { t::no_roles_hint() } else { t::roles_hint() }}
            </p>
            <div class="options scroll">{boxes.collect_view()}</div>
            {field_error(Field::Roles, form)}
        </fieldset>
    }
}

fn choice(role: RoleView, chosen: bool) -> Choice {
    let text = if role.resources.is_empty() {
        t::no_resources().to_owned()
    } else {
        role.resources.join(", ")
    };
    Choice {
        kind: "checkbox",
        name: Field::Roles.name(),
        value: role.id.0,
        chosen,
        title: role.name,
        text,
    }
}

/// The names of a key's roles.
pub fn role_chips(chosen: &[Id], roles: &[RoleView]) -> AnyView {
    let names: Vec<_> = roles
        .iter()
        .filter(|role| chosen.contains(&role.id))
        .map(|role| role.name.clone())
        .collect();
    if names.is_empty() {
        return view! { <span class="quiet">{t::no_roles()}</span> }.into_any();
    }
    names
        .into_iter()
        .map(|name| view! { <span class="chip">{words::name(name)}</span> }.into_any())
        .collect_view()
        .into_any()
}
