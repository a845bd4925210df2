//! A user's own page: the password, and where they are signed in. A plain page without WebAssembly.

use crate::{
    domain::views::{ProfileView, SessionView},
    error::Field,
    ui::{
        components::{
            alert::FormError,
            badges::date_and_age,
            dialog::hidden,
            field::TextField,
            icons::{CHECK, icon},
            topbar::{mark, topbar},
        },
        done::Done,
        forms::Submission,
        paths,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The name of the field that says which session is to end.
pub const SESSION: &str = "session";
/// Its value for all but the one that asks.
pub const OTHERS: &str = "others";

/// The page.
#[component]
pub fn Profile(profile: ProfileView) -> impl IntoView {
    let form = Submission::new();
    let query = use_query_map().get_untracked();
    let done = query.get_str("done").and_then(Done::from_word).map(|done| {
        view! {
            <div class="banner ok" role="status">
                {icon(CHECK)}
                <p>{done.sentence()}</p>
            </div>
        }
        .into_any()
    });
    let header = match &profile.viewer {
        Some(viewer) => topbar(viewer, false),
        None => view! { <header class="top">{mark()}</header> }.into_any(),
    };
    view! {
        <Title text="Profile · Keydesk" />
        <div class="page">
            <a class="skip" href="#main">
                "Skip to content"
            </a>
            {header}
            <main id="main" tabindex="-1">
                <div class="head">
                    <div>
                        <h1 tabindex="-1">"Profile"</h1>
                        <p>{profile.email.clone()}</p>
                    </div>
                </div>
                {done}
                <FormError error=form.error() />
                {password(form)}
                {sessions(&profile)}
            </main>
        </div>
    }
}

fn password(form: Submission) -> AnyView {
    view! {
        <section class="part" aria-labelledby="password-title">
            <h2 id="password-title">"Password"</h2>
            <form method="post" action=paths::PROFILE novalidate=true class="card settings">
                <TextField
                    field=Field::Password
                    label="Current password"
                    kind="password"
                    autocomplete="current-password"
                    form=form
                />
                <TextField
                    field=Field::NewPassword
                    label="New password"
                    kind="password"
                    autocomplete="new-password"
                    hint="At least 12 characters, better 15 or more; a short sentence works well. You are signed out everywhere else."
                    form=form
                />
                <button type="submit" class="btn primary">
                    "Change password"
                </button>
            </form>
        </section>
    }
    .into_any()
}

fn sessions(profile: &ProfileView) -> AnyView {
    let rows: Vec<_> = profile.sessions.iter().map(|session| row(session, profile)).collect();
    let others =
        (profile.sessions.len() > 1).then(|| button("Sign out everywhere else", OTHERS, "Sign out everywhere else"));
    view! {
        <section class="part" aria-labelledby="sessions-title">
            <h2 id="sessions-title">"Sessions"</h2>
            <ul class="card sessions">{rows}</ul>
            {others}
        </section>
    }
    .into_any()
}

fn row(session: &SessionView, profile: &ProfileView) -> AnyView {
    let end = if session.current {
        view! { <span class="badge info">"This session"</span> }.into_any()
    } else {
        let name = format!("Sign out {} at {}", session.device, session.ip);
        button("Sign out", &session.handle, &name)
    };
    view! {
        <li>
            <div>
                <b>{session.device.clone()}</b>
                <p class="quiet">
                    {session.ip.clone()} " · signed in " {date_and_age(session.created_at, profile.now)}
                    " · last used " {date_and_age(session.last_seen_at, profile.now)}
                </p>
            </div>
            {end}
        </li>
    }
    .into_any()
}

fn button(text: &'static str, which: &str, name: &str) -> AnyView {
    view! {
        <form method="post" action=paths::PROFILE_SESSIONS>
            {hidden(SESSION, which.to_owned())}
            <button type="submit" class="btn small" aria-label=name.to_owned()>
                {text}
            </button>
        </form>
    }
    .into_any()
}
