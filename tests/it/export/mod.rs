//! The export of keys: its content, its access control, and its consistency while keys change.

mod access;
mod content;
#[path = "../../../benches/support/mod.rs"]
mod crowd;
mod many;
mod system;

use crate::support::{Scratch, app::Person, stored_account::tamper};
use axum::http::StatusCode;
use calamine::{Data, Range, Reader, Xlsx};
use keydesk::domain::time::Timestamp;
use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

const EXPORT: &str = "/api/export_keys?account=acme";

const GENERATED: [&str; 11] = [
    "id",
    "keyName",
    "roles",
    "label",
    "creationDate (UTC)",
    "creationDateToken (UTC)",
    "creationDateNewToken (UTC)",
    "status",
    "expirationDate (UTC)",
    "allowedAddresses",
    "lastUsed (UTC)",
];

const EXTERNAL: [&str; 6] = ["id", "keyName", "roles", "account", "addedDate (UTC)", "status"];

/// A downloaded workbook.
struct File {
    bytes: Vec<u8>,
}

impl File {
    async fn of(person: &Person) -> Self {
        let answer = person.get(EXPORT).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        Self { bytes: answer.bytes }
    }

    fn sheets(&self) -> Vec<String> {
        Xlsx::new(Cursor::new(&self.bytes)).unwrap().sheet_names()
    }

    fn sheet(&self, name: &str) -> Range<Data> {
        Xlsx::new(Cursor::new(&self.bytes))
            .unwrap()
            .worksheet_range(name)
            .unwrap()
    }

    /// The rows below the headings. Asserts the headings.
    fn rows(&self, name: &str, titles: &[&str]) -> Vec<Vec<Data>> {
        let range = self.sheet(name);
        let mut rows = range.rows().map(<[Data]>::to_vec);
        let found: Vec<_> = rows.next().unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(found, titles);
        rows.collect()
    }

    /// The generated keys by label.
    fn generated(&self) -> BTreeMap<String, Vec<Data>> {
        let rows = self.rows("Generated", &GENERATED);
        rows.into_iter().map(|row| (row[3].to_string(), row)).collect()
    }

    /// One file of the workbook's ZIP archive, as text.
    fn xml(&self, part: &str) -> String {
        let mut zip = zip::ZipArchive::new(Cursor::new(&self.bytes)).unwrap();
        let mut text = String::new();
        zip.by_name(part).unwrap().read_to_string(&mut text).unwrap();
        text
    }
}

fn text(value: &str) -> Data {
    Data::String(value.to_owned())
}

/// The time of a date cell, to the second. `None` if the cell has no date.
fn instant(cell: &Data) -> Option<Timestamp> {
    match cell {
        Data::DateTime(at) if at.is_datetime() => Some(Timestamp::from_millis(
            ((at.as_f64() - 25_569.0) * 86_400.0).round() as i64 * 1_000,
        )),
        _ => None,
    }
}

/// The subjects of recorded exports: first those of the account from set-up, then those of added accounts.
async fn recorded(scratch: &Scratch) -> Vec<String> {
    use sqlx::Row;
    let text = "select subject from audit_events where action = 'keys_exported' \
                order by chain = 'account-bravo', seq";
    let rows = tamper(scratch, text).await;
    rows.iter().map(|row| row.get(0)).collect()
}
