//! The *External* tab: keys of other accounts that can act on this one. Plain pages without WebAssembly.

use crate::{
    domain::{key_query::KeyQuery, keys::external::ExternalKey, people::permission::Permission},
    error::Field,
    i18n::{SLOT, t},
    ui::{
        components::{
            actions::{form_buttons, pair, row_link, submit},
            badges::status,
            banner::empty_list,
            copy::app_key,
            export::{Exported, export_links, export_state, with_export},
            field::{TextField, hidden, password_field},
            icons::{KEY, PLUS, icon},
            instant::date,
            pager::pager,
            roles::{RolesField, role_chips},
            table::{actions_cell, cell, labelled_cell_of, row, row_head, table},
            tabs::{Tab, Totals, heading, tabs},
            tools::{controls, ignored_parameters, key_columns, nothing_found, print_summary},
            topbar::Section,
        },
        forms::{EnteredFields, Submission},
        paths,
        plain::{SEEN, done_notice, form_page, page_frame},
        sentences::{name, within},
        shell::shortcuts,
    },
    views::{
        external::{ExternalForm, ExternalPage},
        wire::Viewer,
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

pub fn external_page(content: &ExternalContent) -> AnyView {
    match content {
        ExternalContent::List(page) => list(page),
        ExternalContent::Add(form) => add(form),
        ExternalContent::Edit(form) => key_page(form, t::edit(), edit),
        ExternalContent::Remove(form) => key_page(form, t::external_remove(), remove),
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
        key_list(page, may_edit)
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
        {heading(account, Some(with_export(button, export.into_any())))}
        {tabs(&page.viewer, Tab::External, totals)}
        {done_notice()}
        {ignored_parameters(&page.query)}
        {print_summary(&page.query, &page.roles)}
        {tools}
        {export_state()}
        {content}
    }
    .into_any();
    let main_page = page_frame(Some(&page.viewer), Section::ApiKeys, t::external_keys(), content);
    let help = shortcuts(page.total > 0, may_edit.then(t::external_add_key), false);
    vec![main_page, help].into_any()
}

/// The empty list: explains external keys, and how to add one if the viewer may.
fn empty(may_edit: bool) -> AnyView {
    let first = may_edit.then(|| {
        let button = view! { <b>{t::external_add_key()}</b> }.into_any();
        view! { <p>{within(&t::external_none_first(SLOT), button)}</p> }.into_any()
    });
    let advice = view! {
        <p>{t::external_none_advice()}</p>
        {first}
    };
    empty_list("card empty", KEY, t::external_none(), advice).into_any()
}

fn key_list(page: &ExternalPage, may_edit: bool) -> AnyView {
    let account = page.viewer.account.as_str();
    let path = |query: &KeyQuery| paths::external(account) + &query.query_string();
    let rows = page.keys.iter().map(|key| key_row(page, key, may_edit));
    let head = key_columns(t::external_key_and_owner(), t::external_added_on(), &page.query, &path);
    view! {
        <div class="card">
            {table(t::external_keys(), head, rows.collect())}
            {pager(&page.query, page.keys.len(), page.matching, &path)}
        </div>
    }
    .into_any()
}

fn key_row(page: &ExternalPage, key: &ExternalKey, may_edit: bool) -> AnyView {
    let account = page.viewer.account.as_str();
    let path = |action| paths::external_key(account, key.key.as_str(), action);
    let actions = may_edit.then(|| {
        pair(view! {
            {row_link(path(paths::EDIT), t::edit(), t::external_edit_key(&key.label))}
            {row_link(path(paths::REMOVE), t::external_remove(), t::external_remove_key(&key.label))}
        })
        .into_any()
    });
    let summary = view! {
        <div class="name">{name(&key.label)}</div>
        {app_key(&key.app_key)}
        <div class="under">{t::external_owner(&key.owner.to_string())}</div>
    };
    let cells = view! {
        {row_head("what", summary)}
        {cell("roles", role_chips(&key.roles, &page.roles))}
        {labelled_cell_of("created", t::added_on().to_owned(), date(key.added_at))}
        {cell("status", status(key.standing(page.now)))}
        {actions_cell(actions)}
    };
    row(cells)
}

fn frame(viewer: &Viewer, title: &'static str, form: Submission, content: AnyView) -> AnyView {
    form_page(viewer, (Section::ApiKeys, t::external_keys()), title, form, content)
}

fn add(page: &ExternalForm) -> AnyView {
    let form = Submission::new();
    let entered = EnteredFields::from_context();
    let back = paths::external(page.viewer.account.as_str());
    let content = view! {
        <TextField
            field=Field::ExternalKey
            label=t::external_identification()
            hint=t::external_identification_hint()
            value=entered.text(Field::ExternalKey.name(), "")
            form=form
            first=true
        />
        <RolesField roles=page.roles.clone() chosen=Vec::new() entered form=form />
        {password_field(form)}
        {form_buttons(back, submit((t::external_add(), t::doing_add()), "btn primary"))}
    }
    .into_any();
    frame(&page.viewer, t::external_add_key(), form, content)
}

fn key_page(
    page: &ExternalForm,
    title: &'static str,
    content: fn(&ExternalForm, &ExternalKey, Submission) -> AnyView,
) -> AnyView {
    let form = Submission::new();
    let inner = page.key.as_ref().map(|key| {
        view! {
            <div>
                <b>{name(&key.label)}</b>
                <p class="quiet">{t::external_key_of(&key.app_key.to_string(), &key.owner.to_string())}</p>
            </div>
            {content(page, key, form)}
        }
        .into_any()
    });
    frame(&page.viewer, title, form, inner.into_any())
}

fn edit(page: &ExternalForm, key: &ExternalKey, form: Submission) -> AnyView {
    let back = paths::external(page.viewer.account.as_str());
    view! {
        {hidden(SEEN, key.fingerprint())}
        <RolesField roles=page.roles.clone() chosen=key.roles.clone() entered=EnteredFields::from_context() form=form />
        {password_field(form)}
        {form_buttons(back, submit((t::save(), t::saving()), "btn primary"))}
    }
    .into_any()
}

fn remove(page: &ExternalForm, _: &ExternalKey, form: Submission) -> AnyView {
    let back = paths::external(page.viewer.account.as_str());
    view! {
        <p>{t::external_remove_advice()}</p>
        {password_field(form)}
        {form_buttons(back, submit((t::external_remove(), t::doing_remove()), "btn danger"))}
    }
    .into_any()
}
