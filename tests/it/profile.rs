//! The profile: changing the password, and the user's sessions.

use crate::support::{
    START, Scratch,
    app::{EMAIL, PASSWORD, TestApp},
    stored_account::{entry, tamper},
};
use axum::http::StatusCode;
use keydesk::{
    domain::{audit::event::Event, text::Email},
    error::AppError,
    server::{
        crypto::random,
        store::{NewBrowser, NewSession, StoreError},
    },
};

const NEW: &str = "another tractor in the orchard";

both! {
    async fn a_changed_password_counts_at_once_and_everywhere(scratch) {
        let app = TestApp::on(scratch).await;
        let mut owner = app.owner().await;
        let elsewhere = owner.again().await;
        let answer = owner.post_form("/profile", &[("password", PASSWORD), ("new_password", NEW)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(answer.header("location"), "/profile?done=password-changed");
        assert_eq!(owner.list().await.err(), Some(AppError::SessionEnded), "the session has another secret now");
        owner.keep_cookie(&answer);
        assert!(owner.list().await.is_ok());
        assert_eq!(elsewhere.list().await.err(), Some(AppError::SessionEnded));
        for (password, expected) in [(PASSWORD, StatusCode::UNAUTHORIZED), (NEW, StatusCode::SEE_OTHER)] {
            let answer = app.stranger().post_form("/login", &[("email", EMAIL), ("password", password)]).await;
            assert_eq!(answer.status, expected);
        }
        assert_eq!(tamper(scratch, "select 1 from audit_events where action = 'password_changed'").await.len(), 1);
    }

    async fn the_old_password_begins_no_session_that_outlives_it(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let store = &app.state.store;
        // Simulates a sign-in that is still checking the old password during the change.
        let checked = store.user_by_email(&Email::parse(EMAIL).unwrap()).await.unwrap().unwrap();
        owner.post_form("/profile", &[("password", PASSWORD), ("new_password", NEW)]).await;
        let session = NewSession {
            id: random::secret().hash(),
            user: checked.id.clone(),
            ip: String::new(),
            user_agent: String::new(),
            browser: NewBrowser { id: random::id(), secret: random::secret().hash(), before: None },
            now: START,
        };
        let signed_in = entry(None, Event::SignedIn, None, START);
        let late = store.begin_session_by_password(&checked, &session, signed_in.clone()).await;
        assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
        let now = store.user_by_email(&checked.email).await.unwrap().unwrap();
        assert!(store.begin_session_by_password(&now, &session, signed_in).await.unwrap());
    }

    async fn a_refused_password_changes_nothing_and_is_not_shown(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        for (current, new, sentence) in [
            ("", NEW, "Enter your password."),
            ("some wrong password", NEW, "This password is wrong."),
            (PASSWORD, "short", "Use at least 12 characters"),
            (PASSWORD, "password1234", "This password is easy to guess."),
            (PASSWORD, &"x".repeat(300), "Use at most 256 characters"),
        ] {
            let answer = owner.post_form("/profile", &[("password", current), ("new_password", new)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{new}");
            assert!(answer.body.contains(sentence), "{sentence}");
            for secret in [current, new].iter().filter(|secret| secret.len() > 5) {
                assert!(!answer.body.contains(*secret), "{secret}");
            }
        }
        assert!(owner.list().await.is_ok());
        let answer = app.stranger().post_form("/profile", &[("password", PASSWORD), ("new_password", NEW)]).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(!answer.body.contains(NEW) && !answer.body.contains(PASSWORD));
    }

    async fn guessing_the_current_password_is_locked(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let mut last = StatusCode::OK;
        for _ in 0..11 {
            last = owner.post_form("/profile", &[("password", "some wrong password"), ("new_password", NEW)]).await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    }

    async fn sessions_are_ended_one_by_one_or_all_others(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let others = [owner.again().await, owner.again().await, owner.again().await];
        let page = owner.get("/profile").await;
        assert_eq!((page.status, page.header("cache-control")), (StatusCode::OK, "no-store, no-transform"));
        let user_name = page.body.split("<input").find(|input| input.contains("autocomplete=\"username\"")).unwrap();
        assert!(user_name.contains("hidden") && user_name.contains(EMAIL), "for password managers: {user_name}");
        let handles: Vec<_> = page.body.split("name=\"session\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(handles.len(), 5, "this one, three others, and all of those: {handles:?}");
        assert_eq!(page.body.matches("This session").count(), 1);

        let ended = async || {
            let mut ended = 0;
            for other in &others {
                ended += i32::from(other.list().await.err() == Some(AppError::SessionEnded));
            }
            ended
        };
        let one = owner.post_form("/profile/sessions", &[("session", handles[1])]).await;
        assert_eq!((one.status, ended().await), (StatusCode::SEE_OTHER, 1));
        for unknown in [handles[1], "", "x"] {
            let answer = owner.post_form("/profile/sessions", &[("session", unknown)]).await;
            assert_eq!((answer.status, ended().await), (StatusCode::NOT_FOUND, 1), "{unknown}");
        }
        let all = owner.post_form("/profile/sessions", &[("session", "others")]).await;
        assert_eq!((all.status, ended().await), (StatusCode::SEE_OTHER, 3));
        assert!(owner.list().await.is_ok(), "and one's own goes on");
        // Ending the current session needs a ticked confirmation.
        let own = ("session", handles[0]);
        let asked = owner.post_form("/profile/sessions", &[own]).await;
        assert!(asked.status == StatusCode::UNPROCESSABLE_ENTITY && asked.body.contains("Tick the box to confirm."), "{}", asked.body);
        assert!(owner.list().await.is_ok());
        let out = owner.post_form("/profile/sessions", &[own, ("understood", "on")]).await;
        assert_eq!(out.header("location"), "/login?signed-out", "{}", out.body);
        assert_eq!(owner.list().await.err(), Some(AppError::SessionEnded));
    }

    async fn nobody_sees_or_ends_the_sessions_of_others(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let elsewhere = owner.again().await;
        let page = owner.get("/profile").await;
        let handle = page.body.split("name=\"session\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let other = app.member(scratch, "other", "bravo", &[]).await;
        assert_eq!(other.post_form("/profile/sessions", &[("session", handle)]).await.status, StatusCode::NOT_FOUND);
        other.post_form("/profile/sessions", &[("session", "others")]).await;
        assert!(owner.list().await.is_ok() && elsewhere.list().await.is_ok());
        assert!(!other.get("/profile").await.body.contains(EMAIL));
        assert_eq!(app.stranger().get("/profile").await.status, StatusCode::SEE_OTHER);
        assert_eq!(app.stranger().post_form("/profile/sessions", &[("session", "others")]).await.status, StatusCode::UNAUTHORIZED);
    }
}
