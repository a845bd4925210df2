//! Completes a renewal: deletes the old token now or later. *Later* is also the effect of closing the page.

use crate::{
    api::keys::{complete_renewal, show_key},
    domain::{
        id::Id,
        keys::{
            activity::{Activity, TokenActivity},
            choice::{DeleteOld, QuietDays},
            key::{Action, Key},
        },
        text::TextError,
        time::Timestamp,
    },
    error::{AppError, Field},
    i18n::t,
    ui::{
        components::{
            actions::submit_button,
            dialog::{button_form, dialog_form, form_content},
            field::{Choice, TickBox, field_error, hidden, password_field},
            key_summary::key_summary,
            use_facts::{in_use_box_on_demand, old_token, old_token_facts},
        },
        done::Done,
        forms::{EnteredFields, Request, Submission, SubmittedFields},
        live::live,
        page_state::PageState,
        paths::{DialogAction, OpenDialog},
    },
    views::wire::{CompleteInput, KeyRef},
};
use leptos::{prelude::*, task::spawn_local};

/// The name of the choice's radio buttons.
pub const DELETE_OLD: &str = "delete_old";

/// The value of the choice *When unused*.
const WHEN_UNUSED: &str = "when-unused";

/// The name of the check box *Nobody has the new token yet*.
pub const UNSEEN: &str = "unseen";

/// The group *Delete the old token* under the new link. The reply to a refused choice renders it without the link.
pub fn complete_form(
    page_state: PageState,
    form: Submission,
    (key, told, now): (&Key, &[TokenActivity], Timestamp),
    link: Option<AnyView>,
) -> AnyView {
    let entered = EnteredFields::from_context();
    let deletes_now = entered.chosen(DELETE_OLD, "now", false);
    let when_unused = entered.chosen(DELETE_OLD, WHEN_UNUSED, false);
    let is_in_use = old_token(key, told).is_some_and(|old| old.activity == Activity::InUse);
    let in_use = in_use_box_on_demand(is_in_use, &entered, form);
    let confirmed = entered.chosen(UNSEEN, "on", false);
    let renewed = StoredValue::new(key.clone());
    let token_unseen = move || renewed.with_value(|key| page_state.token_unseen(key));
    let target = KeyRef {
        account: page_state.account.get_untracked(),
        key: key.id.clone(),
        version: key.version,
    };
    let fields = view! {
        {key_summary(key, now)}
        {link}
        <fieldset class="field">
            <legend>{t::delete_the_old_token()}</legend>
            <div class="options">
                {choice("later", t::later(), t::later_why(), !deletes_now && !when_unused)}
                {choice(WHEN_UNUSED, t::when_unused(), t::when_unused_why(), when_unused)} {days_field(&entered, form)}
                {choice("now", t::now(), t::now_why(), deletes_now)}
            </div>
        </fieldset>
        <div class="if-now">{old_token_facts(key, told, now)} {in_use}</div>
        {live(move || token_unseen().then(|| unseen_confirmation(form, confirmed)))}
        {password_field(form)}
    };
    let buttons = view! {
        <button type="submit" class="btn" form="undo">
            {t::undo_renewal()}
        </button>
        {submit_button((t::complete(), t::completing()), "btn primary", form)}
    };
    let dialog = OpenDialog::Key {
        key: key.id.clone(),
        action: DialogAction::CompleteRenewal,
    };
    let content = view! {
        {hidden("version", key.version.to_string())}
        {form_content(form, fields, buttons)}
    };
    let submit = move |submitted| {
        let unopened = untrack(|| renewed.with_value(|key| page_state.link_unopened(key)));
        submit(page_state, form, target.clone(), &submitted, unopened);
    };
    view! {
        {dialog_form(page_state, dialog, content, submit)}
        {undo_form(page_state, form, key.id.clone())}
    }
    .into_any()
}

/// The form of the button *Undo renewal*, which opens the dialog that undoes the renewal.
fn undo_form(page_state: PageState, form: Submission, key: Id<Key>) -> impl IntoView {
    let dialog = OpenDialog::action(key, Action::UndoRenewal);
    let target = dialog.clone();
    let path = move || page_state.path(&target);
    button_form(page_state, "undo", path, move || {
        if !form.pending() {
            page_state.replace_dialog(&dialog);
        }
    })
}

/// The confirmation that *Now* needs while the link was neither copied nor opened. The style sheet shows it when *Now* is selected.
fn unseen_confirmation(form: Submission, ticked: bool) -> AnyView {
    view! {
        <div class="if-now">
            <TickBox name=UNSEEN field=Field::Understood label=t::nobody_has_token() ticked form />
        </div>
    }
    .into_any()
}

/// The number of days for *When unused*. The style sheet shows it when that is selected.
fn days_field(entered: &EnteredFields, form: Submission) -> AnyView {
    let name = Field::Days.name();
    view! {
        <div class="field if-when-unused">
            <label for=name>{t::when_unused_days()}</label>
            <input
                id=name
                name=name
                type="number"
                min="1"
                max="90"
                inputmode="numeric"
                value=entered.text(name, &QuietDays::WEEK.days().to_string())
                aria-invalid=move || form.error_at(Field::Days).is_some().then_some("true")
                aria-describedby=format!("{name}-error")
            />
            {field_error(Field::Days, form)}
        </div>
    }
    .into_any()
}

/// The choice that a form sent, and what is told when it is done.
///
/// # Errors
/// [`TextError::DaysInvalid`].
pub fn chosen(choice: &str, days: &str) -> Result<(DeleteOld, Done), AppError> {
    Ok(match choice {
        "now" => (DeleteOld::Now, Done::CompletedNow),
        WHEN_UNUSED => {
            let days = days.trim().parse().ok().and_then(QuietDays::new);
            let days = days.ok_or_else(|| AppError::field(Field::Days, TextError::DaysInvalid))?;
            (DeleteOld::WhenUnused(days), Done::CompletedWhenUnused)
        }
        _ => (DeleteOld::Later, Done::CompletedLater),
    })
}

fn choice(value: &str, title: &str, text: &str, chosen: bool) -> AnyView {
    let (value, title, text) = (value.to_owned(), title.to_owned(), text.to_owned());
    Choice {
        kind: "radio",
        name: DELETE_OLD,
        value,
        chosen,
        title,
        text,
    }
    .view()
}

fn submit(page_state: PageState, form: Submission, key: KeyRef, submitted: &SubmittedFields, unopened: bool) {
    let (delete_old, done) = match chosen(&submitted.text(DELETE_OLD), &submitted.text(Field::Days.name())) {
        Ok(chosen) => chosen,
        Err(error) => return form.fail(error),
    };
    let unseen = !unopened || page_state.copied.get_untracked() || submitted.ticked(UNSEEN);
    let request = if delete_old == DeleteOld::Now && !unseen {
        Err(AppError::field(Field::Understood, TextError::NotUnderstood))
    } else {
        submitted.password().map(|password| {
            let input = CompleteInput {
                delete_old,
                unseen,
                in_use: submitted.ticked(Field::InUse.name()),
                password,
            };
            Box::pin(complete_renewal(key.clone(), input)) as Request<()>
        })
    };
    let renewed = key.key.clone();
    form.send(
        request,
        move |()| {
            let undo = (delete_old != DeleteOld::Now && unopened).then_some((renewed, Action::UndoRenewal));
            page_state.finish_with_follow_up(done, undo);
        },
        move |error| {
            if *error == AppError::Conflict {
                page_state.list.refetch();
                spawn_local(reload_key(page_state, key));
            }
        },
    );
}

/// Reloads the key after another user changed it. The link beside it stays.
async fn reload_key(page_state: PageState, key: KeyRef) {
    if let Ok(detail) = show_key(key.account, key.key).await {
        page_state.update_linked_key(detail);
    }
}
