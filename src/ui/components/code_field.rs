//! The fields for codes of the second factor. Only on plain pages.

use crate::{
    error::Field,
    i18n::t,
    ui::{components::field::field_error, forms::Submission},
};
use leptos::prelude::*;

/// The field for a code of an authenticator app. Phones show a numeric keypad.
pub fn app_code_field(labels: (&'static str, &'static str), form: Submission) -> AnyView {
    code_field(Field::Code, labels, Some("numeric"), true, form)
}

/// The field for a code of an authenticator app or a recovery code.
pub fn either_code_field(form: Submission) -> AnyView {
    let labels = (t::second_factor_code(), t::second_factor_either_code_hint());
    code_field(Field::Code, labels, None, false, form)
}

/// The field for a recovery code.
pub fn recovery_code_field(form: Submission) -> AnyView {
    let labels = (t::entry_recovery_code(), t::entry_recovery_code_hint());
    code_field(Field::RecoveryCode, labels, None, true, form)
}

fn code_field(
    field: Field,
    (label, hint): (&'static str, &'static str),
    keypad: Option<&'static str>,
    first: bool,
    form: Submission,
) -> AnyView {
    let name = field.name();
    let refused = form.error_at(field).is_some();
    let description = if refused { "error" } else { "hint" };
    // Password managers fill in codes of the app, but not recovery codes.
    let autocomplete = if field == Field::Code { "one-time-code" } else { "off" };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <p class="hint" id=format!("{name}-hint")>
                {hint}
            </p>
            <input
                id=name
                name=name
                type="text"
                class="mono"
                inputmode=keypad
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                required=true
                autofocus=first
                aria-invalid=refused.then_some("true")
                aria-describedby=format!("{name}-{description}")
            />
            {field_error(field, form)}
        </div>
    }
    .into_any()
}
