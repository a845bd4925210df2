//! Read-only text fields with a *Copy* button.

use crate::{
    domain::names::AppKey,
    i18n::t,
    ui::{
        components::icons::{CHECK, COPY, icon},
        live::{live, live_text},
    },
};
use leptos::{
    html::{Button, Input},
    prelude::*,
    task::spawn_local,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{HtmlDocument, HtmlInputElement, js_sys::futures::JsFuture},
};

/// A labelled, read-only field with a button that copies its text. On pages without hydration `share.js` copies. Without
/// JavaScript the style sheet hides the button, and the user selects the text in the field.
#[component]
pub fn CopyField(
    /// The field's id.
    id: &'static str,
    label: &'static str,
    value: String,
    /// Whether copying is the main purpose of the dialog or page: the button is primary. In a dialog the button gets the focus;
    /// without JavaScript the field gets it.
    #[prop(optional)]
    first: bool,
    /// The button's accessible name where a page has several. It starts with the visible label.
    #[prop(optional)]
    button: Option<&'static str>,
    /// Becomes true once the text was copied, by the button or by hand.
    #[prop(optional)]
    copied: Option<RwSignal<bool>>,
) -> impl IntoView {
    let input_ref = NodeRef::<Input>::new();
    let button_ref = NodeRef::<Button>::new();
    let message = RwSignal::new("");
    let report_copied = move || {
        if let Some(copied) = copied {
            copied.try_set(true);
        }
    };
    let copy = move |_| {
        let (Some(input), Some(button)) = (input_ref.get_untracked(), button_ref.get_untracked()) else {
            return;
        };
        spawn_local(async move {
            if copy_text(&input).await {
                message.try_set(t::copied());
                // The fallback without the clipboard API moves the focus to the field.
                let _ = button.focus();
                report_copied();
            } else {
                message.try_set(t::press_to_copy());
            }
        });
    };
    let is_copied = move || message.get() == t::copied();
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
                    node_ref=input_ref
                    on:copy=move |_| report_copied()
                />
                <button
                    type="button"
                    class=if first { "btn primary" } else { "btn" }
                    class:done=is_copied
                    aria-label=button
                    data-copy=format!("#{id}")
                    data-copied=t::copied()
                    data-not-copied=t::press_to_copy()
                    node_ref=button_ref
                    on:click=copy
                >
                    {live(move || Some(icon(if is_copied() { CHECK } else { COPY })))}
                    <span>{live_text(move || if is_copied() { t::copied() } else { t::copy() }.to_owned())}</span>
                </button>
            </div>
            <p class="said" role="status">
                {live_text(move || message.get().to_owned())}
            </p>
        </div>
    }
}

/// The copy field for pages without WebAssembly. It uses no signals; `share.js` copies. `first`: the field gets the focus.
/// `button`: the button's accessible name where a page has several.
pub fn plain_copy_field(
    id: &'static str,
    label: &'static str,
    value: String,
    (first, button): (bool, Option<&'static str>),
) -> AnyView {
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
                />
                {plain_copy_button(id, button)}
            </div>
            <p class="said" role="status"></p>
        </div>
    }
    .into_any()
}

/// A button that copies the text of the field with this id. `share.js` copies. `name` is its accessible name where a page has several.
pub fn plain_copy_button(id: &'static str, name: Option<&'static str>) -> impl IntoView {
    view! {
        <button
            type="button"
            class="btn"
            aria-label=name
            data-copy=format!("#{id}")
            data-copied=t::copied()
            data-not-copied=t::press_to_copy()
        >
            {icon(COPY)}
            <span>{t::copy()}</span>
        </button>
    }
}

/// An app key with a button that copies it.
pub fn app_key(app_key: &AppKey) -> AnyView {
    let button = icon_copy_button(app_key.as_str());
    view! { <div class="under mono">{app_key.to_string()} {button}</div> }.into_any()
}

/// A button that copies `text`. `list.js` handles the click.
pub fn icon_copy_button(text: &str) -> AnyView {
    view! {
        <button type="button" class="clip" aria-label=t::copy_named(text) data-clip=text.to_owned()>
            {icon(COPY)}
        </button>
    }
    .into_any()
}

/// Copies the field's text. The clipboard API needs https, and the browser can deny access; then `execCommand` is the fallback.
/// If that also fails, the text stays selected, so that the user can copy it by hand.
async fn copy_text(field: &HtmlInputElement) -> bool {
    let clipboard = window().navigator().clipboard();
    if !AsRef::<JsValue>::as_ref(&clipboard).is_undefined()
        && JsFuture::from(clipboard.write_text(&field.value())).await.is_ok()
    {
        return true;
    }
    let _ = field.focus();
    field.select();
    // iOS needs an explicit selection range.
    let _ = field.set_selection_range(0, u32::MAX);
    let document: HtmlDocument = document().unchecked_into();
    document.exec_command("copy").unwrap_or_default()
}
