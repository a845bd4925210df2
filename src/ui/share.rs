//! The recipient's page of a single-access link: one document, rendered on the server, without WebAssembly. It works without
//! JavaScript; `share.js` adds the countdown and *Copy*.

use crate::{
    domain::{
        id::{Id, IdempotentForm},
        keys::link::Link,
        time::Timestamp,
    },
    error::AppError,
    i18n::{self, SLOT, split_at_slot, t},
    ui::{
        components::{
            actions::submit,
            alert::alert,
            banner::{genuine_address, note},
            copy::plain_copy_field,
            countdown::Countdown,
            field::hidden,
            form_id::FORM_ID,
            instant::to_the_minute,
        },
        plain::sheet,
        sentences::{name, within},
        shell::{Assets, Scripts, busy, foot, head},
        title,
    },
};
use leptos::prelude::*;

/// The content of the page. No `Debug`, because it can hold a token.
pub enum ShareView {
    /// The link can be opened.
    Waiting {
        account: String,
        label: String,
        expires_at: Timestamp,
        now: Timestamp,
        genuine_prefix: String,
        form_id: Id<IdempotentForm>,
    },
    /// The link was just opened. Only this response ever contains the token.
    Token {
        account: String,
        label: String,
        app_key: String,
        token: String,
        genuine_prefix: String,
    },
    /// The link was opened before, expired, or was cancelled.
    Ended { account: String, label: String, link: Link },
    /// There is no such link. The response is the same for unknown and malformed ids.
    NotFound,
    /// The link could not be looked up or opened.
    Failed(AppError),
}

impl ShareView {
    /// The URL of the only script that the page needs: for the countdown and *Copy*, or for the end time in the recipient's time zone.
    pub fn script(&self, assets: &Assets) -> Option<String> {
        match self {
            Self::Waiting { .. } | Self::Token { .. } => Some(assets.share_js.clone()),
            Self::Ended { .. } => Some(assets.times_js.clone()),
            Self::NotFound | Self::Failed(_) => None,
        }
    }
}

/// The whole document. `nonce` is the CSP nonce of the script, if the page has one. A `repeatable` page can be requested again, so
/// it offers a language switch. The reply to the form can hold the token and is not repeatable.
///
/// The document uses no signals: it is rendered while the link is being opened, and must not depend on a reactive owner that can end.
pub fn share_document(view: ShareView, assets: &Assets, nonce: Option<&str>, repeatable: bool) -> String {
    let script = view.script(assets);
    let (title, content) = match view {
        ShareView::Waiting {
            account,
            label,
            expires_at,
            now,
            genuine_prefix,
            form_id,
        } => {
            // Chats show the title in link previews to all members, so it names no key.
            (
                t::single_access_link().to_owned(),
                waiting(label, account, (expires_at, now), genuine_prefix, form_id),
            )
        }
        ShareView::Token {
            account,
            label,
            app_key,
            token,
            genuine_prefix,
        } => (
            t::share_your_token().to_owned(),
            token_shown(account, label, app_key, token, genuine_prefix),
        ),
        ShareView::Ended { account, label, link } => (t::share_ended().to_owned(), ended(account, label, link)),
        ShareView::NotFound => (t::share_not_found().to_owned(), not_found()),
        ShareView::Failed(error) => (t::share_try_again().to_owned(), failed(&error)),
    };
    // The language switch contains no path, because the path is a secret and the not-found page must be the same for all paths.
    let switch = repeatable.then(|| foot("", Scripts::Static));
    let script = script.zip(nonce).map(|(script, nonce)| {
        view! { <script type="module" src=script nonce=nonce.to_owned()></script> }
    });
    let document = view! {
        <html lang=i18n::current().tag()>
            <head>{head(assets)} {title::element(&title)} {script}</head>
            <body>{sheet(content)} {switch} {busy()}</body>
        </html>
    };
    format!("<!DOCTYPE html>{}", document.to_html())
}

fn waiting(
    label: String,
    account: String,
    (expires_at, now): (Timestamp, Timestamp),
    genuine_prefix: String,
    form_id: Id<IdempotentForm>,
) -> AnyView {
    let (before, after) = split_at_slot(&t::share_offer(SLOT));
    let (time_before, time_after) = split_at_slot(&t::share_expires_in(SLOT));
    view! {
        <h1>{within(&t::share_title(SLOT), name(label))}</h1>
        <p>{before} <b>{account}</b> {after}</p>
        <form method="post">
            {hidden(FORM_ID, form_id.into_string())}
            {submit((t::share_view_token(), t::doing_open()), "btn primary wide")}
        </form>
        <p class="quiet">{time_before} <Countdown until=expires_at now /> {time_after}</p>
        {genuine_note(genuine_prefix)}
    }
    .into_any()
}

fn genuine_note(prefix: String) -> AnyView {
    let advice = view! {
        {genuine_address(&t::share_genuine(SLOT), prefix).into_any()}
        <p>{t::share_compare()}</p>
    };
    note(advice).into_any()
}

/// A sentence with a key's label and its account in bold.
fn sentence_about_key(sentence: &str, label: String, account: String) -> AnyView {
    let (before, rest) = split_at_slot(sentence);
    let (between, after) = split_at_slot(&rest);
    view! { <p>{before} <b>{name(label)}</b> {between} <b>{account}</b> {after}</p> }.into_any()
}

fn token_shown(account: String, label: String, app_key: String, token: String, genuine_prefix: String) -> AnyView {
    let advice = view! {
        <p>{t::share_keep_safe()}</p>
        {genuine_address(&t::share_genuine(SLOT), genuine_prefix).into_any()}
    };
    view! {
        <h1>{t::share_your_token()}</h1>
        {sentence_about_key(&t::share_token_of(SLOT, SLOT), label, account)}
        <div class="stack">
            {plain_copy_field("app-key", t::app_key(), app_key, (false, Some(t::share_copy_key())))}
            {plain_copy_field("app-token", t::app_token(), token, (false, Some(t::share_copy_token())))}
        </div>
        {note(advice)}
    }
    .into_any()
}

fn ended(account: String, label: String, link: Link) -> AnyView {
    let (at, sentence, advice) = match link {
        Link::Opened { at } => (at, t::share_opened_at(SLOT), t::share_opened_advice()),
        Link::Expired { at } | Link::Pending { expires_at: at } => {
            (at, t::share_expired_at(SLOT), t::share_expired_advice())
        }
        Link::Cancelled { at } => (at, t::share_cancelled_at(SLOT), t::share_cancelled_advice()),
    };
    view! {
        <h1>{within(&sentence, to_the_minute(at))}</h1>
        {sentence_about_key(&t::share_was_for(SLOT, SLOT), label, account)}
        <p>{advice}</p>
    }
    .into_any()
}

fn not_found() -> AnyView {
    view! {
        <h1>{t::share_not_found()}</h1>
        <p>{t::share_not_found_advice()}</p>
    }
    .into_any()
}

fn failed(error: &AppError) -> AnyView {
    view! {
        <h1>{t::share_try_again()}</h1>
        {alert(error)}
    }
    .into_any()
}
