//! *Export*: a link to the file with all keys of the account.

use crate::ui::{
    components::icons::{DOWNLOAD, icon},
    desk::Desk,
    live::live_text,
    paths,
};
use leptos::{
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{HtmlDocument, js_sys::Date},
};
use std::time::Duration;

const EXPORT: &str = "Export";
const EXPORTING: &str = "Exporting…";
const BEGUN: &str = "The download has begun.";

/// How often the page looks whether the file is on its way.
const PACE: Duration = Duration::from_millis(200);

/// After how many looks it stops waiting: five minutes.
const LOOKS: u32 = 1_500;

/// *Export* with the page's other button on its right, where there is one.
pub fn beside(export: AnyView, button: Option<AnyView>) -> AnyView {
    view! { <div class="do pair">{export} {button}</div> }.into_any()
}

/// The link where nothing takes the page over. It is no `download`: with that, browsers would save the page that says why
/// there is no file in place of showing it.
pub fn export_link(account: &str) -> AnyView {
    view! {
        <a class="btn" href=paths::export(account)>
            {icon(DOWNLOAD)}
            {EXPORT}
        </a>
    }
    .into_any()
}

/// The link on the hydrated page, which says that the file is being made until it is on its way. The browser follows it by
/// itself either way: it shows how the download goes, writes it to the disk as it comes, and shows the server's answer in place
/// of the page where there is no file.
pub fn export_button(desk: Desk) -> AnyView {
    let busy = move || (desk.exporting.get() == EXPORTING).then_some("true");
    view! {
        <a
            class="btn"
            href=move || desk.account.with(|account| paths::export(account))
            rel="external"
            aria-busy=busy
            aria-disabled=busy
            on:click=move |event| {
                event.prevent_default();
                start(desk);
            }
        >
            {icon(DOWNLOAD)}
            {live_text(move || if busy().is_some() { EXPORTING } else { EXPORT }.to_owned())}
        </a>
        <span class="unseen" role="status">
            {live_text(move || desk.exporting.get().to_owned())}
        </span>
    }
    .into_any()
}

fn start(desk: Desk) {
    if desk.exporting.get_untracked() == EXPORTING {
        return;
    }
    let mark = format!("{}", Date::now() as u64);
    let address = format!(
        "{}?mark={mark}",
        desk.account.with_untracked(|account| paths::export(account))
    );
    if window().location().set_href(&address).is_ok() {
        desk.exporting.set(EXPORTING);
        wait(desk, format!("{}={mark}", paths::EXPORT_MARK), LOOKS);
    }
}

/// Waits for the cookie that comes with the file.
fn wait(desk: Desk, cookie: String, looks: u32) {
    set_timeout(
        move || {
            let cookies = document().unchecked_into::<HtmlDocument>().cookie();
            if cookies.is_ok_and(|cookies| cookies.split("; ").any(|one| one == cookie)) {
                desk.exporting.try_set(BEGUN);
            } else if looks == 0 {
                desk.exporting.try_set("");
            } else {
                wait(desk, cookie, looks - 1);
            }
        },
        PACE,
    );
}
