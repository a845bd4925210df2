//! What somebody sees who can sign in and belongs to no account.

use crate::ui::{components::topbar::Section, paths, plain::framed};
use leptos::prelude::*;

/// The page.
pub fn no_account_page(email: &str) -> AnyView {
    let content = view! {
        <div class="sheet">
            <div class="card">
                <h1 tabindex="-1">"No account"</h1>
                <p>
                    "You are signed in as " <b>{email.to_owned()}</b>
                    ", and no account lets you in: you were removed or disabled, or never invited. Ask an owner of the account to enable you or to send you an invitation."
                </p>
                <form class="pair" method="post" action="/logout">
                    <a class="btn" href=paths::PROFILE>
                        "Profile"
                    </a>
                    <button type="submit" class="btn">
                        "Sign out"
                    </button>
                </form>
            </div>
        </div>
    }
    .into_any();
    framed(None, Section::Elsewhere, "No account", content)
}
