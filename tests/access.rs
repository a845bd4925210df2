//! Who may do what: every route and every server function, times everybody; sign-in, sessions, other sites.

mod support;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use keydesk::{
    domain::{
        key::{Consent, DeleteOld, Key},
        names::Id,
        page::KeyQuery,
        permission::{Permission, USER_ADMINISTRATOR_ROLE},
        time::{HOUR, MINUTE},
        views::{CompleteInput, DeleteInput, EditInput, GenerateInput, Password, RenewInput},
    },
    error::AppError,
    server::sessions::{ABSOLUTE, IDLE},
    ui::paths::Step,
    web::ACCOUNT_PAGES,
};
use leptos::server_fn::axum::server_fn_paths;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeSet;
use support::{
    Database, Scratch,
    app::{ACCOUNT, Answer, EMAIL, PASSWORD, Person, TestApp, at, path},
};

/// What each server function is called with, as it travels, and what it takes. A function that is not here fails the test.
fn functions(key: &Key) -> Vec<(&'static str, Permission, Vec<u8>)> {
    let (edit, renew, view) = (Permission::KeysEdit, Permission::KeysRenew, Permission::KeysView);
    let key_alone = wire(at(key));
    let password = Password::default;
    let generate = GenerateInput {
        label: "x".to_owned(),
        roles: vec![],
        form_id: Id("f1".to_owned()),
        password: password(),
    };
    let consent = RenewInput {
        consent: Consent::NotGiven,
        password: password(),
    };
    let delete = DeleteInput {
        understood: true,
        password: password(),
    };
    let properties = EditInput {
        label: "x".to_owned(),
        roles: vec![],
        active: true,
    };
    let later = CompleteInput {
        delete_old: DeleteOld::Later,
    };
    vec![
        ("list_keys", view, wire((ACCOUNT, KeyQuery::default()))),
        ("show_key", view, wire((ACCOUNT, &key.id))),
        ("new_key_form", edit, wire(ACCOUNT)),
        ("generate_key", edit, wire((ACCOUNT, generate))),
        ("renew_key", renew, wire((at(key), consent))),
        ("complete_renewal", renew, wire((at(key), later))),
        ("undo_renewal", renew, key_alone.clone()),
        ("delete_old_token", renew, key_alone.clone()),
        ("deactivate_key", edit, key_alone.clone()),
        ("activate_key", edit, key_alone),
        ("edit_key", edit, wire((at(key), properties))),
        ("delete_key", edit, wire((at(key), delete))),
    ]
}

fn wire(arguments: impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(&arguments).unwrap()
}

/// Everybody who might ask: nobody, a member of another account, and members of this one by role.
struct People {
    owner: Person,
    anonymous: Person,
    /// Signed in, a member of another account only.
    outsider: Person,
    /// A member whose one role has no resource.
    powerless: Person,
    /// A member who may view keys and nothing else.
    viewer: Person,
}

async fn people(scratch: &Scratch, app: &TestApp) -> People {
    let owner = app.owner().await;
    let mut members = Vec::new();
    for (name, account, resources) in [
        (
            "outsider",
            "bravo",
            &["keydesk.keys.view", "keydesk.keys.edit", "keydesk.keys.renew"][..],
        ),
        ("powerless", "acme", &[][..]),
        ("viewer", "acme", &["keydesk.keys.view"][..]),
    ] {
        insert_member(scratch, name, account, resources).await;
        let mut person = app.stranger();
        let email = format!("{name}@people.example");
        let answer = person
            .post_form("/login", &[("email", &email), ("password", PASSWORD)])
            .await;
        person.keep_cookie(&answer);
        members.push(person);
    }
    let [outsider, powerless, viewer] = members.try_into().ok().unwrap();
    People {
        owner,
        anonymous: app.stranger(),
        outsider,
        powerless,
        viewer,
    }
}

/// Users are invited by a page that is yet to come; until then they are put into the database.
async fn insert_member(scratch: &Scratch, name: &str, account: &str, resources: &[&str]) {
    use sqlx::Connection;
    let mut connection = sqlx::AnyConnection::connect(&scratch.url).await.unwrap();
    let account_id: Option<String> = sqlx::query_scalar("select id from accounts where slug = $1")
        .bind(account)
        .fetch_optional(&mut connection)
        .await
        .unwrap();
    let account_id = account_id.unwrap_or_else(|| format!("account-{account}"));
    let user = format!("user-{name}");
    let statements = [
        format!(
            "insert into accounts (id, slug, created_at) values ('{account_id}', '{account}', 0) on conflict do nothing"
        ),
        format!(
            "insert into users (id, email, password_hash, created_at) select '{user}', '{name}@people.example', password_hash, 0 from users where email = '{EMAIL}'"
        ),
        format!(
            "insert into roles (id, account_id, name, predefined, created_at) values ('role-{name}', '{account_id}', 'role of {name}', 0, 0)"
        ),
        format!(
            "insert into member_roles (account_id, user_id, role_id) values ('{account_id}', '{user}', 'role-{name}')"
        ),
    ];
    let grants = resources
        .iter()
        .map(|r| format!("insert into role_resources (role_id, resource) values ('role-{name}', '{r}')"));
    for statement in statements.into_iter().chain(grants) {
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .execute(&mut connection)
            .await
            .unwrap();
    }
    connection.close().await.unwrap();
}

async fn app(settings: &[(&str, &str)]) -> (Scratch, TestApp) {
    let scratch = Scratch::new(Database::Sqlite).await;
    let app = TestApp::with(&scratch, settings).await;
    (scratch, app)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_server_function_refuses_whoever_may_not_call_it() {
    let (scratch, app) = app(&[]).await;
    let people = people(&scratch, &app).await;
    let key = people.owner.generate("ERP").await.unwrap().key;
    let functions = functions(&key);
    let known: BTreeSet<String> = functions.iter().map(|(name, ..)| format!("/api/{name}")).collect();
    let there: BTreeSet<String> = server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    assert_eq!(known, there, "every server function is tried here");
    for (name, permission, arguments) in &functions {
        let refusals = [
            (&people.anonymous, AppError::SessionEnded, 401),
            (&people.outsider, AppError::NotFound, 404),
            (&people.powerless, AppError::Forbidden, 403),
        ];
        for (person, expected, status) in refusals {
            let answer = person.call_with(name, arguments.clone()).await;
            assert_eq!((answer.error(), answer.status.as_u16()), (expected, status), "{name}");
        }
        let answer = people.viewer.call_with(name, arguments.clone()).await;
        if *permission == Permission::KeysView {
            assert_eq!(answer.status, StatusCode::OK, "{name}");
        } else {
            assert_eq!(
                (answer.error(), answer.status),
                (AppError::Forbidden, StatusCode::FORBIDDEN),
                "{name}"
            );
        }
    }
    assert_eq!(
        people.owner.show(&key.id).await.unwrap().key,
        key,
        "none of them changed anything"
    );
    for (name, _, arguments) in &functions {
        let answer = people.owner.call_with(name, arguments.clone()).await;
        assert!(
            ![401, 403, 404].contains(&answer.status.as_u16()),
            "the owner may: {name} {answer:?}"
        );
        if *name == "new_key_form" || *name == "show_key" {
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_and_form_refuses_whoever_may_not_use_it() {
    let (scratch, app) = app(&[]).await;
    let people = people(&scratch, &app).await;
    let key = people.owner.generate("ERP").await.unwrap().key;
    let base = format!("/{ACCOUNT}/api-keys/generated");
    let dialogs = Step::ALL.map(|step| format!("{base}/{}/{}", key.id, step.segment()));
    let pages = ACCOUNT_PAGES.iter().map(|page| format!("{base}{page}"));
    let homes = [format!("/{ACCOUNT}"), format!("/{ACCOUNT}/api-keys")];
    for page in pages.chain(dialogs.iter().cloned()).chain(homes) {
        let anonymous = people.anonymous.get(&page).await;
        assert_eq!(anonymous.status, StatusCode::SEE_OTHER, "{page}");
        assert!(anonymous.header("location").starts_with("/login?next="), "{page}");
        assert!(!anonymous.body.contains("ERP"), "a redirect shows nothing");
        let foreign = people.outsider.get(&page).await;
        let unknown = people.owner.get(&page.replace("/acme", "/nowhere")).await;
        assert_eq!(
            (foreign.status, unknown.status),
            (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
            "{page}"
        );
        assert_eq!(without_nonces(&foreign.body), without_nonces(&unknown.body), "{page}");
        assert_eq!(
            people.powerless.get(&page).await.status,
            StatusCode::FORBIDDEN,
            "{page}"
        );
        assert!(people.owner.get(&page).await.status.as_u16() < 400, "{page}");
    }
    for form in dialogs.iter().cloned().chain([format!("{base}/new")]) {
        let fields = [("label", "x"), ("version", "1"), ("form_id", "f"), ("understood", "on")];
        assert_eq!(
            people.anonymous.post_form(&form, &fields).await.status,
            StatusCode::UNAUTHORIZED,
            "{form}"
        );
        assert_eq!(
            people.outsider.post_form(&form, &fields).await.status,
            StatusCode::NOT_FOUND,
            "{form}"
        );
        for person in [&people.powerless, &people.viewer] {
            assert_eq!(
                person.post_form(&form, &fields).await.status,
                StatusCode::FORBIDDEN,
                "{form}"
            );
        }
    }
    assert_eq!(
        people.owner.show(&key.id).await.unwrap().key,
        key,
        "none of them changed anything"
    );
    assert_eq!(people.owner.list().await.unwrap().total, 1);
}

/// A page's text without what differs from answer to answer.
fn without_nonces(page: &str) -> String {
    page.split("nonce=\"")
        .map(|part| part.split_once('"').map_or(part, |(_, rest)| rest))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_another_site_sends_is_carried_out() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let link = owner.generate("ERP").await.unwrap();
    let new = format!("/{ACCOUNT}/api-keys/generated/new");
    for target in [
        new.as_str(),
        path(&link.url),
        "/logout",
        "/login",
        "/api/delete_key",
        "/v1/verify",
    ] {
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
        ] {
            let request = Request::post(target)
                .header(header::HOST, "127.0.0.1:3000")
                .header(header::COOKIE, owner.cookie.clone().unwrap())
                .header(name, value)
                .body(Body::from("label=x&form_id=f"))
                .unwrap();
            let answer = app.send(request).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{target} {name}: {value}");
            assert_eq!(answer.header("location"), "");
        }
    }
    assert_eq!(owner.list().await.unwrap().total, 1);
    let request = Request::post("/logout")
        .header(header::HOST, "127.0.0.1:3000")
        .header("origin", "http://127.0.0.1:3000")
        .body(Body::empty())
        .unwrap();
    assert_eq!(
        app.send(request).await.status,
        StatusCode::SEE_OTHER,
        "its own origin is let through"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_end_by_signing_out_by_idleness_and_by_age() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let cookie = app
        .stranger()
        .post_form("/login", &[("email", EMAIL), ("password", PASSWORD)])
        .await;
    let cookie = cookie.header("set-cookie").to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/"),
        "{cookie}"
    );

    let other = {
        let mut p = app.stranger();
        p.cookie = cookie.split(';').next().map(str::to_owned);
        p
    };
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
    let new = format!("/{ACCOUNT}/api-keys/generated/new");
    let form = |password: &'static str| [("label", "with password"), ("form_id", "f1"), ("password", password)];
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
    // The variants of one address count together.
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
        ("code", "guess"),
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
        ("code", code),
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
        ("code", code),
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
    assert_eq!(page.viewer.permissions, Permission::ALL);
    assert!(
        page.roles
            .iter()
            .any(|role| role.name == USER_ADMINISTRATOR_ROLE && role.resources.len() == 4)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_share_host_serves_nothing_but_the_share_page() {
    let (_scratch, app) = app(&[("KEYDESK_SHARE_ORIGIN", "https://share.example")]).await;
    let link = app.owner().await.generate("ERP").await.unwrap();
    assert!(link.url.starts_with("https://share.example/credentials/"));
    let ask = async |host: &str, path: &str| {
        app.send(
            Request::get(path)
                .header(header::HOST, host)
                .body(Body::empty())
                .unwrap(),
        )
        .await
        .status
        .as_u16()
    };
    assert_eq!(ask("share.example", path(&link.url)).await, 200);
    for elsewhere in [
        "/",
        "/login",
        "/setup",
        "/acme/api-keys/generated",
        "/v1/verify",
        "/health",
        "/pkg/keydesk.wasm",
    ] {
        assert_eq!(ask("share.example", elsewhere).await, 404, "{elsewhere}");
    }
    assert_eq!(ask("127.0.0.1:3000", path(&link.url)).await, 404);
    assert_eq!(ask("127.0.0.1:3000", "/login").await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_its_headers() {
    let (_scratch, app) = app(&[("KEYDESK_ORIGIN", "https://keys.example")]).await;
    let owner = app.owner().await;
    let link = owner.generate("ERP").await.unwrap();
    for target in [
        "/login",
        "/nowhere",
        "/acme/api-keys/generated",
        path(&link.url),
        "/v1/verify",
        "/health",
        "/credentials/x",
    ] {
        let answer = owner.get(target).await;
        let policy = answer.header("content-security-policy");
        for part in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{target}: {policy}");
        }
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
            "{target}: {policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{target}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{target}");
        assert_eq!(answer.header("cache-control"), "no-store", "{target}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{target}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{target}");
        assert!(
            answer.header("strict-transport-security").contains("max-age="),
            "{target}"
        );
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next());
        if let Some(nonce) = nonce {
            let in_attributes = answer.body.matches(&format!("nonce=\"{nonce}\"")).count();
            assert_eq!(
                answer.body.matches(nonce).count(),
                in_attributes,
                "{target}: the nonce stands only in nonce="
            );
        }
        if target == "/acme/api-keys/generated" {
            assert!(policy.contains("'wasm-unsafe-eval'") && nonce.is_some(), "{policy}");
        } else {
            assert!(!policy.contains("wasm"), "{target}: {policy}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_verifiers_and_questions_are_refused() {
    let (_scratch, app) = app(&[]).await;
    let (owner, verifier) = (app.owner().await, app.verifier().await);
    let (key, token) = owner.key_in_use("ERP").await;
    let question = json!({ "appKey": key.app_key, "appToken": token });
    let wrong = keydesk::server::crypto::random::verifier_secret();
    for bad in [
        "",
        "Bearer",
        "Bearer x",
        "Basic abc",
        &format!("Bearer {}", wrong.expose()),
        &format!("Bearer {token}"),
    ] {
        let answer = app.ask(bad, question.clone()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{bad}");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    for bad in [
        json!([]),
        json!({}),
        json!({ "appKey": 1, "appToken": token }),
        json!({ "appKey": key.app_key }),
        json!({ "appKey": key.app_key, "appToken": token, "resurce": "x" }),
    ] {
        assert_eq!(
            app.ask(&verifier, bad.clone()).await.status,
            StatusCode::BAD_REQUEST,
            "{bad}"
        );
    }
    assert_eq!(
        app.ask(&verifier, json!({ "appKey": "x".repeat(9_000), "appToken": "y" }))
            .await
            .status,
        StatusCode::BAD_REQUEST
    );
    let with_headers = |pairs: &[(&str, &str)]| {
        let mut request = Request::post("/v1/verify").header(header::AUTHORIZATION, &verifier);
        for (name, value) in pairs {
            request = request.header(*name, *value);
        }
        request.body(Body::empty()).unwrap()
    };
    let (app_key, token) = (key.app_key.as_str(), token.as_str());
    let good = app
        .send(with_headers(&[("X-API-AppKey", app_key), ("X-API-AppToken", token)]))
        .await;
    assert_eq!(good.json()["allowed"], true);
    let twice = app
        .send(with_headers(&[
            ("X-API-AppKey", app_key),
            ("X-API-AppToken", token),
            ("X-API-AppToken", token),
        ]))
        .await;
    assert_eq!(twice.status, StatusCode::BAD_REQUEST);
    let forged = app
        .send(with_headers(&[
            ("X-API-AppKey", app_key),
            ("X-API-AppToken", "no"),
            ("X-Forwarded-For", "127.0.0.1"),
        ]))
        .await;
    assert_eq!(forged.json()["allowed"], false);
}
