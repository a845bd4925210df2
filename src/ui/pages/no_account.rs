//! The page of a signed-in user without an account.

use crate::{
    i18n::{SLOT, t},
    ui::{
        components::topbar::Section,
        paths,
        plain::{framed, submit},
        sentences::within,
    },
};
use leptos::prelude::*;

pub fn no_account_page(email: &str) -> AnyView {
    let email = view! { <b>{email.to_owned()}</b> }.into_any();
    let content = view! {
        <div class="sheet">
            <div class="card">
                <h1 tabindex="-1">{t::entry_no_account()}</h1>
                <p>{within(&t::entry_no_account_why(SLOT), email)}</p>
                <form class="pair" method="post" action="/logout">
                    <a class="btn" href=paths::PROFILE>
                        {t::profile_title()}
                    </a>
                    {submit((t::sign_out(), t::doing_sign_out()), "btn")}
                </form>
            </div>
        </div>
    }
    .into_any();
    framed(None, Section::Elsewhere, t::entry_no_account(), content)
}
