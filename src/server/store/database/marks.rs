//! The content of the mark file (`<database>-installed`), which says that the database had accounts.

/// Prefix of the line with the change counter.
const COUNT: &str = "count";
/// Prefix of the line with the number of audit rows.
const ROWS: &str = "rows";

/// The numbers in the mark file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct StoredMarks {
    pub count: Option<i64>,
    pub rows: Option<i64>,
}

impl StoredMarks {
    pub fn parse(note: &str) -> Self {
        let number = |name: &str| {
            note.lines()
                .find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
        };
        Self {
            count: number(COUNT),
            rows: number(ROWS),
        }
    }

    /// The text of the file.
    pub fn text(self) -> String {
        let line =
            |name: &str, number: Option<i64>| number.map_or_else(String::new, |number| format!("{name} {number}\n"));
        format!(
            "The Keydesk database beside this file has accounts. Without it, Keydesk refuses to begin anew here.\n\
             Delete this file only if the database is to be given up.\n{}{}",
            line(COUNT, self.count),
            line(ROWS, self.rows)
        )
    }
}
