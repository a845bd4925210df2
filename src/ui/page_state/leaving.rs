//! What the user loses by leaving a dialog, and the toast after leaving it.

use super::{PageState, ShownLink};
use crate::{
    domain::{
        id::Id,
        keys::key::{Action, Key},
    },
    i18n::t,
};
use leptos::prelude::*;
use std::time::Duration;

/// How long a toast stays.
const TOAST_TIME: Duration = Duration::from_secs(8);

/// How long a toast with a follow-up action stays.
const TOAST_TIME_WITH_ACTION: Duration = Duration::from_secs(20);

impl PageState {
    /// Whether closing the dialog of this opener would lose a link that was neither copied nor opened.
    pub fn link_at_risk(self, opener: &Option<String>) -> bool {
        untrack(|| {
            let link = self.new_link_for(opener);
            link.is_some_and(|link| self.token_unseen(&link.key))
        })
    }

    /// Whether nobody can have a key's newest token, as far as this page knows: its link was neither copied here nor opened.
    pub fn token_unseen(self, key: &Key) -> bool {
        !self.copied.get() && self.link_unopened(key)
    }

    /// Whether the link of a key's newest token is unopened. Uses the list if its version of the key is at least as new.
    pub fn link_unopened(self, key: &Key) -> bool {
        let listed = self.with_page(|page| {
            let at_least_as_new = |listed: &&Key| listed.id == key.id && listed.version >= key.version;
            Some(page.keys.iter().find(at_least_as_new)?.new_token_unseen())
        });
        listed.flatten().unwrap_or_else(|| key.new_token_unseen())
    }

    /// Shows a toast about the consequences of leaving the dialog with a new link. Covers all ways of leaving it.
    pub(super) fn show_leaving_toast(self) {
        let Some(ShownLink { link, .. }) = self.shown_link.get_untracked() else {
            return;
        };
        let key = link.key;
        let unopened = untrack(|| self.link_unopened(&key));
        if key.tokens.old().is_some() {
            self.show_toast(t::left_later(), unopened.then_some((key.id, Action::UndoRenewal)));
        } else if unopened && !self.copied.get_untracked() {
            self.show_toast(t::left_uncopied(), Some((key.id, Action::NewLink)));
        }
    }

    /// Shows a toast for a limited time, with an optional follow-up action.
    pub(super) fn show_toast(self, sentence: &'static str, follow_up: Option<(Id<Key>, Action)>) {
        let time = if follow_up.is_some() {
            TOAST_TIME_WITH_ACTION
        } else {
            TOAST_TIME
        };
        self.follow_up.set(follow_up);
        self.toast.set(Some(sentence));
        set_timeout(
            move || {
                // A newer toast has its own timer.
                if self.toast.try_get_untracked() == Some(Some(sentence)) {
                    self.toast.set(None);
                }
            },
            time,
        );
    }
}
