//! *Renew token*: the form for missing consent or password, then the link of the new token.

use crate::{
    api::{keys::renew_key, posted::Posted},
    domain::{
        id::Id,
        keys::{
            choice::Consent,
            key::{Action, Key},
            link::Link,
            refusal::KeyRefusal,
        },
        text::TextError,
    },
    error::{AppError, Field},
    i18n::t,
    ui::{
        components::{
            actions::submit_button,
            alert::alert,
            field::{TickBox, hidden, password_field},
            form_id::FORM_ID,
            use_facts::{in_use_box, old_token, old_token_facts},
        },
        dialogs::{
            complete::{DELETE_OLD, complete_form},
            key_dialog::{KeyForm, key_content},
            link::{link_content, link_dialog, link_field},
        },
        forms::{EnteredFields, Request, Submission, SubmittedFields},
        page_state::PageState,
    },
    views::wire::{KeyDetail, NewLink, RenewInput},
    words::keys::action_name,
};
use leptos::prelude::*;

/// The hidden field that marks that the form asked for consent.
const CONSENT_ASKED: &str = "asked";

#[component]
pub fn RenewDialog(key: Id<Key>) -> impl IntoView {
    let page_state = PageState::get();
    let posted = use_context::<Posted>();
    let error = page_state
        .renewal_error
        .get_untracked()
        .or_else(|| posted.as_ref().and_then(|posted| posted.error().cloned()));
    // The form itself asks for missing consent. It is an error only if the form had asked before.
    let error = if matches!(error, Some(AppError::Refused(KeyRefusal::ConsentNeeded))) {
        EnteredFields::from_context().has(CONSENT_ASKED).then(consent_missing)
    } else {
        error
    };
    let form = Submission::with_error(error);
    link_dialog(
        (action_name(Action::Renew), t::token_renewed()),
        form,
        move || form_body(key.clone(), form),
        move |link| link_body(page_state, form, link),
    )
}

/// The key's form: for the renewal, or for its completion in the reply to a refused choice.
fn form_body(key: Id<Key>, form: Submission) -> AnyView {
    if EnteredFields::from_context().has(DELETE_OLD) {
        // A renewal can be completed while the key has an old token.
        key_content(KeyForm::new(Action::DeleteOldToken, key, form), |form, detail| {
            complete_form(
                form.page_state,
                form.submission,
                (&detail.key, &detail.activities, detail.now),
                None,
            )
        })
    } else {
        key_content(KeyForm::new(Action::Renew, key, form), renew_form)
    }
}

fn renew_form(form: KeyForm, detail: KeyDetail) -> AnyView {
    let fields = view! {
        {explanation(form, &detail)}
        {hidden(FORM_ID, form.entered().text(FORM_ID, detail.form_id.as_str()))}
        {password_field(form.submission)}
    };
    let button = submit_button((t::renew_token(), t::renewing()), "btn primary", form.submission);
    form.view(&detail.key, fields, button, submit)
}

/// The effect of a renewal on the key. If the old token goes, with the facts about its use and a check box for consent.
fn explanation(form: KeyForm, detail: &KeyDetail) -> AnyView {
    if let Err(question) = detail.key.can_renew(Consent::NotGiven, detail.now) {
        return view! {
            {alert(&AppError::from(question))}
            {old_token_facts(&detail.key, &detail.activities, detail.now)}
            {in_use_box(old_token(&detail.key, &detail.activities).into_iter(), &form.entered(), form.submission)}
            {hidden(CONSENT_ASKED, String::new())}
            <TickBox
                name="consent"
                field=Field::Understood
                label=t::consent_to_delete()
                ticked=form.entered().chosen("consent", "on", false)
                form=form.submission
            />
        }
        .into_any();
    }
    let text = if matches!(detail.key.tokens.newest().link.at(detail.now), Link::Opened { .. }) {
        t::renewal_adds_token()
    } else {
        t::renewal_replaces_unseen()
    };
    view! { <p>{text}</p> }.into_any()
}

/// The error for missing consent.
fn consent_missing() -> AppError {
    AppError::field(Field::Understood, TextError::NotUnderstood)
}

fn submit(form: KeyForm, submitted: SubmittedFields) {
    let consent = if submitted.ticked("consent") {
        Consent::Given
    } else {
        Consent::NotGiven
    };
    let request = if consent == Consent::NotGiven && submitted.has(CONSENT_ASKED) {
        Err(consent_missing())
    } else {
        submitted.password().map(|password| {
            let input = RenewInput {
                consent,
                in_use: submitted.ticked(Field::InUse.name()),
                form_id: Id::new(submitted.text(FORM_ID)),
                password,
            };
            Box::pin(renew_key(form.key_ref(&submitted), input)) as Request<NewLink>
        })
    };
    let (page_state, dialog) = (form.page_state, form.dialog());
    form.send_then(request, move |link| page_state.show_link(link, &dialog));
}

/// The link of the new token and, if there is an old token, the choice that completes the renewal.
fn link_body(page_state: PageState, form: Submission, link: &NewLink) -> AnyView {
    if link.key.tokens.old().is_some() {
        complete_form(
            page_state,
            form,
            (&link.key, &link.activities, link.now),
            Some(link_field(link)),
        )
    } else {
        link_content(link, t::no_old_token_left())
    }
}
