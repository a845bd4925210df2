//! The page where an export was asked for and there is no file.

use crate::{
    domain::page::KeyQuery,
    i18n::t,
    ui::{components::topbar::mark, paths, title},
};
use leptos::prelude::*;

/// Says why, and leads back to where the button is.
pub fn export_failed(account: &str, sentence: &str) -> AnyView {
    title::set_for(t::export_failed());
    view! {
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
