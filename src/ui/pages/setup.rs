//! The first start: creates the account and its owner. A plain page without WebAssembly.

use crate::{
    error::{AppError, Field},
    i18n::t,
    ui::{
        components::{
            actions::submit,
            alert::{FormError, alert},
            field::{TextField, hidden, new_password},
            own_address::own_address,
        },
        forms::{EnteredFields, Submission},
        plain::sheet,
        title,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page. An invalid setup link shows only the error.
#[component]
pub fn Setup() -> impl IntoView {
    let form = Submission::new();
    let refused = form
        .error()
        .with_untracked(|error| *error == Some(AppError::SetupRefused));
    title::set(t::entry_set_up());
    let content = view! {
        <h1>{t::entry_set_up()}</h1>
        {own_address()}
        {if refused { alert(&AppError::SetupRefused) } else { fields(form) }}
    };
    sheet(content)
}

fn fields(form: Submission) -> AnyView {
    let entered = EnteredFields::from_context();
    let code = entered.text(
        "setup_code",
        use_query_map().get_untracked().get_str("code").unwrap_or_default(),
    );
    view! {
        <p>{t::entry_set_up_about()}</p>
        <FormError error=form.error() />
        <form method="post" action="/setup" novalidate=true class="stack">
            {hidden("setup_code", code)}
            <TextField
                field=Field::Account
                label=t::entry_account_name()
                hint=t::entry_account_name_hint()
                autocomplete="organization"
                value=entered.text("account", "")
                form=form
                first=true
            />
            <TextField
                field=Field::Email
                label=t::entry_email()
                kind="email"
                autocomplete="username"
                value=entered.text("email", "")
                form=form
            />
            {new_password(Field::Password, (t::password(), t::entry_password_hint()), false, form)}
            {submit((t::entry_create_account(), t::doing_create()), "btn primary wide")}
        </form>
    }
    .into_any()
}
