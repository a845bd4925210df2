//! Set-up, signing in and out, sessions, and when the password is asked for again.

use crate::support::{
    Scratch,
    app::{ACCOUNT, Answer, EMAIL, FORM_ID, PASSWORD, Person, TestApp, app, at, without_nonces},
    stored_account::tamper,
    team::{role, user},
};
use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode},
};
use keydesk::{
    domain::{
        id::Id,
        keys::choice::DeleteOld,
        people::{
            permission::{Permission, USER_ADMINISTRATOR_ROLE},
            team::Role,
        },
        time::{DAY, HOUR, MINUTE},
    },
    error::AppError,
    server::{
        accounts, jobs,
        sessions::{ABSOLUTE, IDLE},
    },
    views::wire::{EditInput, Password},
};
use sqlx::Row;
use std::{net::SocketAddr, time::Duration};
use strum::VariantArray;
use tokio::task::JoinSet;

both! {
    async fn typing_the_name_of_another_counter_counts_against_nobody(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let on = owner.turn_on().await;
        let id = user(scratch, EMAIL).await;
        for counter in ["confirm", "code", "recovery code"] {
            for _ in 0..10 {
                let typed = format!("{counter} {id}");
                app.stranger().post_form("/login", &[("email", &typed), ("password", "some wrong password")]).await;
            }
        }
        let off = [("password", PASSWORD), ("code", &on.codes[0])];
        let answer = owner.post_form("/profile/second-factor/codes", &off).await;
        assert_eq!(answer.status, StatusCode::OK, "password and recovery code: {}", answer.body);
        let person = app.asked_for_code(PASSWORD).await;
        let answer = person.post_form("/login/code", &[("code", &on.phone.code())]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }

    async fn what_is_typed_as_an_address_is_not_kept(scratch) {
        let app = TestApp::on(scratch).await;
        app.owner().await;
        let stranger = app.stranger();
        // Passwords typed into the email field. One of them looks like an address.
        let typed = ["velvet tractor over the pond", "another secret", "p@ssword.example"];
        for text in typed {
            stranger.post_form("/login", &[("email", text), ("password", "x")]).await;
        }
        let rows = tamper(scratch, "select kind, value, attempts from sign_in_attempts").await;
        let rows: Vec<(String, String, i64)> = rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert!(rows.contains(&("no_address".to_owned(), String::new(), 2)), "{rows:?}");
        for text in typed {
            let known = keydesk::server::crypto::hash(text);
            assert!(rows.iter().all(|(_, value, _)| !value.contains(known.as_str()) && !value.contains(text)), "{rows:?}");
        }
        // Another installation stores another value for the same address.
        let other = Scratch::new(crate::support::Database::Sqlite).await;
        let elsewhere = TestApp::on(&other).await;
        elsewhere.stranger().post_form("/login", &[("email", typed[2]), ("password", "x")]).await;
        let value: String = tamper(&other, "select value from sign_in_attempts").await[0].get(0);
        assert!(rows.iter().all(|(_, known, _)| *known != value));
        // All nodes of an installation share the count.
        let node = TestApp::on(scratch).await;
        node.stranger().post_form("/login", &[("email", " P@SSWORD.example"), ("password", "x")]).await;
        assert_eq!(tamper(scratch, "select 1 from sign_in_attempts where kind = 'address' and attempts = 2").await.len(), 1);
    }

    async fn a_browser_that_signed_in_before_has_a_count_of_its_own(scratch) {
        let app = TestApp::on(scratch).await;
        app.owner().await;
        app.member(scratch, "other", ACCOUNT, &[]).await;
        let wrong = "some wrong password";
        let sign_in = async |person: &Person, email: &str, password: &str| {
            person.post_form("/login", &[("email", email), ("password", password)]).await
        };
        let stranger = app.stranger();
        let first = sign_in(&stranger, EMAIL, PASSWORD).await;
        let known = stranger.known_browser(&first);
        let others = stranger.known_browser(&sign_in(&stranger, "other@people.example", PASSWORD).await);
        for _ in 0..11 {
            sign_in(&stranger, EMAIL, wrong).await;
        }
        let mut forged = app.stranger();
        forged.cookie = Some("keydesk-3000-browser=guess".to_owned());
        for person in [&stranger, &others, &forged] {
            assert_eq!(sign_in(person, EMAIL, PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
        }
        let second = sign_in(&known, EMAIL, PASSWORD).await;
        assert_eq!(second.status, StatusCode::SEE_OTHER, "the owner gets in");
        assert_eq!(sign_in(&stranger, EMAIL, PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS, "and the guesser stays locked");
        assert_eq!(sign_in(&known, EMAIL, PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS, "a cookie that was replaced is worth nothing");
        let known = stranger.known_browser(&second);
        for _ in 0..10 {
            assert_eq!(sign_in(&known, EMAIL, wrong).await.status, StatusCode::UNAUTHORIZED);
        }
        assert_eq!(sign_in(&known, EMAIL, PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS, "its own count ends, too");
        app.state.clock.advance(15 * MINUTE);
        assert_eq!(sign_in(&known, EMAIL, PASSWORD).await.status, StatusCode::SEE_OTHER);
    }

    async fn known_browsers_end_with_the_password_by_their_user_and_by_age(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let sign_in = async |person: &Person, password: &str| {
            person.post_form("/login", &[("email", EMAIL), ("password", password)]).await
        };
        let lock = async || {
            for _ in 0..11 {
                sign_in(&app.stranger(), "some wrong password").await;
            }
        };
        let shown = async |person: &Person| person.get("/profile").await.body.matches("name=\"browser\"").count();
        let is_known = async |person: &Person, password: &str| {
            sign_in(person, password).await.status == StatusCode::SEE_OTHER
        };
        let browser = app.stranger();
        let one = browser.known_browser(&sign_in(&browser, PASSWORD).await);
        let two = browser.known_browser(&sign_in(&browser, PASSWORD).await);
        assert_eq!(shown(&owner).await, 4, "that of the set-up, both, and the button for all");
        lock().await;
        let rows = tamper(scratch, "select id, secret_hash from known_browsers").await;
        let known_as = keydesk::server::crypto::hash(one.cookie.as_deref().unwrap().split_once('=').unwrap().1);
        let row = rows.iter().find(|row| row.get::<String, _>(1) == known_as.as_str()).unwrap();
        let id: String = row.get(0);
        let forgotten = owner.post_form("/profile/browsers", &[("browser", &id)]).await;
        assert_eq!(forgotten.header("location"), "/profile?done=browsers-forgotten");
        assert!(!is_known(&one, PASSWORD).await);
        let again = owner.post_form("/profile/browsers", &[("browser", &id)]).await;
        assert_eq!(again.status, StatusCode::NOT_FOUND);
        let foreign = app.stranger().post_form("/profile/browsers", &[("browser", "all")]).await;
        assert_eq!(foreign.status, StatusCode::UNAUTHORIZED);
        let two = two.known_browser(&sign_in(&two, PASSWORD).await);

        let new = "another tractor in the orchard";
        let changed = owner.post_form("/profile", &[("password", PASSWORD), ("new_password", new)]).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
        assert!(!is_known(&two, new).await);
        let changer = browser.known_browser(&changed);
        let changer = changer.known_browser(&sign_in(&changer, new).await);
        app.state.clock.advance(179 * DAY);
        lock().await;
        let changer = changer.known_browser(&sign_in(&changer, new).await);
        app.state.clock.advance(180 * DAY);
        lock().await;
        assert!(!is_known(&changer, new).await);
        jobs::sweep(&app.state).await;
        assert_eq!(tamper(scratch, "select 1 from known_browsers").await.len(), 0);
        assert_eq!(tamper(scratch, "select 1 from audit_events where action = 'browsers_forgotten'").await.len(), 1);
    }

    async fn a_second_factor_that_is_turned_on_forgets_browsers_that_know_the_password_alone(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let browser = app.stranger();
        let password = [("email", EMAIL), ("password", PASSWORD)];
        browser.known_browser(&browser.post_form("/login", &password).await);
        let on = owner.turn_on().await;
        assert_eq!(tamper(scratch, "select 1 from known_browsers").await.len(), 0);
        let pending = app.asked_for_code(PASSWORD).await;
        assert_eq!(tamper(scratch, "select 1 from known_browsers").await.len(), 0, "not by the password alone");
        let known = browser.known_browser(&pending.post_form("/login/code", &[("code", &on.phone.code())]).await);
        for _ in 0..11 {
            browser.post_form("/login", &[("email", EMAIL), ("password", "some wrong password")]).await;
        }
        assert_eq!(browser.post_form("/login", &password).await.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(known.post_form("/login", &password).await.status, StatusCode::SEE_OTHER);
    }

    async fn times_from_before_the_clock_was_set_back_count_as_ended(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let on = owner.turn_on().await;
        let clock = &app.state.clock;
        clock.advance(30 * DAY);
        let sign_in = async || {
            let mut person = app.asked_for_code(PASSWORD).await;
            let answer = person.post_form("/login/code", &[("code", &on.phone.code())]).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
            person.keep_cookie(&answer);
            person
        };
        let ahead = sign_in().await;
        let link = ahead.generate("ERP").await.unwrap();
        let invited = ahead.invite("new@acme.example", &[&role(scratch, USER_ADMINISTRATOR_ROLE).await]).await;
        let pending = app.asked_for_code(PASSWORD).await;
        for _ in 0..11 {
            app.stranger().post_form("/login", &[("email", EMAIL), ("password", "some wrong password")]).await;
        }
        let locked = app.stranger().post_form("/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
        assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);

        clock.advance(-30 * DAY);
        assert_eq!(ahead.list().await.err(), Some(AppError::SessionEnded));
        let late = pending.post_form("/login/code", &[("code", &on.phone.code())]).await;
        assert!(late.header("location").contains("code-late"), "{late:?}");
        // Neither the lock of the address nor the used code from the future delays a sign-in.
        let person = sign_in().await;
        assert_eq!(person.list().await.unwrap().keys[0].label.as_str(), "ERP");
        assert_eq!(app.stranger().open(&link.url).await.unwrap_err().status, StatusCode::GONE);
        let joining = app.stranger().post_form(&invited, &[("password", PASSWORD)]).await;
        assert_eq!(joining.status, StatusCode::GONE, "{}", joining.body);
        let seen: i64 = tamper(scratch, "select last_seen_at from memberships").await[0].get(0);
        assert!(seen <= clock.now().0, "a time from the future is replaced");

        jobs::sweep(&app.state).await;
        let left = [
            "select 1 from sessions where last_seen_at > $1",
            "select 1 from pending_sign_ins where started_at > $1",
            "select 1 from links where state = 'pending' or ended_at > $1",
            "select 1 from invitations where state = 'pending' or ended_at > $1",
            "select 1 from sign_in_attempts where last_at > $1",
        ];
        for text in left {
            let text = text.replace("$1", &clock.now().0.to_string());
            assert_eq!(tamper(scratch, &text).await.len(), 0, "{text}");
        }
    }
}

/// A sign-in with a wrong password, from its own IP address.
fn from_afar(number: u16) -> Request<Body> {
    let [high, low] = number.to_be_bytes();
    Request::post("/login")
        .extension(ConnectInfo(SocketAddr::from(([10, 0, high, low], 1))))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(format!(
            "email=somebody{number}@acme.example&password=some+wrong+password"
        )))
        .unwrap()
}

/// Tasks that hash passwords one after the other until the set is dropped.
fn crowd(app: &TestApp, people: usize) -> JoinSet<()> {
    let mut crowd = JoinSet::new();
    for _ in 0..people {
        let passwords = app.state.passwords.clone();
        crowd.spawn(async move {
            loop {
                if passwords.hash(PASSWORD).await.is_err() {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
        });
    }
    crowd
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_finds_the_queue_full_is_told_when_to_try_again() {
    let (_scratch, app) = app(&[]).await;
    let _crowd = crowd(&app, 300);
    let mut number = 0;
    let busy = loop {
        let answer = app.send(from_afar(number)).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            break answer;
        }
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.body);
        number += 1;
        assert!(number < 100, "a hundred found a place");
    };
    assert_eq!(busy.header("retry-after"), "2");
    assert!(busy.body.contains("Wait 2 seconds and try again"), "{}", busy.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_hung_up_does_not_delay_a_sign_in() {
    let (scratch, app) = app(&[]).await;
    app.owner().await;
    let mut crowd = crowd(&app, 100);
    let mut tasks = JoinSet::new();
    for number in 0..20 {
        let app = app.clone();
        tasks.spawn(async move { app.send(from_afar(number)).await });
    }
    // Each attempt is counted before its password joins the queue behind the crowd.
    while tamper(&scratch, "select 1 from sign_in_attempts").await.len() < 20 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tasks.shutdown().await;
    crowd.shutdown().await;
    let answer = app
        .stranger()
        .post_form("/login", &[("email", EMAIL), ("password", PASSWORD)])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let looked_at = tamper(&scratch, "select 1 from audit_events where action = 'sign_in_refused'").await;
    assert!(looked_at.len() < 20, "all of them were looked at before");
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_end_by_signing_out_by_idleness_and_by_age() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let answer = app
        .stranger()
        .post_form("/login", &[("email", EMAIL), ("password", PASSWORD)])
        .await;
    let cookies = answer.cookies();
    assert_eq!(cookies.len(), 3);
    for (cookie, name, same_site) in [
        (cookies[0], "keydesk-3000=", "SameSite=Lax"),
        (cookies[1], "keydesk-3000-strict=", "SameSite=Strict"),
        (cookies[2], "keydesk-3000-browser=", "SameSite=Strict"),
    ] {
        assert!(cookie.starts_with(name) && cookie.contains(same_site), "{cookie}");
        assert!(cookie.contains("HttpOnly") && cookie.contains("Path=/"), "{cookie}");
    }

    let mut other = app.stranger();
    other.keep_cookie(&answer);
    assert!(other.list().await.is_ok());
    other.post_form("/logout", &[]).await;
    assert_eq!(
        other.list().await.err(),
        Some(AppError::SessionEnded),
        "signing out counts at once"
    );
    assert!(owner.list().await.is_ok(), "and only for that session");

    app.state.clock.advance(IDLE - 1);
    assert!(owner.list().await.is_ok());
    for _ in 0..(ABSOLUTE / HOUR) {
        app.state.clock.advance(HOUR);
        let _ = owner.list().await;
    }
    assert_eq!(
        owner.list().await.err(),
        Some(AppError::SessionEnded),
        "use does not prolong it for ever"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_session_ends() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    app.state.clock.advance(IDLE);
    assert_eq!(owner.list().await.err(), Some(AppError::SessionEnded));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_hands_out_or_destroys_credentials_asks_for_the_password_after_a_while() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let (key, _) = owner.key_in_use("ERP").await;
    app.state.clock.advance(31 * MINUTE);
    assert_eq!(owner.generate("late").await, Err(AppError::PasswordNeeded));
    assert_eq!(owner.delete(&key).await, Err(AppError::PasswordNeeded));
    assert_eq!(
        owner.renew(&key, Default::default()).await,
        Err(AppError::PasswordNeeded)
    );
    let roles = owner.list().await.unwrap().roles;
    let edit = |roles: Vec<Id<Role>>| EditInput {
        label: "ERP".to_owned(),
        roles,
        active: true,
        password: Password::default(),
    };
    let answer = owner
        .call("edit_key", (at(&key), edit(vec![roles[0].id.clone()])))
        .await;
    assert_eq!(
        answer.error(),
        AppError::PasswordNeeded,
        "whoever holds the token could do more"
    );
    let answer = owner.call("edit_key", (at(&key), edit(vec![]))).await;
    assert_eq!(answer.status, StatusCode::OK, "a label is only a label");
    let new = format!("/{ACCOUNT}/api-keys/generated/new");
    let form = |password: &'static str| [("label", "with password"), ("form_id", FORM_ID), ("password", password)];
    let wrong = owner.post_form(&new, &form("wrong wrong wrong")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        !wrong.body.contains("wrong wrong wrong"),
        "a password is never shown again"
    );
    assert_eq!(owner.post_form(&new, &form(PASSWORD)).await.status, StatusCode::OK);
    assert!(
        owner.generate("soon after").await.is_ok(),
        "and then not again for a while"
    );

    let link = owner
        .renew(&owner.show(&key.id).await.unwrap().key, Default::default())
        .await
        .unwrap();
    app.state.clock.advance(31 * MINUTE);
    for refused in [
        owner.complete(&link.key, DeleteOld::Now).await,
        owner.delete_old(&link.key).await,
    ] {
        assert_eq!(refused, Err(AppError::PasswordNeeded));
    }
    assert!(
        owner.complete(&link.key, DeleteOld::Later).await.is_ok(),
        "this destroys nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn failing_to_sign_in_with_an_address_does_not_keep_its_owner_from_confirming() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    app.state.clock.advance(31 * MINUTE);
    for _ in 0..11 {
        app.stranger()
            .post_form("/login", &[("email", EMAIL), ("password", "some wrong password")])
            .await;
    }
    let form = [("label", "ERP"), ("form_id", FORM_ID), ("password", PASSWORD)];
    let answer = owner
        .post_form(&format!("/{ACCOUNT}/api-keys/generated/new"), &form)
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_anew_ends_the_session_before() {
    let (_scratch, app) = app(&[]).await;
    let before = app.owner().await;
    let mut after = before.clone();
    let answer = after
        .post_form("/login", &[("email", EMAIL), ("password", PASSWORD)])
        .await;
    after.keep_cookie(&answer);
    assert!(after.list().await.is_ok());
    assert_eq!(before.list().await.err(), Some(AppError::SessionEnded));
}

#[tokio::test(flavor = "multi_thread")]
async fn old_attempts_are_forgotten() {
    let (scratch, app) = app(&[]).await;
    app.stranger()
        .post_form(
            "/login",
            &[("email", "nobody@acme.example"), ("password", "some wrong password")],
        )
        .await;
    let count = async || tamper(&scratch, "select 1 from sign_in_attempts").await.len();
    jobs::sweep(&app.state).await;
    assert_eq!(count().await, 1);
    app.state.clock.advance(15 * MINUTE + 1);
    jobs::sweep(&app.state).await;
    assert_eq!(count().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_may_be_named_like_an_address_of_ours_begins() {
    let (_scratch, app) = app(&[]).await;
    let link = accounts::setup_link(&app.state).await.unwrap().unwrap();
    let code = link.expose().split_once("code=").unwrap().1.to_owned();
    let mut owner = app.stranger();
    let refused = owner
        .post_form("/setup", &[("setup_code", code.as_str()), ("account", "setup")])
        .await;
    assert!(refused.body.contains(&code), "what was refused can be sent again");
    let form = [
        ("setup_code", code.as_str()),
        ("account", "healthcare"),
        ("email", EMAIL),
        ("password", PASSWORD),
    ];
    let answer = owner.post_form("/setup", &form).await;
    owner.keep_cookie(&answer);
    assert_eq!(owner.get("/healthcare/api-keys/generated").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_users_and_wrong_passwords_look_alike_and_are_locked_alike() {
    let (_scratch, app) = app(&[]).await;
    app.owner().await;
    let stranger = app.stranger();
    let try_it = async |email: &str| {
        stranger
            .post_form("/login", &[("email", email), ("password", "some wrong password")])
            .await
    };
    let blank = |answer: &Answer, email: &str| without_nonces(&answer.body).replace(email, "…");
    // All spellings of an address share one count.
    let variants = [EMAIL, "OWNER@acme.example", " owner@ACME.example "];
    for attempt in 0..10 {
        let (known, unknown) = (variants[attempt % 3], "nobody@acme.example");
        let (left, right) = (try_it(known).await, try_it(unknown).await);
        assert_eq!(
            (left.status, right.status),
            (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED)
        );
        assert_eq!(blank(&left, known), blank(&right, unknown));
    }
    for email in [EMAIL, "nobody@acme.example"] {
        let locked = try_it(email).await;
        assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(locked.header("retry-after"), "901");
    }
    let right = stranger
        .post_form("/login", &[("email", EMAIL), ("password", PASSWORD)])
        .await;
    assert_eq!(
        right.status,
        StatusCode::TOO_MANY_REQUESTS,
        "the lock holds for the right password too"
    );
    app.state.clock.advance(15 * MINUTE);
    let right = stranger
        .post_form("/login", &[("email", EMAIL), ("password", PASSWORD)])
        .await;
    assert_eq!(right.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn setting_up_needs_the_printed_link_and_works_once() {
    let (_scratch, app) = app(&[]).await;
    let stranger = app.stranger();
    assert_eq!(stranger.get("/setup").await.status, StatusCode::FORBIDDEN);
    assert_eq!(stranger.get("/setup?code=guess").await.status, StatusCode::FORBIDDEN);
    assert_eq!(stranger.get("/").await.header("location"), "/setup");
    let form = [
        ("setup_code", "guess"),
        ("account", ACCOUNT),
        ("email", EMAIL),
        ("password", PASSWORD),
    ];
    assert_eq!(stranger.post_form("/setup", &form).await.status, StatusCode::FORBIDDEN);

    let link = keydesk::server::accounts::setup_link(&app.state)
        .await
        .unwrap()
        .unwrap();
    let code = link.expose().split_once("code=").unwrap().1;
    let bad = [
        ("setup_code", code),
        ("account", "No Spaces"),
        ("email", "nobody"),
        ("password", "short"),
    ];
    let answer = stranger.post_form("/setup", &bad).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in [
        "lower-case letters",
        "name@example.com",
        "at least 12 characters",
        "No Spaces",
    ] {
        assert!(answer.body.contains(part), "{part}");
    }
    assert!(!answer.body.contains("\"short\""), "a password is never shown again");

    let good = [
        ("setup_code", code),
        ("account", ACCOUNT),
        ("email", EMAIL),
        ("password", PASSWORD),
    ];
    let done = stranger.post_form("/setup", &good).await;
    assert_eq!(
        (done.status, done.header("location")),
        (StatusCode::SEE_OTHER, "/acme/api-keys/generated")
    );
    assert_eq!(stranger.post_form("/setup", &good).await.status, StatusCode::FORBIDDEN);
    assert!(
        keydesk::server::accounts::setup_link(&app.state)
            .await
            .unwrap()
            .is_none(),
        "nothing is printed any more"
    );
    let mut owner = app.stranger();
    owner.keep_cookie(&done);
    let page = owner.list().await.unwrap();
    assert_eq!(page.viewer.permissions, Permission::VARIANTS);
    assert!(
        page.roles
            .iter()
            .any(|role| role.name == USER_ADMINISTRATOR_ROLE && role.resources.len() == 4)
    );
}

/// Browsers drop `Secure` cookies that are set over http. Installations on the same host share the browser's cookies.
#[tokio::test(flavor = "multi_thread")]
async fn an_https_origin_opened_by_http_says_so_and_begins_no_session() {
    let (scratch, app) = app(&[("KEYDESK_ORIGIN", "https://keys.example:8443")]).await;
    let link = accounts::setup_link(&app.state).await.unwrap().unwrap();
    let setup = link.expose().trim_start_matches("https://keys.example:8443");
    let mut by_http = app.stranger();
    by_http.cookie = None;
    let own = "href=\"https://keys.example:8443\"";
    let dropped = "does not store Keydesk";
    let shown = by_http.get(setup).await;
    assert!(
        shown.status == StatusCode::OK && shown.body.contains(own),
        "{}",
        shown.body
    );
    let code = setup.split_once("code=").unwrap().1;
    let form = [
        ("setup_code", code),
        ("account", ACCOUNT),
        ("email", EMAIL),
        ("password", PASSWORD),
    ];
    let refused = by_http.post_form("/setup", &form).await;
    assert!(
        refused.status == StatusCode::CONFLICT && refused.body.contains(dropped),
        "{}",
        refused.body
    );
    assert!(
        accounts::setup_link(&app.state).await.unwrap().is_some(),
        "nothing was set up"
    );
    let owner = app.owner().await;
    let restricted = role(&scratch, USER_ADMINISTRATOR_ROLE).await;
    let invitation = owner.invite("new@acme.example", &[&restricted]).await;
    let refused = by_http.post_form(&invitation, &[("password", PASSWORD)]).await;
    assert!(
        refused.status == StatusCode::CONFLICT && refused.body.contains(own),
        "{}",
        refused.body
    );
    assert_eq!(
        by_http.get(&invitation).await.status,
        StatusCode::OK,
        "nobody has joined"
    );

    let signed_in = "select 1 from sessions";
    let before = tamper(&scratch, signed_in).await.len();
    let page = by_http.get("/login").await;
    assert!(page.body.contains(own), "{}", page.body);
    let kept = "__Host-keydesk-8443-kept=1; HttpOnly; SameSite=Strict; Secure; Path=/";
    assert_eq!(page.cookies(), [kept]);
    for password in [PASSWORD, "a wrong password"] {
        let answer = by_http
            .post_form("/login", &[("email", EMAIL), ("password", password)])
            .await;
        assert_eq!((answer.status, answer.cookies()), (StatusCode::CONFLICT, vec![kept]));
        assert!(
            answer.body.contains(dropped) && answer.body.contains(own),
            "{}",
            answer.body
        );
        assert!(!answer.body.contains(password));
    }
    assert_eq!(tamper(&scratch, signed_in).await.len(), before);
    assert!(
        tamper(&scratch, "select 1 from sign_in_attempts").await.is_empty(),
        "nobody tried a password"
    );
    // From a page under `no-referrer` that was opened by http, browsers send only `Origin: null`.
    let request = axum::http::Request::post("/login")
        .header("host", "keys.example:8443")
        .header("origin", "null");
    let answer = app.send(request.body("email=x&password=y".into()).unwrap()).await;
    assert!(
        answer.status == StatusCode::FORBIDDEN && answer.body.contains(own) && answer.body.contains(dropped),
        "{answer:?}"
    );

    // A request that claims https is believed: the session's cookies work over https only.
    for (name, value, status) in [
        ("x-forwarded-proto", "https", StatusCode::UNAUTHORIZED),
        ("x-forwarded-proto", "http", StatusCode::CONFLICT),
        ("origin", "https://keys.example:8443", StatusCode::UNAUTHORIZED),
        ("origin", "http://keys.example:8443", StatusCode::CONFLICT),
    ] {
        let request = axum::http::Request::post("/login")
            .header("host", "keys.example:8443")
            .header(name, value);
        let answer = app
            .send(request.body("email=x@acme.example&password=y".into()).unwrap())
            .await;
        assert_eq!(answer.status, status, "{name}: {value}");
    }

    // After a page over https, the browser sends the cookie, and pages no longer show the https address.
    by_http.keep_cookie(&page);
    assert!(!by_http.get("/login").await.body.contains(own));
    let answer = by_http
        .post_form("/login", &[("email", EMAIL), ("password", PASSWORD)])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.cookies()[0].starts_with("__Host-keydesk-8443="));
}
