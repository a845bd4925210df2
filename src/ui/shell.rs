//! The HTML document around the application.

use crate::ui::app::{App, StaticApp};
use leptos::{config::LeptosOptions, hydration::AutoReload, nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

/// Where the browser finds what the pages need, as absolute paths such as `/pkg/keydesk.ab12.js`.
#[derive(Clone, Debug)]
pub struct Assets {
    pub js: String,
    pub wasm: String,
    pub css: String,
    /// The small module of pages that are not hydrated.
    pub share_js: String,
    /// The small module of the list.
    pub list_js: String,
}

/// What runs on a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scripts {
    /// The whole application, hydrated.
    Hydrate,
    /// Only the small module that counts down and copies: for sign-in, and for pages that reply to a posted form.
    Static,
}

/// The document. `reload` is for development under `cargo leptos watch`.
pub fn shell(assets: Assets, scripts: Scripts, reload: Option<LeptosOptions>) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                {head(&assets.css)} {reload.map(|options| view! { <AutoReload options /> })}
                {match scripts {
                    Scripts::Hydrate => hydration(&assets),
                    Scripts::Static => small_module(assets.share_js),
                }} <MetaTags />
            </head>
            <body>
                {match scripts {
                    Scripts::Hydrate => {
                        view! {
                            <App />
                            {shortcuts()}
                        }
                            .into_any()
                    }
                    Scripts::Static => view! { <StaticApp /> }.into_any(),
                }}
            </body>
        </html>
    }
}

/// What stands in the head of every document.
pub fn head(css: &str) -> AnyView {
    view! {
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <link rel="stylesheet" href=css.to_owned() />
        <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
    }
    .into_any()
}

/// Loads and starts the application. Leptos' own `HydrationScripts` is not used because it writes the nonce of the
/// content security policy into `crossorigin` attributes too (0.8.23), where scripts could read it. `data-hydrated` on the
/// document says when the page is live, to whoever drives it by program.
fn hydration(assets: &Assets) -> AnyView {
    let script = format!(
        "import init,{{hydrate}} from{:?};await init({{module_or_path:{:?}}});hydrate();\
         document.documentElement.dataset.hydrated=''",
        assets.js, assets.wasm
    );
    view! {
        <link rel="modulepreload" href=assets.js.clone() nonce=use_nonce() />
        <link rel="preload" href=assets.wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
        <script type="module" nonce=use_nonce()>
            {script}
        </script>
        {small_module(assets.list_js.clone())}
    }
    .into_any()
}

fn small_module(src: String) -> AnyView {
    view! { <script type="module" src=src nonce=use_nonce()></script> }.into_any()
}

/// The help that `?` opens. Behind the application and none of its business: it is the same on every page of the list.
fn shortcuts() -> AnyView {
    let rows: Vec<_> = [
        ("/", "Search"),
        ("g", "Generate a key"),
        ("↑ ↓", "Move in a menu"),
        ("Esc", "Close a menu or dialog"),
        ("?", "This help"),
    ]
    .into_iter()
    .map(|(key, what)| {
        view! {
            <div>
                <dt>
                    <kbd>{key}</kbd>
                </dt>
                <dd>{what}</dd>
            </div>
        }
        .into_any()
    })
    .collect();
    view! {
        <dialog id="shortcuts" class="dialog" aria-labelledby="shortcuts-title">
            <h2 id="shortcuts-title">"Keyboard shortcuts"</h2>
            <dl class="body keys">{rows}</dl>
            <form method="dialog">
                <footer>
                    <button type="submit" class="btn">
                        "Close"
                    </button>
                </footer>
            </form>
        </dialog>
    }
    .into_any()
}
