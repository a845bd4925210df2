//! The routes outside of accounts: what they answer to a stranger. What a link, a code or a session opens is in the tests of each subject.

use crate::support::{
    app::{app, path},
    team::role,
};
use axum::{
    body::Body,
    http::{Request, header},
};
use keydesk::{domain::people::permission::USER_ADMINISTRATOR_ROLE, web::routes::routes};

/// A route, its methods, the address that is tried, and the status and `Location` of the answer.
type Open = (&'static str, &'static [&'static str], &'static str, u16, &'static str);

const GET: &[&str] = &["GET"];
const POST: &[&str] = &["POST"];
const ANY: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE"];

#[rustfmt::skip]
const OPEN: [Open; 39] = [
    ("/", GET, "/", 303, "/login"),
    ("/setup", GET, "/setup", 403, ""),
    ("/setup", POST, "/setup", 403, ""),
    ("/login", GET, "/login", 200, ""),
    ("/login", POST, "/login", 401, ""),
    ("/login/code", GET, "/login/code", 303, "/login?next=/&code-late"),
    ("/login/code", POST, "/login/code", 303, "/login?next=/&code-late"),
    ("/logout", GET, "/logout", 303, "/"),
    ("/logout", POST, "/logout", 303, "/login?signed-out"),
    ("/profile", GET, "/profile", 303, "/login?next=%2Fprofile"),
    ("/profile", POST, "/profile", 401, ""),
    ("/profile/sessions", POST, "/profile/sessions", 401, ""),
    ("/profile/browsers", POST, "/profile/browsers", 401, ""),
    ("/profile/second-factor", GET, "/profile/second-factor", 303, "/login?next=%2Fprofile%2Fsecond-factor"),
    ("/profile/second-factor", POST, "/profile/second-factor", 401, ""),
    ("/profile/second-factor/codes", GET, "/profile/second-factor/codes", 303, "/login?next=%2Fprofile%2Fsecond-factor%2Fcodes"),
    ("/profile/second-factor/codes", POST, "/profile/second-factor/codes", 401, ""),
    ("/profile/second-factor/off", GET, "/profile/second-factor/off", 303, "/login?next=%2Fprofile%2Fsecond-factor%2Foff"),
    ("/profile/second-factor/off", POST, "/profile/second-factor/off", 401, ""),
    ("/credentials/{id}", GET, "/credentials/unknown", 404, ""),
    ("/credentials/{id}", POST, "/credentials/unknown", 404, ""),
    ("/credentials/{id}", GET, "{link}", 200, ""),
    ("/credentials/", ANY, "/credentials/", 404, ""),
    ("/credentials/{id}/{*rest}", ANY, "{link}/x", 404, ""),
    ("/credentials/{id}", POST, "{link}", 200, ""),
    ("/invitations/{id}", GET, "/invitations/unknown", 404, ""),
    ("/invitations/{id}", POST, "/invitations/unknown", 404, ""),
    ("/invitations/{id}", GET, "{invitation}", 200, ""),
    ("/invitations/{id}", POST, "{invitation}", 422, ""),
    ("/invitations/", ANY, "/invitations/", 404, ""),
    ("/invitations/{id}/{*rest}", ANY, "{invitation}/x", 404, ""),
    ("/health", GET, "/health", 200, ""),
    ("/pkg/texts/{name}", GET, "{texts}", 200, ""),
    ("/pkg/texts/{name}", GET, "/pkg/texts/en", 404, ""),
    ("/api/{*function}", POST, "/api/5/unknown", 404, ""),
    ("/{account}/api-keys/generated/{key}/links", GET, "/acme/api-keys/generated/01234567890123456789/links", 303, "/acme/api-keys/generated/01234567890123456789#links-title"),
    ("/{account}/api-keys/generated/{key}/links", GET, "/acme/api-keys/generated/unknown/links", 404, ""),
    ("/{account}/api-keys/generated/{key}/links", GET, "/%2Fevil.example/api-keys/generated/01234567890123456789/links", 404, ""),
    ("/{account}/api-keys/export", GET, "/acme/api-keys/export", 303, "/api/export_keys?account=acme"),
];

/// The routes and methods with an expectation here.
pub fn covered_routes() -> impl Iterator<Item = (&'static str, &'static str)> {
    OPEN.iter()
        .flat_map(|(route, methods, ..)| methods.iter().map(|method| (*route, *method)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_gets_what_is_open_and_nothing_else() {
    let (scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let link = owner.generate("ERP").await.unwrap();
    let restricted = role(&scratch, USER_ADMINISTRATOR_ROLE).await;
    let invitation = owner.invite("invited@acme.example", &[&restricted]).await;
    let list = owner.get("/acme/api-keys/generated").await.body;
    let texts = &list[list.find("/pkg/texts/").unwrap()..];
    let texts = texts.split('"').next().unwrap();
    let mut wrong = Vec::new();
    for (route, methods, address, status, location) in OPEN {
        let address = address.replace("{link}", path(&link.url));
        let address = address.replace("{invitation}", &invitation).replace("{texts}", texts);
        for method in methods {
            let request = Request::builder()
                .method(*method)
                .uri(&address)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header("sec-fetch-site", "same-origin");
            let answer = app.send(request.body(Body::empty()).unwrap()).await;
            let got = (answer.status.as_u16(), answer.header("location"));
            if got != (status, location) {
                wrong.push(format!("{method} {route}: {got:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_methods_are_not_allowed() {
    let (_scratch, app) = app(&[]).await;
    for route in routes().iter().filter(|route| route.methods.len() < ANY.len()) {
        let others = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"].into_iter();
        for method in others.filter(|method| route.methods.iter().all(|known| known != method)) {
            let path = route.path.replace(['{', '}', '*'], "");
            let request = Request::builder().method(method).uri(&path).body(Body::empty());
            let answer = app.send(request.unwrap()).await;
            assert_eq!(answer.status.as_u16(), 405, "{method} {path}");
        }
    }
}
