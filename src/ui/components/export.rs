//! *Export*: a link to the file with all keys of the account.

use crate::ui::{
    components::icons::{DOWNLOAD, icon},
    desk::Desk,
    live::live_text,
    paths,
};
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::{Blob, HtmlAnchorElement, Response, Url, js_sys::futures::JsFuture},
};
use std::time::Duration;

const EXPORT: &str = "Export";
const EXPORTING: &str = "Exporting…";
const SAVED: &str = "The file is downloaded.";

/// How long the browser may take to save a file that is there.
const SAVING: Duration = Duration::from_secs(60);

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

/// The link on the hydrated page, where the button says what is under way until the file is there.
pub fn export_button(desk: Desk) -> AnyView {
    let address = move || desk.account.with(|account| paths::export(account));
    let busy = move || (desk.exporting.get() == EXPORTING).then_some("true");
    view! {
        <a
            class="btn"
            href=address
            rel="external"
            aria-busy=busy
            aria-disabled=busy
            on:click=move |event| {
                event.prevent_default();
                export(desk, untrack(address));
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

fn export(desk: Desk, address: String) {
    if desk.exporting.get_untracked() == EXPORTING {
        return;
    }
    desk.exporting.set(EXPORTING);
    spawn_local(async move {
        let saved = save(&address).await.is_some();
        desk.exporting.try_set(if saved { SAVED } else { "" });
        if !saved {
            // Why there is no file the server says best: as the page that people without scripts get.
            let _ = window().location().set_href(&address);
        }
    });
}

/// Asks for the file and saves it. `None` for any other answer, such as the way to sign in.
async fn save(address: &str) -> Option<()> {
    let answer = JsFuture::from(window().fetch_with_str(address)).await.ok()?;
    let answer: Response = answer.unchecked_into();
    if !answer.ok() || answer.redirected() {
        return None;
    }
    let disposition = answer.headers().get("content-disposition").ok()??;
    let file: Blob = JsFuture::from(answer.blob().ok()?).await.ok()?.unchecked_into();
    let url = Url::create_object_url_with_blob(&file).ok()?;
    let link: HtmlAnchorElement = document().create_element("a").ok()?.unchecked_into();
    link.set_href(&url);
    link.set_download(disposition.split('"').nth(1)?);
    link.click();
    set_timeout(
        move || {
            let _ = Url::revoke_object_url(&url);
        },
        SAVING,
    );
    Some(())
}
