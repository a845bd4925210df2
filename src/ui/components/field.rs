//! Form fields with a label, a hint and a validation error.

use crate::{
    error::Field,
    i18n::t,
    ui::{forms::Submission, live::live, page_state::PageState, sentences::name, title::IN_BROWSER},
};
use leptos::prelude::*;

/// A single-line text field. Browser validation is off; the same error messages appear with and without JavaScript.
#[component]
pub fn TextField(
    field: Field,
    label: &'static str,
    form: Submission,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] value: String,
    /// Whether the field gets the focus when the form appears.
    #[prop(optional)]
    first: bool,
    /// Whether the field may be empty.
    #[prop(optional)]
    optional: bool,
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
                required=!optional
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

/// A check box that confirms the action of its form.
#[component]
pub fn TickBox(
    /// The control's name and id.
    name: &'static str,
    label: &'static str,
    ticked: bool,
    form: Submission,
    /// The field whose validation error the box shows, if it can be refused.
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

/// The e-mail address of the signed-in user. A context of server-rendered pages.
#[derive(Clone)]
pub struct SignedInAs(pub String);

/// A hidden field with the user name for a repeated password prompt; it has no `name`, so it is never sent. Without it password
/// managers treat the preceding field, such as a key's label, as the user name.
pub fn user_name() -> Option<AnyView> {
    // The browser has no such context, so its module need not contain the lookup.
    let email = if IN_BROWSER {
        untrack(|| PageState::get().with_page(|page| page.viewer.email.clone()))
    } else {
        use_context::<SignedInAs>().map(|SignedInAs(email)| email)
    }?;
    Some(view! { <input type="text" autocomplete="username" value=email readonly=true hidden=true /> }.into_any())
}

/// The field *Your password*. It appears only when the server asks for the password.
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

/// The field for a user's current password.
pub fn current_password(label: &'static str, first: bool, form: Submission) -> impl IntoView {
    view! {
        <TextField
            field=Field::Password
            label=label
            kind="password"
            autocomplete="current-password"
            form=form
            first=first
        />
    }
}

/// The field for a new password.
pub fn new_password(
    field: Field,
    (label, hint): (&'static str, &'static str),
    first: bool,
    form: Submission,
) -> impl IntoView {
    view! {
        <TextField
            field=field
            label=label
            kind="password"
            autocomplete="new-password"
            hint=hint
            form=form
            first=first
        />
    }
}

/// A hidden field.
pub fn hidden(name: impl Into<String>, value: String) -> AnyView {
    let name = name.into();
    view! { <input type="hidden" name=name value=value /> }.into_any()
}

/// The validation error of a field.
pub fn field_error(field: Field, form: Submission) -> AnyView {
    view! {
        <p class="error" id=format!("{}-error", field.name())>
            {live(move || form.error_at(field).map(|reason| reason.to_string().into_any()))}
        </p>
    }
    .into_any()
}

/// One option of a group: a check box or radio button with a title and a description.
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
    /// The option as a row. A click anywhere in the row selects it. The text is the control's description, not part of its name.
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
