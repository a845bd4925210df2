//! The page of a signed-in user without an account.

use crate::{
    i18n::{SLOT, t},
    ui::{
        components::{
            actions::{link_button, submit},
            topbar::Section,
        },
        paths,
        plain::card_page,
        sentences::within,
    },
};
use leptos::prelude::*;

pub fn no_account_page(email: &str) -> AnyView {
    let email = view! { <b>{email.to_owned()}</b> }.into_any();
    let content = view! {
        <h1 tabindex="-1">{t::entry_no_account()}</h1>
        <p>{within(&t::entry_no_account_why(SLOT), email)}</p>
        <form class="pair" method="post" action="/logout">
            {link_button("btn", paths::PROFILE, t::profile_title())}
            {submit((t::sign_out(), t::doing_sign_out()), "btn")}
        </form>
    };
    card_page(None, Section::Elsewhere, t::entry_no_account(), content)
}
