//! The *External* tab: keys of other accounts that can act on this one. Plain pages without WebAssembly.

use crate::{
    domain::{keys::external::ExternalKey, page::KeyQuery, people::permission::Permission},
    error::Field,
    i18n::{SLOT, t},
    ui::{
        components::{
            badges::status,
            copy::app_key,
            dialog::hidden,
            export::{Exported, beside, export_links, export_state},
            field::{TextField, password_field},
            icons::{KEY, PLUS, icon},
            instant::date,
            pager::pager,
            roles::{RolesField, role_chips},
            tabs::{Tab, Totals, heading, tabs},
            tools::{controls, ignored, key_columns, nothing_found, on_paper},
            topbar::Section,
        },
        forms::{EnteredFields, Submission},
        pages::user_forms::SEEN,
        paths,
        plain::{Labels, form_end, framed, framed_form, just_done},
        sentences::{name, within},
        shell::shortcuts,
    },
    views::{
        external::{ExternalForm, ExternalPage},
        wire::{RoleView, Viewer},
    },
};
use leptos::prelude::*;

/// The content for each address of the tab.
#[derive(Clone, Debug)]
pub enum ExternalContent {
    List(ExternalPage),
    Add(ExternalForm),
    Edit(ExternalForm),
    Remove(ExternalForm),
}

pub fn external_page(shown: &ExternalContent) -> AnyView {
    match shown {
        ExternalContent::List(page) => list(page),
        ExternalContent::Add(form) => add(form),
        ExternalContent::Edit(form) => about_key(form, t::edit(), edit),
        ExternalContent::Remove(form) => about_key(form, t::external_remove(), remove),
    }
}

fn list(page: &ExternalPage) -> AnyView {
    let account = page.viewer.account.to_string();
    let may_edit = page.viewer.may(Permission::KeysEdit);
    let button = may_edit.then(|| {
        view! {
            <a class="btn primary" id=paths::GENERATE_BUTTON href=format!("{}/new", paths::external(&account))>
                {icon(PLUS)}
                {t::external_add_key()}
            </a>
        }
        .into_any()
    });
    let totals = Totals {
        generated: page.generated,
        external: page.total,
    };
    let content = if page.total == 0 {
        empty(may_edit)
    } else if page.keys.is_empty() {
        nothing_found(&page.query, paths::external(&account))
    } else {
        table(page, may_edit)
    };
    let tools = (page.total > 0).then(|| {
        view! {
            <form class="tools" role="search" method="get" action=paths::external(&account)>
                {controls(&page.query, &page.roles, false)}
                // The live region in which `search.js` announces the result.
                <p class="unseen" role="status"></p>
            </form>
        }
        .into_any()
    });
    let export = export_links(
        page.viewer.account.as_str(),
        Exported::External,
        &page.query,
        page.matching,
    );
    let content = view! {
        {heading(account, Some(beside(button, export.into_any())))}
        {tabs(&page.viewer, Tab::External, totals)}
        {just_done()}
        {ignored(&page.query)}
        {on_paper(&page.query, &page.roles)}
        {tools}
        {export_state()}
        {content}
    }
    .into_any();
    let framed = framed(Some(&page.viewer), Section::ApiKeys, t::external_keys(), content);
    let help = shortcuts(page.total > 0, may_edit.then(t::external_add_key), false);
    vec![framed, help].into_any()
}

/// The empty list: explains external keys, and how to add one if the viewer may.
fn empty(may_edit: bool) -> AnyView {
    let first = may_edit.then(|| {
        let button = view! { <b>{t::external_add_key()}</b> }.into_any();
        view! { <p>{within(&t::external_none_first(SLOT), button)}</p> }.into_any()
    });
    view! {
        <div class="card empty">
            {icon(KEY)} <h2>{t::external_none()}</h2> <p>{t::external_none_advice()}</p> {first}
        </div>
    }
    .into_any()
}

fn table(page: &ExternalPage, may_edit: bool) -> AnyView {
    let account = page.viewer.account.as_str();
    let path = |query: &KeyQuery| paths::external(account) + &query.search();
    let rows: Vec<_> = page
        .keys
        .iter()
        .map(|key| row(account, key, &page.roles, may_edit))
        .collect();
    view! {
        <div class="card">
            <table role="table" aria-label=t::external_keys()>
                {key_columns(t::external_key_and_owner(), t::external_added_on(), &page.query, &path)}
                <tbody role="rowgroup">{rows}</tbody>
            </table>
            {pager(&page.query, page.keys.len(), page.matching, &path)}
        </div>
    }
    .into_any()
}

fn row(account: &str, key: &ExternalKey, roles: &[RoleView], may_edit: bool) -> AnyView {
    let actions = may_edit.then(|| {
        let action = |step: &str, text: &'static str, with_name: String| {
            view! {
                <a class="btn small" href=paths::external_key(account, key.key.as_str(), step) aria-label=with_name>
                    {text}
                </a>
            }
            .into_any()
        };
        let edit = action(paths::EDIT, t::edit(), t::external_edit_key(&key.label));
        let remove = action(paths::REMOVE, t::external_remove(), t::external_remove_key(&key.label));
        view! { <div class="pair">{edit} {remove}</div> }.into_any()
    });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="what">
                <div class="name">{name(&key.label)}</div>
                {app_key(&key.app_key)}
                <div class="under">{t::external_owner(&key.owner.to_string())}</div>
            </th>
            <td role="cell" class="roles">
                {role_chips(&key.roles, roles)}
            </td>
            <td role="cell" class="created" data-label=crate::i18n::t::added_on()>
                {date(key.added_at)}
            </td>
            <td role="cell" class="status">
                {status(key.status)}
            </td>
            <td role="cell" class="do">
                {actions}
            </td>
        </tr>
    }
    .into_any()
}

fn frame(viewer: &Viewer, title: &'static str, form: Submission, content: AnyView) -> AnyView {
    framed_form(viewer, (Section::ApiKeys, t::external_keys()), title, form, content)
}

fn add(start: &ExternalForm) -> AnyView {
    let form = Submission::new();
    let kept = EnteredFields::from_context();
    let account = start.viewer.account.to_string();
    let content = view! {
        <TextField
            field=Field::ExternalKey
            label=t::external_identification()
            hint=t::external_identification_hint()
            value=kept.text(Field::ExternalKey.name(), "")
            form=form
            first=true
        />
        <RolesField roles=start.roles.clone() chosen=Vec::new() kept form=form />
        {password_field(form)}
        {buttons(&account, (t::external_add(), t::doing_add()), "btn primary")}
    }
    .into_any();
    frame(&start.viewer, t::external_add_key(), form, content)
}

fn about_key(
    start: &ExternalForm,
    title: &'static str,
    content: fn(&ExternalForm, &ExternalKey, Submission) -> AnyView,
) -> AnyView {
    let form = Submission::new();
    let inner = start.key.as_ref().map(|key| {
        view! {
            <div>
                <b>{name(&key.label)}</b>
                <p class="quiet">{t::external_key_of(&key.app_key.to_string(), &key.owner.to_string())}</p>
            </div>
            {content(start, key, form)}
        }
        .into_any()
    });
    frame(&start.viewer, title, form, inner.into_any())
}

fn edit(start: &ExternalForm, key: &ExternalKey, form: Submission) -> AnyView {
    let account = start.viewer.account.to_string();
    view! {
        {hidden(SEEN, key.seen())}
        <RolesField roles=start.roles.clone() chosen=key.roles.clone() kept=EnteredFields::from_context() form=form />
        {password_field(form)}
        {buttons(&account, (t::save(), t::saving()), "btn primary")}
    }
    .into_any()
}

fn remove(start: &ExternalForm, _: &ExternalKey, form: Submission) -> AnyView {
    let account = start.viewer.account.to_string();
    view! {
        <p>{t::external_remove_advice()}</p>
        {password_field(form)}
        {buttons(&account, (t::external_remove(), t::doing_remove()), "btn danger")}
    }
    .into_any()
}

fn buttons(account: &str, labels: Labels, class: &'static str) -> AnyView {
    form_end((paths::external(account), t::cancel()), (labels, class))
}
