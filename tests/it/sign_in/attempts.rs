//! The limits of attempts to sign in, and the browsers that have a count of their own.

use crate::support::{
    Scratch,
    app::{ACCOUNT, Answer, EMAIL, PASSWORD, Person, TestApp, app, without_nonces},
    stored_account::tamper,
    team::{role, user},
};
use axum::http::StatusCode;
use keydesk::{
    domain::{people::permission::USER_ADMINISTRATOR_ROLE, time::days},
    error::AppError,
    server::jobs,
};
use sqlx::Row;
use std::time::Duration;

both! {
    async fn an_address_named_like_a_counter_counts_for_no_other_counter(scratch) {
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
        let person = app.enter_password(PASSWORD).await;
        let answer = person.post_form("/login/code", &[("code", &on.phone.code())]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }

    async fn typed_addresses_are_not_stored_in_clear(scratch) {
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
        app.state.clock.advance(Duration::from_mins(15));
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
        app.state.clock.advance(days(179));
        lock().await;
        let changer = changer.known_browser(&sign_in(&changer, new).await);
        app.state.clock.advance(days(180));
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
        let pending = app.enter_password(PASSWORD).await;
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
        clock.advance(days(30));
        let sign_in = async || {
            let mut person = app.enter_password(PASSWORD).await;
            let answer = person.post_form("/login/code", &[("code", &on.phone.code())]).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
            person.keep_cookie(&answer);
            person
        };
        let ahead = sign_in().await;
        let link = ahead.generate("ERP").await.unwrap();
        let invited = ahead.invite("new@acme.example", &[&role(scratch, USER_ADMINISTRATOR_ROLE).await]).await;
        let pending = app.enter_password(PASSWORD).await;
        for _ in 0..11 {
            app.stranger().post_form("/login", &[("email", EMAIL), ("password", "some wrong password")]).await;
        }
        let locked = app.stranger().post_form("/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
        assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);

        clock.set(clock.now().minus(days(30)));
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
        assert!(seen <= clock.now().millis(), "a time from the future is replaced");

        jobs::sweep(&app.state).await;
        let left = [
            "select 1 from sessions where last_seen_at > $1",
            "select 1 from pending_sign_ins where started_at > $1",
            "select 1 from links where state = 'pending' or ended_at > $1",
            "select 1 from invitations where state = 'pending' or ended_at > $1",
            "select 1 from sign_in_attempts where last_at > $1",
        ];
        for text in left {
            let text = text.replace("$1", &clock.now().millis().to_string());
            assert_eq!(tamper(scratch, &text).await.len(), 0, "{text}");
        }
    }
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
    app.state
        .clock
        .advance(Duration::from_mins(15) + Duration::from_millis(1));
    jobs::sweep(&app.state).await;
    assert_eq!(count().await, 0);
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
        assert_eq!(locked.header("retry-after"), "900");
    }
    let right = stranger
        .post_form("/login", &[("email", EMAIL), ("password", PASSWORD)])
        .await;
    assert_eq!(
        right.status,
        StatusCode::TOO_MANY_REQUESTS,
        "the lock holds for the right password too"
    );
    app.state.clock.advance(Duration::from_mins(15));
    let right = stranger
        .post_form("/login", &[("email", EMAIL), ("password", PASSWORD)])
        .await;
    assert_eq!(right.status, StatusCode::SEE_OTHER);
}
