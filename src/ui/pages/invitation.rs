//! The invitee's page: says who invites to what, and asks for the password that makes or proves the user. A plain page; it holds no
//! link that leads elsewhere, since its address is a secret.

use crate::{
    domain::{link::Link, time::Timestamp},
    error::Field,
    ui::{
        components::{
            alert::FormError,
            countdown::Countdown,
            field::TextField,
            icons::{SHIELD, icon},
            topbar::mark,
        },
        forms::Submission,
        paths,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;

/// What the page shows.
#[derive(Clone, Debug)]
pub enum InvitationShown {
    /// It can be accepted.
    Waiting(Waiting),
    /// It was accepted before, expired, or was cancelled.
    Ended { account: String, link: Link },
    /// There is no such invitation. The same for an unknown id and for one that could never be one.
    NotFound,
}

/// An invitation that can be accepted.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub account: String,
    pub email: String,
    /// An address; empty for the operator.
    pub invited_by: String,
    /// Whether the visitor is signed in as the user with this address. Nobody else is told whether there is one.
    pub own: bool,
    pub expires_at: Timestamp,
    pub now: Timestamp,
    /// How all genuine invitations begin.
    pub genuine_prefix: String,
}

/// The page.
pub fn invitation_page(shown: &InvitationShown) -> AnyView {
    let (title, content) = match shown {
        InvitationShown::Waiting(waiting) => (format!("Join {}", waiting.account), form(waiting)),
        InvitationShown::Ended { account, link } => ("This invitation has ended".to_owned(), ended(account, *link)),
        InvitationShown::NotFound => ("Link not found".to_owned(), not_found()),
    };
    view! {
        <Title text=format!("{title} · Keydesk") />
        <main class="sheet">
            <div class="card">{mark()} {content}</div>
        </main>
    }
    .into_any()
}

fn form(waiting: &Waiting) -> AnyView {
    let form = Submission::new();
    let Waiting {
        account,
        email,
        invited_by,
        own,
        expires_at,
        now,
        genuine_prefix,
    } = waiting.clone();
    let inviter = if invited_by.is_empty() {
        "The operator of this Keydesk".to_owned()
    } else {
        invited_by
    };
    view! {
        <h1>{format!("Join {account}")}</h1>
        <p>
            <b>{inviter}</b>
            " invites you to the account "
            <b>{account.clone()}</b>
            " on Keydesk. "
            {if own {
                "You are signed in with this address: enter your password to join."
            } else {
                "Choose a password to join; you will sign in with it and this address. If you sign in here with this address already, enter the password that you have."
            }}
        </p>
        <FormError error=form.error() />
        <form method="post" novalidate=true class="stack">
            <div class="field">
                <label for="email">"Email"</label>
                <input id="email" name="email" type="email" value=email readonly=true autocomplete="username" />
            </div>
            {password(own, form)}
            <button type="submit" class="btn primary wide">
                {format!("Join {account}")}
            </button>
        </form>
        <p class="quiet">"The invitation expires in " <Countdown until=expires_at now /></p>
        <div class="note">
            {icon(SHIELD)} <div>
                <p>"Genuine invitations begin with " <span class="mono">{genuine_prefix}</span></p>
                <p>"Compare that with your browser's address bar before you enter a password."</p>
            </div>
        </div>
    }
    .into_any()
}

fn password(own: bool, form: Submission) -> AnyView {
    if own {
        view! {
            <TextField
                field=Field::Password
                label="Password"
                kind="password"
                autocomplete="current-password"
                form=form
                first=true
            />
        }
        .into_any()
    } else {
        view! {
            <TextField
                field=Field::Password
                label="Password"
                kind="password"
                autocomplete="new-password"
                hint="A new one has at least 12 characters, better 15 or more; a short sentence works well."
                form=form
                first=true
            />
        }
        .into_any()
    }
}

fn ended(account: &str, link: Link) -> AnyView {
    let (sentence, advice) = match link {
        Link::Opened { at } => (
            format!("This link was opened at {}.", at.date_and_time()),
            "If that was you, sign in. If not, tell whoever invited you at once: somebody else has joined in your place.",
        ),
        Link::Expired { at } | Link::Pending { expires_at: at } => (
            format!("This link expired at {}.", at.date_and_time()),
            "Nobody used it. Ask whoever invited you for a new one.",
        ),
        Link::Cancelled { at } => (
            format!("This link was cancelled at {}.", at.date_and_time()),
            "The invitation was withdrawn, or has a newer link. Ask whoever invited you.",
        ),
    };
    let sign_in = matches!(link, Link::Opened { .. }).then(|| {
        view! {
            <a class="btn" href=paths::LOGIN rel="noreferrer">
                "Sign in"
            </a>
        }
        .into_any()
    });
    view! {
        <h1>{sentence}</h1>
        <p>"It was an invitation to the account " <b>{account.to_owned()}</b> "."</p>
        <p>{advice}</p>
        {sign_in}
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
