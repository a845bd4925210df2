//! The sign-in page: a plain page without WebAssembly.

use crate::{
    error::Field,
    i18n::t,
    ui::{
        components::{
            actions::submit,
            alert::FormError,
            field::{TextField, current_password, hidden},
            own_address::own_address,
        },
        forms::{EnteredFields, Submission},
        paths,
        plain::sheet,
        title,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub fn Login() -> impl IntoView {
    let form = Submission::new();
    let entered = EnteredFields::from_context();
    let query = use_query_map().get_untracked();
    let next = entered.text("next", query.get_str("next").unwrap_or_default());
    let signed_out = query.get_str("signed-out").is_some();
    let code_late = query.get_str("code-late").is_some();
    // After a refusal the error has the focus. Some browsers apply `autofocus` only to fields.
    let no_error = form.error().with_untracked(Option::is_none);
    title::set_for(t::entry_sign_in());
    let content = view! {
        <h1>{t::entry_sign_in()}</h1>
        {signed_out.then(|| notice(t::entry_signed_out()))}
        {code_late.then(|| notice(t::entry_code_late()))}
        <FormError error=form.error() />
        {own_address()}
        <form method="post" action=paths::LOGIN novalidate=true class="stack">
            {hidden("next", next)}
            <TextField
                field=Field::Email
                label=t::entry_email()
                kind="email"
                autocomplete="username"
                value=entered.text("email", "")
                form=form
                first=no_error
            />
            {current_password(t::password(), false, form)}
            {submit((t::entry_sign_in(), t::doing_sign_in()), "btn primary wide")}
        </form>
    };
    sheet(content)
}

fn notice(text: &'static str) -> impl IntoView {
    view! {
        <p class="notice" role="status">
            {text}
        </p>
    }
}
