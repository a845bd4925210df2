//! The audit log's page, its filters, and its CSV export.

mod export;
mod filters;
mod page;

use crate::support::app::{ACCOUNT, Answer, TestApp};
use axum::http::StatusCode;
use keydesk::{
    domain::{
        audit::event::Event,
        id::{Account, Id},
        names::AccountSlug,
        text::Email,
    },
    server::store::AuditEntry,
};

const LOG: &str = "/acme/audit";
const EXPORT: &str = "/acme/audit/export";

async fn account(app: &TestApp) -> Id<Account> {
    let slug = AccountSlug::parse(ACCOUNT).unwrap();
    app.state.store.account(&slug).await.unwrap().unwrap().0
}

/// Records an event in the account's log.
async fn record(app: &TestApp, account: &Id<Account>, user: &str, event: Event) {
    let by = Email::parse_existing(user).unwrap();
    let entry = AuditEntry::by_user(&by, account, event, "192.0.2.1", app.state.clock.now());
    let entry = entry.about(format!("subject of {user}"));
    app.state.store.record(entry).await.unwrap();
}

/// The row numbers on a page, in page order.
fn numbers(page: &Answer) -> Vec<i64> {
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let parts = page.body.split("No. ").skip(1);
    parts
        .map(|part| part.split('<').next().unwrap().parse().unwrap())
        .collect()
}

/// The page without its language switch, whose links repeat the requested address.
fn content(page: &Answer) -> &str {
    page.body.split("<footer class=\"languages\"").next().unwrap()
}

/// The fields of every CSV line, without the apostrophes that keep spreadsheets from running formulas.
fn fields(csv: &str) -> Vec<Vec<String>> {
    let mut lines = vec![vec![String::new()]];
    let (mut quoted, mut chars) = (
        false,
        csv.strip_prefix('\u{FEFF}')
            .expect("the mark of UTF-8")
            .chars()
            .peekable(),
    );
    while let Some(c) = chars.next() {
        let line = lines.last_mut().unwrap();
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                line.last_mut().unwrap().push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => line.push(String::new()),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {
                chars.next();
                lines.push(vec![String::new()]);
            }
            c => line.last_mut().unwrap().push(c),
        }
    }
    assert_eq!(lines.pop(), Some(vec![String::new()]), "the last line ends, too");
    lines
        .iter()
        .map(|line| line.iter().map(|field| plain(field)).collect())
        .collect()
}

/// The original text. The export puts an apostrophe where any spreadsheet could start a field.
fn plain(field: &str) -> String {
    let starts = |c| [';', '\t', '\r', '\n'].contains(&c);
    field
        .split_inclusive(starts)
        .map(|part| part.strip_prefix('\'').unwrap_or(part))
        .collect()
}
