//! *Generate key*: the form, then the single-access link of the new key's token.

use crate::{
    api::keys::generate_key,
    domain::{id::Id, people::permission::Permission, text::Label},
    error::{AppError, Field},
    i18n::t,
    ui::{
        components::{
            actions::dialog_buttons,
            dialog::{dialog_form, error_content, focus_content, form_content, loading},
            field::{TextField, hidden, password_field},
            form_id::FORM_ID,
            restrictions::restriction_fields,
            roles::{RolesField, submit_with_roles},
        },
        dialogs::link::{link_content, link_dialog},
        forms::{EnteredFields, Request, Submission, SubmittedFields},
        live::live,
        page_state::PageState,
        paths::OpenDialog,
    },
    views::wire::{GenerateInput, KeysPage, NewLink},
};
use leptos::prelude::*;

#[component]
pub fn GenerateDialog() -> impl IntoView {
    let form = Submission::new();
    link_dialog(
        (t::generate_key(), t::key_generated()),
        form,
        move || view! { <FormBody form /> }.into_any(),
        |link| link_content(link, t::pass_link_on()),
    )
}

/// The form, as soon as the list has an unused form id. It is not rendered again when the list changes, which would discard the input.
#[component]
fn FormBody(form: Submission) -> impl IntoView {
    let page_state = PageState::get();
    let ready = Memo::new(move |_| page_state.with_page(|page| page_state.is_unsent(&page.form_id)) == Some(true));
    Effect::new(move |_| {
        if ready.get() {
            focus_content();
        }
    });
    live(move || {
        if !ready.get() {
            let failed = page_state.list.with(|list| list.as_ref()?.as_ref().err().cloned());
            return Some(match failed {
                Some(error) => error_content(&error),
                None => loading(),
            });
        }
        untrack(|| {
            page_state.with_page(|page| match page.viewer.may(Permission::KeysEdit) {
                true => fields(page_state, form, page),
                false => error_content(&AppError::Forbidden),
            })
        })
    })
}

fn fields(page_state: PageState, form: Submission, page: &KeysPage) -> AnyView {
    let entered = EnteredFields::from_context();
    let fields = view! {
        <TextField
            field=Field::Label
            label=t::key_identification()
            hint=t::key_identification_hint()
            value=entered.text("label", "")
            form=form
            first=true
        />
        <RolesField roles=page.roles.clone() chosen=Vec::new() entered=entered.clone() form=form />
        {restriction_fields(None, page.lifetimes, &entered, form)}
        {password_field(form)}
    };
    let buttons = dialog_buttons(submit_with_roles((t::generate(), t::generating()), form));
    let content = view! {
        {hidden(FORM_ID, entered.text(FORM_ID, page.form_id.as_str()))}
        {form_content(form, fields, buttons)}
    };
    dialog_form(page_state, OpenDialog::Generate, content, move |submitted| {
        submit(page_state, form, &submitted)
    })
    .into_any()
}

fn submit(page_state: PageState, form: Submission, submitted: &SubmittedFields) {
    let account = page_state.account.get_untracked();
    let form_id = Id::new(submitted.text(FORM_ID));
    let request = input(submitted).map(|input| Box::pin(generate_key(account, input)) as Request<NewLink>);
    let show = move |link| {
        page_state.mark_sent(form_id);
        page_state.show_link(link, &OpenDialog::Generate);
    };
    form.send(request, show, |_| ());
}

/// Reads and validates the form, as far as the browser can.
fn input(submitted: &SubmittedFields) -> Result<GenerateInput, AppError> {
    let label = submitted.text(Field::Label.name());
    Label::parse(&label).map_err(|reason| AppError::field(Field::Label, reason))?;
    Ok(GenerateInput {
        label,
        roles: submitted.roles(),
        restrictions: submitted.restrictions(),
        form_id: Id::new(submitted.text(FORM_ID)),
        password: submitted.password()?,
    })
}
