//! Property tests of a key: invariants that hold after any sequence of actions, callers and delays.

use super::key::*;
use crate::domain::{
    id::Id,
    keys::{
        choice::{Consent, DeleteOld, QuietDays},
        key::Token,
        link::{LINK_LIFETIME, Link},
        restrictions::Restrictions,
    },
    names::{AccountSlug, AppKey},
    text::Label,
    time::Timestamp,
};
use proptest::prelude::*;
use std::{collections::HashMap, time::Duration};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[derive(Clone, Copy, Debug)]
enum Operation {
    Renew(Consent),
    /// The flag is the `accept_unseen` argument of `complete_renewal`.
    Complete(DeleteOld, bool),
    ReplaceLink,
    Undo,
    DeleteOld,
    /// Opens the newest token's link, only while it is pending, like the store.
    Open,
    Wait(Duration),
}

/// Up to 30 hours, to the millisecond.
fn any_length() -> impl Strategy<Value = Duration> {
    (1..30 * 60 * 60 * 1_000_u64).prop_map(Duration::from_millis)
}

fn any_step() -> impl Strategy<Value = Operation> {
    prop_oneof![
        3 => prop_oneof![Just(Consent::NotGiven), Just(Consent::Given)].prop_map(Operation::Renew),
        2 => (prop_oneof![Just(DeleteOld::Later), Just(DeleteOld::Now), Just(DeleteOld::WhenUnused(QuietDays::WEEK))], any::<bool>())
            .prop_map(|(delete_old, unseen)| Operation::Complete(delete_old, unseen)),
        1 => Just(Operation::ReplaceLink),
        2 => Just(Operation::Undo),
        1 => Just(Operation::DeleteOld),
        3 => Just(Operation::Open),
        2 => any_length().prop_map(Operation::Wait),
    ]
}

/// Steps without consent to losing a token in use.
fn careful_step() -> impl Strategy<Value = Operation> {
    prop_oneof![
        3 => Just(Operation::Renew(Consent::NotGiven)),
        1 => Just(Operation::Complete(DeleteOld::Later, false)),
        2 => Just(Operation::Complete(DeleteOld::Now, false)),
        1 => Just(Operation::ReplaceLink),
        2 => Just(Operation::Undo),
        2 => Just(Operation::Open),
        2 => any_length().prop_map(Operation::Wait),
    ]
}

struct KeyHistory {
    key: Key,
    now: Timestamp,
    made: u32,
    openings: HashMap<Id<Token>, u32>,
}

impl KeyHistory {
    fn begin() -> Self {
        let now = Timestamp::from_millis(1_800_000_000_000);
        let account = AccountSlug::parse("acme").unwrap();
        let new = NewKey {
            id: Id::new("k".into()),
            app_key: AppKey::new(&account, [0; 8]),
            label: Label::parse("ERP").unwrap(),
            roles: vec![],
            restrictions: Restrictions::default(),
            token: Token::issue(Id::new("t0".into()), now),
        };
        Self {
            key: generate(new, now),
            now,
            made: 0,
            openings: HashMap::new(),
        }
    }

    /// Takes a step. A refusal leaves the key unchanged.
    fn take(&mut self, step: Operation) {
        let before = self.key.clone();
        let outcome = match step {
            Operation::Wait(length) => {
                self.now = self.now.plus(length);
                return;
            }
            Operation::Open => return self.open(),
            Operation::Renew(consent) => renew(before, self.token(), consent, self.now),
            Operation::ReplaceLink => replace_link(before, self.token(), self.now),
            Operation::Complete(delete_old, unseen) => complete_renewal(before, delete_old, unseen),
            Operation::Undo => undo_renewal(before, self.now),
            Operation::DeleteOld => delete_old_token(before),
        };
        if let Ok(change) = outcome {
            assert_eq!(change.key.version, self.key.version + 1, "every change counts once");
            self.key = change.key;
        }
    }

    fn token(&mut self) -> Token {
        self.made += 1;
        Token::issue(Id::new(format!("t{}", self.made)), self.now)
    }

    fn open(&mut self) {
        let (now, openings) = (self.now, &mut self.openings);
        let newest = match &mut self.key.tokens {
            Tokens::Single { token } => token,
            Tokens::Renewing { new, .. } => new,
        };
        if newest.link.pending_until(now).is_some() {
            newest.link = Link::Opened { at: now };
            *openings.entry(newest.id.clone()).or_default() += 1;
        }
    }

    /// Whether some token of the key was delivered or can still be.
    fn usable(&self) -> bool {
        self.key.tokens.iter().any(|token| match token.link.at(self.now) {
            Link::Opened { .. } | Link::Pending { .. } => true,
            Link::Expired { .. } | Link::Cancelled { .. } => false,
        })
    }
}

proptest! {
    #[test]
    fn there_are_never_three_tokens_and_never_two_openings(steps in prop::collection::vec(any_step(), 0..60)) {
        let mut life = KeyHistory::begin();
        for step in steps {
            life.take(step);
            let ids: Vec<_> = life.key.tokens.iter().map(|t| &t.id).collect();
            prop_assert!(ids.len() == 1 || (ids.len() == 2 && ids[0] != ids[1]));
            prop_assert!(life.openings.values().all(|times| *times == 1));
        }
    }

    #[test]
    fn an_old_token_was_always_seen_by_somebody(steps in prop::collection::vec(any_step(), 0..60)) {
        let mut life = KeyHistory::begin();
        for step in steps {
            life.take(step);
            if let Some(old) = life.key.tokens.old() {
                let seen = matches!(old.link, Link::Opened { .. });
                prop_assert!(seen);
            }
        }
    }

    #[test]
    fn without_consent_a_key_in_use_stays_usable(steps in prop::collection::vec(careful_step(), 0..60)) {
        let mut life = KeyHistory::begin();
        life.take(Operation::Open);
        for step in steps {
            life.take(step);
            prop_assert!(life.usable());
            // Stronger than `usable`: a delivered token is still valid, either the first one or a newer one.
            let held = life.key.tokens.iter().any(|t| matches!(t.link, Link::Opened { .. }));
            prop_assert!(held);
        }
    }

    #[test]
    fn what_the_menu_offers_is_what_is_allowed(steps in prop::collection::vec(any_step(), 0..40)) {
        let mut life = KeyHistory::begin();
        for step in steps {
            life.take(step);
            let (key, now) = (life.key.clone(), life.now);
            let menu = key.menu(now);
            let offered = |action| menu.contains(&(action, None));
            let new_token = || Token::issue(Id::new("fresh".into()), now);
            let agreed = Consent::Given;
            prop_assert_eq!(offered(Action::Renew), renew(key.clone(), new_token(), agreed, now).is_ok());
            prop_assert_eq!(offered(Action::NewLink), replace_link(key.clone(), new_token(), now).is_ok());
            prop_assert_eq!(offered(Action::UndoRenewal), undo_renewal(key.clone(), now).is_ok());
            prop_assert_eq!(offered(Action::DeleteOldToken), delete_old_token(key).is_ok());
        }
    }

    #[test]
    fn renewing_is_always_possible_again_within_a_day(steps in prop::collection::vec(any_step(), 0..40)) {
        let mut life = KeyHistory::begin();
        for step in steps {
            life.take(step);
        }
        let later = life.now.plus(LINK_LIFETIME);
        let token = Token::issue(Id::new("fresh".into()), later);
        prop_assert!(renew(life.key, token, Consent::Given, later).is_ok());
    }
}
