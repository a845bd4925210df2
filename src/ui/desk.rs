//! What the Generated page and its dialogs share: which part of which list is looked at, the list itself, the new link
//! while it is shown, and what was just done.

use crate::{
    api::{Loaded, keys::renew_key, load},
    domain::{
        keys::{choice::Consent, key::Action},
        names::Id,
        page::KeyQuery,
    },
    error::AppError,
    i18n::t,
    ui::{
        contact::Contact,
        done::Done,
        drawing,
        elapsed::Elapsed,
        focus,
        forms::SLOW,
        paths::{self, Place},
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

/// The page's shared state. A handle: copies are the same page.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The account as it stands in the address.
    pub account: Memo<String>,
    /// The part of the list that is looked at.
    pub query: Memo<KeyQuery>,
    /// What a form posted without scripts has just done.
    pub done: Memo<Option<Done>>,
    /// The dialog that the address asks for.
    pub place: Memo<Place>,
    pub list: Loaded<KeysPage>,
    /// Whether the server answers when the list is asked for.
    pub contact: Contact,
    /// The new link, from the answer that brought it until its dialog closes. Never anywhere else.
    fresh: RwSignal<Option<Fresh>>,
    /// Why *Renew token* in a row's menu did not work at once; its dialog takes over from here.
    pub refused: RwSignal<Option<AppError>>,
    /// Whether the new link was copied.
    pub copied: RwSignal<bool>,
    /// What was just done, said once.
    pub toast: RwSignal<Option<&'static str>>,
    /// What the toast offers to do about it.
    pub offer: RwSignal<Option<(Id, Action)>>,
    /// Whether something outside a form is under way.
    pub busy: RwSignal<bool>,
    /// Whether the focused row may be gone once the list is there again.
    settling: StoredValue<bool>,
    /// Whether the open dialog ends because its action was done, so that there is nothing to say about leaving it.
    finished: StoredValue<bool>,
    /// The search that starts once nothing more is typed.
    pub typing: StoredValue<Option<TimeoutHandle>>,
    /// The id of the *Generate key* form that was carried out last.
    sent: RwSignal<Option<Id>>,
    go: StoredValue<Go>,
}

/// Goes to a path; `true` replaces the browser's current entry.
type Go = Box<dyn Fn(&str, bool) + Send + Sync>;

/// A new link, and what opened the dialogs that may show it: dialogs of another key must not.
#[derive(Clone)]
struct Fresh {
    opener: Option<String>,
    link: NewLink,
}

impl Desk {
    /// Makes the page's state and provides it to everything below.
    pub fn provide() -> Self {
        let location = use_location();
        let (path, search) = (location.pathname, location.query);
        complete_navigation(path);
        let account =
            Memo::new(move |_| path.with(|path| Place::parse(path).map_or("", |(account, _)| account).to_owned()));
        let place = Memo::new(move |_| path.with(|path| Place::parse(path).map_or(Place::List, |(_, place)| place)));
        let written = location.search;
        let query =
            Memo::new(move |_| search.with(|s| written.with(|written| KeyQuery::read(|name| s.get(name), written))));
        let done = Memo::new(move |_| search.with(|s| s.get_str("done").and_then(Done::from_word)));
        let contact = Contact::new();
        let shown = StoredValue::new(None::<Loaded<KeysPage>>);
        let list = load(
            move || (account.get(), query.get()),
            move |(account, query)| async move {
                let waiting = contact.wait();
                let answer = drawing::list(account, query).await;
                drop(waiting);
                let before = shown.try_get_value().flatten();
                let before = before.and_then(|list| list.try_get_untracked()).flatten();
                contact.keep(answer, before.and_then(Result::ok))
            },
        );
        shown.set_value(Some(list));
        let navigate = use_navigate();
        let desk = Self {
            account,
            query,
            done,
            place,
            list,
            contact,
            fresh: RwSignal::new(None),
            refused: RwSignal::new(None),
            copied: RwSignal::new(false),
            toast: RwSignal::new(None),
            offer: RwSignal::new(None),
            busy: RwSignal::new(false),
            settling: StoredValue::new(false),
            finished: StoredValue::new(false),
            typing: StoredValue::new(None),
            sent: RwSignal::new(None),
            go: StoredValue::new(Box::new(move |path, replace| {
                navigate(
                    path,
                    NavigateOptions {
                        replace,
                        scroll: false,
                        ..NavigateOptions::default()
                    },
                );
            })),
        };
        provide_context(desk);
        Elapsed::provide();
        desk.watch_dialogs();
        contact.watch();
        desk
    }

    /// The state of the page that this component is on.
    pub fn get() -> Self {
        expect_context()
    }

    /// Looks at the list. `None` where there is none.
    pub fn with_page<T>(self, look: impl FnOnce(&KeysPage) -> T) -> Option<T> {
        self.list.try_with(|list| match list {
            Some(Ok(page)) => Some(look(page)),
            Some(Err(_)) | None => None,
        })?
    }

    /// The nonce for a form on the list as it is now.
    pub fn form_id(self) -> Id {
        let of_page = self.with_page(|page| page.form_id.clone());
        of_page.unwrap_or_else(|| Id(String::new()))
    }

    /// Whether a dialog covers the page.
    pub fn dialog_open(self) -> bool {
        self.place.with(|place| *place != Place::List)
    }

    /// The address of a place over the list as it is looked at.
    pub fn path(self, place: &Place) -> String {
        self.account
            .with(|account| self.query.with(|query| place.path(account, query)))
    }

    /// Opens a dialog.
    pub fn open(self, place: &Place) {
        self.go_to(place, false);
    }

    /// Replaces the open dialog by another one.
    pub fn swap(self, place: &Place) {
        self.go_to(place, true);
    }

    fn go_to(self, place: &Place, replace: bool) {
        let path = untrack(|| self.path(place));
        self.go.with_value(|go| go(&path, replace));
    }

    /// Looks at another part of the list; `replace` leaves no entry in the browser's history.
    pub fn look_at(self, query: &KeyQuery, replace: bool) {
        let path = self.account.with_untracked(|account| paths::list(account, query));
        self.go.with_value(|go| go(&path, replace));
    }

    /// Closes the dialog.
    pub fn close(self) {
        self.swap(&Place::List);
    }

    /// Closes the dialog after its action was done: the list is asked for again and a toast says what happened.
    pub fn finish(self, done: Done) {
        self.finish_offering(done, None);
    }

    /// The same with what can be done about it.
    pub fn finish_offering(self, done: Done, offer: Option<(Id, Action)>) {
        self.finished.set_value(true);
        self.close();
        self.settling.set_value(true);
        self.list.refetch();
        self.say(done.sentence(), offer);
    }

    /// Remembers that the form with this id was carried out.
    pub fn sent(self, form: Id) {
        self.sent.set(Some(form));
    }

    /// Whether a form with this id can still be sent.
    pub fn is_unsent(self, form: &Id) -> bool {
        self.sent.with(|sent| sent.as_ref() != Some(form))
    }

    /// Shows a new link in the dialog at `place`. Where that is not open, because it never was or because it was left with
    /// the browser's back button while the answer was under way, it is opened: the link can be shown nowhere else.
    pub fn show(self, link: NewLink, place: &Place) {
        let opener = place.opener();
        let elsewhere = self.opener() != opener;
        // What was missing is there: a dialog that comes back to the link must not ask for it again.
        self.refused.set(None);
        self.copied.set(false);
        self.fresh.set(Some(Fresh { opener, link }));
        self.list.refetch();
        if elsewhere {
            self.open(place);
        }
    }

    /// What opened the dialog that is being made.
    pub fn opener(self) -> Option<String> {
        self.place.with_untracked(Place::opener)
    }

    /// The new link, if a dialog with this opener may show it.
    pub fn fresh_link(self, opener: &Option<String>) -> Option<NewLink> {
        self.fresh.with(|fresh| {
            let fresh = fresh.as_ref().filter(|fresh| fresh.opener == *opener)?;
            Some(fresh.link.clone())
        })
    }

    /// Puts the key as it now is beside the link that is shown.
    pub fn refresh(self, detail: KeyDetail) {
        self.fresh.update(|fresh| {
            if let Some(fresh) = fresh {
                fresh.link.key = detail.key;
                fresh.link.now = detail.now;
            }
        });
    }

    /// Renews a key at once and opens the dialog with the link, or the form that says what is missing.
    pub fn renew(self, key: KeyRef) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.toast.set(None);
        set_timeout(
            move || {
                if self.busy.try_get_untracked() == Some(true) {
                    self.say(t::renewing(), None);
                }
            },
            SLOW,
        );
        let form_id = untrack(|| self.form_id());
        spawn_local(async move {
            let dialog = Place::action(key.key.clone(), Action::Renew);
            let ask = || {
                let input = RenewInput {
                    consent: Consent::NotGiven,
                    form_id: form_id.clone(),
                    password: Password(None),
                };
                renew_key(key.clone(), input)
            };
            // There is no form in which somebody could press the button again, with the same nonce.
            let mut answer = ask().await;
            if matches!(answer, Err(AppError::Unreachable)) {
                answer = ask().await;
            }
            self.busy.set(false);
            match answer {
                Ok(link) => self.show(link, &dialog),
                Err(error) => {
                    self.refused.set(Some(error));
                    self.list.refetch();
                    self.open(&dialog);
                }
            }
        });
    }

    /// When a dialog opens: takes away what was said of the action before, which is not about this one. When it has closed:
    /// forgets the link it showed and gives focus back to what opened it.
    fn watch_dialogs(self) {
        Effect::new(move |before: Option<Option<String>>| {
            let now = self.place.with(Place::opener);
            if now.is_some() {
                self.toast.set(None);
                self.finished.set_value(false);
            }
            if let (Some(Some(opener)), None) = (before, &now) {
                if !self.finished.get_value() {
                    self.say_what_is_left();
                }
                // The dialog is still there for a moment and would ask for its key again.
                request_animation_frame(move || {
                    self.fresh.try_set(None);
                    self.refused.try_set(None);
                });
                focus::focus_first([
                    format!("#{opener}"),
                    format!("#{}", paths::GENERATE_BUTTON),
                    "h1".to_owned(),
                ]);
            }
            now
        });
        Effect::new(move |_| {
            if self.list.with(Option::is_some) && self.settling.get_value() {
                self.settling.set_value(false);
                focus::focus_if_lost("h1");
            }
        });
    }
}

/// Lets the router write each new path into the browser's history. It waits to be told that the page is drawn, which is
/// otherwise for its table of routes to say.
fn complete_navigation(path: Memo<String>) {
    let browser = use_context::<BrowserUrl>();
    Effect::new(move |_| {
        path.track();
        if let Some(browser) = &browser {
            browser.ready_to_complete();
        }
    });
}
