//! A text to copy.

use crate::{
    i18n::t,
    ui::{
        components::icons::{CHECK, COPY, icon},
        live::{live, live_text},
    },
};
use leptos::{html::Input, prelude::*, task::spawn_local, web_sys::js_sys::futures::JsFuture};

/// A labelled, read-only field that holds the whole text, and a button that copies it. On pages that are not hydrated
/// `share.js` does the copying; where no script runs the style sheet hides the button and the field is there to select.
#[component]
pub fn CopyField(
    /// The field's id.
    id: &'static str,
    label: &'static str,
    value: String,
    /// Whether the field takes focus when it appears.
    #[prop(optional)]
    first: bool,
    /// What the button is called where there are several. It begins with what the button says.
    #[prop(optional)]
    button: Option<&'static str>,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let said = RwSignal::new("");
    let copy = move |_| {
        let Some(input) = field.get_untracked() else { return };
        input.select();
        spawn_local(async move {
            said.try_set(if write(&input.value()).await {
                t::copied()
            } else {
                t::press_to_copy()
            });
        });
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <div class="copy">
                <input
                    id=id
                    class="mono"
                    readonly=true
                    spellcheck="false"
                    autocomplete="off"
                    autofocus=first
                    value=value
                    node_ref=field
                />
                <button
                    type="button"
                    class="btn"
                    aria-label=button
                    data-copy=format!("#{id}")
                    data-copied=t::copied()
                    data-not-copied=t::press_to_copy()
                    on:click=copy
                >
                    {live(move || Some(icon(if said.get() == t::copied() { CHECK } else { COPY })))}
                    {t::copy()}
                </button>
            </div>
            <p class="said" role="status">
                {live_text(move || said.get().to_owned())}
            </p>
        </div>
    }
}

/// The same for pages without WebAssembly, without signals: `share.js` does the copying.
pub fn plain_copy_field(id: &'static str, label: &'static str, value: String, button: Option<&'static str>) -> AnyView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <div class="copy">
                <input id=id class="mono" readonly=true spellcheck="false" autocomplete="off" value=value />
                <button
                    type="button"
                    class="btn"
                    aria-label=button
                    data-copy=format!("#{id}")
                    data-copied=t::copied()
                    data-not-copied=t::press_to_copy()
                >
                    {icon(COPY)}
                    <span>{t::copy()}</span>
                </button>
            </div>
            <p class="said" role="status"></p>
        </div>
    }
    .into_any()
}

/// Writes to the clipboard. Without https there is none, and the browser may refuse.
async fn write(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    if AsRef::<leptos::wasm_bindgen::JsValue>::as_ref(&clipboard).is_undefined() {
        return false;
    }
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}
