//! The second step of signing in: the code. A plain page without WebAssembly.

use crate::{
    error::Field,
    i18n::{SLOT, around, t},
    ui::{
        components::{alert::FormError, dialog::hidden, field::field_error, topbar::mark},
        forms::Submission,
        pages::second_factor::code_input,
        paths,
        plain::submit,
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
    let (title, field) = if page.recovery {
        (t::entry_enter_recovery_code(), recovery_field(form))
    } else {
        (t::entry_enter_code(), app_field(form))
    };
    let (other, text) = if page.recovery {
        (paths::login_code(&page.next, false), t::entry_use_app_code())
    } else {
        (paths::login_code(&page.next, true), t::entry_use_recovery_code())
    };
    let (before, after) = around(&t::entry_signing_in_as(SLOT));
    title::set_for(title);
    view! {
        <main class="sheet">
            <div class="card">
                {mark()} <h1>{title}</h1> <p>{before} <b>{page.email.clone()}</b> {after}</p>
                <FormError error=form.error() />
                <form method="post" action=paths::LOGIN_CODE novalidate=true class="stack">
                    {hidden("next", page.next.clone())}
                    {field}
                    {submit((t::entry_sign_in(), t::doing_sign_in()), "btn primary wide")}
                </form> <p class="ways">
                    <a href=other>{text}</a>
                    <a href=paths::LOGIN>{t::entry_as_somebody_else()}</a>
                </p>
            </div>
        </main>
    }
    .into_any()
}

fn app_field(form: Submission) -> AnyView {
    code_input(form, t::entry_code(), t::entry_code_hint(), true, true)
}

fn recovery_field(form: Submission) -> AnyView {
    let name = Field::RecoveryCode.name();
    let refused = form.error_at(Field::RecoveryCode).is_some();
    let describes = if refused {
        "recovery_code-error"
    } else {
        "recovery_code-hint"
    };
    view! {
        <div class="field">
            <label for=name>{t::entry_recovery_code()}</label>
            <p class="hint" id="recovery_code-hint">
                {t::entry_recovery_code_hint()}
            </p>
            <input
                id=name
                name=name
                type="text"
                class="mono"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                required=true
                autofocus=true
                aria-invalid=refused.then_some("true")
                aria-describedby=describes
            />
            {field_error(Field::RecoveryCode, form)}
        </div>
    }
    .into_any()
}
