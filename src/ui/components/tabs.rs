//! The head of the API keys page: its heading and its tabs.

use crate::{
    domain::{key_query::KeyQuery, people::permission::Permission},
    i18n::{SLOT, number, t},
    ui::{paths, sentences::within},
    views::wire::Viewer,
};
use leptos::prelude::*;

/// A tab of the API keys page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Generated,
    External,
    Settings,
}

/// The number of keys in each tab.
#[derive(Clone, Copy)]
pub struct Totals {
    pub generated: i64,
    pub external: i64,
}

/// The heading, with an optional button beside it.
pub fn heading(account: String, button: Option<AnyView>) -> AnyView {
    let account = view! { <b>{account}</b> }.into_any();
    view! {
        <div class="head">
            <div>
                <h1 tabindex="-1">{t::api_keys()}</h1>
                <p class="about">{within(&t::credentials_for(SLOT), account)}</p>
            </div>
            {button}
        </div>
    }
    .into_any()
}

/// The tabs that the viewer may see.
pub fn tabs(viewer: &Viewer, current: Tab, totals: Totals) -> AnyView {
    let account = viewer.account.as_str();
    let mark = |tab| (tab == current).then_some("page");
    // Only the list of generated keys runs in the browser. Links from or to other tabs load a page from the server.
    let rel = |tab| (current != Tab::Generated || tab != Tab::Generated).then_some("external");
    let settings = viewer.may(Permission::SettingsEdit).then(|| {
        view! {
            <a href=paths::settings(account) aria-current=mark(Tab::Settings) rel=rel(Tab::Settings)>
                {t::settings()}
            </a>
        }
        .into_any()
    });
    // A viewer with only the settings permission sees no lists.
    let lists = viewer.may(Permission::KeysView).then(|| {
        view! {
            <a
                href=paths::list(account, &KeyQuery::default())
                aria-current=mark(Tab::Generated)
                rel=rel(Tab::Generated)
                data-noscroll=""
            >
                {t::generated()}
                " "
                <span class="n">{number(totals.generated)}</span>
            </a>
            <a href=paths::external(account) aria-current=mark(Tab::External) rel=rel(Tab::External)>
                {t::external()}
                " "
                <span class="n">{number(totals.external)}</span>
            </a>
        }
        .into_any()
    });
    view! {
        <nav class="tabs" aria-label=t::api_keys()>
            {lists}
            {settings}
        </nav>
    }
    .into_any()
}
