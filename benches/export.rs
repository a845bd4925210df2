//! Measures time and memory of an export of 100,000 keys, or of as many as an argument says, compared with rust_xlsxwriter alone writing the same cells.
//!
//! The export runs in the real server, in a separate process, and is timed from the request to the last byte. `cargo bench --bench
//! export --no-default-features --features ssr` measures on SQLite and PostgreSQL, five rounds each, alternating with rust_xlsxwriter
//! alone. It fails if the best of five takes more than 1.3 times as long, or if the server grows by more than 32 MB.

#![allow(clippy::disallowed_methods, reason = "what is measured here is real time")]

#[path = "support/mod.rs"]
mod crowd;
#[path = "support/server.rs"]
mod server;
#[path = "../tests/it/support/mod.rs"]
mod support;

use crowd::Crowd;
use keydesk::domain::{keys::key::Status, names::AccountSlug, time::Timestamp};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use server::Server;
use std::{
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};
use support::{Database, START, Scratch, app::TestApp};

const EXTERNAL: u32 = 2_000;
const ROUNDS: u32 = 5;

/// Maximum time of the export, as a multiple of rust_xlsxwriter alone.
const LONGEST: f64 = 1.3;

/// Maximum growth of the server, in kB.
const LARGEST: u64 = 32 * 1024;

#[tokio::main]
async fn main() -> ExitCode {
    let keys = std::env::args().find_map(|argument| argument.parse().ok());
    let mut fine = true;
    for database in [Database::Sqlite, Database::Postgres] {
        fine &= measure(database, keys.unwrap_or(100_000)).await;
    }
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The server's memory in kB, when it has stopped growing. After its start the server reads all keys for verification.
fn settled(server: &Server) -> u64 {
    let mut before = 0;
    loop {
        std::thread::sleep(Duration::from_secs(1));
        let now = server.memory();
        if now.abs_diff(before) < 1_024 {
            return now;
        }
        before = now;
    }
}

async fn measure(database: Database, keys: u32) -> bool {
    let scratch = Scratch::new(database).await;
    let begun = Instant::now();
    let generated = Crowd {
        account: "acme",
        keys,
        now: START,
    };
    let other = Crowd {
        account: "bravo",
        keys: EXTERNAL,
        now: START,
    };
    {
        let app = TestApp::on(&scratch).await;
        app.owner().await;
        generated.insert(&scratch.url).await;
        other.insert(&scratch.url).await;
        other.grant(&scratch.url, "acme", EXTERNAL).await;
        app.state.store.close().await;
    }
    say(&format!(
        "{database:?}: {keys} generated and {EXTERNAL} external keys, made in {:.1?}",
        begun.elapsed()
    ));

    let server = Server::start(&scratch.url, &[]);
    let cookie = server.sign_in();
    let idle = settled(&server);
    server.forget_peak();
    let bytes = export(&server, &cookie);
    let peak = server.peak();
    let grown = peak.saturating_sub(idle);
    say(&format!(
        "  memory: {idle} kB idle, {peak} kB at most: {grown} kB more, of {LARGEST} kB; a file of {bytes} bytes"
    ));

    let cells = Cells::read(&scratch, keys).await;
    let mut best = (Duration::MAX, Duration::MAX);
    for round in 1..=ROUNDS {
        let ours = timed(|| export(&server, &cookie));
        let alone = timed(|| cells.write(&server.folder.join("alone.xlsx")).unwrap());
        say(&format!(
            "  round {round}: export {ours:.3?}, rust_xlsxwriter alone {alone:.3?}"
        ));
        best = (best.0.min(ours), best.1.min(alone));
    }
    let ratio = best.0.as_secs_f64() / best.1.as_secs_f64();
    say(&format!(
        "  best: export {:.3?}, rust_xlsxwriter alone {:.3?}: {ratio:.2} times, of {LONGEST}",
        best.0, best.1
    ));
    ratio <= LONGEST && grown <= LARGEST
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

fn say(line: &str) {
    println!("{line}");
}

/// The content of an export, in memory.
#[derive(Default)]
struct Cells {
    generated: Vec<Generated>,
    external: Vec<External>,
}

struct Generated {
    id: String,
    app_key: String,
    roles: String,
    label: String,
    dates: [Option<Timestamp>; 3],
    status: &'static str,
}

struct External {
    id: String,
    app_key: String,
    roles: String,
    owner: String,
    added: Timestamp,
    status: &'static str,
}

impl Cells {
    async fn read(scratch: &Scratch, keys: u32) -> Self {
        let state = scratch.node().await;
        let slug = AccountSlug::parse("acme").unwrap();
        let (account, _) = state.store.account(&slug).await.unwrap().unwrap();
        let mut snapshot = state.store.snapshot(&account).await.unwrap();
        let mut cells = Self::default();
        while let Some(part) = snapshot.generated().await.unwrap() {
            cells
                .generated
                .extend(part.rows().map(|key| key.unwrap()).map(|key| Generated {
                    id: key.id.to_owned(),
                    app_key: key.app_key.to_owned(),
                    roles: key.roles,
                    label: key.label.to_owned(),
                    dates: [
                        Some(key.created_at),
                        Some(key.token_created_at),
                        key.new_token_created_at,
                    ],
                    status: word(key.status),
                }));
        }
        while let Some(part) = snapshot.external().await.unwrap() {
            cells
                .external
                .extend(part.rows().map(|key| key.unwrap()).map(|key| External {
                    id: key.id.to_owned(),
                    app_key: key.app_key.to_owned(),
                    roles: key.roles,
                    owner: key.owner.to_owned(),
                    added: key.added_at,
                    status: word(key.status),
                }));
        }
        assert_eq!(
            (cells.generated.len(), cells.external.len()),
            (keys as usize, EXTERNAL as usize)
        );
        cells
    }

    /// Writes the same file with rust_xlsxwriter alone, in its constant-memory mode.
    fn write(&self, to: &Path) -> Result<(), XlsxError> {
        let mut workbook = Workbook::new();
        let date = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        let titles = [
            "id",
            "keyName",
            "roles",
            "label",
            "creationDate (UTC)",
            "creationDateToken (UTC)",
            "creationDateNewToken (UTC)",
            "status",
        ];
        prepare(sheet, "Generated", &titles, self.generated.len())?;
        for (row, key) in (1..).zip(&self.generated) {
            sheet.write_string(row, 0, &key.id)?;
            sheet.write_string(row, 1, &key.app_key)?;
            sheet.write_string(row, 2, &key.roles)?;
            sheet.write_string(row, 3, &key.label)?;
            for (column, at) in (4..).zip(key.dates) {
                if let Some(at) = at {
                    sheet.write_number_with_format(row, column, serial(at), &date)?;
                }
            }
            sheet.write_string(row, 7, key.status)?;
        }
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        prepare(
            sheet,
            "External",
            &["id", "keyName", "roles", "account", "addedDate (UTC)", "status"],
            self.external.len(),
        )?;
        for (row, key) in (1..).zip(&self.external) {
            sheet.write_string(row, 0, &key.id)?;
            sheet.write_string(row, 1, &key.app_key)?;
            sheet.write_string(row, 2, &key.roles)?;
            sheet.write_string(row, 3, &key.owner)?;
            sheet.write_number_with_format(row, 4, serial(key.added), &date)?;
            sheet.write_string(row, 5, key.status)?;
        }
        workbook.save(to)
    }
}

fn prepare(sheet: &mut Worksheet, name: &str, titles: &[&str], rows: usize) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, rows as u32, titles.len() as u16 - 1)?;
    for (column, title) in (0..).zip(titles) {
        sheet.write_string(0, column, *title)?;
    }
    Ok(())
}

fn serial(at: Timestamp) -> f64 {
    at.seconds() as f64 / 86_400.0 + 25_569.0
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Active => "Active",
        Status::Inactive => "Inactive",
    }
}

/// Downloads an export and returns its size in bytes.
fn export(server: &Server, cookie: &str) -> usize {
    let head = format!("GET /api/export_keys?account=acme HTTP/1.1\r\nCookie: {cookie}");
    let answer = server.ask(&head, "");
    assert!(
        answer.starts_with(b"HTTP/1.1 200 "),
        "{}",
        String::from_utf8_lossy(&answer[..answer.len().min(500)])
    );
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    assert!(answer[head..].starts_with(b"PK"));
    answer.len() - head
}
