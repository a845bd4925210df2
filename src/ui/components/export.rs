//! *Export*: a link to the file with all keys of the account.

use crate::{
    i18n::t,
    ui::{
        components::icons::{DOWNLOAD, icon},
        paths,
    },
};
use leptos::prelude::*;

/// *Export* with the page's other button on its right, where there is one.
pub fn beside(export: AnyView, button: Option<AnyView>) -> AnyView {
    view! { <div class="do pair">{export} {button}</div> }.into_any()
}

/// Where screen readers hear how an export goes on, on the list.
pub fn export_state() -> AnyView {
    view! { <span class="unseen" role="status" id="export-state"></span> }.into_any()
}

/// The link. It is no `download`: with that, browsers would save the page that says why there is no file in place of showing it.
/// On the list `list.js` asks for the file and says that it is being made until it is there.
pub fn export_link(account: &str) -> AnyView {
    view! {
        <a
            class="btn"
            id="export"
            href=paths::export(account)
            rel="external"
            data-busy=t::exporting()
            data-done=t::exported()
        >
            {icon(DOWNLOAD)}
            <span>{t::export()}</span>
        </a>
    }
    .into_any()
}
