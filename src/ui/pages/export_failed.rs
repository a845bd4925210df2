//! The page where an export was asked for and there is no file.

use crate::{
    domain::page::KeyQuery,
    ui::{components::topbar::mark, paths},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// Says why, and leads back to where the button is.
pub fn export_failed(account: &str, sentence: &str) -> AnyView {
    view! {
        <Title text="Not exported · Keydesk" />
        <main class="sheet">
            <div class="card">
                {mark()} <h1>"Not exported"</h1> <p>{sentence.to_owned()}</p> <p>
                    <a class="btn" href=paths::list(account, &KeyQuery::default())>
                        "Back to the keys"
                    </a>
                </p>
            </div>
        </main>
    }
    .into_any()
}
