//! What all dialogs about one key have in common: they load the key, refuse what is not possible, send their form and
//! show how it ended.

use crate::{
    api::{Loaded, load},
    domain::{
        keys::{
            key::{Action, Key, Token},
            refusal::Refusal,
        },
        names::Id,
        time::Timestamp,
    },
    error::AppError,
    i18n::t,
    ui::{
        components::{
            dialog::{Dialog, closing_note_with, focus_content, hidden},
            key_summary::key_summary,
        },
        desk::Desk,
        done::Done,
        drawing,
        forms::{Filled, Kept, Submission, Work},
        live::live,
        paths::Place,
    },
    views::wire::{KeyDetail, KeyRef},
    words::keys::action_name,
};
use leptos::{ev::SubmitEvent, prelude::*};

/// A dialog's form and the key that it is about. A handle: copies are the same dialog.
#[derive(Clone, Copy)]
pub struct KeyForm {
    pub desk: Desk,
    pub submission: Submission,
    action: Action,
    key: StoredValue<Id>,
    detail: Loaded<KeyDetail>,
    refusal: fn(&KeyDetail) -> Option<Refusal>,
    /// What was filled in when the form was sent last: if somebody else changed the key in the meantime, the form is drawn
    /// again for the key as it now is.
    sent: StoredValue<Option<Kept>>,
}

impl KeyForm {
    /// The form of an action's dialog about a key. `refusal` says why the key's rules do not allow the
    /// action.
    pub fn new(action: Action, key: Id, submission: Submission, refusal: fn(&KeyDetail) -> Option<Refusal>) -> Self {
        let desk = Desk::get();
        let about = key.clone();
        let detail = load(
            move || desk.account.get(),
            move |account| drawing::key(account, about.clone()),
        );
        Self {
            desk,
            submission,
            action,
            key: StoredValue::new(key),
            detail,
            refusal,
            sent: StoredValue::new(None),
        }
    }

    /// What to fill the form in with, rather than with what the key has.
    pub fn kept(self) -> Kept {
        self.sent.get_value().unwrap_or_else(Kept::from_context)
    }

    /// The dialog's place.
    pub fn place(self) -> Place {
        Place::action(self.key.get_value(), self.action)
    }

    /// Where the form is posted to without scripts.
    pub fn path(self) -> String {
        self.desk.path(&self.place())
    }

    /// The key, at the version that the form was made for.
    pub fn key_ref(self, filled: &Filled) -> KeyRef {
        KeyRef {
            account: self.desk.account.get_untracked(),
            key: self.key.get_value(),
            version: filled.version(),
        }
    }

    /// Sends what the form asks for; success closes the dialog and says what was done.
    pub fn send(self, work: Result<Work<()>, AppError>, done: Done) {
        self.send_then(work, move |()| self.desk.finish(done));
    }

    /// Sends the form; success does whatever `then` says.
    pub fn send_then<T: 'static>(self, work: Result<Work<T>, AppError>, then: impl FnOnce(T) + 'static) {
        self.submission.send(work, then, move |error| {
            if out_of_date(error) {
                // What the dialog shows is no longer true: show the key as it now is.
                self.detail.refetch();
                self.desk.list.refetch();
            }
        });
    }

    /// The form element around a dialog's fields, with the version that makes concurrent actions a conflict.
    pub fn frame(self, key: &Key, submit: fn(Self, Filled), fields: AnyView) -> AnyView {
        view! {
            <form
                method="post"
                action=move || self.path()
                novalidate=true
                on:submit=move |event: SubmitEvent| {
                    let filled = Filled::take(&event);
                    self.sent.set_value(Some(filled.kept()));
                    submit(self, filled);
                }
            >
                {hidden("version", key.version.to_string())}
                {fields}
            </form>
        }
        .into_any()
    }
}

/// Whether an error says that the key is no longer what the dialog shows.
pub fn out_of_date(error: &AppError) -> bool {
    matches!(error, AppError::Conflict | AppError::NotFound | AppError::Refused(_))
}

/// A dialog about one key: the frame, and the content once the key is there.
#[component]
pub fn KeyDialog(
    form: KeyForm,
    content: fn(KeyForm, KeyDetail) -> AnyView,
    #[prop(optional)] back: Option<Callback<()>>,
) -> impl IntoView {
    let busy = Signal::derive(move || form.submission.pending());
    view! {
        <Dialog title=action_name(form.action) back busy>
            {key_content(form, content)}
        </Dialog>
    }
}

/// The content of a key's dialog, without the frame.
pub fn key_content(form: KeyForm, content: fn(KeyForm, KeyDetail) -> AnyView) -> AnyView {
    Effect::new(move |there: Option<bool>| {
        let now = form.detail.with(Option::is_some);
        if now && there != Some(true) {
            focus_content();
        }
        now
    });
    live(move || {
        Some(match form.detail.get() {
            None => view! { <div class="body loading" aria-busy="true"></div> }.into_any(),
            Some(Ok(detail)) => match obstacle(form, &detail) {
                None => content(form, detail),
                Some(error) => obstructed(form, &detail, &error),
            },
            Some(Err(error)) => closing_note_with(&error, again(form, &error)),
        })
    })
}

/// Asks for the key once more, where the server did not answer.
fn again(form: KeyForm, error: &AppError) -> Option<AnyView> {
    let away = matches!(error, AppError::Unreachable | AppError::Unavailable);
    away.then(|| {
        view! {
            <button type="button" class="btn primary" on:click=move |_| form.detail.refetch()>
                {t::try_again()}
            </button>
        }
        .into_any()
    })
}

/// Why the action is not possible, and the way to what is possible instead.
fn obstructed(form: KeyForm, detail: &KeyDetail, error: &AppError) -> AnyView {
    let instead = refusal(error).and_then(possible_instead);
    let instead = instead
        .filter(|action| detail.viewer.may(action.permission()) && detail.key.obstacle(*action, detail.now).is_none())
        .map(|action| {
            let path = untrack(|| form.desk.path(&Place::action(detail.key.id.clone(), action)));
            view! {
                <a class="btn primary" href=path data-noscroll="">
                    {action_name(action)}
                </a>
            }
            .into_any()
        });
    view! {
        <div class="body head">{key_summary(&detail.key)}</div>
        {closing_note_with(error, instead)}
    }
    .into_any()
}

fn refusal(error: &AppError) -> Option<&Refusal> {
    let AppError::Refused(refusal) = error else { return None };
    Some(refusal)
}

/// The action with which to go on, if there is one that does what was meant.
fn possible_instead(refusal: &Refusal) -> Option<Action> {
    match refusal {
        Refusal::LinkPending { .. } => Some(Action::UndoRenewal),
        Refusal::FirstLinkPending { .. } => Some(Action::NewLink),
        Refusal::NoLinkPending | Refusal::LinkExpired { .. } => Some(Action::Renew),
        Refusal::NewTokenViewed { .. } => Some(Action::DeleteOldToken),
        Refusal::OldTokenWouldGo | Refusal::NotRenewing | Refusal::NewTokenUnseen => None,
    }
}

/// Why an action that its address asks for cannot be offered: the same reasons that the server would give.
fn obstacle(form: KeyForm, detail: &KeyDetail) -> Option<AppError> {
    if detail.viewer.may(form.action.permission()) {
        (form.refusal)(detail).map(AppError::from)
    } else {
        Some(AppError::Forbidden)
    }
}

/// For actions that a key's rules always allow.
pub fn always_possible(_: &KeyDetail) -> Option<Refusal> {
    None
}

/// Some new token, for asking the rules whether the key could have one.
pub fn a_token(now: Timestamp) -> Token {
    Token::issue(Id(String::new()), now)
}
