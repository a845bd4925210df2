//! The recipient's page of a single-access link: one document, rendered on the server, with no WebAssembly. It works
//! without scripts; `share.js` adds the countdown and *Copy*.

use crate::{
    domain::{link::Link, time::Timestamp},
    error::AppError,
    ui::{
        components::{
            alert::alert,
            copy::CopyField,
            countdown::Countdown,
            icons::{SHIELD, icon},
            topbar::mark,
        },
        shell::{Assets, head},
    },
};
use leptos::prelude::*;

/// What the page shows. No `Debug`: it can hold a token.
pub enum ShareView {
    /// The link can be opened.
    Waiting {
        account: String,
        label: String,
        expires_at: Timestamp,
        now: Timestamp,
        genuine_prefix: String,
    },
    /// It was opened just now; this answer is the only one that ever holds the token.
    Token {
        account: String,
        label: String,
        app_key: String,
        token: String,
        genuine_prefix: String,
    },
    /// It was opened before, expired, or was cancelled.
    Ended { account: String, label: String, link: Link },
    /// There is no such link. The same for an unknown id and for one that could never be one.
    NotFound,
    /// It could not be looked up or opened.
    Failed(AppError),
}

impl ShareView {
    /// Whether there is something for `share.js` to do: to count down or to copy.
    pub fn has_script(&self) -> bool {
        matches!(self, Self::Waiting { .. } | Self::Token { .. })
    }
}

/// The whole document. `nonce` is the one by which its content security policy allows the script, where there is one.
pub fn share_document(view: ShareView, assets: &Assets, nonce: Option<&str>) -> String {
    // Fields to copy hold signals, which need an owner; this one and they end with the document.
    Owner::new().with(|| render(view, assets, nonce))
}

fn render(view: ShareView, assets: &Assets, nonce: Option<&str>) -> String {
    let (title, content) = match view {
        ShareView::Waiting {
            account,
            label,
            expires_at,
            now,
            genuine_prefix,
        } => {
            let title = format!("A token for {label}");
            (
                title.clone(),
                waiting(title, account, (expires_at, now), genuine_prefix),
            )
        }
        ShareView::Token {
            account,
            label,
            app_key,
            token,
            genuine_prefix,
        } => (
            "Your token".to_owned(),
            token_shown(account, label, app_key, token, genuine_prefix),
        ),
        ShareView::Ended { account, label, link } => ("This link has ended".to_owned(), ended(account, label, link)),
        ShareView::NotFound => ("Link not found".to_owned(), not_found()),
        ShareView::Failed(error) => ("Please try again".to_owned(), failed(&error)),
    };
    let script = nonce.map(|nonce| {
        view! { <script type="module" src=assets.share_js.clone() nonce=nonce.to_owned()></script> }
    });
    let document = view! {
        <html lang="en">
            <head>{head(&assets.css)} <title>{format!("{title} · Keydesk")}</title> {script}</head>
            <body>
                <main class="sheet">
                    <div class="card">{mark()} {content}</div>
                </main>
            </body>
        </html>
    };
    format!("<!DOCTYPE html>{}", document.to_html())
}

fn waiting(title: String, account: String, (until, now): (Timestamp, Timestamp), genuine: String) -> AnyView {
    view! {
        <h1 dir="auto">{title}</h1>
        <p>
            <b>{account}</b>
            " shares an API token with you through this single-access link. It can be viewed once, so have a safe place for it ready."
        </p>
        <form method="post">
            <button type="submit" class="btn primary wide">
                "View token"
            </button>
        </form>
        <p class="quiet">"The link expires in " <Countdown until now /></p>
        {genuine_note(genuine)}
    }
    .into_any()
}

fn genuine_note(prefix: String) -> AnyView {
    view! {
        <div class="note">
            {icon(SHIELD)} <div>
                <p>"Genuine links begin with " <span class="mono">{prefix}</span></p>
                <p>"Compare that with your browser's address bar before you go on."</p>
            </div>
        </div>
    }
    .into_any()
}

fn token_shown(account: String, label: String, app_key: String, token: String, genuine: String) -> AnyView {
    view! {
        <h1>"Your token"</h1>
        <p>
            "For " <b dir="auto">{label}</b> " of " <b>{account}</b>
            ". Copy it now: it is shown once, and this link opens no more."
        </p>
        <div class="stack">
            <CopyField id="app-key" label="App key" value=app_key />
            <CopyField id="app-token" label="App token" value=token />
        </div>
        <div class="note">
            {icon(SHIELD)} <div>
                <p>
                    "Keep it safe: whoever has this token acts as this key. Put it into a secret store, never into code, chat or e-mail."
                </p>
                <p>"Genuine links begin with " <span class="mono">{genuine}</span></p>
            </div>
        </div>
    }
    .into_any()
}

fn ended(account: String, label: String, link: Link) -> AnyView {
    let (sentence, advice) = match link {
        Link::Opened { at } => (
            format!("This link was opened at {}.", at.date_and_time()),
            "If that was not you, tell whoever sent you the link at once: somebody else has the token, and it should be renewed.",
        ),
        Link::Expired { at } | Link::Pending { expires_at: at } => (
            format!("This link expired at {}.", at.date_and_time()),
            "Nobody saw the token. Ask whoever sent you the link for a new one.",
        ),
        Link::Cancelled { at } => (
            format!("This link was cancelled at {}.", at.date_and_time()),
            "The token was withdrawn. Ask whoever sent you the link whether there is a new one.",
        ),
    };
    view! {
        <h1>{sentence}</h1>
        <p>"It was for " <b dir="auto">{label}</b> " of " <b>{account}</b> "."</p>
        <p>{advice}</p>
    }
    .into_any()
}

fn not_found() -> AnyView {
    view! {
        <h1>"Link not found"</h1>
        <p>"There is no such link. Check that you copied all of it, or ask whoever sent it to you for a new one."</p>
    }
    .into_any()
}

fn failed(error: &AppError) -> AnyView {
    view! {
        <h1>"Please try again"</h1>
        {alert(error)}
    }
    .into_any()
}
