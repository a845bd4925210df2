//! One-time answers survive a double click: the same form gets its answer again for a short time, and no other form does.

use crate::support::{
    Scratch,
    app::{Answer, FORM_ID, PASSWORD, Person, TestApp, at, path},
    phone::{Phone, codes_of, form_of},
    stored_account::tamper,
    team::{link, role, single_value, user},
};
use axum::http::StatusCode;
use keydesk::{
    domain::keys::{choice::Consent, key::Key},
    server::{idempotency::new_form_id, jobs},
    views::wire::{NewLink, RenewInput},
};
use std::time::Duration;

const NEW: &str = "/acme/api-keys/generated/new";
const SECOND_FACTOR: &str = "/profile/second-factor";
const CODES: &str = "/profile/second-factor/codes";

/// Another valid form nonce.
fn other() -> String {
    FORM_ID.chars().rev().collect()
}

fn token(answer: &Answer) -> Option<&str> {
    let at = answer.body.find("kdt_")?;
    answer.body.get(at..at + 53)
}

/// The path of the link that a page shows. Panics if it shows none.
fn address(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    shown(answer).expect("a link")
}

/// The path of the link, if the page shows one. The prefix that all links share is no link.
fn shown(answer: &Answer) -> Option<&str> {
    let starts = answer
        .body
        .match_indices("/credentials/")
        .map(|(at, _)| &answer.body[at..]);
    let mut paths = starts.filter_map(|text| text.get(..56));
    paths.find(|path| path[13..].bytes().all(|digit| digit.is_ascii_alphanumeric()))
}

async fn sealed(scratch: &Scratch) -> usize {
    tamper(scratch, "select 1 from kept_answers where sealed <> ''")
        .await
        .len()
}

fn renewal(form_id: &str) -> RenewInput {
    RenewInput {
        consent: Consent::NotGiven,
        in_use: true,
        form_id: keydesk::domain::id::Id::new(form_id.to_owned()),
        password: Default::default(),
    }
}

/// Posts the form that renews a key, as a browser without scripts does.
async fn renew(owner: &Person, key: &Key, form_id: &str) -> Answer {
    let version = key.version.to_string();
    let path = format!("/acme/api-keys/generated/{}/renew", key.id);
    owner
        .post_form(&path, &[("version", &version), ("form_id", form_id)])
        .await
}

both! {
    async fn the_form_that_opened_a_link_gets_its_token_three_times_and_no_other_form_does(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let new = owner.generate("ERP").await.unwrap();
        let (address, recipient) = (path(&new.url), app.stranger());
        let nonce = recipient.get(address).await.form_id();
        assert_eq!(nonce.len(), 43);
        assert_ne!(recipient.get(address).await.form_id(), nonce, "each page has a nonce of its own");
        let form = [("form_id", nonce.as_str())];
        let first = recipient.post_form(address, &form).await;
        let first_token = token(&first).expect("a token").to_owned();
        assert_eq!(sealed(scratch).await, 2, "of generating and of opening");
        let stranger = recipient.post_form(address, &[("form_id", &other())]).await;
        assert_eq!((stranger.status, token(&stranger)), (StatusCode::GONE, None));
        let changed = recipient.post_form(address, &[("form_id", &nonce), ("more", "x")]).await;
        assert_eq!((changed.status, token(&changed)), (StatusCode::CONFLICT, None));
        for _ in 0..2 {
            let again = recipient.post_form(address, &form).await;
            assert_eq!((again.status, token(&again)), (StatusCode::OK, Some(first_token.as_str())));
        }
        assert_eq!(sealed(scratch).await, 1, "nothing is left to hand out of the opening");
        let fourth = recipient.post_form(address, &form).await;
        assert_eq!((fourth.status, token(&fourth)), (StatusCode::GONE, None));
        let actions = app.state.store.actions_of_key(&new.key.id).await.unwrap();
        let visits = actions.iter().filter(|action| *action == "link_visited_again").count();
        assert_eq!(visits, 2, "the other form and the fourth time, but no repetition: {actions:?}");
    }

    async fn an_answer_can_be_had_for_thirty_seconds_and_is_then_destroyed(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let form = [("form_id", FORM_ID)];
        let (early, late) = (owner.generate("early").await.unwrap(), owner.generate("late").await.unwrap());
        let recipient = app.stranger();
        for new in [&early, &late] {
            assert!(token(&recipient.post_form(path(&new.url), &form).await).is_some());
        }
        app.state.clock.advance(Duration::from_secs(30) - Duration::from_millis(1));
        assert!(token(&recipient.post_form(path(&early.url), &form).await).is_some());
        jobs::sweep(&app.state).await;
        assert!(sealed(scratch).await > 0);
        app.state.clock.advance(Duration::from_millis(1));
        assert_eq!(recipient.post_form(path(&late.url), &form).await.status, StatusCode::GONE);
        jobs::sweep(&app.state).await;
        assert!(tamper(scratch, "select 1 from kept_answers").await.is_empty());
    }

    async fn an_answer_is_void_once_its_token_is_revoked(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let new = owner.generate("ERP").await.unwrap();
        let form = [("form_id", FORM_ID)];
        let recipient = app.stranger();
        assert!(token(&recipient.post_form(path(&new.url), &form).await).is_some());
        let key = owner.show(&new.key.id).await.unwrap().key;
        owner.delete(&key).await.unwrap();
        assert_eq!(sealed(scratch).await, 0);
        assert_eq!(token(&recipient.post_form(path(&new.url), &form).await), None);

        let (key, _) = owner.key_in_use("CRM").await;
        let first = renew(&owner, &key, FORM_ID).await;
        assert_eq!(address(&renew(&owner, &key, FORM_ID).await), address(&first));
        let renewed = owner.show(&key.id).await.unwrap().key;
        owner.undo_renewal(&renewed).await.unwrap();
        let after = renew(&owner, &key, FORM_ID).await;
        assert_eq!(after.status, StatusCode::CONFLICT);
        assert_eq!(shown(&after), None);
    }

    async fn a_key_is_generated_once_by_a_form_that_is_sent_several_times(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let nonce = owner.get(NEW).await.form_id();
        let form = [("label", "ERP"), ("form_id", nonce.as_str())];
        let (one, two, three) =
            tokio::join!(owner.post_form(NEW, &form), owner.post_form(NEW, &form), owner.post_form(NEW, &form));
        assert_eq!(address(&one), address(&two));
        assert_eq!(address(&one), address(&three));
        assert_eq!(owner.list().await.unwrap().total, 1);
        assert!(app.stranger().open(address(&one)).await.is_ok());
        // The same nonce in another session belongs to another form, which does not get this answer.
        let elsewhere = owner.again().await.post_form(NEW, &form).await;
        assert_ne!(address(&elsewhere), address(&one));
    }

    async fn a_token_is_renewed_once_with_scripts_and_without(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, _) = owner.key_in_use("ERP").await;
        let call = || owner.call("renew_key", (at(&key), renewal(FORM_ID)));
        let (one, two) = tokio::join!(call(), call());
        let [one, two]: [NewLink; 2] = [one, two].map(|answer| postcard::from_bytes(&answer.bytes).unwrap());
        assert_eq!((one.url, one.key.version), (two.url, two.key.version));
        assert_eq!(owner.call("renew_key", (at(&key), renewal(&other()))).await.status, StatusCode::CONFLICT);

        let (key, _) = owner.key_in_use("CRM").await;
        let nonce = owner.get("/acme/api-keys/generated").await.form_id();
        let (one, two) = tokio::join!(renew(&owner, &key, &nonce), renew(&owner, &key, &nonce));
        assert_eq!(address(&one), address(&two));
        assert_eq!(owner.show(&key.id).await.unwrap().key.version, key.version + 1);
    }

    async fn forms_of_one_page_share_a_nonce_and_have_separate_answers(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (one, _) = owner.key_in_use("one").await;
        let (two, _) = owner.key_in_use("two").await;
        let (first, second) = (renew(&owner, &one, FORM_ID).await, renew(&owner, &two, FORM_ID).await);
        assert!(shown(&first).is_some() && shown(&second).is_some(), "{}", second.body);
        assert_ne!(address(&first), address(&second));
    }

    async fn a_form_whose_answer_was_undone_is_told_that_it_was_sent_before(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let form = [("label", "ERP"), ("form_id", FORM_ID)];
        assert!(shown(&owner.post_form("/acme/api-keys/generated/new", &form).await).is_some());
        let key = owner.list().await.unwrap().keys[0].clone();
        owner.delete(&key).await.unwrap();
        let again = owner.post_form("/acme/api-keys/generated/new", &form).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        assert!(again.body.contains("This form was already sent"), "{}", again.body);
        assert_eq!(owner.list().await.unwrap().total, 0);
    }

    async fn a_lost_link_is_replaced_once(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let key = owner.generate("ERP").await.unwrap().key;
        let path = format!("/acme/api-keys/generated/{}/new-link", key.id);
        let version = key.version.to_string();
        let form = [("version", version.as_str()), ("form_id", FORM_ID)];
        let (one, two) = tokio::join!(owner.post_form(&path, &form), owner.post_form(&path, &form));
        assert_eq!(address(&one), address(&two));
        assert!(app.stranger().open(address(&one)).await.is_ok());
    }

    async fn a_disabled_member_gets_no_answer_again(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let member = app.member(scratch, "m", "acme", &["keydesk.keys.view", "keydesk.keys.edit"]).await;
        let form = [("label", "ERP"), ("form_id", FORM_ID)];
        address(&member.post_form(NEW, &form).await);
        let path = format!("/acme/users/{}/disable", user(scratch, "m@people.example").await);
        assert_eq!(owner.post_form(&path, &[]).await.status, StatusCode::SEE_OTHER);
        let again = member.post_form(NEW, &form).await;
        assert_eq!((again.status, shown(&again)), (StatusCode::NOT_FOUND, None));
        assert_eq!(sealed(scratch).await, 1, "it was not even looked at");
    }

    async fn an_invitation_is_made_once_and_its_form_gets_no_link_after_it_was_cancelled(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let owners = role(scratch, "Owner (Admin Super)").await;
        let nonce = owner.get("/acme/users/new").await.form_id();
        let invite = [("email", "new@acme.example"), ("roles", owners.as_str()), ("form_id", nonce.as_str())];
        let send = || owner.post_form("/acme/users/new", &invite);
        let (first, second) = tokio::join!(send(), send());
        assert_eq!(link(&first), link(&second));
        let id = single_value(scratch, "select id from invitations where state = 'pending'").await;
        let path = format!("/acme/users/invitations/{id}/new-link");
        let nonce = owner.get(&path).await.form_id();
        let form = [("form_id", nonce.as_str())];
        let (third, fourth) = tokio::join!(owner.post_form(&path, &form), owner.post_form(&path, &form));
        assert_eq!(link(&third), link(&fourth));
        assert_ne!(link(&third), link(&first));
        assert_eq!(owner.post_form("/acme/users/new", &invite).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        app.join(&link(&third)).await;
    }

    async fn recovery_codes_survive_a_double_click(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let page = owner.begin_set_up(PASSWORD).await;
        let (phone, setup, nonce) = (Phone::reading(&app, &page.body), form_of(&page.body), page.form_id());
        let (code, sent) = (phone.code(), [("setup", setup.as_str()), ("form_id", nonce.as_str())]);
        let form = [sent[0], sent[1], ("code", code.as_str())];
        let send = || owner.post_form(SECOND_FACTOR, &form);
        let (first, second) = tokio::join!(send(), send());
        assert_eq!(first.status, StatusCode::OK, "{}", first.body);
        assert_eq!(codes_of(&first.body), codes_of(&second.body));
        let stranger = app.stranger().post_form(SECOND_FACTOR, &form).await;
        assert!(stranger.status != StatusCode::OK && !stranger.body.contains(&codes_of(&first.body)[0]));

        app.state.clock.advance(Duration::from_secs(30));
        let (code, nonce) = (phone.code(), owner.get(CODES).await.form_id());
        let form = [("password", PASSWORD), ("code", code.as_str()), ("form_id", nonce.as_str())];
        let send = || owner.post_form(CODES, &form);
        let (third, fourth) = tokio::join!(send(), send());
        assert_eq!(third.status, StatusCode::OK, "{}", third.body);
        assert_eq!(codes_of(&third.body), codes_of(&fourth.body));
        assert_ne!(codes_of(&third.body), codes_of(&first.body));
        let refused = tamper(scratch, "select 1 from audit_events where action = 'second_factor_refused'").await;
        assert!(refused.is_empty(), "a double click is no wrong code");
    }
}

#[test]
fn a_nonce_has_256_bits() {
    let (one, two) = (new_form_id(), new_form_id());
    assert!(one != two && one.as_str().len() == 43 && one.as_str().bytes().all(|b| b.is_ascii_alphanumeric()));
}
