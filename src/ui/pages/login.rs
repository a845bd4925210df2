//! The sign-in page: a plain page without WebAssembly.

use crate::{
    error::Field,
    i18n::t,
    ui::{
        components::{alert::FormError, dialog::hidden, field::TextField, own_address::own_address, topbar::mark},
        forms::{EnteredFields, Submission},
        paths,
        plain::submit,
        title,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn Login() -> impl IntoView {
    let form = Submission::new();
    let kept = EnteredFields::from_context();
    let query = use_query_map().get_untracked();
    let next = kept.text("next", query.get_str("next").unwrap_or_default());
    let signed_out = query.get_str("signed-out").is_some();
    let code_late = query.get_str("code-late").is_some();
    // After a refusal the error has the focus. Some browsers apply `autofocus` only to fields.
    let fresh = form.error().with_untracked(Option::is_none);
    title::set_for(t::entry_sign_in());
    view! {
        <main class="sheet">
            <div class="card">
                {mark()} <h1>{t::entry_sign_in()}</h1>
                {signed_out
                    .then(|| {
                        view! {
                            <p class="notice" role="status">
                                {t::entry_signed_out()}
                            </p>
                        }
                    })}
                {code_late
                    .then(|| {
                        view! {
                            <p class="notice" role="status">
                                {t::entry_code_late()}
                            </p>
                        }
                    })} <FormError error=form.error() /> {own_address()}
                <form method="post" action=paths::LOGIN novalidate=true class="stack">
                    {hidden("next", next)}
                    <TextField
                        field=Field::Email
                        label=t::entry_email()
                        kind="email"
                        autocomplete="username"
                        value=kept.text("email", "")
                        form=form
                        first=fresh
                    />
                    <TextField
                        field=Field::Password
                        label=t::password()
                        kind="password"
                        autocomplete="current-password"
                        form=form
                    />
                    {submit((t::entry_sign_in(), t::doing_sign_in()), "btn primary wide")}
                </form>
            </div>
        </main>
    }
}
