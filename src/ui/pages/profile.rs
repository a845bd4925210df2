//! A user's profile: password, second factor, sessions, known browsers and accounts. A plain page without WebAssembly.

use crate::{
    error::Field,
    i18n::{SLOT, split_at_slot, t},
    ui::{
        components::{
            actions::{link_button, pair, row_submit, submit},
            alert::FormError,
            badges::{date_and_age, text_badge},
            field::{TickBox, current_password, hidden, new_password, user_name},
            topbar::Section,
        },
        forms::Submission,
        pages::second_factor::second_factor_part,
        paths,
        plain::{page_frame, page_head, part},
    },
    views::profile::{BrowserView, ProfileView, SessionView},
};
use leptos::prelude::*;

/// The form field that names the session to end.
pub const SESSION: &str = "session";
/// The value for all sessions except the current one.
pub const OTHERS: &str = "others";
/// The form field that names the browser to forget.
pub const BROWSER: &str = "browser";
/// The value for all browsers.
pub const ALL: &str = "all";

pub fn profile_page(profile: &ProfileView) -> AnyView {
    let form = Submission::new();
    let content = view! {
        {page_head(t::profile_title(), Some(profile.email.clone().into_any()), None)}
        <FormError error=form.error() />
        {password(form)}
        {second_factor_part(profile.second_factor)}
        {sessions(profile, form)}
        {browsers(profile)}
        {accounts(profile)}
    }
    .into_any();
    page_frame(profile.viewer.as_ref(), Section::Elsewhere, t::profile_title(), content)
}

fn password(form: Submission) -> AnyView {
    let new = (t::profile_new_password(), t::profile_new_password_hint());
    let content = view! {
        <form method="post" action=paths::PROFILE novalidate=true class="card settings">
            {user_name()}
            {current_password(t::profile_current_password(), false, form)}
            {new_password(Field::NewPassword, new, false, form)}
            {submit((t::profile_change_password(), t::saving()), "btn primary")}
        </form>
    };
    part("password", t::password(), content)
}

/// Links to the user's accounts. Actions of users on their own membership redirect to this page.
fn accounts(profile: &ProfileView) -> AnyView {
    let slugs = profile.viewer.as_ref().map_or(&[][..], |viewer| &viewer.accounts);
    let links: Vec<_> = slugs
        .iter()
        .map(|slug| link_button("btn", format!("/{slug}"), slug.to_string()).into_any())
        .collect();
    let none = slugs.is_empty().then(|| {
        view! {
            <p>{t::profile_no_account()}</p>
            <form method="post" action="/logout">
                {submit((t::sign_out(), t::doing_sign_out()), "btn")}
            </form>
        }
        .into_any()
    });
    let content = view! {
        {pair(links)}
        {none}
    };
    part("accounts", t::profile_accounts(), content)
}

fn sessions(profile: &ProfileView, form: Submission) -> AnyView {
    let rows: Vec<_> = profile
        .sessions
        .iter()
        .map(|session| session_row(session, profile, form))
        .collect();
    let others = t::profile_sign_out_others();
    let others =
        (profile.sessions.len() > 1).then(|| row_form(paths::PROFILE_SESSIONS, others, (SESSION, OTHERS), others));
    let content = view! {
        <ul class="card sessions">{rows}</ul>
        {others}
    };
    part("sessions", t::profile_sessions(), content)
}

fn session_row(session: &SessionView, profile: &ProfileView, form: Submission) -> AnyView {
    let current = session
        .current
        .then(|| text_badge("info", t::profile_this_session()).into_any());
    let end_form = if session.current {
        end_current(session, form)
    } else {
        let name = t::profile_sign_out_there(&session.device, &session.ip);
        row_form(
            paths::PROFILE_SESSIONS,
            t::sign_out(),
            (SESSION, &session.handle),
            &name,
        )
    };
    let signed_in = split_at_slot(&t::profile_signed_in(SLOT));
    let last_used = split_at_slot(&t::profile_last_used(SLOT));
    view! {
        <li>
            <div>
                <b>{session.device.clone()}</b>
                " "
                {current}
                <p class="quiet">
                    {format!("{} · {}", session.ip, signed_in.0)} {date_and_age(session.created_at, profile.now)}
                    {format!("{} · {}", signed_in.1, last_used.0)} {date_and_age(session.last_seen_at, profile.now)}
                    {last_used.1}
                </p>
            </div>
            {end_form}
        </li>
    }
    .into_any()
}

/// The form that ends the current session. It needs a tick, because the user may have meant another session.
fn end_current(session: &SessionView, form: Submission) -> AnyView {
    let name = t::profile_sign_out_there(&session.device, &session.ip);
    view! {
        <form method="post" action=paths::PROFILE_SESSIONS class="end">
            {hidden(SESSION, session.handle.clone())}
            <TickBox
                name=Field::Understood.name()
                field=Field::Understood
                label=t::profile_end_this()
                ticked=false
                form=form
            />
            {row_submit((t::sign_out(), t::doing_sign_out()), &name)}
        </form>
    }
    .into_any()
}

fn browsers(profile: &ProfileView) -> AnyView {
    let rows: Vec<_> = profile
        .browsers
        .iter()
        .map(|browser| browser_row(browser, profile))
        .collect();
    let all = t::profile_forget_all();
    let all = (rows.len() > 1).then(|| row_form(paths::PROFILE_BROWSERS, all, (BROWSER, ALL), all));
    let list = if rows.is_empty() {
        view! { <p class="card">{t::profile_browsers_none()}</p> }.into_any()
    } else {
        view! { <ul class="card sessions">{rows}</ul> }.into_any()
    };
    let content = view! {
        <p class="quiet">{t::profile_browsers_hint()}</p>
        {list}
        {all}
    };
    part("browsers", t::profile_browsers(), content)
}

fn browser_row(browser: &BrowserView, profile: &ProfileView) -> AnyView {
    let current = browser.current.then(|| text_badge("info", t::profile_this_browser()));
    let last = split_at_slot(&t::profile_browser_last(SLOT));
    let name = t::profile_forget_there(&browser.device, &browser.ip);
    view! {
        <li>
            <div>
                <b>{browser.device.clone()}</b>
                " "
                {current}
                <p class="quiet">
                    {format!("{} · {}", browser.ip, last.0)} {date_and_age(browser.last_at, profile.now)} {last.1}
                </p>
            </div>
            {row_form(paths::PROFILE_BROWSERS, t::profile_forget(), (BROWSER, browser.id.as_str()), &name)}
        </li>
    }
    .into_any()
}

fn row_form(action: &'static str, text: &'static str, (field, value): (&'static str, &str), name: &str) -> AnyView {
    view! {
        <form method="post" action=action>
            {hidden(field, value.to_owned())}
            {row_submit((text, t::saving()), name)}
        </form>
    }
    .into_any()
}
