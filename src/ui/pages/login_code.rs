//! The second step of signing in: the code. A plain page without WebAssembly.

use crate::{
    i18n::{SLOT, split_at_slot, t},
    ui::{
        components::{
            actions::submit,
            alert::FormError,
            code_field::{app_code_field, recovery_code_field},
            field::hidden,
        },
        forms::Submission,
        paths,
        plain::sheet,
        title,
    },
};
use leptos::prelude::*;

/// The content of the page.
#[derive(Clone, Debug)]
pub struct CodePage {
    /// The user's e-mail address.
    pub email: String,
    /// Whether the page asks for a recovery code.
    pub recovery: bool,
    /// The path to go to after sign-in.
    pub next: String,
}

pub fn login_code_page(page: &CodePage) -> AnyView {
    let form = Submission::new();
    let (title, field, other, text) = if page.recovery {
        (
            t::entry_enter_recovery_code(),
            recovery_code_field(form),
            paths::login_code(&page.next, false),
            t::entry_use_app_code(),
        )
    } else {
        (
            t::entry_enter_code(),
            app_code_field((t::entry_code(), t::entry_code_hint()), form),
            paths::login_code(&page.next, true),
            t::entry_use_recovery_code(),
        )
    };
    let (before, after) = split_at_slot(&t::entry_signing_in_as(SLOT));
    title::set_for(title);
    let content = view! {
        <h1>{title}</h1>
        <p>{before} <b>{page.email.clone()}</b> {after}</p>
        <FormError error=form.error() />
        <form method="post" action=paths::LOGIN_CODE novalidate=true class="stack">
            {hidden("next", page.next.clone())}
            {field}
            {submit((t::entry_sign_in(), t::doing_sign_in()), "btn primary wide")}
        </form>
        <p class="ways">
            <a href=other>{text}</a>
            <a href=paths::LOGIN>{t::entry_as_somebody_else()}</a>
        </p>
    };
    sheet(content).into_any()
}
