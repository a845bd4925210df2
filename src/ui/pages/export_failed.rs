//! The page where an export was asked for and there is no file.

use crate::{
    i18n::t,
    ui::{components::topbar::mark, title},
};
use leptos::prelude::*;

/// Says why, and leads back to where the button is: the path, and what the way there is called.
pub fn export_failed((back, name): (&str, &'static str), sentence: &str) -> AnyView {
    title::set_for(t::export_failed());
    view! {
        <main class="sheet">
            <div class="card">
                {mark()} <h1>{t::export_failed()}</h1> <p>{sentence.to_owned()}</p> <p>
                    <a class="btn" href=back.to_owned()>
                        {name}
                    </a>
                </p>
            </div>
        </main>
    }
    .into_any()
}
