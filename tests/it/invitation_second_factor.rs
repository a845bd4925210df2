//! A user with a second factor accepts an invitation in a browser where another user is signed in.

use crate::support::{
    Scratch,
    app::{Answer, EMAIL, PASSWORD, Person, TestApp},
    phone::TurnedOn,
    stored_account::tamper,
    team::single_value,
};
use axum::http::StatusCode;
use keydesk::server::team;

/// The owner of `acme` has a second factor and an invitation to `bravo`. Another user has a session in the browser.
struct Setting {
    app: TestApp,
    on: TurnedOn,
    other: Person,
    link: String,
}

impl Setting {
    async fn set(scratch: &Scratch) -> Self {
        let app = TestApp::on(scratch).await;
        let on = app.owner().await.turn_on().await;
        let link = team::create_account(&app.state, "bravo", EMAIL).await.unwrap();
        let link = link.expose()[link.expose().find("/invitations/").unwrap()..].to_owned();
        let other = app.member(scratch, "other", "acme", &["keydesk.keys.view"]).await;
        Self { app, on, other, link }
    }

    async fn join(&self) -> Answer {
        self.other.post_form(&self.link, &[("password", PASSWORD)]).await
    }
}

async fn memberships_in_bravo(scratch: &Scratch) -> String {
    let text = "select cast(count(*) as text) from memberships m join accounts a on a.id = m.account_id \
                join users u on u.id = m.user_id where a.slug = 'bravo'";
    single_value(scratch, text).await
}

both! {
    async fn the_code_is_asked_for_at_once_and_the_other_session_ends_with_it(scratch) {
        let Setting { app, on, other, link } = Setting::set(scratch).await;
        let joined = other.post_form(&link, &[("password", PASSWORD)]).await;
        assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.body);
        assert_eq!(joined.header("location"), "/login/code?next=/bravo");
        assert_eq!(memberships_in_bravo(scratch).await, "1");
        assert_eq!(other.get("/acme/api-keys/generated").await.status, StatusCode::OK, "until the code is right");
        assert_eq!(other.get("/bravo/users").await.status, StatusCode::NOT_FOUND, "the one who is signed in has not joined");

        let mut browser = other.clone();
        browser.keep_cookie(&joined);
        browser.cookie = Some(format!("{}; {}", other.cookie.clone().unwrap(), browser.cookie.unwrap()));
        let page = browser.get("/login/code?next=/bravo").await;
        assert!(page.status == StatusCode::OK && page.body.contains(EMAIL), "{}", page.body);
        let wrong = browser.post_form("/login/code", &[("code", &on.phone.wrong()), ("next", "/bravo")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let entered = browser.post_form("/login/code", &[("code", &on.phone.code()), ("next", "/bravo")]).await;
        assert_eq!((entered.status, entered.header("location")), (StatusCode::SEE_OTHER, "/bravo"), "{}", entered.body);
        let mut owner = app.stranger();
        owner.keep_cookie(&entered);
        for path in ["/bravo/users", "/acme/users"] {
            assert_eq!(owner.get(path).await.status, StatusCode::OK, "{path}");
        }
        assert_eq!(other.get("/acme/api-keys/generated").await.status, StatusCode::SEE_OTHER, "signed out");
        let again = app.stranger().get(&link).await;
        assert_eq!(again.status, StatusCode::GONE, "joined once");
    }

    async fn a_second_factor_changed_meanwhile_ends_the_other_session_and_leads_to_sign_in(scratch) {
        let setting = Setting::set(scratch).await;
        // Simulates a concurrent password change, which seals the second factor anew.
        tamper(scratch, "update second_factors set sealed = 'under another password'").await;
        let joined = setting.join().await;
        assert_eq!((joined.status, joined.header("location")), (StatusCode::SEE_OTHER, "/login?next=/bravo"));
        assert!(joined.header("set-cookie").contains("Max-Age=0"), "{joined:?}");
        assert_eq!(memberships_in_bravo(scratch).await, "1");
        let sign_in = setting.other.get("/login?next=/bravo").await;
        assert_eq!(sign_in.status, StatusCode::OK, "and is not sent on as somebody who has not joined");
    }
}
