//! What commands print: text for people, or JSON for programs.

use keydesk::domain::time::Timestamp;
use serde_json::Value;
use std::{error::Error, io::Write};

/// The output of a command, in both forms.
pub struct Printed {
    text: String,
    json: Value,
}

impl Printed {
    /// A text and the same as JSON.
    pub fn new(text: impl Into<String>, json: Value) -> Self {
        Self {
            text: text.into(),
            json,
        }
    }

    /// Prints one of the two.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn print(&self, as_json: bool) -> Result<(), Box<dyn Error>> {
        if as_json {
            print(&serde_json::to_string_pretty(&self.json)?)
        } else {
            print(&self.text)
        }
    }
}

/// Prints a line.
///
/// # Errors
/// Standard output cannot be written.
pub fn print(text: &str) -> Result<(), Box<dyn Error>> {
    Ok(writeln!(std::io::stdout(), "{text}")?)
}

/// A table with a head, its columns as wide as their widest cell.
pub fn table<const COLUMNS: usize>(head: [&str; COLUMNS], rows: impl IntoIterator<Item = [String; COLUMNS]>) -> String {
    let rows: Vec<_> = std::iter::once(head.map(str::to_owned)).chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; COLUMNS] = std::array::from_fn(width);
    let line = |row: &[String; COLUMNS]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A text written by people. Quoted, it cannot pass for another column.
pub fn quoted(text: &str) -> String {
    format!("{text:?}")
}

/// The time to the minute, in UTC.
pub fn time(at: Timestamp) -> String {
    at.utc().format("%Y-%m-%dT%H:%MZ").to_string()
}

/// A time that may be missing.
pub fn time_or(at: Option<Timestamp>, missing: &str) -> String {
    at.map_or_else(|| missing.to_owned(), time)
}

/// A time that may be missing, as JSON.
pub fn iso(at: Option<Timestamp>) -> Option<String> {
    at.map(Timestamp::iso)
}
