//! The page where an export was asked for and there is no file.

use crate::{
    domain::page::KeyQuery,
    i18n::t,
    ui::{components::topbar::mark, paths},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// Says why, and leads back to where the button is.
pub fn export_failed(account: &str, sentence: &str) -> AnyView {
    view! {
        <Title text=format!("{} · Keydesk", t::export_failed()) />
        <main class="sheet">
            <div class="card">
                {mark()} <h1>{t::export_failed()}</h1> <p>{sentence.to_owned()}</p> <p>
                    <a class="btn" href=paths::list(account, &KeyQuery::default())>
                        {t::export_back()}
                    </a>
                </p>
            </div>
        </main>
    }
    .into_any()
}
