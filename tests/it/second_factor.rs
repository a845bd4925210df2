//! The second factor: turning it on and off, its recovery codes, and the effect of a changed password. second_factor_sign_in.rs tests
//! signing in with it.

use crate::support::{
    Scratch,
    app::{EMAIL, PASSWORD, TestApp},
    phone::{PAGE, Phone, codes_of, form_of},
    stored_account::tamper,
};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use keydesk::{
    error::AppError,
    server::{jobs, second_factor},
};
use sqlx::Row;
use std::{collections::HashSet, time::Duration};

const NEW: &str = "another tractor in the orchard";
const OFF: &str = "/profile/second-factor/off";
const CODES: &str = "/profile/second-factor/codes";

async fn count(scratch: &Scratch, from: &str) -> usize {
    tamper(scratch, &format!("select 1 from {from}")).await.len()
}

async fn recorded(scratch: &Scratch, action: &str) -> usize {
    count(
        scratch,
        &format!("audit_events where chain = '' and action = '{action}'"),
    )
    .await
}

both! {
    async fn turning_the_second_factor_on_takes_the_password_and_a_right_code(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let elsewhere = owner.again().await;
        let page = owner.get(PAGE).await;
        assert_eq!((page.status, page.body.contains("secret-key")), (StatusCode::OK, false), "nothing is shown before the password");
        for (password, sentence) in [("", "Enter your password."), ("some wrong password", "This password is wrong.")] {
            let refused = owner.begin_set_up(password).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.body.contains(sentence) && !refused.body.contains("secret-key"), "{sentence}");
        }
        let begun = owner.begin_set_up(PASSWORD).await;
        let (phone, form) = (Phone::reading(&app, &begun.body), form_of(&begun.body));
        assert_eq!((phone.secret.len(), begun.header("cache-control")), (32, "no-store, no-transform"));
        assert!(begun.body.contains("class=\"qr\"") && !begun.body.contains("data:image"));
        for (code, sentence) in [("", "Enter the code."), ("12345", "This code is wrong"), (&phone.wrong(), "This code is wrong")] {
            let refused = owner.post_form(PAGE, &[("setup", &form), ("code", code)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
            assert!(refused.body.contains(sentence), "{code}");
            assert_eq!(Phone::reading(&app, &refused.body).secret, phone.secret, "the page stays as it is");
        }
        assert!(owner.get("/profile").await.body.contains(">Off<"));
        assert!(elsewhere.list().await.is_ok());
        assert_eq!(count(scratch, "second_factors").await, 0);

        let done = owner.post_form(PAGE, &[("setup", &form), ("code", &phone.code())]).await;
        assert_eq!((done.status, done.header("cache-control")), (StatusCode::OK, "no-store, no-transform"), "{}", done.body);
        let codes: HashSet<_> = codes_of(&done.body).into_iter().collect();
        assert_eq!(codes.len(), 10, "{codes:?}");
        assert!(codes.iter().all(|code| code.len() == 19 && code.matches('-').count() == 3));
        assert!(!done.body.contains(&phone.secret) && !done.body.contains("secret-key"));
        assert_eq!(elsewhere.list().await.err(), Some(AppError::SessionEnded), "signed out everywhere else");
        assert!(owner.list().await.is_ok(), "but not here");
        let profile = owner.get("/profile").await.body;
        assert!(profile.contains("10 recovery codes left"), "{profile}");
        assert_eq!(recorded(scratch, "second_factor_on").await, 1);

        let again = owner.post_form(PAGE, &[("setup", &form), ("code", &phone.code())]).await;
        assert_eq!((again.status, again.header("location")), (StatusCode::SEE_OTHER, "/profile"), "the form is used up");
        for answer in [owner.get(PAGE).await, owner.begin_set_up(PASSWORD).await] {
            assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/profile"), "it is on already");
        }
        assert_eq!(count(scratch, "second_factors").await, 1);
    }

    async fn a_set_up_ends_by_time_by_another_set_up_and_by_a_new_password(scratch) {
        let app = TestApp::on(scratch).await;
        let mut owner = app.owner().await;
        let begun = owner.begin_set_up(PASSWORD).await.body;
        let (first, first_form) = (Phone::reading(&app, &begun), form_of(&begun));
        let begun = owner.begin_set_up(PASSWORD).await.body;
        let (second, second_form) = (Phone::reading(&app, &begun), form_of(&begun));
        assert_ne!(first.secret, second.secret);
        let anew = async |form: &str, code: String| {
            let answer = owner.post_form(PAGE, &[("setup", form), ("code", &code)]).await;
            assert_eq!((answer.status, answer.body.contains("took too long, or another one was started")), (StatusCode::OK, true), "{}", answer.body);
            assert!(!answer.body.contains("secret-key") && !answer.body.contains("<textarea"));
        };
        anew(&first_form, first.code()).await;
        anew("no such form", second.code()).await;
        app.state.clock.advance(Duration::from_mins(15));
        anew(&second_form, second.code()).await;
        assert_eq!(count(scratch, "second_factor_setups").await, 1);
        app.state.clock.advance(Duration::from_secs(1));
        jobs::sweep(&app.state).await;
        assert_eq!(count(scratch, "second_factor_setups").await, 0);

        let begun = owner.begin_set_up(PASSWORD).await.body;
        let changed = owner.post_form("/profile", &[("password", PASSWORD), ("new_password", NEW)]).await;
        owner.keep_cookie(&changed);
        let phone = Phone::reading(&app, &begun);
        let answer = owner.post_form(PAGE, &[("setup", &form_of(&begun)), ("code", &phone.code())]).await;
        assert!(answer.body.contains("Start again"), "sealed under the old password, it could never be opened");
        assert_eq!(count(scratch, "second_factors").await, 0);
    }

    async fn a_set_up_belongs_to_its_user_alone(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let other = app.member(scratch, "other", "bravo", &[]).await;
        let begun = owner.begin_set_up(PASSWORD).await.body;
        let fields = [("setup", form_of(&begun)), ("code", Phone::reading(&app, &begun).code())];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        assert!(other.post_form(PAGE, &fields).await.body.contains("Start again"));
        for page in [PAGE, OFF, CODES] {
            let looked = app.stranger().get(page).await;
            assert_eq!(looked.status, StatusCode::SEE_OTHER, "{page}");
            assert!(looked.header("location").starts_with("/login?next="), "{page}");
            let posted = app.stranger().post_form(page, &fields).await;
            assert_eq!(posted.status, StatusCode::UNAUTHORIZED, "{page}");
            assert!(!posted.body.contains(fields[1].1), "a code is never shown again");
        }
        for page in [OFF, CODES] {
            for answer in [other.get(page).await, other.post_form(page, &[("password", PASSWORD), ("code", "123456")]).await] {
                assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/profile"), "it is not on: {page}");
            }
        }
        assert_eq!(count(scratch, "second_factors").await, 0);
    }

    async fn concurrent_forms_turn_the_second_factor_on_once(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let begun = owner.begin_set_up(PASSWORD).await.body;
        let (form, code) = (form_of(&begun), Phone::reading(&app, &begun).code());
        let post = || {
            let (owner, form, code) = (owner.clone(), form.clone(), code.clone());
            tokio::spawn(async move { owner.post_form(PAGE, &[("setup", &form), ("code", &code)]).await })
        };
        let mut shown = 0;
        for task in (0..8).map(|_| post()).collect::<Vec<_>>() {
            shown += usize::from(task.await.unwrap().body.contains("<textarea"));
        }
        assert_eq!(shown, 1, "one answer holds the codes");
        assert_eq!((count(scratch, "second_factors").await, count(scratch, "recovery_codes").await), (1, 10));
    }

    async fn turning_the_second_factor_off_takes_the_password_and_a_code(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let on = owner.turn_on().await;
        let elsewhere = app.enter_password(PASSWORD).await;
        let wrong = on.phone.wrong();
        for (password, code, sentence) in [
            ("", on.phone.code(), "Enter your password."),
            ("some wrong password", on.phone.code(), "This password is wrong."),
            (PASSWORD, String::new(), "Enter the code."),
            (PASSWORD, wrong, "This code is wrong"),
            (PASSWORD, "0000-0000-0000-0000".to_owned(), "This recovery code is wrong"),
        ] {
            let refused = owner.post_form(OFF, &[("password", password), ("code", &code)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{sentence}");
            assert!(refused.body.contains(sentence), "{sentence}");
            assert!(code.is_empty() || !refused.body.contains(&code), "a code is never shown again");
        }
        assert_eq!(recorded(scratch, "second_factor_refused").await, 2);
        let done = owner.post_form(OFF, &[("password", PASSWORD), ("code", &on.phone.code())]).await;
        assert_eq!((done.status, done.header("location")), (StatusCode::SEE_OTHER, "/profile?done=second-factor-off"), "{}", done.body);
        assert_eq!(recorded(scratch, "second_factor_off").await, 1);
        for table in ["second_factors", "recovery_codes", "pending_sign_ins"] {
            assert_eq!(count(scratch, table).await, 0, "{table}");
        }
        let late = elsewhere.post_form("/login/code", &[("code", &on.phone.code_in(1))]).await;
        assert!(late.header("location").starts_with("/login?"), "{late:?}");
        assert!(owner.again().await.list().await.is_ok(), "the password alone signs in again");

        let on = owner.turn_on().await;
        let done = owner.post_form(OFF, &[("password", PASSWORD), ("code", &on.codes[3])]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "a recovery code does too: {}", done.body);
    }

    async fn new_recovery_codes_replace_the_old_ones(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let on = owner.turn_on().await;
        let refused = owner.post_form(CODES, &[("password", PASSWORD), ("code", &on.phone.wrong())]).await;
        assert_eq!((refused.status, refused.body.contains("<textarea")), (StatusCode::UNPROCESSABLE_ENTITY, false));
        let shown = owner.post_form(CODES, &[("password", PASSWORD), ("code", &on.phone.code())]).await;
        assert_eq!((shown.status, shown.header("cache-control")), (StatusCode::OK, "no-store, no-transform"));
        let new = codes_of(&shown.body);
        assert!(new.len() == 10 && new.iter().all(|code| !on.codes.contains(code)));
        let replayed = owner.post_form(CODES, &[("password", PASSWORD), ("code", &on.phone.code())]).await;
        assert_eq!(replayed.status, StatusCode::UNPROCESSABLE_ENTITY, "each code works once, here too");
        for (code, expected) in [(&on.codes[0], StatusCode::UNPROCESSABLE_ENTITY), (&new[0], StatusCode::SEE_OTHER)] {
            let person = app.enter_password(PASSWORD).await;
            assert_eq!(person.post_form("/login/code", &[("recovery_code", code)]).await.status, expected);
        }
        assert_eq!(recorded(scratch, "recovery_codes_replaced").await, 1);
    }

    async fn new_recovery_codes_are_shown_whatever_fails_after_they_were_made(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let on = owner.turn_on().await;
        // Makes the deletion of the recorded attempt fail after the new codes are stored. Attempts with the password are deleted before.
        let sqlite = scratch.url.starts_with("sqlite");
        let forbid = if sqlite {
            "create trigger kept before delete on sign_in_attempts when (select count(*) from audit_events where action = 'recovery_codes_replaced') = 1 \
             begin select raise(abort, 'kept'); end"
        } else {
            "create rule kept as on delete to sign_in_attempts \
             where (select count(*) from audit_events where action = 'recovery_codes_replaced') = 1 \
             do instead select 1 / (select count(*) from sign_in_attempts where false)"
        };
        tamper(scratch, forbid).await;
        let shown = owner.post_form(CODES, &[("password", PASSWORD), ("code", &on.phone.code())]).await;
        tamper(scratch, if sqlite { "drop trigger kept" } else { "drop rule kept on sign_in_attempts" }).await;
        assert!(count(scratch, "sign_in_attempts").await > 0, "the attempt could not be forgotten");
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
        let new = codes_of(&shown.body);
        let person = app.enter_password(PASSWORD).await;
        assert_eq!(person.post_form("/login/code", &[("recovery_code", &new[0])]).await.status, StatusCode::SEE_OTHER);
    }

    async fn the_profile_counts_recovery_codes_and_warns_of_the_last(scratch) {
        let app = TestApp::on(scratch).await;
        let on = app.owner().await.turn_on().await;
        for (used, code) in on.codes[..9].iter().enumerate() {
            let mut person = app.enter_password(PASSWORD).await;
            let answer = person.post_form("/login/code", &[("recovery_code", code)]).await;
            person.keep_cookie(&answer);
            let profile = person.get("/profile").await.body;
            let left = 9 - used;
            let words = if left == 1 { "1 recovery code left".to_owned() } else { format!("{left} recovery codes left") };
            assert!(profile.contains(&words), "{words}");
            assert_eq!(profile.contains("Few recovery codes are left"), left <= 3, "{left}");
        }
    }

    async fn a_changed_password_keeps_the_second_factor_working(scratch) {
        let app = TestApp::on(scratch).await;
        let mut owner = app.owner().await;
        let on = owner.turn_on().await;
        let waiting = app.enter_password(PASSWORD).await;
        let changed = owner.post_form("/profile", &[("password", PASSWORD), ("new_password", NEW)]).await;
        assert_eq!(changed.header("location"), "/profile?done=password-changed", "{}", changed.body);
        owner.keep_cookie(&changed);
        assert!(owner.list().await.is_ok());
        let late = waiting.post_form("/login/code", &[("code", &on.phone.code())]).await;
        assert!(late.header("location").starts_with("/login?"), "what began with the old password ends with it");

        // Another node knows only what is in the database.
        let node = TestApp::on(scratch).await;
        node.state.clock.advance(Duration::from_secs(30));
        let mut person = node.enter_password(NEW).await;
        let answer = person.post_form("/login/code", &[("code", &on.phone.code())]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        person.keep_cookie(&answer);
        assert!(person.list().await.is_ok());
        let old = node.stranger().post_form("/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
        assert_eq!(old.status, StatusCode::UNAUTHORIZED);
        app.state.clock.advance(Duration::from_secs(30));
        let off = owner.post_form(OFF, &[("password", NEW), ("code", &on.phone.code())]).await;
        assert_eq!(off.status, StatusCode::SEE_OTHER, "{}", off.body);
    }

    async fn an_operator_resets_the_second_factor_of_a_user_who_lost_phone_and_codes(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let refusal = async |email: &str| second_factor::reset(&app.state, email).await.unwrap_err();
        assert!(refusal(EMAIL).await.contains("is not on"));
        assert!(refusal("nobody@acme.example").await.contains("no user"));
        assert!(refusal("nonsense").await.contains("no user"));
        owner.turn_on().await;
        second_factor::reset(&app.state, " Owner@acme.EXAMPLE ").await.unwrap();
        assert_eq!(owner.list().await.err(), Some(AppError::SessionEnded));
        assert!(owner.again().await.list().await.is_ok());
        let rows = tamper(scratch, "select actor, subject from audit_events where action = 'second_factor_reset'").await;
        let row: Vec<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        assert_eq!(row, [("operator".to_owned(), EMAIL.to_owned())]);
    }

    async fn a_stolen_database_yields_neither_secret_nor_code(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let begun = owner.begin_set_up(PASSWORD).await.body;
        let unfinished = (Phone::reading(&app, &begun).secret, form_of(&begun));
        assert_unreadable(scratch, &[unfinished.0, unfinished.1]).await;
        let on = owner.turn_on().await;
        let waiting = app.enter_password(PASSWORD).await;
        let cookie = waiting.cookie.clone().unwrap().split_once('=').unwrap().1.to_owned();
        let mut secrets = vec![on.phone.secret.clone(), on.form, cookie];
        secrets.extend(on.codes.iter().cloned());
        secrets.extend(on.codes.iter().map(|code| code.replace('-', "")));
        assert_unreadable(scratch, &secrets).await;
        for page in [owner.get("/profile").await.body, owner.get(OFF).await.body, waiting.get("/login/code").await.body] {
            assert!(!secrets.iter().any(|secret| page.contains(secret)), "{page}");
        }
    }
}

/// Asserts that neither the tables nor, on SQLite, the bytes of the files contain one of these secrets.
async fn assert_unreadable(scratch: &Scratch, secrets: &[String]) {
    let mut text = String::new();
    if scratch.url.starts_with("sqlite") {
        for file in std::fs::read_dir(scratch.folder()).unwrap() {
            text += &String::from_utf8_lossy(&std::fs::read(file.unwrap().path()).unwrap());
        }
    } else {
        let tables =
            "select tablename::text from pg_tables where schemaname = 'public' and tablename not like '\\_sqlx%'";
        for table in tamper(scratch, tables).await {
            let table: String = table.get(0);
            for row in tamper(scratch, &format!("select row_to_json(t)::text from {table} t")).await {
                text += &row.get::<String, _>(0);
            }
        }
    }
    assert!(text.contains(EMAIL), "what is no secret is found");
    for secret in secrets {
        assert!(!text.contains(secret.as_str()), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_that_are_shown_once_are_not_compressed() {
    let (_scratch, app) = crate::support::app::app(&[]).await;
    let owner = app.owner().await;
    let ask = async |method: &str, body: &str| {
        let request = Request::builder()
            .method(method)
            .uri(PAGE)
            .header(header::HOST, "127.0.0.1:3000")
            .header(header::COOKIE, owner.cookie.clone().unwrap())
            .header(header::ACCEPT_ENCODING, "gzip")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body.to_owned()))
            .unwrap();
        app.send(request).await
    };
    let password = serde_html_form::to_string([("password", PASSWORD)]).unwrap();
    let shown = ask("POST", &password).await;
    assert_eq!(
        (shown.header("content-encoding"), shown.body.contains("secret-key")),
        ("", true)
    );
    let phone = Phone::reading(&app, &shown.body);
    let (form, code) = (form_of(&shown.body), phone.code());
    let codes = ask(
        "POST",
        &serde_html_form::to_string([("setup", form), ("code", code)]).unwrap(),
    )
    .await;
    assert_eq!(
        (codes.header("content-encoding"), codes_of(&codes.body).len()),
        ("", 10)
    );
}
