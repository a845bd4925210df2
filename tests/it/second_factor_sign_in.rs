//! Signing in with a second factor: which codes are accepted, and that the password alone gives no access.

use crate::support::{
    Scratch,
    app::{ACCOUNT, EMAIL, PASSWORD, TestApp},
    phone::{PAGE, Phone, form_of},
    stored_account::tamper,
};
use axum::http::StatusCode;
use keydesk::{
    error::AppError,
    server::{jobs, second_factor},
};
use std::time::Duration;

const CODE: &str = "/login/code";

async fn recorded(scratch: &Scratch, action: &str) -> usize {
    let text = format!("select 1 from audit_events where chain = '' and action = '{action}'");
    tamper(scratch, &text).await.len()
}

/// Signs in with the password and this code. Returns the status of the code's answer.
async fn with_code(app: &TestApp, code: &str) -> StatusCode {
    let person = app.enter_password(PASSWORD).await;
    person.post_form(CODE, &[("code", code)]).await.status
}

both! {
    async fn the_password_and_a_code_sign_in(scratch) {
        let app = TestApp::on(scratch).await;
        let on = app.owner().await.turn_on().await;
        let next = format!("/{ACCOUNT}/api-keys/generated?page=2");
        let mut person = app.stranger();
        let asked = person.post_form("/login", &[("email", EMAIL), ("password", PASSWORD), ("next", &next)]).await;
        assert_eq!((asked.status, asked.header("location")), (StatusCode::SEE_OTHER, format!("{CODE}?next=/{ACCOUNT}/api-keys/generated%3Fpage%3D2").as_str()));
        let cookies: Vec<_> = asked.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap().to_owned()).collect();
        assert_eq!(cookies.len(), 1, "no session: {cookies:?}");
        for part in ["keydesk-3000-code=", "Path=/login/code;", "HttpOnly", "SameSite=Strict", "Max-Age=300"] {
            assert!(cookies[0].contains(part), "{part}");
        }
        person.keep_cookie(&asked);
        let page = person.get(asked.header("location")).await;
        assert_eq!((page.status, page.header("cache-control")), (StatusCode::OK, "no-store, no-transform"));
        for part in ["Enter the code", "one-time-code", "inputmode=\"numeric\"", "Use a recovery code", EMAIL] {
            assert!(page.body.contains(part), "{part}");
        }
        let spaced = on.phone.code();
        let spaced = format!("{} {}", &spaced[..3], &spaced[3..]);
        let done = person.post_form(CODE, &[("code", &spaced), ("next", &next)]).await;
        assert_eq!((done.status, done.header("location")), (StatusCode::SEE_OTHER, next.as_str()), "{}", done.body);
        person.keep_cookie(&done);
        assert!(person.list().await.is_ok());
        let cookies: Vec<_> = done.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
        assert!(cookies[0].starts_with("keydesk-3000=") && cookies[2].starts_with("keydesk-3000-browser="), "{cookies:?}");
        assert!(cookies[3].starts_with("keydesk-3000-code=;") && cookies[3].contains("Max-Age=0"), "{cookies:?}");
        assert_eq!((recorded(scratch, "second_factor_asked").await, recorded(scratch, "signed_in").await), (1, 2));
        assert_eq!(tamper(scratch, "select 1 from pending_sign_ins").await.len(), 0);
        assert_eq!(tamper(scratch, "select 1 from sign_in_attempts").await.len(), 0);
    }

    async fn nobody_is_led_elsewhere_after_the_code(scratch) {
        let app = TestApp::on(scratch).await;
        let on = app.owner().await.turn_on().await;
        let mut person = app.stranger();
        let asked = person.post_form("/login", &[("email", EMAIL), ("password", PASSWORD), ("next", "//evil.example")]).await;
        assert_eq!(asked.header("location"), "/login/code?next=/");
        person.keep_cookie(&asked);
        let done = person.post_form(CODE, &[("code", &on.phone.code()), ("next", "https://evil.example")]).await;
        assert_eq!(done.header("location"), "/");
    }

    async fn the_password_alone_gives_no_session(scratch) {
        let app = TestApp::on(scratch).await;
        app.owner().await.turn_on().await;
        let pending = app.enter_password(PASSWORD).await;
        let secret = pending.cookie.clone().unwrap().split_once('=').unwrap().1.to_owned();
        let mut as_session = app.stranger();
        as_session.cookie = Some(format!("keydesk-3000={secret}; keydesk-3000-strict={secret}"));
        for person in [&pending, &as_session] {
            assert_eq!(person.list().await.err(), Some(AppError::SessionEnded));
            assert_eq!(person.generate("ERP").await.err(), Some(AppError::SessionEnded));
            for page in ["/profile", "/profile/second-factor/off", &format!("/{ACCOUNT}/api-keys/generated")] {
                let answer = person.get(page).await;
                assert!(answer.header("location").starts_with("/login?next="), "{page}: {answer:?}");
            }
            let answer = person.post_form("/profile", &[("password", PASSWORD), ("new_password", "another tractor in the orchard")]).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        }
        for cookie in [None, Some("keydesk-3000-code=".to_owned()), Some("keydesk-3000-code=guess".to_owned())] {
            let mut nobody = app.stranger();
            nobody.cookie = cookie;
            for answer in [nobody.get(CODE).await, nobody.post_form(CODE, &[("code", "123456")]).await] {
                assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/login?next=/&code-late"));
            }
        }
    }

    async fn a_pending_sign_in_ends_after_five_minutes(scratch) {
        let app = TestApp::on(scratch).await;
        let on = app.owner().await.turn_on().await;
        let (early, late) = (app.enter_password(PASSWORD).await, app.enter_password(PASSWORD).await);
        app.state.clock.advance(Duration::from_mins(5) - Duration::from_millis(1));
        assert_eq!(early.post_form(CODE, &[("code", &on.phone.code())]).await.header("location"), "/");
        app.state.clock.advance(Duration::from_millis(1));
        let answer = late.post_form(CODE, &[("code", &on.phone.code_in(1))]).await;
        assert_eq!(answer.header("location"), "/login?next=/&code-late");
        assert!(late.get("/login?next=/&code-late").await.body.contains("The code came too late"));
        app.state.clock.advance(Duration::from_millis(1));
        jobs::sweep(&app.state).await;
        assert_eq!(tamper(scratch, "select 1 from pending_sign_ins").await.len(), 0);
    }

    async fn a_code_works_once_and_a_step_early_or_late(scratch) {
        let app = TestApp::on(scratch).await;
        let on = app.owner().await.turn_on().await;
        app.state.clock.advance(Duration::from_mins(2));
        for (steps, expected) in [
            (-2, StatusCode::UNPROCESSABLE_ENTITY),
            (2, StatusCode::UNPROCESSABLE_ENTITY),
            (-1, StatusCode::SEE_OTHER),
            (-1, StatusCode::UNPROCESSABLE_ENTITY),
            (0, StatusCode::SEE_OTHER),
            (0, StatusCode::UNPROCESSABLE_ENTITY),
            (-1, StatusCode::UNPROCESSABLE_ENTITY),
            (1, StatusCode::SEE_OTHER),
            // An unused code that is older than the last used one.
            (0, StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            assert_eq!(with_code(&app, &on.phone.code_in(steps)).await, expected, "{steps}");
        }
        app.state.clock.advance(Duration::from_secs(30));
        assert_eq!(with_code(&app, &on.phone.code()).await, StatusCode::UNPROCESSABLE_ENTITY, "it was used before its time");
    }

    async fn of_codes_sent_in_parallel_exactly_one_signs_in(scratch) {
        let nodes = [TestApp::on(scratch).await, TestApp::on(scratch).await];
        let on = nodes[0].owner().await.turn_on().await;
        nodes[1].state.clock.advance(Duration::from_secs(30));
        for round in 0..3 {
            let mut tasks = Vec::new();
            let recovery = on.codes[round].clone();
            let code = on.phone.code();
            for n in 0..10 {
                let person = nodes[n % 2].enter_password(PASSWORD).await;
                let field = if n < 5 { ("code", code.clone()) } else { ("recovery_code", recovery.clone()) };
                tasks.push((n < 5, tokio::spawn(async move { person.post_form(CODE, &[(field.0, &field.1)]).await.status })));
                if n == 8 {
                    // Ten passwords without a session lock the address. Only the codes are to race here.
                    tamper(scratch, "delete from sign_in_attempts").await;
                }
            }
            let (mut by_app, mut by_recovery) = (0, 0);
            for (app_code, task) in tasks {
                let won = usize::from(task.await.unwrap() == StatusCode::SEE_OTHER);
                *(if app_code { &mut by_app } else { &mut by_recovery }) += won;
            }
            assert_eq!((by_app, by_recovery), (1, 1), "round {round}");
            for node in &nodes {
                node.state.clock.advance(Duration::from_mins(16));
            }
        }
    }

    async fn one_pending_sign_in_gives_one_session(scratch) {
        let app = TestApp::on(scratch).await;
        let on = app.owner().await.turn_on().await;
        let person = app.enter_password(PASSWORD).await;
        let fields = [("code", on.phone.code()), ("code", on.phone.code_in(1)), ("recovery_code", on.codes[0].clone()), ("recovery_code", on.codes[1].clone())];
        let tasks: Vec<_> = fields.into_iter().map(|(name, value)| {
            let person = person.clone();
            tokio::spawn(async move { person.post_form(CODE, &[(name, &value)]).await })
        }).collect();
        let mut sessions = 0;
        for task in tasks {
            let answer = task.await.unwrap();
            sessions += usize::from(answer.header("set-cookie").starts_with("keydesk-3000="));
        }
        assert_eq!(sessions, 1);
    }

    async fn wrong_codes_lock_further_ones_and_recovery_codes_still_let_in(scratch) {
        let app = TestApp::on(scratch).await;
        let on = app.owner().await.turn_on().await;
        let person = app.enter_password(PASSWORD).await;
        for _ in 0..5 {
            let refused = person.post_form(CODE, &[("code", &on.phone.wrong())]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.body.contains("This code is wrong") && !refused.body.contains(&on.phone.wrong()));
        }
        assert_eq!(recorded(scratch, "second_factor_refused").await, 5);
        // Neither entering the password again nor another node resets the count.
        let node = TestApp::on(scratch).await;
        node.state.clock.advance(Duration::from_secs(30));
        for app in [&app, &node] {
            let person = app.enter_password(PASSWORD).await;
            let locked = person.post_form(CODE, &[("code", &on.phone.code())]).await;
            assert_eq!((locked.status, locked.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "900"), "the lock holds for the right code too");
            assert!(locked.body.contains("Too many attempts") && locked.body.contains("Use a recovery code"));
        }
        let mut person = app.enter_password(PASSWORD).await;
        let done = person.post_form(CODE, &[("recovery_code", &on.codes[0])]).await;
        person.keep_cookie(&done);
        assert!(person.list().await.is_ok(), "whoever knows the password alone cannot keep its user out");
        let off = person.post_form("/profile/second-factor/off", &[("password", PASSWORD), ("code", &on.phone.code())]).await;
        assert_eq!(off.status, StatusCode::TOO_MANY_REQUESTS, "one count over all pages");
        app.state.clock.advance(Duration::from_mins(15));
        assert_eq!(with_code(&app, &on.phone.code()).await, StatusCode::SEE_OTHER);
    }

    async fn guesses_in_parallel_are_counted_one_by_one(scratch) {
        let app = TestApp::on(scratch).await;
        let on = app.owner().await.turn_on().await;
        let person = app.enter_password(PASSWORD).await;
        let wrong = on.phone.wrong();
        let tasks: Vec<_> = (0..20).map(|_| {
            let (person, wrong) = (person.clone(), wrong.clone());
            tokio::spawn(async move { person.post_form(CODE, &[("code", &wrong)]).await.status })
        }).collect();
        let mut looked_at = 0;
        for task in tasks {
            looked_at += usize::from(task.await.unwrap() == StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert_eq!(looked_at, 5);
    }

    async fn a_right_password_without_a_code_forgets_no_attempts(scratch) {
        let app = TestApp::on(scratch).await;
        let on = app.owner().await.turn_on().await;
        for _ in 0..10 {
            app.enter_password(PASSWORD).await;
        }
        let locked = app.stranger().post_form("/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
        assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
        app.state.clock.advance(Duration::from_mins(15));
        assert_eq!(with_code(&app, &on.phone.code()).await, StatusCode::SEE_OTHER);
        assert_eq!(tamper(scratch, "select 1 from sign_in_attempts").await.len(), 0, "both factors were right");
    }

    async fn a_recovery_code_signs_in_once(scratch) {
        let app = TestApp::on(scratch).await;
        let on = app.owner().await.turn_on().await;
        let person = app.enter_password(PASSWORD).await;
        let page = person.get(&format!("{CODE}?next=/&recovery")).await;
        assert!(page.body.contains("Enter a recovery code") && page.body.contains("Use a code from your app"));
        for (code, sentence) in [("", "Enter the code."), ("0000-0000-0000-0000", "This recovery code is wrong"), ("123456", "This recovery code is wrong")] {
            let refused = person.post_form(CODE, &[("recovery_code", code)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
            assert!(refused.body.contains(sentence) && refused.body.contains("Enter a recovery code"), "{code}");
        }
        let typed = on.codes[0].to_uppercase().replace('-', " ");
        assert_eq!(person.post_form(CODE, &[("recovery_code", &typed)]).await.status, StatusCode::SEE_OTHER);
        let again = app.enter_password(PASSWORD).await.post_form(CODE, &[("recovery_code", &on.codes[0])]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!((recorded(scratch, "recovery_code_used").await, recorded(scratch, "second_factor_refused").await), (1, 2));
        assert_eq!(with_code(&app, &on.phone.code()).await, StatusCode::SEE_OTHER, "the app goes on working");
    }

    async fn codes_of_another_user_are_refused(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let other = app.member(scratch, "other", "bravo", &[]).await;
        owner.turn_on().await;
        let others = other.turn_on().await;
        let person = app.enter_password(PASSWORD).await;
        for (name, code) in [("code", others.phone.code()), ("recovery_code", others.codes[0].clone())] {
            assert_eq!(person.post_form(CODE, &[(name, &code)]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        }
    }

    async fn a_disabled_user_does_not_come_in_with_a_code(scratch) {
        let app = TestApp::on(scratch).await;
        let on = app.owner().await.turn_on().await;
        let person = app.enter_password(PASSWORD).await;
        tamper(scratch, "update users set disabled_at = 1").await;
        let answer = person.post_form(CODE, &[("code", &on.phone.code())]).await;
        assert_eq!(answer.header("location"), "/login?next=/&code-late");
    }

    async fn a_wrong_password_looks_the_same_with_and_without_a_second_factor(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let try_it = async || app.stranger().post_form("/login", &[("email", EMAIL), ("password", "some wrong password")]).await;
        let before = try_it().await;
        owner.turn_on().await;
        let after = try_it().await;
        assert_eq!((before.status, after.status), (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED));
        assert_eq!(crate::support::app::without_nonces(&before.body), crate::support::app::without_nonces(&after.body));
        assert_eq!(after.header("set-cookie"), "");
    }

    async fn confirming_the_password_asks_for_no_code(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        owner.turn_on().await;
        app.state.clock.advance(Duration::from_mins(31));
        assert_eq!(owner.generate("ERP").await.err(), Some(AppError::PasswordNeeded));
        let form = [("label", "ERP"), ("form_id", crate::support::app::FORM_ID), ("password", PASSWORD)];
        let answer = owner.post_form(&format!("/{ACCOUNT}/api-keys/generated/new"), &form).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }

    async fn a_sign_in_that_races_with_turning_the_second_factor_on_leaves_no_session_by_password(scratch) {
        let nodes = [TestApp::on(scratch).await, TestApp::on(scratch).await];
        nodes[0].owner().await;
        for round in 0..6 {
            let owner = nodes[0].stranger().again().await;
            let begun = owner.begin_set_up(PASSWORD).await.body;
            let (form, code) = (form_of(&begun), Phone::reading(&nodes[0], &begun).code());
            let sign_ins: Vec<_> = (0..4).map(|n| {
                let stranger = nodes[n % 2].stranger();
                tokio::spawn(async move { stranger.post_form("/login", &[("email", EMAIL), ("password", PASSWORD)]).await })
            }).collect();
            // Hashing takes about 20 ms. The delays of 0 to 60 ms let either side come first.
            tokio::time::sleep(std::time::Duration::from_millis(12 * round)).await;
            let on = owner.post_form(PAGE, &[("setup", &form), ("code", &code)]).await;
            assert_eq!(on.status, StatusCode::OK, "{}", on.body);
            for task in sign_ins {
                task.await.unwrap();
            }
            assert_eq!(tamper(scratch, "select 1 from sessions").await.len(), 1, "the owner's, in round {round}");
            second_factor::reset(&nodes[0].state, EMAIL).await.unwrap();
            tamper(scratch, "delete from sign_in_attempts").await;
        }
    }

    async fn a_sign_in_that_races_with_a_changed_password_leaves_no_session_by_the_old_one(scratch) {
        let nodes = [TestApp::on(scratch).await, TestApp::on(scratch).await];
        let mut owner = nodes[0].owner().await;
        let on = owner.turn_on().await;
        nodes[1].state.clock.advance(Duration::from_secs(30));
        let (mut old, mut new) = (PASSWORD, "another tractor in the orchard");
        for round in 0..6 {
            let waiting = nodes[1].enter_password(old).await;
            let code = on.phone.code();
            let finishing = tokio::spawn(async move {
                tokio::time::sleep(std::time::Duration::from_millis(40 * round)).await;
                waiting.post_form(CODE, &[("code", &code)]).await
            });
            let changed = owner.post_form("/profile", &[("password", old), ("new_password", new)]).await;
            assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
            owner.keep_cookie(&changed);
            let finished = finishing.await.unwrap();
            assert_eq!(finished.status, StatusCode::SEE_OTHER, "let in or sent back: {}", finished.body);
            assert_eq!(tamper(scratch, "select 1 from sessions").await.len(), 1, "round {round}");
            assert!(owner.list().await.is_ok(), "the session that changed it goes on");
            (old, new) = (new, old);
            for node in &nodes {
                node.state.clock.advance(Duration::from_secs(30));
            }
        }
    }
}
