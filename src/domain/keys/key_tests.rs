//! Tests of each action: refusals first, then the effect.

use super::key::*;
use crate::domain::{
    audit::event::Event,
    id::Id,
    keys::{
        choice::{Consent, DeleteOld},
        link::{LINK_LIFETIME, Link},
        networks::AllowedNetworks,
        refusal::KeyRefusal,
        restrictions::Restrictions,
    },
    names::{AccountSlug, AppKey},
    text::Label,
    time::Timestamp,
};
use std::time::Duration;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const T0: Timestamp = Timestamp::from_millis(1_800_000_000_000);

fn id<T>(text: &str) -> Id<T> {
    Id::new(text.to_owned())
}

fn token(name: &str, link: Link) -> Token {
    Token {
        id: id(name),
        created_at: T0,
        link,
    }
}

const PENDING: Link = Link::Pending {
    expires_at: T0.plus(LINK_LIFETIME),
};
const OPENED: Link = Link::Opened { at: T0 };
const EXPIRED: Link = Link::Expired { at: T0 };

fn key(tokens: Tokens) -> Key {
    let account = AccountSlug::parse("acme").unwrap();
    Key {
        id: id("k"),
        app_key: AppKey::new(&account, [1; 8]),
        label: Label::parse("ERP").unwrap(),
        roles: vec![],
        status: Status::Active,
        restrictions: Restrictions::default(),
        created_at: T0,
        version: 4,
        tokens,
    }
}

fn single(link: Link) -> Key {
    key(Tokens::Single {
        token: token("a", link),
    })
}

fn renewing(new_link: Link) -> Key {
    key(Tokens::Renewing {
        old: token("a", OPENED),
        new: token("b", new_link),
        when_unused: None,
    })
}

/// The token ids, newest first.
fn ids(key: &Key) -> Vec<&str> {
    key.tokens.iter().map(|t| t.id.as_str()).collect()
}

fn renew_at(key: Key, consent: Consent, now: Timestamp) -> Result<Key, KeyRefusal> {
    renew(key, Token::issue(id("c"), now), consent, now).map(|change| {
        let old_goes = consent == Consent::Given && change.key.tokens.old().is_some_and(|old| old.id == id("b"));
        let expected: &[_] = if old_goes {
            &[Event::TokenRenewed, Event::OldTokenDeleted]
        } else {
            &[Event::TokenRenewed]
        };
        assert_eq!(change.events, expected);
        change.key
    })
}

#[test]
fn generating_gives_one_token_a_pending_link_and_an_active_key() {
    let template = single(PENDING);
    let new = NewKey {
        id: id("k"),
        app_key: template.app_key,
        label: template.label,
        roles: vec![id("r")],
        restrictions: Restrictions::default(),
        token: Token::issue(id("t"), T0),
    };
    let key = generate(new, T0);
    assert_eq!(key.status, Status::Active);
    assert_eq!(ids(&key), ["t"]);
    assert_eq!(key.tokens.newest().link, PENDING);
}

#[test]
fn renewing_is_refused_while_a_link_is_pending() {
    let expires_at = T0.plus(LINK_LIFETIME);
    for consent in [Consent::NotGiven, Consent::Given] {
        let last = expires_at.minus(Duration::from_millis(1));
        assert_eq!(
            renew_at(single(PENDING), consent, last),
            Err(KeyRefusal::FirstLinkPending { expires_at })
        );
        assert_eq!(
            renew_at(renewing(PENDING), consent, last),
            Err(KeyRefusal::LinkPending { expires_at })
        );
    }
}

#[test]
fn renewing_a_second_time_needs_consent_that_the_old_token_goes() {
    assert_eq!(
        renew_at(renewing(OPENED), Consent::NotGiven, T0),
        Err(KeyRefusal::ConsentNeeded)
    );
    let key = renew_at(renewing(OPENED), Consent::Given, T0).unwrap();
    assert_eq!(ids(&key), ["c", "b"]);
}

#[test]
fn renewing_makes_the_token_in_use_the_old_one() {
    let key = renew_at(single(OPENED), Consent::NotGiven, T0).unwrap();
    assert_eq!(ids(&key), ["c", "a"]);
    assert_eq!(key.version, 5);
    assert_eq!(key.tokens.newest().link, Link::issue(T0));
}

#[test]
fn a_token_whose_link_expired_unopened_is_replaced_and_never_becomes_old() {
    for (link, now) in [(EXPIRED, T0), (PENDING, T0.plus(LINK_LIFETIME))] {
        assert_eq!(ids(&renew_at(single(link), Consent::NotGiven, now).unwrap()), ["c"]);
        assert_eq!(
            ids(&renew_at(renewing(link), Consent::NotGiven, now).unwrap()),
            ["c", "a"]
        );
        assert_eq!(ids(&renew_at(renewing(link), Consent::Given, now).unwrap()), ["c", "a"]);
    }
}

#[test]
fn completing_is_refused_without_a_renewal() {
    for choice in [DeleteOld::Later, DeleteOld::Now] {
        assert_eq!(
            complete_renewal(single(OPENED), choice, true),
            Err(KeyRefusal::NotRenewing)
        );
        assert_eq!(
            complete_renewal(single(PENDING), choice, false),
            Err(KeyRefusal::NotRenewing)
        );
    }
}

#[test]
fn completing_later_keeps_both_tokens_and_now_deletes_the_old() {
    for link in [PENDING, OPENED, EXPIRED] {
        let later = complete_renewal(renewing(link), DeleteOld::Later, false).unwrap();
        assert_eq!(ids(&later.key), ["b", "a"]);
        assert_eq!(later.events, [Event::RenewalCompletedLater]);
        let now = complete_renewal(renewing(link), DeleteOld::Now, true).unwrap();
        assert_eq!(ids(&now.key), ["b"]);
        assert_eq!(now.events, [Event::RenewalCompletedNow]);
    }
}

#[test]
fn undoing_is_refused_without_a_renewal_after_viewing_and_after_expiry() {
    let end = T0.plus(LINK_LIFETIME);
    assert_eq!(undo_renewal(single(PENDING), T0), Err(KeyRefusal::NotRenewing));
    assert_eq!(
        undo_renewal(renewing(OPENED), T0),
        Err(KeyRefusal::NewTokenViewed { at: T0 })
    );
    assert_eq!(
        undo_renewal(renewing(EXPIRED), T0),
        Err(KeyRefusal::LinkExpired { at: T0 })
    );
    assert_eq!(
        undo_renewal(renewing(PENDING), end),
        Err(KeyRefusal::LinkExpired { at: end })
    );
}

#[test]
fn undoing_leaves_the_old_token_alone() {
    let KeyChange { key, events } =
        undo_renewal(renewing(PENDING), T0.plus(LINK_LIFETIME - Duration::from_millis(1))).unwrap();
    assert_eq!(ids(&key), ["a"]);
    assert_eq!(events, [Event::RenewalUndone]);
    assert_eq!(key.tokens.newest().link, OPENED);
}

#[test]
fn deleting_the_old_token_is_refused_without_one() {
    assert_eq!(delete_old_token(single(OPENED)), Err(KeyRefusal::NotRenewing));
}

#[test]
fn deleting_the_old_token_leaves_the_new_one_whether_or_not_it_was_seen() {
    for link in [PENDING, OPENED, EXPIRED] {
        let KeyChange { key, events } = delete_old_token(renewing(link)).unwrap();
        assert_eq!(ids(&key), ["b"]);
        assert_eq!(events, [Event::OldTokenDeleted]);
    }
    assert!(renewing(PENDING).new_token_unseen());
    assert!(renewing(EXPIRED).new_token_unseen());
    assert!(!renewing(OPENED).new_token_unseen());
}

#[test]
fn status_changes_leave_the_tokens() {
    for key in [single(PENDING), renewing(OPENED)] {
        let off = deactivate(key.clone());
        assert_eq!(off.key.status, Status::Inactive);
        assert_eq!(off.events, [Event::KeyDeactivated]);
        assert_eq!(off.key.tokens, key.tokens);
        let on = activate(off.key);
        assert_eq!(on.key.status, Status::Active);
        assert_eq!(on.events, [Event::KeyActivated]);
        assert_eq!(on.key.version, key.version + 2);
        let again = activate(on.key.clone());
        assert_eq!((again.key, again.events), (on.key, vec![]), "it is so already");
    }
}

#[test]
fn editing_changes_label_roles_status_and_restrictions_only() {
    let before = renewing(PENDING);
    let values = KeyValues {
        label: Label::parse("CRM").unwrap(),
        roles: vec![id("r")],
        status: Status::Inactive,
        restrictions: Restrictions {
            expires_at: Some(T0),
            networks: AllowedNetworks::parse("10.0.0.0/8").unwrap(),
        },
    };
    let KeyChange { key, events } = edit(before.clone(), values.clone());
    assert_eq!(key.values(), values);
    assert_eq!((key.tokens, key.app_key), (before.tokens, before.app_key));
    assert_eq!(events, [Event::KeyEdited, Event::KeyDeactivated]);
}

#[test]
fn an_edit_is_recorded_as_what_it_changed() {
    let before = renewing(PENDING);
    let edited = |label: &str, roles: &[&str], status| {
        let values = KeyValues {
            label: Label::parse(label).unwrap(),
            roles: roles.iter().map(|role| id(role)).collect(),
            status,
            restrictions: Restrictions::default(),
        };
        edit(before.clone(), values)
    };
    let label = before.label.as_str();
    let same = edited(label, &[], Status::Active);
    assert_eq!((same.key, same.events), (before.clone(), vec![]));
    assert_eq!(edited(label, &[], Status::Inactive).events, [Event::KeyDeactivated]);
    assert_eq!(edited(label, &["r"], Status::Active).events, [Event::KeyEdited]);
    assert_eq!(edited("CRM", &[], Status::Active).key.version, before.version + 1);
    let mut values = before.values();
    values.restrictions.expires_at = Some(T0);
    assert_eq!(edit(before.clone(), values).events, [Event::KeyEdited]);
    let off = deactivate(before.clone()).key;
    let on = edit(
        off.clone(),
        KeyValues {
            status: Status::Active,
            ..off.values()
        },
    );
    assert_eq!(on.events, [Event::KeyActivated]);
}

#[test]
fn now_is_refused_while_nobody_has_the_new_token_unless_that_is_accepted() {
    for link in [PENDING, EXPIRED] {
        let refused = complete_renewal(renewing(link), DeleteOld::Now, false);
        assert_eq!(refused, Err(KeyRefusal::NewTokenUnseen));
        assert!(complete_renewal(renewing(link), DeleteOld::Now, true).is_ok());
    }
    assert!(complete_renewal(renewing(OPENED), DeleteOld::Now, false).is_ok());
}

#[test]
fn replacing_a_link_is_refused_unless_the_only_tokens_link_is_pending() {
    let end = T0.plus(LINK_LIFETIME);
    let link_at = |key: Key, now| replace_link(key, Token::issue(id("c"), now), now).map(|change| change.key);
    for link in [OPENED, EXPIRED] {
        assert_eq!(link_at(single(link), T0), Err(KeyRefusal::NoLinkPending));
        assert_eq!(link_at(renewing(link), T0), Err(KeyRefusal::NoLinkPending));
    }
    assert_eq!(link_at(single(PENDING), end), Err(KeyRefusal::NoLinkPending));
    assert_eq!(
        link_at(renewing(PENDING), T0),
        Err(KeyRefusal::LinkPending { expires_at: end })
    );
}

#[test]
fn replacing_a_link_replaces_the_token_that_nobody_has_seen() {
    let now = T0.plus(Duration::from_millis(5));
    let KeyChange { key, events } = replace_link(single(PENDING), Token::issue(id("c"), now), now).unwrap();
    assert_eq!((ids(&key), key.version), (vec!["c"], 5));
    assert_eq!(key.tokens.newest().link, Link::issue(now));
    assert_eq!(events, [Event::LinkReplaced]);
    // The same holds after *Now* left an unseen token.
    let alone = complete_renewal(renewing(PENDING), DeleteOld::Now, true).unwrap().key;
    assert!(replace_link(alone, Token::issue(id("c"), now), now).is_ok());
}

#[test]
fn the_menu_says_of_each_action_whether_it_is_possible_now() {
    use Action::*;
    let cases = [
        (single(PENDING), vec![Edit, NewLink, Deactivate, Delete]),
        (single(OPENED), vec![Edit, Renew, Deactivate, Delete]),
        (single(EXPIRED), vec![Edit, Renew, Deactivate, Delete]),
        (
            renewing(PENDING),
            vec![Edit, UndoRenewal, DeleteOldToken, Deactivate, Delete],
        ),
        (renewing(OPENED), vec![Edit, Renew, DeleteOldToken, Deactivate, Delete]),
        (renewing(EXPIRED), vec![Edit, Renew, DeleteOldToken, Deactivate, Delete]),
    ];
    for (key, expected) in cases {
        let menu = key.menu(T0);
        let actions: Vec<_> = menu.iter().map(|(action, _)| *action).collect();
        assert_eq!(
            actions,
            [Edit, Renew, NewLink, UndoRenewal, DeleteOldToken, Deactivate, Delete]
        );
        let possible: Vec<_> = menu.into_iter().filter(|(_, why)| why.is_none()).collect();
        assert_eq!(
            possible.into_iter().map(|(action, _)| action).collect::<Vec<_>>(),
            expected
        );
        let inactive = deactivate(key).key.menu(T0);
        assert!(inactive.contains(&(Activate, None)) && !inactive.iter().any(|(action, _)| *action == Deactivate));
    }
    let expires_at = T0.plus(LINK_LIFETIME);
    let why = |key: Key, action| key.obstacle(action, T0);
    assert_eq!(
        why(single(PENDING), Renew),
        Some(KeyRefusal::FirstLinkPending { expires_at })
    );
    assert_eq!(why(single(OPENED), DeleteOldToken), Some(KeyRefusal::NotRenewing));
    assert_eq!(
        why(renewing(OPENED), UndoRenewal),
        Some(KeyRefusal::NewTokenViewed { at: T0 })
    );
}
