//! *Export*: links to a file with all keys of the account, or with the keys that a filter matches.

use crate::{
    domain::key_query::KeyQuery,
    i18n::t,
    ui::{
        components::icons::{DOWNLOAD, icon},
        paths,
    },
};
use leptos::prelude::*;

/// The list whose filter can be exported.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Exported {
    Generated,
    External,
}

/// The page's main button, if any, with *Export* beside it.
pub fn with_export(button: Option<AnyView>, export: AnyView) -> AnyView {
    view! { <div class="do pair beside">{button} {export}</div> }.into_any()
}

/// The live region that announces the progress of an export and a finished copy.
pub fn export_state() -> AnyView {
    view! { <span class="unseen" role="status" id="export-state" data-copied=t::copied()></span> }.into_any()
}

/// The export links: one for all keys, and one for the matching keys if a filter is set. The links have no `download` attribute,
/// because browsers would then save an error page instead of showing it. `list.js` fetches the file and shows the progress.
pub fn export_links(account: &str, list: Exported, query: &KeyQuery, matching: i64) -> Option<AnyView> {
    // An invalid filter shows no keys, so there is nothing to export.
    if query.has_invalid_filter() {
        return None;
    }
    let path_of_all = paths::export(account, false, "");
    if !query.is_filtered() {
        return Some(link(true, path_of_all, t::export().to_owned()));
    }
    let found = (matching > 0).then(|| {
        let path = paths::export(account, list == Exported::External, &query.at_page(1).query_string());
        link(false, path, t::export_found(matching))
    });
    Some(
        vec![
            link(true, path_of_all, t::export_all().to_owned()).into_any(),
            found.into_any(),
        ]
        .into_any(),
    )
}

fn link(all_keys: bool, href: String, text: String) -> AnyView {
    view! {
        <a
            class="btn"
            id=all_keys.then_some("export")
            href=href
            rel="external"
            data-busy=t::exporting()
            data-done=t::exported()
        >
            {icon(DOWNLOAD)}
            <span>{text}</span>
        </a>
    }
    .into_any()
}
