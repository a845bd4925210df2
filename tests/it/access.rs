//! Access control: who may use every route and server function, and which requests another site can cause.

use crate::support::{
    Scratch,
    app::{ACCOUNT, FORM_ID, Person, TestApp, app, path, without_nonces},
    functions::functions,
    stored_account::tamper,
};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use keydesk::{
    domain::{names::AccountSlug, people::permission::Permission, text::TextError},
    error::AppError,
    ui::paths::DialogAction,
};
use leptos::server_fn::axum::server_fn_paths;
use std::collections::BTreeSet;

/// The callers: an anonymous one, a member of another account, and members of this account by role.
struct People {
    owner: Person,
    anonymous: Person,
    /// A member of another account only.
    outsider: Person,
    /// A member whose only role has no resources.
    powerless: Person,
    /// A member who may only view keys.
    viewer: Person,
    /// A member who may view and edit keys.
    editor: Person,
    /// A member who may view keys and renew their tokens.
    renewer: Person,
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
        ("editor", "acme", &["keydesk.keys.view", "keydesk.keys.edit"][..]),
        ("renewer", "acme", &["keydesk.keys.view", "keydesk.keys.renew"][..]),
    ] {
        let person = app.member(scratch, name, account, resources).await;
        members.push(person);
    }
    let [outsider, powerless, viewer, editor, renewer] = members.try_into().ok().unwrap();
    People {
        owner,
        anonymous: app.stranger(),
        outsider,
        powerless,
        viewer,
        editor,
        renewer,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_server_function_refuses_whoever_may_not_call_it() {
    let (scratch, app) = app(&[]).await;
    let people = people(&scratch, &app).await;
    let key = people.owner.generate("ERP").await.unwrap().key;
    let functions = functions(&key);
    let called = functions.iter().map(|(name, ..)| format!("/api/4/{name}"));
    // Exports are links. permissions.rs and export.rs test them.
    let known: BTreeSet<String> = called.chain(["/api/export_keys".to_owned()]).collect();
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
        let views = [
            (&people.viewer, None),
            (&people.editor, Some(Permission::KeysEdit)),
            (&people.renewer, Some(Permission::KeysRenew)),
        ];
        for (person, also) in views {
            if *permission == Permission::KeysView || also == Some(*permission) {
                // Permitted calls are tested below. Here they would change the key for the calls that follow.
                continue;
            }
            let answer = person.call_with(name, arguments.clone()).await;
            assert_eq!(
                (answer.error(), answer.status),
                (AppError::Forbidden, StatusCode::FORBIDDEN),
                "{name} for somebody with {also:?}"
            );
        }
    }
    assert_eq!(
        people.owner.show(&key.id).await.unwrap().key,
        key,
        "none of them changed anything"
    );
    for (name, permission, arguments) in &functions {
        let person = match permission {
            Permission::KeysEdit => &people.editor,
            Permission::KeysRenew => &people.renewer,
            _ => &people.viewer,
        };
        let answer = person.call_with(name, arguments.clone()).await;
        assert!(
            ![401, 403, 404].contains(&answer.status.as_u16()),
            "somebody with just {permission:?} may: {name} {answer:?}"
        );
        if *name == "show_key" {
            assert_eq!(answer.header("cache-control"), "no-store, no-transform");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_and_form_refuses_whoever_may_not_use_it() {
    let (scratch, app) = app(&[]).await;
    let people = people(&scratch, &app).await;
    let key = people.owner.generate("ERP").await.unwrap().key;
    let base = format!("/{ACCOUNT}/api-keys/generated");
    let dialogs = DialogAction::ALL.map(|step| format!("{base}/{}/{}", key.id, step.segment()));
    let pages = [base.clone(), format!("{base}/new")].into_iter();
    let homes = [format!("/{ACCOUNT}"), format!("/{ACCOUNT}/api-keys")];
    for page in pages.chain(dialogs.iter().cloned()).chain(homes) {
        let anonymous = people.anonymous.get(&page).await;
        assert_eq!(anonymous.status, StatusCode::SEE_OTHER, "{page}");
        assert!(anonymous.header("location").starts_with("/login?next="), "{page}");
        assert!(!anonymous.body.contains("ERP"), "a redirect shows nothing");
        let foreign = people.outsider.get(&page).await;
        // The same person asks, because both pages show the signed-in user in the navigation bar.
        let unknown = people.outsider.get(&page.replace("/acme", "/nowhere")).await;
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
        let fields = [
            ("label", "x"),
            ("version", "1"),
            ("form_id", FORM_ID),
            ("understood", "on"),
        ];
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

/// Over plain http, browsers do not send `Sec-Fetch-Site`. Only the cookies show where a request comes from.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_from_a_chat_shows_pages_and_nothing_else() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let key = owner.generate("ERP").await.unwrap().key;
    let there = owner.cross_site();
    let list = format!("/{ACCOUNT}/api-keys/generated?q=ERP&status=active");
    let dialog = format!("/{ACCOUNT}/api-keys/generated/{}/edit", key.id);
    for page in [
        &list,
        &dialog,
        "/profile",
        "/acme/audit?action=key_generated",
        "/acme/users",
    ] {
        let answer = there.get(page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}: {answer:?}");
        assert_eq!(there.method("HEAD", page).await.status, StatusCode::OK, "{page}");
    }
    assert!(there.get(&list).await.body.contains(key.app_key.as_str()));
    let sign_in = there.get("/login?next=%2Facme%2Faudit").await;
    assert_eq!(sign_in.header("location"), "/acme/audit", "signed in already");

    for (file, page) in [
        (
            "/api/export_keys?account=acme",
            "/login?next=%2Facme%2Fapi-keys%2Fgenerated",
        ),
        (
            "/acme/audit/export?action=key_generated",
            "/login?next=%2Facme%2Faudit%3Faction%3Dkey_generated",
        ),
        (
            "/acme/audit/export.xlsx?action=key_generated",
            "/login?next=%2Facme%2Faudit%3Faction%3Dkey_generated",
        ),
    ] {
        let answer = there.get(file).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (StatusCode::SEE_OTHER, page)
        );
        assert_eq!(
            there.method("HEAD", "/acme/audit/export").await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(owner.get(file).await.status, StatusCode::OK, "{file}");
    }
    let before = owner.get("/acme/audit").await.body.matches("<tr").count();
    for (name, _, arguments) in functions(&key) {
        let answer = there.call_with(name, arguments).await;
        assert_eq!(answer.error(), AppError::SessionEnded, "{name}");
    }
    let form = [
        ("label", "x"),
        ("version", "1"),
        ("form_id", FORM_ID),
        ("understood", "on"),
    ];
    for target in [&dialog, "/profile", "/acme/api-keys/generated/new", "/acme/users/new"] {
        assert_eq!(
            there.post_form(target, &form).await.status,
            StatusCode::UNAUTHORIZED,
            "{target}"
        );
    }
    there.post_form("/logout", &[]).await;
    assert_eq!(
        owner.show(&key.id).await.unwrap().key,
        key,
        "still signed in, and nothing has changed"
    );
    assert_eq!(owner.get("/acme/audit").await.body.matches("<tr").count(), before);

    // A same-origin request without the `Strict` cookie means that the browser lost it. Only a new sign-in restores it.
    for (site, status) in [("same-origin", StatusCode::OK), ("cross-site", StatusCode::SEE_OTHER)] {
        let request = Request::get("/login")
            .header(header::HOST, "127.0.0.1:3000")
            .header(header::COOKIE, there.cookie.clone().unwrap());
        let answer = app
            .send(request.header("sec-fetch-site", site).body(Body::empty()).unwrap())
            .await;
        assert_eq!(answer.status, status, "{site}");
    }
    let mut mixed = owner.again().await.cross_site();
    let of_another = owner
        .cookie
        .as_deref()
        .unwrap()
        .split("; ")
        .find(|cookie| cookie.contains("-strict="));
    mixed.cookie = mixed.cookie.map(|cookie| format!("{cookie}; {}", of_another.unwrap()));
    assert_eq!(
        mixed.list().await.err(),
        Some(AppError::SessionEnded),
        "the two belong together"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_another_site_sends_is_carried_out() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let link = owner.generate("ERP").await.unwrap();
    let new = format!("/{ACCOUNT}/api-keys/generated/new");
    for target in [new.as_str(), path(&link.url), "/logout", "/login", "/api/4/edit_key"] {
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
        ] {
            if target == path(&link.url) && value == "null" {
                // Under `no-referrer`, browsers without `Sec-Fetch-Site` send only this origin. The link's secret authorizes the request.
                continue;
            }
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
    for (host, origin) in [
        ("127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("keys.lan:80", "http://keys.lan"),
        ("keys.lan:443", "https://keys.lan"),
    ] {
        let request = Request::post("/logout")
            .header(header::HOST, host)
            .header("origin", origin)
            .body(Body::empty())
            .unwrap();
        let answer = app.send(request).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "its own origin is let through");
    }
    for (host, origin) in [
        ("keys.lan", "http://keys.lan:8080"),
        ("keys.lan:80", "https://keys.lan"),
    ] {
        let request = Request::post("/logout")
            .header(header::HOST, host)
            .header("origin", origin)
            .body(Body::empty())
            .unwrap();
        assert_eq!(
            app.send(request).await.status,
            StatusCode::FORBIDDEN,
            "{origin} is not {host}"
        );
    }
}

/// Lists every route and the file that tests its access control, so that a new route cannot go untested.
#[test]
fn every_route_is_known() {
    let source = include_str!("../../src/web/mod.rs");
    let written = source.split(".route(").skip(1).filter_map(|rest| {
        let before = rest.split(", ").next()?;
        before.split('"').nth(1)
    });
    let there: Vec<_> = written.collect();
    let known = [
        "/",                      // sign_in.rs: redirects only
        "/setup",                 // sign_in.rs
        "/login",                 // sign_in.rs
        "/login/code",            // second_factor.rs: needs the right password first
        "/logout",                // sign_in.rs, and cross-site requests above
        "/profile",               // profile.rs
        "/profile/sessions",      // profile.rs
        "/profile/browsers",      // profile.rs
        "/profile/second-factor", // second_factor.rs
        "/profile/second-factor/codes",
        "/profile/second-factor/off",
        "/credentials/{id}", // main_job.rs, race.rs: needs the id
        "/credentials/",
        "/credentials/{id}/{*rest}",
        "/v1/verify",        // http.rs: verifiers
        "/health",           // http.rs: public
        "/pkg/texts/{name}", // languages.rs: public
        "/api/{*function}",  // all server functions, above
        "/api/export_keys",  // export.rs
        "/{account}",        // pages and forms, above
        "/{account}/api-keys",
        "/{account}/audit", // audit_page.rs
        "/{account}/audit/export",
        "/{account}/audit/export.xlsx", // permissions.rs, audit_detail.rs
        "/{account}/api-keys/external", // external.rs
        "/{account}/api-keys/external/new",
        "/{account}/api-keys/external/{key}/{action}",
        "/{account}/api-keys/export",   // export.rs: redirects only
        "/{account}/api-keys/settings", // settings.rs
        "/invitations/{id}",            // invitations.rs: needs the id
        "/invitations/",
        "/invitations/{id}/{*rest}",
        "/{account}/users", // permissions.rs, users.rs
        "/{account}/users/new",
        "/{account}/users/{user}/{action}",
        "/{account}/users/invitations/{invitation}/{action}",
        "/{account}/roles", // permissions.rs, roles.rs
        "/{account}/roles/new",
        "/{account}/roles/{role}/{action}",
        "/{account}/roles/resources/new",
        "/{account}/roles/resources/{resource}/delete",
        "/{account}/api-keys/generated",
        "{GENERATED}/new",
        "{GENERATED}/{{key}}/links", // receipts.rs
        "{GENERATED}/{{key}}/{{action}}",
    ];
    assert_eq!(there, known, "add a new route to a test of who may use it, then here");
    let nested = source
        .split(".nest_service(")
        .skip(1)
        .filter_map(|rest| rest.split('"').nth(1));
    for path in there.into_iter().chain(nested) {
        let first = path.split('/').nth(1).unwrap_or_default();
        if path.starts_with('/') && !first.is_empty() && !first.starts_with('{') {
            let reserved = TextError::AccountReserved(first.to_owned());
            assert_eq!(
                AccountSlug::parse(first),
                Err(reserved),
                "an account of this name would hide {path}"
            );
        }
    }
}

/// Names that were free in earlier releases and are reserved now. Existing accounts with such a name keep it.
const RESERVED_LATER: [&str; 20] = [
    "texts",
    "metrics",
    "livez",
    "readyz",
    "healthz",
    "oauth2",
    "access",
    "openapi",
    "docs",
    "scim",
    "auth",
    "sso",
    "static",
    "assets",
    "admin",
    "well-known",
    "v2",
    "v3",
    "events",
    "hooks",
];

#[tokio::test(flavor = "multi_thread")]
async fn an_account_whose_name_was_reserved_later_has_all_its_pages() {
    let (scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    for name in RESERVED_LATER {
        assert!(AccountSlug::parse(name).is_err(), "{name}");
        tamper(&scratch, &format!("update accounts set slug = '{name}'")).await;
        for page in ["api-keys/generated", "api-keys/external", "users", "roles", "audit"] {
            assert_eq!(
                owner.get(&format!("/{name}/{page}")).await.status,
                StatusCode::OK,
                "/{name}/{page}"
            );
        }
    }
}
