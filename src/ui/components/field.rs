//! Fields of forms, each with its label, its advice and the reason why it was refused.

use crate::{
    error::Field,
    i18n::t,
    ui::{desk::Desk, forms::Submission, live::live, sentences::name, title::IN_BROWSER},
};
use leptos::prelude::*;

/// A field for one line of text. The browser enforces nothing: our own sentences stand at the field, with scripts and
/// without.
#[component]
pub fn TextField(
    field: Field,
    label: &'static str,
    form: Submission,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] value: String,
    /// Whether it takes focus when the form appears.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let name = field.name();
    let refused = move || form.error_at(field).is_some();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            {(!hint.is_empty())
                .then(|| {
                    view! {
                        <p class="hint" id=format!("{name}-hint")>
                            {hint}
                        </p>
                    }
                        .into_any()
                })}
            <input
                id=name
                name=name
                type=kind
                value=value
                autocomplete=autocomplete
                autofocus=first
                required=true
                spellcheck="false"
                aria-invalid=move || refused().then_some("true")
                aria-describedby=move || {
                    let hints = !hint.is_empty() && !refused();
                    format!("{name}-{}", if hints { "hint" } else { "error" })
                }
            />
            {field_error(field, form)}
        </div>
    }
}

/// A tick box that the action behind the form asks for.
#[component]
pub fn TickBox(
    /// The control's name and id.
    name: &'static str,
    label: &'static str,
    ticked: bool,
    form: Submission,
    /// The field whose refusal stands here, if the box is one that can be refused.
    #[prop(optional)]
    field: Option<Field>,
) -> impl IntoView {
    let refused = move || field.is_some_and(|field| form.error_at(field).is_some());
    view! {
        <div class="field">
            <label class="tick">
                <input
                    type="checkbox"
                    id=name
                    name=name
                    value="on"
                    checked=ticked
                    aria-invalid=move || refused().then_some("true")
                    aria-describedby=field.map(|field| format!("{}-error", field.name()))
                />
                <span>{label}</span>
            </label>
            {field.map(|field| field_error(field, form))}
        </div>
    }
}

/// The address of whoever is signed in, in the context of all that the server draws for them.
#[derive(Clone)]
pub struct SignedInAs(pub String);

/// The user name that belongs to a password which is asked for again, hidden and never sent. Without it password managers take the
/// field before the password for the user name, such as a key's label.
pub fn user_name() -> Option<AnyView> {
    // The browser has no such context, and need not download the code that looks for it.
    let email = if IN_BROWSER {
        untrack(|| Desk::get().with_page(|page| page.viewer.email.clone()))
    } else {
        use_context::<SignedInAs>().map(|SignedInAs(email)| email)
    }?;
    Some(view! { <input type="text" autocomplete="username" value=email readonly=true hidden=true /> }.into_any())
}

/// The field *Your password*, there only when the server asks for it.
pub fn password_field(form: Submission) -> AnyView {
    live(move || {
        form.asks_password().then(|| {
            view! {
                {user_name()}
                <TextField
                    field=Field::Password
                    label=t::your_password()
                    kind="password"
                    autocomplete="current-password"
                    hint=t::your_password_why()
                    form=form
                />
            }
            .into_any()
        })
    })
}

/// Why a field was refused.
pub fn field_error(field: Field, form: Submission) -> AnyView {
    view! {
        <p class="error" id=format!("{}-error", field.name())>
            {live(move || form.error_at(field).map(|reason| reason.to_string().into_any()))}
        </p>
    }
    .into_any()
}

/// One of several choices: a tick box or radio button with a name and what choosing it means.
pub struct Choice {
    /// `checkbox` or `radio`.
    pub kind: &'static str,
    /// The control's name.
    pub name: &'static str,
    pub value: String,
    pub chosen: bool,
    pub title: String,
    pub text: String,
}

impl Choice {
    /// The choice as a row that can be hit anywhere. The text describes the control and is no part of its name.
    pub fn view(self) -> AnyView {
        let title_id = format!("{}-{}", self.name, self.value);
        let text_id = format!("{title_id}-text");
        view! {
            <label class="option">
                <input
                    type=self.kind
                    name=self.name
                    value=self.value
                    checked=self.chosen
                    aria-labelledby=title_id.clone()
                    aria-describedby=text_id.clone()
                />
                <b id=title_id>{name(self.title)}</b>
                <small id=text_id>{self.text}</small>
            </label>
        }
        .into_any()
    }
}
