//! The shared state of the Generated page and its dialogs: the account, the query, the list, the new link while it is shown, and
//! the toast.

use crate::{
    api::{Loaded, keys::renew_key, load},
    domain::{
        id::{Id, IdempotentForm},
        key_query::KeyQuery,
        keys::{
            choice::Consent,
            key::{Action, Key},
        },
    },
    error::AppError,
    i18n::t,
    ui::{
        data,
        done::Done,
        elapsed::PageAge,
        focus,
        forms::SLOW,
        paths::{self, OpenDialog},
        reachability::Reachability,
    },
    views::wire::{KeyDetail, KeyRef, KeysPage, NewLink, Password, RenewInput},
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
    location::{BrowserUrl, LocationProvider},
};

mod leaving;

/// The page's shared state. `Copy`: all copies share one state.
#[derive(Clone, Copy)]
pub struct PageState {
    /// The account from the address.
    pub account: Memo<String>,
    /// The query of the list.
    pub query: Memo<KeyQuery>,
    /// The action of a form that was just posted without JavaScript.
    pub done: Memo<Option<Done>>,
    /// The dialog that the address names.
    pub dialog: Memo<OpenDialog>,
    /// The list, once it is loaded.
    pub list: Loaded<KeysPage>,
    /// Whether the server answers list requests.
    pub reachability: Reachability,
    /// The new link, from the answer with it until its dialog closes. It is stored nowhere else.
    shown_link: RwSignal<Option<ShownLink>>,
    /// Why *Renew token* in a row's menu failed. The renewal dialog shows it.
    pub renewal_error: RwSignal<Option<AppError>>,
    /// Whether the new link was copied.
    pub copied: RwSignal<bool>,
    /// The text of the toast.
    pub toast: RwSignal<Option<&'static str>>,
    /// The follow-up action that the toast offers.
    pub follow_up: RwSignal<Option<(Id<Key>, Action)>>,
    /// Whether the notice about dead tokens lists all keys.
    pub dead_tokens_open: RwSignal<bool>,
    /// Whether an action outside a form is pending.
    pub busy: RwSignal<bool>,
    /// Whether the focus moves to the heading if the next answer for the list removes the focused row.
    restores_focus: StoredValue<bool>,
    /// Whether the open dialog closes because its action succeeded; then no toast about leaving it is needed.
    finished: StoredValue<bool>,
    /// The debounce timer of the search field, while the user types.
    pub search_timer: StoredValue<Option<TimeoutHandle>>,
    /// The id of the last *Generate key* form that succeeded.
    sent_form: RwSignal<Option<Id<IdempotentForm>>>,
    /// Goes to another address of the page.
    navigate: StoredValue<Navigate>,
}

/// Navigates to a path. `true` replaces the browser's current history entry.
type Navigate = Box<dyn Fn(&str, bool) + Send + Sync>;

/// A new link with the opener of its dialog. Dialogs of other keys must not show it.
#[derive(Clone)]
struct ShownLink {
    opener: Option<String>,
    link: NewLink,
}

impl PageState {
    /// Creates the page's state and provides it as a context.
    pub fn provide() -> Self {
        let location = use_location();
        let (path, query_map) = (location.pathname, location.query);
        complete_navigation(path);
        let account =
            Memo::new(move |_| path.with(|path| OpenDialog::parse(path).map_or("", |(account, _)| account).to_owned()));
        let dialog = Memo::new(move |_| {
            path.with(|path| OpenDialog::parse(path).map_or(OpenDialog::List, |(_, dialog)| dialog))
        });
        let query_string = location.search;
        let query = Memo::new(move |_| {
            query_map.with(|parameters| query_string.with(|text| KeyQuery::parse(|name| parameters.get(name), text)))
        });
        let done =
            Memo::new(move |_| query_map.with(|parameters| parameters.get_str("done").and_then(Done::from_word)));
        let reachability = Reachability::new();
        let page_state = Self {
            account,
            query,
            done,
            dialog,
            list: load_list(account, query, reachability),
            reachability,
            shown_link: RwSignal::new(None),
            renewal_error: RwSignal::new(None),
            copied: RwSignal::new(false),
            toast: RwSignal::new(None),
            follow_up: RwSignal::new(None),
            dead_tokens_open: RwSignal::new(false),
            busy: RwSignal::new(false),
            restores_focus: StoredValue::new(false),
            finished: StoredValue::new(false),
            search_timer: StoredValue::new(None),
            sent_form: RwSignal::new(None),
            navigate: StoredValue::new(navigate_without_scrolling()),
        };
        provide_context(page_state);
        PageAge::provide();
        page_state.watch_dialogs();
        reachability.watch();
        page_state
    }

    /// The state of the current page.
    pub fn get() -> Self {
        expect_context()
    }

    /// Reads the list. `None` if it is not loaded or failed.
    pub fn with_page<T>(self, read: impl FnOnce(&KeysPage) -> T) -> Option<T> {
        self.list.try_with(|list| match list {
            Some(Ok(page)) => Some(read(page)),
            Some(Err(_)) | None => None,
        })?
    }

    /// The form id of the current list.
    pub fn form_id(self) -> Id<IdempotentForm> {
        let listed = self.with_page(|page| page.form_id.clone());
        listed.unwrap_or_else(|| Id::new(String::new()))
    }

    /// Whether a dialog covers the page.
    pub fn dialog_open(self) -> bool {
        self.dialog.with(|dialog| *dialog != OpenDialog::List)
    }

    /// The address of a dialog over the current query of the list.
    pub fn path(self, dialog: &OpenDialog) -> String {
        self.account
            .with(|account| self.query.with(|query| dialog.path(account, query)))
    }

    /// Opens a dialog.
    pub fn open_dialog(self, dialog: &OpenDialog) {
        self.go_to_dialog(dialog, false);
    }

    /// Replaces the open dialog with another one.
    pub fn replace_dialog(self, dialog: &OpenDialog) {
        self.go_to_dialog(dialog, true);
    }

    fn go_to_dialog(self, dialog: &OpenDialog, replace: bool) {
        let path = untrack(|| self.path(dialog));
        self.navigate.with_value(|navigate| navigate(&path, replace));
    }

    /// Goes to another query of the list. `replace` adds no entry to the browser's history.
    pub fn go_to_query(self, query: &KeyQuery, replace: bool) {
        let path = self.account.with_untracked(|account| paths::list(account, query));
        self.navigate.with_value(|navigate| navigate(&path, replace));
    }

    /// Closes the dialog.
    pub fn close_dialog(self) {
        self.replace_dialog(&OpenDialog::List);
    }

    /// Closes the dialog after its action succeeded, reloads the list and shows a toast.
    pub fn finish(self, done: Done) {
        self.finish_with_follow_up(done, None);
    }

    /// Like [`Self::finish`], with a follow-up action in the toast.
    pub fn finish_with_follow_up(self, done: Done, follow_up: Option<(Id<Key>, Action)>) {
        self.finished.set_value(true);
        self.close_dialog();
        self.restores_focus.set_value(true);
        self.list.refetch();
        self.show_toast(done.sentence(), follow_up);
    }

    /// Records that the form with this id succeeded.
    pub fn mark_sent(self, form: Id<IdempotentForm>) {
        self.sent_form.set(Some(form));
    }

    /// Whether the form with this id can still be sent.
    pub fn is_unsent(self, form: &Id<IdempotentForm>) -> bool {
        self.sent_form.with(|sent| sent.as_ref() != Some(form))
    }

    /// Shows a new link in its dialog, which is the only place for it. Opens the dialog if it is not open: the menu of a row renews
    /// without a dialog, and the user may have left the dialog with the browser's *Back* while the request was pending.
    pub fn show_link(self, link: NewLink, dialog: &OpenDialog) {
        let opener = dialog.opener();
        let is_open = self.opener() == opener;
        // The renewal succeeded, so a dialog that returns to the link must not show the old error.
        self.renewal_error.set(None);
        self.copied.set(false);
        self.shown_link.set(Some(ShownLink { opener, link }));
        self.list.refetch();
        if !is_open {
            self.open_dialog(dialog);
        }
    }

    /// The opener of the current dialog.
    pub fn opener(self) -> Option<String> {
        self.dialog.with_untracked(OpenDialog::opener)
    }

    /// The new link, if a dialog with this opener may show it.
    pub fn new_link_for(self, opener: &Option<String>) -> Option<NewLink> {
        self.shown_link.with(|shown| {
            let shown = shown.as_ref().filter(|shown| shown.opener == *opener)?;
            Some(shown.link.clone())
        })
    }

    /// Updates the key beside the link that is shown.
    pub fn update_linked_key(self, detail: KeyDetail) {
        self.shown_link.update(|shown| {
            if let Some(shown) = shown {
                shown.link.key = detail.key;
                shown.link.now = detail.now;
                shown.link.activities = detail.activities;
            }
        });
    }

    /// Renews a key at once. Opens the dialog with the link or, on an error, with the form.
    pub fn renew(self, key: KeyRef) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.toast.set(None);
        set_timeout(
            move || {
                if self.busy.try_get_untracked() == Some(true) {
                    self.show_toast(t::renewing(), None);
                }
            },
            SLOW,
        );
        let form_id = untrack(|| self.form_id());
        spawn_local(async move {
            let dialog = OpenDialog::action(key.key.clone(), Action::Renew);
            let send = || {
                let input = RenewInput {
                    consent: Consent::NotGiven,
                    in_use: false,
                    form_id: form_id.clone(),
                    password: Password(None),
                };
                renew_key(key.clone(), input)
            };
            // The user cannot resubmit this request, so it is retried once with the same form id.
            let mut answer = send().await;
            if matches!(answer, Err(AppError::Unreachable)) {
                answer = send().await;
            }
            self.busy.set(false);
            match answer {
                Ok(link) => self.show_link(link, &dialog),
                Err(error) => {
                    self.renewal_error.set(Some(error));
                    self.list.refetch();
                    self.open_dialog(&dialog);
                }
            }
        });
    }

    /// When a dialog opens: removes the toast of the previous action. When it has closed: drops its link and returns the focus to
    /// its opener.
    fn watch_dialogs(self) {
        Effect::new(move |previous: Option<Option<String>>| {
            let current = self.dialog.with(OpenDialog::opener);
            if current.is_some() {
                self.toast.set(None);
                self.finished.set_value(false);
            }
            if let (Some(Some(opener)), None) = (previous, &current) {
                if !self.finished.get_value() {
                    self.show_leaving_toast();
                }
                // The dialog remains until the next frame. Clearing the link earlier would make it load its key again.
                request_animation_frame(move || {
                    self.shown_link.try_set(None);
                    self.renewal_error.try_set(None);
                });
                focus::focus_first([
                    format!("#{opener}"),
                    format!("#{}", paths::GENERATE_BUTTON),
                    "h1".to_owned(),
                ]);
            }
            current
        });
        Effect::new(move |_| {
            if self.list.with(Option::is_some) && self.restores_focus.get_value() {
                self.restores_focus.set_value(false);
                focus::focus_if_lost("h1");
            }
        });
    }
}

/// Loads the list whenever the account or the query changes. After a failure the current rows stay.
fn load_list(account: Memo<String>, query: Memo<KeyQuery>, reachability: Reachability) -> Loaded<KeysPage> {
    let current_list = StoredValue::new(None::<Loaded<KeysPage>>);
    let list = load(
        move || (account.get(), query.get()),
        move |(account, query)| async move {
            let pending = reachability.start_request();
            let answer = data::list(account, query).await;
            drop(pending);
            let shown = current_list.try_get_value().flatten();
            let shown = shown.and_then(|list| list.try_get_untracked()).flatten();
            reachability.keep_rows(answer, shown.and_then(Result::ok))
        },
    );
    current_list.set_value(Some(list));
    list
}

fn navigate_without_scrolling() -> Navigate {
    let navigate = use_navigate();
    Box::new(move |path, replace| {
        navigate(
            path,
            NavigateOptions {
                replace,
                scroll: false,
                ..NavigateOptions::default()
            },
        );
    })
}

/// Tells the router that navigation is complete, so that it writes the path into the browser's history. The route table would
/// normally do that, but the application has none.
fn complete_navigation(path: Memo<String>) {
    let browser = use_context::<BrowserUrl>();
    Effect::new(move |_| {
        path.track();
        if let Some(browser) = &browser {
            browser.ready_to_complete();
        }
    });
}
