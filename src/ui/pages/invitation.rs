//! The invitee's page: shows the account and the inviter, and asks for the password of a new or existing user. A plain page. It
//! has no links to other sites, because its address is a secret.

use crate::{
    domain::{keys::link::Link, time::Timestamp},
    error::Field,
    i18n::{SLOT, split_at_slot, t},
    ui::{
        components::{
            actions::submit,
            alert::FormError,
            banner::{genuine_address, note},
            countdown::Countdown,
            field::{current_password, new_password},
            instant::to_the_minute,
            own_address::own_address,
        },
        forms::Submission,
        paths,
        plain::sheet,
        sentences::within,
        title,
    },
};
use leptos::prelude::*;

/// The content of the page.
#[derive(Clone, Debug)]
pub enum InvitationContent {
    /// The invitation can be accepted.
    Waiting(OpenInvitation),
    /// The invitation was accepted before, expired, or was cancelled.
    Ended { account: String, link: Link },
    /// There is no such invitation. The response is the same for unknown and malformed ids.
    NotFound,
}

/// An invitation that can be accepted.
#[derive(Clone, Debug)]
pub struct OpenInvitation {
    pub account: String,
    pub email: String,
    /// An e-mail address. Empty if the operator invited.
    pub invited_by: String,
    /// Whether the visitor is signed in as the user with this e-mail address. Other visitors do not learn whether such a user exists.
    pub own: bool,
    pub expires_at: Timestamp,
    pub now: Timestamp,
    /// The URL prefix of all genuine invitations.
    pub genuine_prefix: String,
}

pub fn invitation_page(content: &InvitationContent) -> AnyView {
    let (title, content) = match content {
        InvitationContent::Waiting(waiting) => (t::invitation_title(), form(waiting)),
        InvitationContent::Ended { account, link } => (t::invitation_ended(), ended(account, *link)),
        InvitationContent::NotFound => (t::invitation_not_found(), not_found()),
    };
    title::set_for(title);
    sheet(content).into_any()
}

fn form(waiting: &OpenInvitation) -> AnyView {
    let form = Submission::new();
    let OpenInvitation {
        account,
        email,
        invited_by,
        own,
        expires_at,
        now,
        genuine_prefix,
    } = waiting.clone();
    let inviter = if invited_by.is_empty() {
        t::invitation_operator().to_owned()
    } else {
        invited_by
    };
    let join = t::invitation_join(&account);
    let (before_inviter, rest) = split_at_slot(&t::invitation_invites(SLOT, SLOT));
    let (before_account, after_account) = split_at_slot(&rest);
    let (before_time, after_time) = split_at_slot(&t::invitation_expires(SLOT));
    let advice = view! {
        {genuine_address(&t::invitation_genuine(SLOT), genuine_prefix)}
        <p>{t::invitation_compare()}</p>
    };
    let what_to_do = if own { t::invitation_own() } else { t::invitation_new() };
    view! {
        <h1>{join.clone()}</h1>
        <p>{before_inviter} <b>{inviter}</b> {before_account} <b>{account}</b> {after_account} " " {what_to_do}</p>
        <FormError error=form.error() />
        {own_address()}
        <form method="post" novalidate=true class="stack">
            <div class="field">
                <label for="email">{t::invitation_email()}</label>
                <input id="email" name="email" type="email" value=email readonly=true autocomplete="username" />
            </div>
            {password(own, form)}
            {submit((&join, t::doing_join()), "btn primary wide")}
        </form>
        <p class="quiet">{before_time} <Countdown until=expires_at now /> {after_time}</p>
        {note(advice)}
    }
    .into_any()
}

fn password(own: bool, form: Submission) -> AnyView {
    if own {
        current_password(t::password(), true, form).into_any()
    } else {
        new_password(
            Field::Password,
            (t::password(), t::invitation_password_hint()),
            true,
            form,
        )
        .into_any()
    }
}

fn ended(account: &str, link: Link) -> AnyView {
    let (at, sentence, advice) = match link {
        Link::Opened { at } => (at, t::invitation_opened(SLOT), t::invitation_opened_advice()),
        Link::Expired { at } | Link::Pending { expires_at: at } => {
            (at, t::invitation_expired(SLOT), t::invitation_expired_advice())
        }
        Link::Cancelled { at } => (at, t::invitation_cancelled(SLOT), t::invitation_cancelled_advice()),
    };
    let sign_in = matches!(link, Link::Opened { .. }).then(|| {
        view! {
            <a class="btn" href=paths::LOGIN rel="noreferrer">
                {t::invitation_sign_in()}
            </a>
        }
        .into_any()
    });
    let (before_account, after_account) = split_at_slot(&t::invitation_was_for(SLOT));
    view! {
        <h1>{within(&sentence, to_the_minute(at))}</h1>
        <p>{before_account} <b>{account.to_owned()}</b> {after_account}</p>
        <p>{advice}</p>
        {sign_in}
    }
    .into_any()
}

fn not_found() -> AnyView {
    view! {
        <h1>{t::invitation_not_found()}</h1>
        <p>{t::invitation_not_found_advice()}</p>
    }
    .into_any()
}
