//! The actions as plain HTML forms without scripts: a refused form keeps its input and shows validation errors, and no secret that is
//! shown once appears in an address.

use crate::support::{
    Scratch,
    app::{ACCOUNT, FORM_ID, Person, TestApp, app},
};
use axum::http::StatusCode;
use keydesk::domain::keys::key::{Key, Status};
use std::time::Duration;

async fn owner() -> (Scratch, TestApp, Person) {
    let (scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    (scratch, app, owner)
}

fn form(key: &Key, action: &str) -> String {
    format!("/{ACCOUNT}/api-keys/generated/{}/{action}", key.id)
}

const NEW: &str = "/acme/api-keys/generated/new";

#[tokio::test(flavor = "multi_thread")]
async fn bad_labels_get_their_sentence_and_the_form_is_kept() {
    let (_scratch, _app, owner) = owner().await;
    let role = owner.list().await.unwrap().roles[0].id.as_str().to_owned();
    let long = "é".repeat(101);
    let cases = [
        ("", "Enter a name"),
        (" \u{200B} ", "Enter a name"),
        (long.as_str(), "this name has 101"),
        ("a\u{7}b", "Remove the invisible control character"),
        ("a\u{202E}b", "Remove the invisible control character"),
    ];
    for (label, sentence) in cases {
        let answer = owner
            .post_form(NEW, &[("label", label), ("roles", &role), ("form_id", FORM_ID)])
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{label:?}");
        assert!(answer.body.contains(sentence), "{label:?}");
        assert!(answer.body.contains("aria-invalid=\"true\""), "{label:?}");
        assert!(answer.body.contains("checked"), "the chosen role is kept: {label:?}");
        assert!(!answer.body.contains("wasm"), "a reply is never hydrated");
    }
    let unknown = owner
        .post_form(NEW, &[("label", "ERP"), ("roles", "nonsense"), ("form_id", FORM_ID)])
        .await;
    assert!(unknown.body.contains("This role no longer exists") && unknown.body.contains("value=\"ERP\""));
    assert_eq!(owner.list().await.unwrap().total, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn labels_of_any_kind_are_shown_as_text() {
    let (_scratch, _app, owner) = owner().await;
    for (n, label) in [
        "<img src=x onerror=alert(1)>",
        "=1+1",
        "ключ 鍵 🔑",
        "\"quoted\" & 'single'",
        "=1+1",
    ]
    .into_iter()
    .enumerate()
    {
        let answer = owner
            .post_form(NEW, &[("label", label), ("form_id", &format!("{n:043}"))])
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
    let page = owner.get("/acme/api-keys/generated").await.body;
    assert!(!page.contains("<img src=x") && page.contains("&lt;img src=x onerror=alert(1)&gt;"));
    assert!(page.contains("ключ 鍵 🔑"));
    let keys = owner.list().await.unwrap().keys;
    let equal: Vec<_> = keys.iter().filter(|key| key.label.as_str() == "=1+1").collect();
    assert!(equal.len() == 2 && equal[0].app_key != equal[1].app_key);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_label_is_stored_in_its_composed_form() {
    let (_scratch, _app, owner) = owner().await;
    owner.generate("e\u{301}clair").await.unwrap();
    assert_eq!(owner.list().await.unwrap().keys[0].label.as_str(), "\u{e9}clair");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_link_is_in_the_reply_and_nowhere_else() {
    let (_scratch, _app, owner) = owner().await;
    let answer = owner.post_form(NEW, &[("label", "ERP"), ("form_id", FORM_ID)]).await;
    assert_eq!(
        (answer.status, answer.header("cache-control")),
        (StatusCode::OK, "no-store, no-transform")
    );
    assert_eq!((answer.header("location"), answer.header("set-cookie")), ("", ""));
    let link = &answer.body[answer.body.find("/credentials/").unwrap()..][..56];
    assert!(answer.body.contains("Single-access link"));
    assert!(!owner.get(NEW).await.body.contains(link));
    assert!(
        !owner
            .get("/acme/api-keys/generated")
            .await
            .body
            .contains("/credentials/")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_sent_twice_is_carried_out_once() {
    let (_scratch, app, owner) = owner().await;
    let fields = [("label", "ERP"), ("form_id", FORM_ID)];
    assert_eq!(owner.post_form(NEW, &fields).await.status, StatusCode::OK);
    let changed = [("label", "CRM"), ("form_id", FORM_ID)];
    let again = owner.post_form(NEW, &changed).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.body.contains("This form was already sent"));
    assert!(!again.body.contains(FORM_ID), "what is changed in it can be sent");
    app.state.clock.advance(Duration::from_mins(1));
    assert_eq!(
        owner.post_form(NEW, &fields).await.status,
        StatusCode::CONFLICT,
        "later it is no double click"
    );
    assert_eq!(owner.list().await.unwrap().total, 1);

    let (key, _) = owner.key_in_use("CRM").await;
    let version = key.version.to_string();
    assert_eq!(
        owner
            .post_form(&form(&key, "renew"), &[("version", &version)])
            .await
            .status,
        StatusCode::OK
    );
    let again = owner.post_form(&form(&key, "renew"), &[("version", &version)]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert_eq!(owner.show(&key.id).await.unwrap().key.version, key.version + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_link_is_shown_in_the_reply_and_the_dialogs_lead_to_it() {
    let (_scratch, _app, owner) = owner().await;
    let lost = owner.generate("ERP").await.unwrap();
    let renew = owner.get(&form(&lost.key, "renew")).await.body;
    assert!(renew.contains("choose New link") && renew.contains(&form(&lost.key, "new-link")));
    let version = lost.key.version.to_string();
    let answer = owner
        .post_form(&form(&lost.key, "new-link"), &[("version", &version)])
        .await;
    assert_eq!(
        (answer.status, answer.header("cache-control")),
        (StatusCode::OK, "no-store, no-transform")
    );
    assert!(answer.body.contains("New link created") && answer.body.contains("/credentials/"));
    assert!(!answer.body.contains(&lost.url));
}

#[tokio::test(flavor = "multi_thread")]
async fn now_asks_for_a_tick_where_nobody_opened_the_link() {
    let (_scratch, _app, owner) = owner().await;
    let (key, _) = owner.key_in_use("ERP").await;
    let version = key.version.to_string();
    let shown = owner.post_form(&form(&key, "renew"), &[("version", &version)]).await;
    assert!(shown.body.contains("Token renewed") && shown.body.contains("name=\"unseen\""));
    // After a reload, the dialog offers to undo the renewal.
    let again = owner.get(&form(&key, "renew")).await.body;
    assert!(again.contains(&form(&key, "undo-renewal")));
    let version = (key.version + 1).to_string();
    let now = [("version", version.as_str()), ("delete_old", "now")];
    let refused = owner.post_form(&form(&key, "complete-renewal"), &now).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.body.contains("Nobody has the new token yet, because") && refused.body.contains("name=\"unseen\""));
    assert!(owner.show(&key.id).await.unwrap().key.tokens.old().is_some());
    let ticked = [now[0], now[1], ("unseen", "on")];
    let done = owner.post_form(&form(&key, "complete-renewal"), &ticked).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_menu_says_why_something_is_not_possible_now() {
    let (_scratch, _app, owner) = owner().await;
    owner.generate("ERP").await.unwrap();
    let page = owner.get("/acme/api-keys/generated").await.body;
    let disabled: Vec<_> = page.split("role=\"menuitem\" aria-disabled=\"true\"").skip(1).collect();
    let names = ["Renew token", "Undo renewal", "Delete old token"];
    let reasons = [
        "Its link is not opened yet",
        "There is no old token",
        "There is no old token",
    ];
    assert_eq!(disabled.len(), names.len());
    for ((item, name), reason) in disabled.into_iter().zip(names).zip(reasons) {
        let item = item.split("</small>").next().unwrap();
        assert!(item.contains(name) && item.contains(reason), "{item}");
    }
    assert!(page.contains("/new-link\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_with_the_owners_role_carries_a_warning() {
    let (_scratch, _app, owner) = owner().await;
    let role = owner
        .list()
        .await
        .unwrap()
        .roles
        .into_iter()
        .find(|role| role.name.starts_with("Owner"))
        .unwrap();
    let warning = "Owner (Admin Super) lets anyone with the token do everything in this account";
    assert!(owner.get(NEW).await.body.contains(warning));
    let list = "/acme/api-keys/generated";
    owner.generate("harmless").await.unwrap();
    assert!(!owner.get(list).await.body.contains(warning));
    let fields = [("label", "mighty"), ("roles", role.id.as_str()), ("form_id", FORM_ID)];
    assert_eq!(owner.post_form(NEW, &fields).await.status, StatusCode::OK);
    assert!(owner.get(list).await.body.contains(warning));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_of_two_admins_sees_the_key_as_it_now_is() {
    let (_scratch, _app, owner) = owner().await;
    let (key, _) = owner.key_in_use("ERP").await;
    let version = key.version.to_string();
    let edit = [
        ("version", version.as_str()),
        ("label", "ERP, renamed"),
        ("active", "on"),
    ];
    let first = owner.post_form(&form(&key, "edit"), &edit).await;
    assert_eq!(
        (first.status, first.header("location")),
        (StatusCode::SEE_OTHER, "/acme/api-keys/generated?done=edited")
    );
    let late = [
        ("version", version.as_str()),
        ("label", "something else"),
        ("active", "on"),
    ];
    let second = owner.post_form(&form(&key, "edit"), &late).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.body.contains("Someone else changed this key"));
    assert!(second.body.contains("ERP, renamed"), "the key as it now is");
    assert_eq!(owner.show(&key.id).await.unwrap().key.label.as_str(), "ERP, renamed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ended_in_the_middle_of_a_form_loses_nothing() {
    let (_scratch, app, owner) = owner().await;
    let fields = [
        ("label", "a long and careful name"),
        ("form_id", FORM_ID),
        ("password", "hunter2hunter2"),
    ];
    let answer = app.stranger().post_form(NEW, &fields).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.body.contains("a long and careful name") && answer.body.contains("Send again"));
    assert!(!answer.body.contains("hunter2"), "a password is never shown again");
    assert_eq!(owner.list().await.unwrap().total, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_without_their_fields_do_nothing() {
    let (_scratch, _app, owner) = owner().await;
    let (key, _) = owner.key_in_use("ERP").await;
    for action in [
        "renew",
        "new-link",
        "undo-renewal",
        "delete-old-token",
        "complete-renewal",
        "deactivate",
        "activate",
        "delete",
        "edit",
    ] {
        let answer = owner.post_form(&form(&key, action), &[]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{action}");
    }
    let unticked = owner
        .post_form(&form(&key, "delete"), &[("version", &key.version.to_string())])
        .await;
    assert_eq!(unticked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unticked.body.contains("Tick the box to confirm"));
    let now = owner.show(&key.id).await.unwrap().key;
    assert_eq!((now.version, now.status), (key.version, Status::Active));
    assert_eq!(
        owner.post_form(&form(&key, "explode"), &[]).await.status,
        StatusCode::NOT_FOUND
    );
}
