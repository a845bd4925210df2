//! The HTML document around the application.

use crate::{
    i18n::{self, Language, t},
    ui::{
        app::{App, StaticApp},
        components::icons::{WARNING, icon},
        title::Told,
    },
};
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
    /// The small module of pages with a list.
    pub list_js: String,
    /// The small module that searches in lists on plain pages.
    pub search_js: String,
    /// The small module that shows instants in the reader's own time zone.
    pub times_js: String,
    /// The texts of each language, in the order of [`Language::ALL`].
    pub texts: [String; 3],
}

/// The query of a page's address, where it can be asked for again. A reply to a posted form cannot, and may hold what is shown
/// once. The path is left out: it can be secret, and browsers know it.
#[derive(Clone, Debug)]
pub struct Here(String);

impl Here {
    /// The query as it stands in a request; empty where there is none.
    pub fn new(query: &str) -> Self {
        Self(query.to_owned())
    }
}

/// The id of the element that holds the application. Nodes that extensions and proxies put beside it are none of its business.
pub const APPLICATION: &str = "app";

/// What runs on a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scripts {
    /// The whole application, hydrated.
    Hydrate,
    /// The small modules of a list that is a plain page.
    List,
    /// Only the small module that counts down and copies: for sign-in, and for pages that reply to a posted form.
    Static,
}

/// The document. `reload` is for development under `cargo leptos watch`.
pub fn shell(assets: Assets, scripts: Scripts, reload: Option<LeptosOptions>) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang=i18n::current().tag() data-plain=(scripts == Scripts::List).then_some("")>
            <head>
                {head(&assets.css)} {reload.map(|options| view! { <AutoReload options /> })} {modules(&assets, scripts)}
                <MetaTags />
            </head>
            <body>
                {match scripts {
                    Scripts::Hydrate => {
                        view! {
                            <div id=APPLICATION>
                                <App />
                            </div>
                            {shortcuts(true, Some(t::shortcut_generate()), true)}
                            {stopped()}
                        }
                            .into_any()
                    }
                    Scripts::List | Scripts::Static => view! { <StaticApp /> }.into_any(),
                }} {use_context::<Here>().map(|Here(query)| foot(&query, scripts))}
            </body>
        </html>
    }
}

/// The document around a page that was drawn in one go. In reply to a posted form it may hold what is shown once.
pub fn document(assets: &Assets, scripts: Scripts, reload: Option<LeptosOptions>, title: &Told, page: &str) -> String {
    let lang = i18n::current().tag();
    let plain = if scripts == Scripts::List { " data-plain" } else { "" };
    let head = view! {
        {head(&assets.css)}
        {reload.map(|options| view! { <AutoReload options /> })}
        {modules(assets, scripts)}
        {title.element()}
    };
    let foot = use_context::<Here>().map(|Here(query)| foot(&query, scripts));
    let away = (scripts == Scripts::List).then(away);
    format!(
        "<!DOCTYPE html><html lang=\"{lang}\"{plain}><head>{}</head><body>{page}{}{}{}</body></html>",
        head.to_html(),
        foot.to_html(),
        away.to_html(),
        busy().to_html()
    )
}

/// The scripts of a page.
fn modules(assets: &Assets, scripts: Scripts) -> AnyView {
    match scripts {
        Scripts::Hydrate => hydration(assets),
        Scripts::List => view! {
            {small_module(assets.share_js.clone())}
            {small_module(assets.list_js.clone())}
            {small_module(assets.search_js.clone())}
            {small_module(assets.times_js.clone())}
        }
        .into_any(),
        Scripts::Static => view! {
            {small_module(assets.share_js.clone())}
            {small_module(assets.times_js.clone())}
        }
        .into_any(),
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

/// Starts the application by `list.js`. Leptos' own `HydrationScripts` is not used because it writes the nonce of the content
/// security policy into `crossorigin` attributes too (0.8.23), where scripts could read it. Only then are instants shown in the
/// reader's own time zone: the application takes over what the server drew.
fn hydration(assets: &Assets) -> AnyView {
    let texts = &assets.texts[i18n::current() as usize];
    let script = format!(
        "import{{start}}from{:?};await start({:?},{:?},{texts:?});import({:?})",
        assets.list_js, assets.js, assets.wasm, assets.times_js
    );
    view! {
        <link rel="modulepreload" href=assets.js.clone() nonce=use_nonce() />
        <link rel="preload" href=assets.wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
        <script type="module" nonce=use_nonce()>
            {script}
        </script>
    }
    .into_any()
}

/// What `search.js` shows on a plain page with a list while an answer takes long, and above the rows while there is none. The application
/// draws its own (`ui/contact.rs`).
fn away() -> AnyView {
    view! {
        <div class="toasts" role="status">
            <p id="waiting" class="toast" hidden>
                {t::list_slow()}
            </p>
        </div>
        <div id="away" class="banner" role="alert" hidden>
            {icon(WARNING)}
            <p>{t::list_kept()}</p>
            <button type="button" class="btn small">
                {t::try_again()}
            </button>
        </div>
    }
    .into_any()
}

/// Where `share.js` says to screen readers what a form does while the server takes its time.
pub fn busy() -> AnyView {
    view! { <p id="busy" class="unseen" aria-live="polite"></p> }.into_any()
}

/// What `list.js` shows above the page when the application could not start or broke: the page goes on as it does without scripts.
fn stopped() -> AnyView {
    view! {
        <div id="stopped" class="banner" role="alert" hidden>
            {icon(WARNING)}
            <p>{t::scripts_stopped()}</p>
            <button type="button" class="btn small">
                {t::scripts_start_again()}
            </button>
        </div>
    }
    .into_any()
}

fn small_module(src: String) -> AnyView {
    view! { <script type="module" src=src nonce=use_nonce()></script> }.into_any()
}

/// The end of a page: the switch between languages, and on lists the way to the help with their shortcuts.
pub fn foot(query: &str, scripts: Scripts) -> AnyView {
    let help = (scripts != Scripts::Static).then(|| {
        view! {
            <button type="button" class="btn small" id="help" aria-haspopup="dialog">
                {t::keyboard_shortcuts()}
            </button>
        }
        .into_any()
    });
    view! { <footer class="languages">{languages(query)} {help}</footer> }.into_any()
}

/// The way to the same page in each of the other languages. `list.js` keeps it up with the address.
fn languages(query: &str) -> AnyView {
    let joint = if query.is_empty() { "" } else { "&" };
    let choices: Vec<_> = Language::ALL
        .into_iter()
        .map(|language| {
            let tag = language.tag();
            let name = language.name();
            if language == i18n::current() {
                return view! { <b aria-current="true">{name}</b> }.into_any();
            }
            view! {
                <a href=format!("?{query}{joint}lang={tag}") hreflang=tag lang=tag rel="external">
                    {name}
                </a>
            }
            .into_any()
        })
        .collect();
    view! { <nav aria-label=t::language()>{choices}</nav> }.into_any()
}

/// The help that `?` opens: with search where there is one, what `g` does where it does something, and the keys of menus where there are
/// some. On the list it stands behind the application and is none of its business.
pub fn shortcuts(search: bool, g: Option<&'static str>, menus: bool) -> AnyView {
    let rows: Vec<_> = [
        ("/", search.then(t::search)),
        ("g", g),
        ("↑ ↓", menus.then(t::shortcut_move)),
        ("Esc", Some(t::shortcut_close())),
        ("?", Some(t::shortcut_help())),
    ]
    .into_iter()
    .filter_map(|(key, what)| Some((key, what?)))
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
            <h2 id="shortcuts-title">{t::keyboard_shortcuts()}</h2>
            <dl class="body keys">{rows}</dl>
            <form method="dialog">
                <footer>
                    <button type="submit" class="btn">
                        {t::close()}
                    </button>
                </footer>
            </form>
        </dialog>
    }
    .into_any()
}
