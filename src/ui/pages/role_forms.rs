//! The forms for roles and resources.

use crate::{
    domain::{
        id::Id,
        key_query::KeyQuery,
        people::{
            permission::Permission,
            roles::roles_with,
            team::Role,
            team_change::{RoleUses, TeamRefusal},
        },
    },
    error::Field,
    i18n::t,
    ui::{
        components::{
            actions::{form_buttons, link_button, submit},
            field::{Choice, TextField, field_error, hidden, password_field},
            icons::{WARNING, icon},
            topbar::Section,
        },
        forms::{EnteredFields, Submission},
        paths,
        plain::{SEEN, form_page, self_warning},
        sentences::name,
    },
    views::team::TeamView,
};
use leptos::prelude::*;
use strum::VariantArray;

pub(super) fn new(view: &TeamView) -> AnyView {
    let form = Submission::new();
    let content = view! {
        {fields(view, "", &[], form)}
        {password_field(form)}
        {form_buttons(back(view), submit((t::roles_create(), t::doing_create()), "btn primary"))}
    }
    .into_any();
    frame(view, t::roles_new_role(), form, content)
}

pub(super) fn edit(view: &TeamView, role: &Id<Role>) -> AnyView {
    let form = Submission::new();
    let Some(role) = view.team.role(role) else {
        return ().into_any();
    };
    let warning =
        (view.has_role(&role.id)).then(|| self_warning(form, t::roles_self_edit(), t::roles_self_edit_understood()));
    let content = view! {
        {hidden(SEEN, role.fingerprint())}
        {fields(view, &role.name, &role.resources, form)}
        {warning}
        {password_field(form)}
        {form_buttons(back(view), submit((t::save(), t::saving()), "btn primary"))}
    }
    .into_any();
    frame(view, t::roles_edit_role(), form, content)
}

pub(super) fn delete(view: &TeamView, role: &Id<Role>, uses: Option<&RoleUses>) -> AnyView {
    let form = Submission::new();
    let Some(role) = view.team.role(role) else {
        return ().into_any();
    };
    let content = match uses {
        Some(uses) => {
            let shows_keys = role.keys > 0 && view.viewer.may(Permission::KeysView);
            let keys = shows_keys.then(|| links_to_keys(view, &role.id));
            in_use(view, form, &TeamRefusal::RoleInUse(uses.clone()), keys)
        }
        None => view! {
            <p>{t::roles_delete_role_text()}</p>
            {password_field(form)}
            {form_buttons(back(view), submit((t::delete(), t::deleting()), "btn danger"))}
        }
        .into_any(),
    };
    let content = view! {
        <b>{name(&role.name)}</b>
        {content}
    }
    .into_any();
    frame(view, t::roles_delete_role(), form, content)
}

pub(super) fn new_resource(view: &TeamView) -> AnyView {
    let form = Submission::new();
    let entered = EnteredFields::from_context();
    let content = view! {
        <TextField
            field=Field::Name
            label=t::roles_resource()
            hint=t::roles_resource_hint()
            value=entered.text(Field::Name.name(), "")
            form=form
            first=true
        />
        <TextField
            field=Field::Description
            label=t::roles_description_optional()
            hint=t::roles_description_hint()
            value=entered.text(Field::Description.name(), "")
            form=form
        />
        {form_buttons(back(view), submit((t::roles_add(), t::doing_add()), "btn primary"))}
    }
    .into_any();
    frame(view, t::roles_add_resource(), form, content)
}

pub(super) fn delete_resource(view: &TeamView, name: &str) -> AnyView {
    let form = Submission::new();
    let roles = roles_with(&view.team, name);
    let content = if roles.is_empty() {
        view! {
            <p>{t::roles_delete_resource_text()}</p>
            {form_buttons(back(view), submit((t::delete(), t::deleting()), "btn danger"))}
        }
        .into_any()
    } else {
        in_use(view, form, &TeamRefusal::ResourceInUse(roles), None)
    };
    let content = view! {
        <b class="mono">{name.to_owned()}</b>
        {content}
    }
    .into_any();
    frame(view, t::roles_delete_resource(), form, content)
}

/// The reason why deletion is blocked, with links to the blocking items. If the form was posted, its error already gives the reason.
fn in_use(view: &TeamView, form: Submission, refusal: &TeamRefusal, links: Option<AnyView>) -> AnyView {
    let error_shown = form.error().with_untracked(Option::is_some);
    let reason = (!error_shown)
        .then(|| view! { <div class="banner">{icon(WARNING)} <p>{refusal.to_string()}</p></div> }.into_any());
    view! {
        {reason}
        {links}
        {link_button("btn", back(view), t::roles_back())}
    }
    .into_any()
}

/// Links to all keys with a role, because a refusal names only the first few.
fn links_to_keys(view: &TeamView, role: &Id<Role>) -> AnyView {
    let account = view.viewer.account.as_str();
    let query = KeyQuery {
        role: Some(role.clone()),
        ..KeyQuery::default()
    };
    let generated = paths::list(account, &query);
    let external = paths::external(account) + &query.query_string();
    view! {
        <a href=generated>{t::roles_show_generated()}</a>
        <a href=external>{t::roles_show_external()}</a>
    }
    .into_any()
}

fn fields(view: &TeamView, name: &str, chosen: &[String], form: Submission) -> AnyView {
    let entered = EnteredFields::from_context();
    let field = Field::Resources.name();
    let choice = |value: &str, title: String, text: String| {
        Choice {
            kind: "checkbox",
            name: field,
            value: value.to_owned(),
            chosen: entered.chosen(field, value, chosen.iter().any(|r| r == value)),
            title,
            text,
        }
        .view()
    };
    let permissions: Vec<_> = Permission::VARIANTS
        .iter()
        .copied()
        .filter(|p| view.own.permissions.contains(p))
        .map(|p| {
            let (title, text) = permission_texts(p);
            choice(p.resource(), title.to_owned(), format!("{} · {text}", p.resource()))
        })
        .collect();
    let some_hidden = permissions.len() < Permission::VARIANTS.len();
    let resources = view.team.resources.iter();
    let resources: Vec<_> = resources
        .map(|r| choice(&r.name, r.name.clone(), r.description.clone()))
        .collect();
    let none = resources.is_empty().then(t::roles_none_to_choose);
    view! {
        <TextField
            field=Field::Name
            label=t::roles_name()
            hint=t::roles_name_hint()
            value=entered.text(Field::Name.name(), name)
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
                {t::roles_own_hint()}
                {some_hidden.then(|| format!(" {}", t::roles_own_hidden()))}
            </p>
            <div class="options">{permissions}</div>
        </fieldset>
        <fieldset class="field" aria-describedby="apis-hint resources-error">
            <legend>{t::roles_your_apis()}</legend>
            <p class="hint" id="apis-hint">
                {t::roles_apis_hint()}
                " "
                {none}
            </p>
            <div class="options">{resources}</div>
            {field_error(Field::Resources, form)}
        </fieldset>
    }
    .into_any()
}

/// The name and description of a permission.
fn permission_texts(permission: Permission) -> (&'static str, &'static str) {
    match permission {
        Permission::KeysView => (t::roles_keys_view(), t::roles_keys_view_text()),
        Permission::KeysEdit => (t::roles_keys_edit(), t::roles_keys_edit_text()),
        Permission::KeysRenew => (t::roles_keys_renew(), t::roles_keys_renew_text()),
        Permission::SettingsEdit => (t::roles_settings_edit(), t::roles_settings_edit_text()),
        Permission::UsersManage => (t::roles_users_manage(), t::roles_users_manage_text()),
        Permission::RolesManage => (t::roles_roles_manage(), t::roles_roles_manage_text()),
        Permission::AuditView => (t::roles_audit_view(), t::roles_audit_view_text()),
    }
}

fn frame(view: &TeamView, title: &'static str, form: Submission, content: AnyView) -> AnyView {
    form_page(&view.viewer, (Section::Roles, t::roles()), title, form, content)
}

/// The page to which the forms lead back.
fn back(view: &TeamView) -> String {
    paths::roles(view.viewer.account.as_str())
}
