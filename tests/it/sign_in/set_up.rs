//! Set-up, and addresses that a browser may begin a session at.

use crate::support::{
    app::{ACCOUNT, EMAIL, PASSWORD, app},
    stored_account::tamper,
    team::role,
};
use axum::http::StatusCode;
use keydesk::{
    domain::people::permission::{Permission, USER_ADMINISTRATOR_ROLE},
    server::accounts,
};
use strum::VariantArray;

#[tokio::test(flavor = "multi_thread")]
async fn an_account_name_may_begin_like_a_route() {
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
