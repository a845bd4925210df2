//! The forms beside the lists of roles and resources.

use crate::{
    domain::{
        names::Id,
        permission::Permission,
        roles::roles_with,
        team::TeamView,
        team_change::{Refusal, listed},
    },
    error::Field,
    ui::{
        components::{
            alert::FormError,
            dialog::hidden,
            field::{Choice, TextField, field_error, password_field},
            icons::{WARNING, icon},
            topbar::Section,
        },
        forms::{Kept, Submission},
        pages::user_forms::SEEN,
        paths,
        plain::{framed, headed},
    },
};
use leptos::prelude::*;

pub(super) fn new(view: &TeamView) -> AnyView {
    let form = Submission::new();
    let content = view! {
        {fields(view, "", &[], form)}
        {password_field(form)}
        {buttons(view, "Create role", "btn primary")}
    }
    .into_any();
    frame(view, "New role", form, content)
}

pub(super) fn edit(view: &TeamView, role: &Id) -> AnyView {
    let form = Submission::new();
    let Some(role) = view.team.role(role) else {
        return ().into_any();
    };
    let content = view! {
        {hidden(SEEN, role.seen())}
        {fields(view, &role.name, &role.resources, form)}
        {password_field(form)}
        {buttons(view, "Save", "btn primary")}
    }
    .into_any();
    frame(view, "Edit role", form, content)
}

pub(super) fn delete(view: &TeamView, role: &Id, uses: Option<&str>) -> AnyView {
    let form = Submission::new();
    let Some(role) = view.team.role(role) else {
        return ().into_any();
    };
    let content = match uses {
        Some(uses) => in_use(view, form, &Refusal::RoleInUse(uses.to_owned())),
        None => view! {
            <p>"Nobody has this role. It cannot be brought back, but you can make one like it."</p>
            {password_field(form)}
            {buttons(view, "Delete", "btn danger")}
        }
        .into_any(),
    };
    let content = view! {
        <b dir="auto">{role.name.clone()}</b>
        {content}
    }
    .into_any();
    frame(view, "Delete role", form, content)
}

pub(super) fn new_resource(view: &TeamView) -> AnyView {
    let form = Submission::new();
    let kept = Kept::from_context();
    let content = view! {
        <TextField
            field=Field::Name
            label="Resource"
            hint="As your API asks for it, such as orders.view. It cannot be renamed later."
            value=kept.text(Field::Name.name(), "")
            form=form
            first=true
        />
        <TextField
            field=Field::Description
            label="Description (optional)"
            hint="What it allows, for those who put it into roles."
            value=kept.text(Field::Description.name(), "")
            form=form
        />
        {buttons(view, "Add", "btn primary")}
    }
    .into_any();
    frame(view, "Add resource", form, content)
}

pub(super) fn delete_resource(view: &TeamView, name: &str) -> AnyView {
    let form = Submission::new();
    let roles = roles_with(&view.team, name);
    let content = match listed("role", "roles", &roles, roles.len()) {
        Some(roles) => in_use(view, form, &Refusal::ResourceInUse(roles)),
        None => view! {
            <p>"It is in no role, so no key and no user loses anything."</p>
            {buttons(view, "Delete", "btn danger")}
        }
        .into_any(),
    };
    let content = view! {
        <b class="mono">{name.to_owned()}</b>
        {content}
    }
    .into_any();
    frame(view, "Delete resource", form, content)
}

/// Why there is no button. Where the form was sent all the same, its refusal says it already.
fn in_use(view: &TeamView, form: Submission, refusal: &Refusal) -> AnyView {
    let said = form.error().with_untracked(Option::is_some);
    let note =
        (!said).then(|| view! { <div class="banner">{icon(WARNING)} <p>{refusal.to_string()}</p></div> }.into_any());
    view! {
        {note}
        <a class="btn" href=paths::roles(view.viewer.account.as_str())>
            "Back"
        </a>
    }
    .into_any()
}

fn fields(view: &TeamView, name: &str, chosen: &[String], form: Submission) -> AnyView {
    let kept = Kept::from_context();
    let field = Field::Resources.name();
    let choice = |value: &str, title: String, text: String| {
        Choice {
            kind: "checkbox",
            name: field,
            value: value.to_owned(),
            chosen: kept.chosen(field, value, chosen.iter().any(|r| r == value)),
            title,
            text,
        }
        .view()
    };
    let own: Vec<_> = Permission::ALL
        .into_iter()
        .filter(|p| view.own.permissions.contains(p))
        .map(|p| {
            let (title, text) = words(p);
            choice(p.resource(), title.to_owned(), format!("{} · {text}", p.resource()))
        })
        .collect();
    let some_hidden = own.len() < Permission::ALL.len();
    let apis = view.team.resources.iter();
    let apis: Vec<_> = apis
        .map(|r| choice(&r.name, r.name.clone(), r.description.clone()))
        .collect();
    let none = apis
        .is_empty()
        .then_some("None yet: add them on the page with the roles.");
    view! {
        <TextField
            field=Field::Name
            label="Role name"
            hint="Such as Orders - read only."
            value=kept.text(Field::Name.name(), name)
            form=form
            first=true
        />
        <fieldset
            class="field"
            aria-describedby="own-hint resources-error"
            aria-invalid=move || form.error_at(Field::Resources).map(|_| "true")
        >
            <legend>"Keydesk"</legend>
            <p class="hint" id="own-hint">
                "What users with this role may do in this account."
                {some_hidden.then_some(" What you may not do yourself is not offered.")}
            </p>
            <div class="options">{own}</div>
        </fieldset>
        <fieldset class="field" aria-describedby="apis-hint resources-error">
            <legend>"Your APIs"</legend>
            <p class="hint" id="apis-hint">
                "What keys with this role may do. "
                {none}
            </p>
            <div class="options">{apis}</div>
            {field_error(Field::Resources, form)}
        </fieldset>
    }
    .into_any()
}

/// What a permission is called and lets people do.
fn words(permission: Permission) -> (&'static str, &'static str) {
    match permission {
        Permission::KeysView => ("View keys", "See the list of keys, search and export it."),
        Permission::KeysEdit => (
            "Edit keys",
            "Generate and delete keys, activate and deactivate them, change their names and roles; add external keys.",
        ),
        Permission::KeysRenew => ("Renew tokens", "Renew tokens, undo renewals, delete old tokens."),
        Permission::SettingsEdit => ("Change settings", "Set after which time renewal is recommended."),
        Permission::UsersManage => ("Manage users", "Invite, disable and remove users, and give them roles."),
        Permission::RolesManage => ("Manage roles", "Make and change roles and the resources of your APIs."),
        Permission::AuditView => ("View the audit log", "See who did what and when."),
    }
}

fn frame(view: &TeamView, title: &'static str, form: Submission, content: AnyView) -> AnyView {
    let content = view! {
        {headed(title, None, None)}
        <form method="post" novalidate=true class="card settings">
            <FormError error=form.error() />
            {content}
        </form>
    }
    .into_any();
    framed(Some(&view.viewer), Section::Roles, &format!("{title} · Roles"), content)
}

fn buttons(view: &TeamView, text: &'static str, class: &'static str) -> AnyView {
    view! {
        <div class="pair">
            <button type="submit" class=class>
                {text}
            </button>
            <a class="btn" href=paths::roles(view.viewer.account.as_str())>
                "Cancel"
            </a>
        </div>
    }
    .into_any()
}
