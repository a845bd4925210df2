//! Receipts: what each link records about its visits, how long it is kept, and the notice about visits after the opening.

mod notices;
mod visits;

use crate::support::{
    Scratch,
    app::{ACCOUNT, Answer, Person, TestApp, path},
    stored_account::tamper,
};
use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode, header},
};
use keydesk::domain::keys::key::Key;
use std::net::SocketAddr;

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Visits a link from this IP address with this user agent.
async fn visit(app: &TestApp, method: &str, url: &str, ip: &str, user_agent: &str) -> Answer {
    visit_with(app, method, url, ip, &[("user-agent", user_agent)]).await
}

async fn visit_with(app: &TestApp, method: &str, url: &str, ip: &str, headers: &[(&str, &str)]) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path(url))
        .header(header::HOST, "127.0.0.1:3000");
    let request = headers
        .iter()
        .fold(request, |request, (name, value)| request.header(*name, *value));
    let mut request = request.body(Body::empty()).unwrap();
    let peer = SocketAddr::new(ip.parse().unwrap(), 4711);
    request.extensions_mut().insert(ConnectInfo(peer));
    app.send(request).await
}

fn history_of(key: &Key) -> String {
    format!("/{ACCOUNT}/api-keys/generated/{}", key.id)
}

async fn history(person: &Person, key: &Key) -> String {
    let page = person.get(&history_of(key)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page.body
}

/// The number of times that a text occurs in a page.
fn count(page: &str, text: &str) -> usize {
    page.matches(text).count()
}

/// The form fields of the first *Dismiss notice*.
fn notice(page: &str) -> [(&'static str, String); 2] {
    ["link", "visits"].map(|name| {
        let field = format!("name=\"{name}\" value=\"");
        let (_, rest) = page.split_once(&field).unwrap_or_else(|| panic!("no {name} in {page}"));
        (name, rest.split_once('"').unwrap().0.to_owned())
    })
}

async fn dismiss(person: &Person, key: &Key, fields: &[(&'static str, String)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    person.post_form(&history_of(key), &fields).await
}

async fn number(scratch: &Scratch, statement: &str) -> i64 {
    use sqlx::Row;
    tamper(scratch, statement).await[0].try_get(0).unwrap()
}
