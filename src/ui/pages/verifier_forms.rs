//! The forms for verifiers (create, edit, renew, delete the old secret, revoke) and the page with a new secret.

use crate::{
    domain::{
        people::team::Resource,
        time::Timestamp,
        verifiers::verifier::{Renewal, Verifier, VerifierSecret, VerifierState},
    },
    error::Field,
    i18n::t,
    ui::{
        components::{
            actions::{form_buttons, link_button, submit},
            banner::{caution, note},
            copy::plain_copy_field,
            field::{Choice, TextField, field_error, hidden, password_field},
            form_id::form_id_field,
            icons::{WARNING, icon},
            topbar::Section,
        },
        forms::{EnteredFields, Submission},
        paths,
        plain::{SEEN, form_page, page_frame, page_head},
        sentences::name,
    },
    views::{
        verifiers::{ShownSecret, VerifierFormView},
        wire::Viewer,
    },
    words::dates::age,
};
use leptos::prelude::*;

/// A form about a verifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifierStep {
    Edit,
    Renew,
    DeleteOld,
    Revoke,
}

impl VerifierStep {
    const ALL: [Self; 4] = [Self::Edit, Self::Renew, Self::DeleteOld, Self::Revoke];

    /// The last segment of the form's path.
    pub fn segment(self) -> &'static str {
        match self {
            Self::Edit => paths::EDIT,
            Self::Renew => "renew",
            Self::DeleteOld => "delete-old-secret",
            Self::Revoke => "revoke",
        }
    }

    /// Parses a path's last segment.
    pub fn parse(segment: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.segment() == segment)
    }
}

/// The content for each address of the forms.
#[derive(Clone, Debug)]
pub enum VerifierContent {
    New(VerifierFormView),
    Step(VerifierFormView, VerifierStep),
    /// A new secret. Only the reply to the form that made it shows it.
    Secret(Viewer, ShownSecret),
}

pub fn verifier_page(content: &VerifierContent) -> AnyView {
    match content {
        VerifierContent::New(view) => new(view),
        VerifierContent::Step(view, step) => about(view, *step),
        VerifierContent::Secret(viewer, secret) => shown_secret(viewer, secret),
    }
}

fn new(view: &VerifierFormView) -> AnyView {
    let form = Submission::new();
    let entered = EnteredFields::from_context();
    let content = view! {
        <TextField
            field=Field::Name
            label=t::verifiers_name()
            hint=t::verifiers_name_hint()
            value=entered.text(Field::Name.name(), "")
            form=form
            first=true
        />
        {resources_field(view, None, form)}
        {form_id_field()}
        {password_field(form)}
        {form_buttons(back(&view.viewer), submit((t::verifiers_create(), t::doing_create()), "btn primary"))}
    }
    .into_any();
    frame(&view.viewer, t::verifiers_create(), form, content)
}

fn about(view: &VerifierFormView, step: VerifierStep) -> AnyView {
    let form = Submission::new();
    let Some(verifier) = &view.verifier else {
        return ().into_any();
    };
    let (title, content) = match step {
        VerifierStep::Edit => (t::verifiers_edit(), edit(view, verifier, form)),
        VerifierStep::Renew => (t::verifiers_renew_verifier(), renew(view, verifier, form)),
        VerifierStep::DeleteOld => (t::verifiers_delete_old(), delete_old(view, verifier, form)),
        VerifierStep::Revoke => (t::verifiers_revoke_verifier(), revoke(view, verifier, form)),
    };
    let content = view! {
        <b>{name(&verifier.name)}</b>
        {content}
    }
    .into_any();
    frame(&view.viewer, title, form, content)
}

fn edit(view: &VerifierFormView, verifier: &Verifier, form: Submission) -> AnyView {
    view! {
        {resources_field(view, verifier.scope.resources.as_deref(), form)}
        {ending(view, verifier, form, submit((t::save(), t::saving()), "btn primary"))}
    }
    .into_any()
}

fn renew(view: &VerifierFormView, verifier: &Verifier, form: Submission) -> AnyView {
    let text = match verifier.renew() {
        Ok(Renewal::KeepsNewest) => t::verifiers_renew_text(),
        Ok(Renewal::ReplacesNewest) => t::verifiers_renew_again_text(),
        Err(refusal) => return impossible(view, refusal.to_string(), form),
    };
    view! {
        <p>{text}</p>
        {form_id_field()}
        {ending(view, verifier, form, submit((t::verifiers_renew(), t::renewing()), "btn primary"))}
    }
    .into_any()
}

fn delete_old(view: &VerifierFormView, verifier: &Verifier, form: Submission) -> AnyView {
    let (newest, old) = match (verifier.delete_old(), &verifier.state) {
        (Ok(()), VerifierState::Valid { newest, old: Some(old) }) => (newest, old),
        (Err(refusal), _) => return impossible(view, refusal.to_string(), form),
        (Ok(()), _) => return ().into_any(),
    };
    let button = submit((t::verifiers_delete_old(), t::deleting()), "btn danger");
    view! {
        <p>{t::verifiers_delete_old_text()}</p>
        {uses_of_both(newest, old, view.now)}
        {ending(view, verifier, form, button)}
    }
    .into_any()
}

/// When each secret was last used, which decides whether the old one may go.
fn uses_of_both(newest: &VerifierSecret, old: &VerifierSecret, now: Timestamp) -> AnyView {
    let old = match old.last_used_at {
        Some(at) => t::verifiers_old_used(&age(at, now)),
        None => t::verifiers_old_never_used().to_owned(),
    };
    let newest = match newest.last_used_at {
        Some(at) => view! { <p>{t::verifiers_new_used(&age(at, now))}</p> }.into_any(),
        None => caution(t::verifiers_new_never_used()).into_any(),
    };
    view! {
        <p>{old}</p>
        {newest}
    }
    .into_any()
}

fn revoke(view: &VerifierFormView, verifier: &Verifier, form: Submission) -> AnyView {
    let used = match verifier.last_used_at {
        Some(at) => t::verifiers_used(&age(at, view.now)),
        None => t::verifiers_not_used().to_owned(),
    };
    let button = submit((t::verifiers_revoke(), t::verifiers_doing_revoke()), "btn danger");
    view! {
        {caution(t::verifiers_revoke_text())}
        <p>{used}</p>
        {ending(view, verifier, form, button)}
    }
    .into_any()
}

/// The end of a form about a verifier.
fn ending(view: &VerifierFormView, verifier: &Verifier, form: Submission, button: AnyView) -> AnyView {
    view! {
        {hidden(SEEN, verifier.version.to_string())}
        {password_field(form)}
        {form_buttons(back(&view.viewer), button)}
    }
    .into_any()
}

/// Why the action is impossible. If the form was posted, its error already says so.
fn impossible(view: &VerifierFormView, reason: String, form: Submission) -> AnyView {
    let error_shown = form.error().with_untracked(Option::is_some);
    let reason = (!error_shown).then(|| view! { <div class="banner">{icon(WARNING)} <p>{reason}</p></div> }.into_any());
    view! {
        {reason}
        {link_button("btn", back(&view.viewer), t::verifiers_back())}
    }
    .into_any()
}

/// The resources to bind a verifier to: those of the account, and those that it is bound to and that were deleted since.
fn resources_field(view: &VerifierFormView, bound: Option<&[String]>, form: Submission) -> AnyView {
    let entered = EnteredFields::from_context();
    let bound = bound.unwrap_or_default();
    let choice = |value: &str, text: String| {
        let field = Field::Resources.name();
        Choice {
            kind: "checkbox",
            name: field,
            value: value.to_owned(),
            chosen: entered.chosen(field, value, bound.iter().any(|name| name == value)),
            title: value.to_owned(),
            text,
        }
        .view()
    };
    let known = |name: &&String| view.resources.iter().any(|resource| resource.name == **name);
    let gone = bound.iter().filter(|name| !known(name));
    let gone = gone.map(|name| choice(name, t::verifiers_resource_gone().to_owned()));
    let all = view.resources.iter();
    let all = all.map(|Resource { name, description }| choice(name, description.clone()));
    let options: Vec<_> = all.chain(gone).collect();
    let none = options.is_empty().then(t::roles_none_to_choose);
    view! {
        <fieldset
            class="field"
            aria-describedby="resources-hint resources-error"
            aria-invalid=move || form.error_at(Field::Resources).map(|_| "true")
        >
            <legend>{t::roles_resources()}</legend>
            <p class="hint" id="resources-hint">
                {t::verifiers_account_hint(view.viewer.account.as_str())}
                " "
                {t::verifiers_resources_hint()}
                " "
                {none}
            </p>
            <div class="options scroll">{options}</div>
            {field_error(Field::Resources, form)}
        </fieldset>
    }
    .into_any()
}

fn shown_secret(viewer: &Viewer, shown: &ShownSecret) -> AnyView {
    let renewed = shown
        .is_renewal
        .then(|| view! { <p>{t::verifiers_secret_renewed()}</p> }.into_any());
    let title = t::verifiers_secret_of(&shown.verifier);
    let content = view! {
        {page_head(&title, None, None)}
        <div class="card settings">
            {plain_copy_field("secret", t::verifiers_secret(), shown.secret.clone(), (true, None))}
            {note(view! { <p>{t::verifiers_secret_once()}</p> })} {renewed}
            {link_button("btn", back(viewer), t::verifiers_back())}
        </div>
    }
    .into_any();
    let title = format!("{} · {}", t::verifiers_secret(), t::settings());
    page_frame(Some(viewer), Section::ApiKeys, &title, content)
}

fn frame(viewer: &Viewer, title: &'static str, form: Submission, content: AnyView) -> AnyView {
    form_page(viewer, (Section::ApiKeys, t::settings()), title, form, content)
}

/// The page to which the forms lead back.
fn back(viewer: &Viewer) -> String {
    paths::settings(viewer.account.as_str())
}
