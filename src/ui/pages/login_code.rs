//! Signing in, the second step: the code. A plain page without WebAssembly.

use crate::{
    error::Field,
    ui::{
        components::{alert::FormError, dialog::hidden, field::field_error, topbar::mark},
        forms::Submission,
        pages::second_factor::code_input,
        paths,
    },
};
use leptos::prelude::*;
use leptos_meta::Title;

/// What the page shows.
#[derive(Clone, Debug)]
pub struct CodePage {
    /// Who signs in.
    pub email: String,
    /// Whether it asks for a recovery code.
    pub recovery: bool,
    /// Where to go afterwards.
    pub next: String,
}

/// The page.
pub fn login_code_page(page: &CodePage) -> AnyView {
    let form = Submission::new();
    let (title, field) = if page.recovery {
        ("Enter a recovery code", recovery_field(form))
    } else {
        ("Enter the code", app_field(form))
    };
    let (other, text) = if page.recovery {
        (paths::login_code(&page.next, false), "Use a code of your app")
    } else {
        (paths::login_code(&page.next, true), "Use a recovery code")
    };
    view! {
        <Title text=format!("{title} · Keydesk") />
        <main class="sheet">
            <div class="card">
                {mark()} <h1>{title}</h1> <p>"You sign in as " <b>{page.email.clone()}</b> "."</p>
                <FormError error=form.error() />
                <form method="post" action=paths::LOGIN_CODE novalidate=true class="stack">
                    {hidden("next", page.next.clone())}
                    {field}
                    <button type="submit" class="btn primary wide">
                        "Sign in"
                    </button>
                </form> <p class="ways">
                    <a href=other>{text}</a>
                    <a href=paths::LOGIN>"Sign in as somebody else"</a>
                </p>
            </div>
        </main>
    }
    .into_any()
}

fn app_field(form: Submission) -> AnyView {
    code_input(
        form,
        "Code",
        "The six digits that your authenticator app shows for Keydesk now.",
        true,
        true,
    )
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
            <label for=name>"Recovery code"</label>
            <p class="hint" id="recovery_code-hint">
                "One of those that you kept when you turned the second factor on, such as 0123-4567-89ab-cdef. It works once."
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
