//! A user's own page: the password, and where they are signed in. A plain page without WebAssembly.

use crate::{
    domain::views::{ProfileView, SessionView},
    error::Field,
    ui::{
        components::{alert::FormError, badges::date_and_age, dialog::hidden, field::TextField, topbar::Section},
        forms::Submission,
        pages::second_factor::second_factor_part,
        paths,
        plain::{framed, headed},
    },
};
use leptos::prelude::*;

/// The name of the field that says which session is to end.
pub const SESSION: &str = "session";
/// Its value for all but the one that asks.
pub const OTHERS: &str = "others";

/// The page.
pub fn profile_page(profile: &ProfileView) -> AnyView {
    let form = Submission::new();
    let content = view! {
        {headed("Profile", Some(profile.email.clone()), None)}
        <FormError error=form.error() />
        {password(form)}
        {second_factor_part(profile.second_factor)}
        {sessions(profile)}
    }
    .into_any();
    framed(profile.viewer.as_ref(), Section::Elsewhere, "Profile", content)
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
