use super::*;
use crate::domain::keys::choice::Consent;
use crate::domain::{
    keys::{
        choice::{DeleteOld, QuietDays},
        key::{KeyValues, NewKey, complete_renewal, edit, generate, renew, undo_renewal},
        link::Link,
        restrictions::Restrictions,
    },
    names::{AccountSlug, AppKey},
    text::Label,
    time::days,
    usage::{Tally, TokenUse},
};
use std::time::Duration;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const NOW: Timestamp = Timestamp::from_millis(1_795_348_800_000);

fn token(id: &str, ago: u64) -> Token {
    let at = NOW.minus(days(ago));
    Token {
        id: Id::new(id.to_owned()),
        created_at: at,
        link: Link::Opened { at },
    }
}

/// A key whose renewal was completed with a choice.
fn completed(choice: DeleteOld) -> Key {
    let account = AccountSlug::parse("acme").unwrap();
    let new = NewKey {
        id: Id::new("k".to_owned()),
        app_key: AppKey::new(&account, [1; 8]),
        label: Label::parse("ERP").unwrap(),
        roles: vec![],
        restrictions: Restrictions::default(),
        token: token("old", 100),
    };
    let key = generate(new, NOW);
    let key = renew(
        key,
        Token::issue(Id::new("new".to_owned()), NOW),
        Consent::NotGiven,
        NOW,
    )
    .unwrap()
    .key;
    complete_renewal(key, choice, true).unwrap().key
}

fn used(ago: Duration) -> Usage {
    let at = NOW.minus(ago);
    let mut tally = Tally::empty(at);
    tally.count(&TokenUse {
        at,
        denial: None,
        address: "10.0.0.7".parse().ok(),
        verifier: None,
    });
    let mut usage = Usage::empty();
    usage.add(at.hour(), tally);
    usage
}

#[test]
fn activity_is_told_only_of_recorded_days() {
    let week = Some(NOW.minus(days(8)));
    let activity = |ago, usage: Option<&Usage>, since| TokenActivity::of(&token("t", ago), usage, since, NOW).activity;
    assert_eq!(
        activity(100, Some(&used(Duration::from_mins(4))), week),
        Activity::InUse
    );
    assert_eq!(activity(100, Some(&used(days(9))), week), Activity::Quiet);
    assert_eq!(
        activity(100, Some(&used(days(9))), None),
        Activity::InUse,
        "nothing says that it is quiet"
    );
    assert_eq!(activity(100, None, week), Activity::Quiet);
    assert_eq!(activity(100, None, None), Activity::Unknown);
    assert_eq!(activity(1, None, week), Activity::Unknown, "it is too new");
    let told = TokenActivity::of(&token("t", 100), Some(&used(Duration::from_mins(4))), week, NOW);
    assert_eq!((told.within_a_day, told.address.as_str()), (1, "10.0.0.7"));
}

#[test]
fn only_a_planned_quiet_token_goes_while_the_new_one_is_in_use() {
    let week = Some(NOW.minus(days(8)));
    let [quiet, busy] = [None, Some(used(Duration::from_mins(4)))]
        .map(|usage| TokenActivity::of(&token("t", 100), usage.as_ref(), week, NOW));
    let planned = completed(DeleteOld::WhenUnused(QuietDays::WEEK));
    for (key, old, new) in [
        (completed(DeleteOld::Later), &quiet, &busy),
        (completed(DeleteOld::Now), &quiet, &busy),
        (planned.clone(), &busy, &busy),
        (planned.clone(), &quiet, &quiet),
    ] {
        assert_eq!(delete_unused_token(key, old, new), None);
    }
    let change = delete_unused_token(planned.clone(), &quiet, &busy).unwrap();
    assert_eq!(change.events, [Event::OldTokenDeletedUnused]);
    assert_eq!(
        (change.key.tokens.old(), change.key.version),
        (None, planned.version + 1)
    );
}

#[test]
fn the_plan_ends_with_the_renewal_and_with_another_choice() {
    let planned = completed(DeleteOld::WhenUnused(QuietDays::WEEK));
    assert_eq!(planned.tokens.when_unused(), Some(QuietDays::WEEK));
    let plan = |key: Key| key.tokens.when_unused();
    assert_eq!(
        plan(complete_renewal(planned.clone(), DeleteOld::Later, false).unwrap().key),
        None
    );
    assert_eq!(plan(undo_renewal(planned.clone(), NOW).unwrap().key), None);
    assert_eq!(plan(delete_old_token(planned.clone()).unwrap().key), None);
    let values = KeyValues {
        label: Label::parse("CRM").unwrap(),
        roles: vec![],
        status: planned.status,
        restrictions: Restrictions::default(),
    };
    assert_eq!(
        plan(edit(planned.clone(), values).key),
        Some(QuietDays::WEEK),
        "an edit changes no plan"
    );
    for days in [0, -1, 91] {
        assert_eq!(QuietDays::new(days), None);
    }
}
