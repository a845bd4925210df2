//! The bar at the top of an account's pages.

use crate::{
    domain::{key_query::KeyQuery, names::AccountSlug, people::permission::Permission},
    i18n::t,
    ui::{
        components::icons::{KEY, icon},
        paths,
    },
    views::wire::Viewer,
};
use leptos::prelude::*;

/// Keydesk's mark and name.
pub fn mark() -> AnyView {
    view! { <span class="mark">{icon(KEY)} "Keydesk"</span> }.into_any()
}

/// A section of an account's pages. The bar marks the current one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Section {
    ApiKeys,
    Users,
    Roles,
    Audit,
    /// An address of the account that has no page.
    Nowhere,
    /// A page that does not belong to an account.
    Elsewhere,
}

/// The mark, the account, the sections that the viewer may see, and the signed-in user.
pub fn topbar(viewer: &Viewer, current: Section) -> AnyView {
    let account = viewer.account.to_string();
    // A viewer with only the settings permission gets a link to the settings under the same name.
    let (needed, keys) = if viewer.may(Permission::KeysView) {
        (Permission::KeysView, paths::list(&account, &KeyQuery::default()))
    } else {
        (Permission::SettingsEdit, paths::settings(&account))
    };
    let links: Vec<_> = [
        (Section::ApiKeys, needed, t::api_keys(), keys),
        (
            Section::Users,
            Permission::UsersManage,
            t::users(),
            paths::users(&account),
        ),
        (
            Section::Roles,
            Permission::RolesManage,
            t::roles_short(),
            paths::roles(&account),
        ),
        (
            Section::Audit,
            Permission::AuditView,
            t::audit_log_short(),
            paths::audit(&account),
        ),
    ]
    .into_iter()
    .filter(|(_, permission, _, _)| viewer.may(*permission))
    .map(|(section, _, text, path)| {
        let current_page = (section == current).then_some("page");
        let rel = (section != Section::ApiKeys || current != Section::ApiKeys).then_some("external");
        view! {
            <a href=path aria-current=current_page rel=rel>
                {text}
            </a>
        }
        .into_any()
    })
    .collect();
    let links = view! { <nav aria-label=t::account()>{links}</nav> }.into_any();
    bar(viewer, vec![switcher(viewer), links].into_any())
}

/// The bar of a page about the user. A user of several accounts sees no current account, because it could be mistaken for the
/// account of the previous page.
pub fn own_topbar(viewer: &Viewer) -> AnyView {
    if viewer.accounts.len() < 2 {
        return topbar(viewer, Section::Elsewhere);
    }
    bar(viewer, accounts(viewer, None, t::account().into_any()))
}

fn bar(viewer: &Viewer, navigation: AnyView) -> AnyView {
    let email = viewer.email.clone();
    let name = t::profile_of(&email);
    let letter = email.chars().next().map(|c| c.to_uppercase().to_string());
    view! {
        <header class="top">
            {mark()} {navigation} <form class="who" method="post" action="/logout">
                <a class="profile" href=paths::PROFILE rel="external" aria-label=name>
                    <span class="avatar" aria-hidden="true">
                        {letter}
                    </span>
                    <span class="email">{email}</span>
                </a>
                <button type="submit" class="btn small">
                    {t::sign_out()}
                </button>
            </form>
        </header>
    }
    .into_any()
}

/// The account name, or a menu of accounts if the viewer has several.
fn switcher(viewer: &Viewer) -> AnyView {
    let account = viewer.account.to_string();
    if viewer.accounts.len() < 2 {
        let whole = account.clone();
        return view! {
            <span class="account" title=whole>
                {account}
            </span>
        }
        .into_any();
    }
    let label = view! { <span class="unseen">{t::account()} " "</span> }.into_any();
    let summary = vec![label, account.into_any()].into_any();
    accounts(viewer, Some(&viewer.account), summary)
}

/// The menu with the viewer's accounts.
fn accounts(viewer: &Viewer, current: Option<&AccountSlug>, summary: AnyView) -> AnyView {
    let links: Vec<_> = viewer
        .accounts
        .iter()
        .map(|slug| {
            let current_page = (Some(slug) == current).then_some("true");
            view! {
                <a class="item" href=format!("/{slug}") rel="external" aria-current=current_page>
                    {slug.to_string()}
                </a>
            }
            .into_any()
        })
        .collect();
    view! {
        <details class="switch">
            <summary class="account" title=current.map(ToString::to_string)>
                {summary}
            </summary>
            <div class="card">{links}</div>
        </details>
    }
    .into_any()
}
