//! The HTML document around the application.

use crate::{
    i18n::{self, Language, t},
    ui::{
        app::App,
        components::icons::{WARNING, icon},
        title::PageTitle,
    },
};
use leptos::{config::LeptosOptions, hydration::AutoReload, nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

/// The URLs of the assets, as absolute paths such as `/pkg/keydesk.ab12.js`.
#[derive(Clone, Debug)]
pub struct Assets {
    pub js: String,
    pub wasm: String,
    pub css: String,
    pub icon: String,
    /// The module of pages that are not hydrated.
    pub share_js: String,
    /// The module of pages with a list.
    pub list_js: String,
    /// The module that searches in lists on plain pages.
    pub search_js: String,
    /// The module that shows times in the user's time zone.
    pub times_js: String,
    /// The translations of each language, in the order of [`Language::ALL`].
    pub texts: [String; 3],
}

/// The query string of a page that can be requested again. A reply to a posted form cannot, and may hold data that is shown once.
/// The path is left out: it can be a secret, and the browser resolves relative links.
#[derive(Clone, Debug)]
pub struct OwnQuery(String);

impl OwnQuery {
    /// Keeps the query string of a request, or an empty string.
    pub fn new(query: &str) -> Self {
        Self(query.to_owned())
    }
}

/// The id of the element that holds the application. The hydration check ignores nodes beside it, which extensions and proxies add.
pub const APPLICATION: &str = "app";

/// The scripts of a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scripts {
    /// The application, hydrated.
    Hydrate,
    /// The small modules of a plain page with a list.
    List,
    /// Only the small modules for countdown, copying and times: for sign-in, and for replies to posted forms.
    Static,
}

/// The document around the application. leptos renders it, with the data for hydration. `reload` is for development with
/// `cargo leptos watch`.
pub fn hydrated_document(assets: Assets, reload: Option<LeptosOptions>) -> impl IntoView {
    let scripts = Scripts::Hydrate;
    let page = view! {
        <div id=APPLICATION>
            <App />
        </div>
        {shortcuts(true, Some(t::shortcut_generate()), true)}
        {stopped_banner()}
    }
    .into_any();
    view! {
        <!DOCTYPE html>
        <html lang=i18n::current().tag()>
            <head>
                {head(&assets)} {reload.map(|options| view! { <AutoReload options /> })} {modules(&assets, scripts)}
                <MetaTags />
            </head>
            <body>{page} {use_context::<OwnQuery>().map(|OwnQuery(query)| foot(&query, scripts))}</body>
        </html>
    }
}

/// The document around a plain page, which was rendered in one pass. In reply to a posted form it may hold data that is shown once.
pub fn plain_document(
    assets: &Assets,
    scripts: Scripts,
    reload: Option<LeptosOptions>,
    title: &PageTitle,
    page: &str,
) -> String {
    let lang = i18n::current().tag();
    let plain = if scripts == Scripts::List { " data-plain" } else { "" };
    let head = view! {
        {head(assets)}
        {reload.map(|options| view! { <AutoReload options /> })}
        {modules(assets, scripts)}
        {title.element()}
    };
    let foot = use_context::<OwnQuery>().map(|OwnQuery(query)| foot(&query, scripts));
    let unreachable = (scripts == Scripts::List).then(unreachable_elements);
    format!(
        "<!DOCTYPE html><html lang=\"{lang}\"{plain}><head>{}</head><body>{page}{}{}{}</body></html>",
        head.to_html(),
        foot.to_html(),
        unreachable.to_html(),
        busy().to_html()
    )
}

/// The script elements of a page.
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

/// The common head of all documents.
pub fn head(assets: &Assets) -> AnyView {
    view! {
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <link rel="stylesheet" href=assets.css.clone() />
        <link rel="icon" type="image/svg+xml" href=assets.icon.clone() />
    }
    .into_any()
}

/// Starts the application through `list.js`. Leptos' own `HydrationScripts` also writes the CSP nonce into `crossorigin` attributes
/// (0.8.23), where scripts could read it. `times.js` runs after hydration, because hydration needs the text that the server rendered.
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

/// Elements for `search.js` on a plain page with a list: a toast for slow answers, and a line above the rows while the server
/// does not answer. The application renders its own (`ui/reachability.rs`).
fn unreachable_elements() -> AnyView {
    view! {
        <div class="toasts" role="status">
            <p id="waiting" class="toast" hidden>
                {t::list_slow()}
            </p>
        </div>
        {hidden_banner("away", t::list_kept(), t::try_again())}
    }
    .into_any()
}

/// The live region in which `share.js` announces the progress of a submitted form.
pub fn busy() -> AnyView {
    view! { <p id="busy" class="unseen" aria-live="polite"></p> }.into_any()
}

/// The notice that `list.js` shows if the application failed to start or broke. The page then works as without JavaScript.
fn stopped_banner() -> AnyView {
    hidden_banner("stopped", t::scripts_stopped(), t::scripts_start_again()).into_any()
}

/// A banner that a script shows.
fn hidden_banner(id: &'static str, text: &'static str, button: &'static str) -> impl IntoView {
    view! {
        <div id=id class="banner" role="alert" hidden>
            {icon(WARNING)}
            <p>{text}</p>
            <button type="button" class="btn small">
                {button}
            </button>
        </div>
    }
}

fn small_module(src: String) -> AnyView {
    view! { <script type="module" src=src nonce=use_nonce()></script> }.into_any()
}

/// The foot of a page: the language switch, and on lists the button for the keyboard shortcuts.
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

/// Links to the same page in the other languages. `list.js` adds the current address when a link is clicked.
fn languages(query: &str) -> AnyView {
    let separator = if query.is_empty() { "" } else { "&" };
    let choices: Vec<_> = Language::ALL
        .into_iter()
        .map(|language| {
            let tag = language.tag();
            let name = language.name();
            if language == i18n::current() {
                return view! { <b aria-current="true">{name}</b> }.into_any();
            }
            view! {
                <a href=format!("?{query}{separator}lang={tag}") hreflang=tag lang=tag rel="external">
                    {name}
                </a>
            }
            .into_any()
        })
        .collect();
    view! { <nav aria-label=t::language()>{choices}</nav> }.into_any()
}

/// The dialog of keyboard shortcuts, opened by `?`: those of a page with or without search and menus. `g` is the label of the
/// shortcut `g`, if the page has it. On the list the dialog is outside the application.
pub fn shortcuts(has_search: bool, g: Option<&'static str>, has_menus: bool) -> AnyView {
    let rows: Vec<_> = [
        ("/", has_search.then(t::search)),
        ("g", g),
        ("↑ ↓", has_menus.then(t::shortcut_move)),
        ("Esc", Some(t::shortcut_close())),
        ("?", Some(t::shortcut_help())),
    ]
    .into_iter()
    .filter_map(|(key, label)| Some((key, label?)))
    .map(|(key, label)| {
        view! {
            <div>
                <dt>
                    <kbd>{key}</kbd>
                </dt>
                <dd>{label}</dd>
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
