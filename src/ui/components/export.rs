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
    web_sys::{Blob, HtmlElement, Response, Url, js_sys::futures::JsFuture},
};
use std::time::Duration;

const EXPORT: &str = "Export";

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
pub fn export_button(desk: Desk, account: &str) -> AnyView {
    let address = paths::export(account);
    let busy = move || desk.exporting.get().then_some("true");
    let text = move || if desk.exporting.get() { "Exporting…" } else { EXPORT }.to_owned();
    view! {
        <a
            class="btn"
            href=address.clone()
            rel="external"
            aria-busy=busy
            aria-disabled=busy
            on:click=move |event| {
                event.prevent_default();
                export(desk, address.clone());
            }
        >
            {icon(DOWNLOAD)}
            <span role="status">{live_text(text)}</span>
        </a>
    }
    .into_any()
}

fn export(desk: Desk, address: String) {
    if desk.exporting.get_untracked() {
        return;
    }
    desk.exporting.set(true);
    spawn_local(async move {
        let saved = save(&address).await.is_some();
        desk.exporting.set(false);
        if saved {
            desk.say("The file is downloaded.");
        } else {
            // Why there is no file the server says best: as the page that people without scripts get.
            let _ = window().location().set_href(&address);
        }
    });
}

/// Asks for the file and saves it. `None` where the answer is no download: the way to sign in, or why there is no file.
async fn save(address: &str) -> Option<()> {
    let answer: Response = JsFuture::from(window().fetch_with_str(address))
        .await
        .ok()?
        .unchecked_into();
    let disposition = answer.headers().get("content-disposition").ok()??;
    let file: Blob = JsFuture::from(answer.blob().ok()?).await.ok()?.unchecked_into();
    let url = Url::create_object_url_with_blob(&file).ok()?;
    let link = document().create_element("a").ok()?;
    link.set_attribute("href", &url).ok()?;
    link.set_attribute("download", disposition.split('"').nth(1)?).ok()?;
    link.unchecked_into::<HtmlElement>().click();
    // The browser takes a while to read it.
    set_timeout(
        move || {
            let _ = Url::revoke_object_url(&url);
        },
        SAVING,
    );
    Some(())
}
