//! Writes exports as XLSX files, in memory that does not grow with the number of rows. rust_xlsxwriter writes each finished row to a
//! temporary file and packs these files at the end. The files are unnamed, so they are deleted even if the process crashes. Sheet names,
//! headings, words and date formats are in the user's language.

pub(super) mod audit;
pub(super) mod keys;

use crate::{
    domain::time::Timestamp,
    i18n::{self, Language},
    server::store::StoreError,
};
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatBorder, Workbook, Worksheet, XlsxError};
use std::{borrow::Cow, fs::File, io::Seek};
use thiserror::Error;

/// Why no file was written.
#[derive(Debug, Error)]
pub(super) enum WriteError {
    #[error("{0}")]
    File(#[from] std::io::Error),
    #[error("{0}")]
    Workbook(#[from] XlsxError),
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The reader stopped before the end. The reader reports its own error.
    #[error("what is exported could not be read to its end")]
    Unfinished,
}

/// Maximum rows of a sheet, including the headings.
const SHEET_ROWS: u32 = 1_048_576;

/// Maximum length of a cell's text, in UTF-16 units.
const CELL_MAX: usize = 32_767;

/// The date format, in Excel's codes, which are the same in all languages.
fn date_format() -> &'static str {
    match i18n::current() {
        Language::English => "yyyy-mm-dd hh:mm:ss",
        Language::Portuguese | Language::Spanish => "dd/mm/yyyy hh:mm:ss",
    }
}

/// The name and columns of a sheet.
struct Layout {
    name: &'static str,
    columns: Vec<Column>,
}

struct Column {
    title: &'static str,
    /// In characters.
    width: f64,
    /// Whether its cells are dates.
    date: bool,
}

/// The width of a filter's arrow in a heading, in characters.
const ARROW: u16 = 4;

/// A text column, wide enough for its content and its heading.
fn text_column(title: &'static str, width: u16) -> Column {
    let of_title = u16::try_from(title.chars().count()).unwrap_or(u16::MAX);
    Column {
        title,
        width: width.max(of_title.saturating_add(ARROW)).into(),
        date: false,
    }
}

fn date_column(title: &'static str) -> Column {
    Column {
        date: true,
        ..text_column(title, 24)
    }
}

/// A written file.
pub(super) struct Written {
    /// An unnamed temporary file, positioned at its start.
    pub file: File,
    /// In bytes.
    pub length: u64,
}

/// Maximum rows for a shared string table, as Excel writes it; some previews show only such texts. The table stays in memory until the file
/// is packed, some 550 bytes a row, so larger files store texts in their cells.
pub(super) const SHARED_MAX_ROWS: i64 = 5_000;

/// Where a file stores its texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextStorage {
    /// In one shared string table.
    Shared,
    /// In the cells.
    Inline,
}

impl TextStorage {
    /// The storage for a file with this many rows.
    pub(super) fn for_rows(rows: i64) -> Self {
        if rows <= SHARED_MAX_ROWS {
            Self::Shared
        } else {
            Self::Inline
        }
    }
}

/// A new workbook with a title.
fn new_workbook(title: &str, now: Timestamp) -> Result<Workbook, WriteError> {
    let mut workbook = Workbook::new();
    let properties = DocProperties::new()
        .set_title(title)
        .set_creation_datetime(&ExcelDateTime::from_timestamp(now.seconds())?);
    workbook.set_properties(&properties);
    Ok(workbook)
}

/// Writes the sheets to a file.
fn write_file(mut workbook: Workbook, sheets: impl IntoIterator<Item = Worksheet>) -> Result<Written, WriteError> {
    for sheet in sheets {
        workbook.push_worksheet(sheet);
    }
    let mut file = tempfile::tempfile()?;
    workbook.save_to_writer(file.try_clone()?)?;
    let length = file.stream_position()?;
    file.rewind()?;
    Ok(Written { file, length })
}

/// The sheets of one kind: as many as the rows need.
struct Sheets {
    layout: Layout,
    texts: TextStorage,
    /// Maximum rows per sheet.
    limit: u32,
    full: Vec<Worksheet>,
    last: Worksheet,
    /// Rows in the last sheet.
    rows: u32,
}

impl Sheets {
    fn begin(workbook: &mut Workbook, layout: Layout, texts: TextStorage, limit: u32) -> Result<Self, XlsxError> {
        Ok(Self {
            limit,
            full: Vec::new(),
            last: new_sheet(workbook, &layout, texts, 0)?,
            rows: 1,
            layout,
            texts,
        })
    }

    /// The next row to write.
    fn row(&mut self, workbook: &mut Workbook) -> Result<RowWriter<'_>, XlsxError> {
        if self.rows == self.limit {
            let next = new_sheet(workbook, &self.layout, self.texts, self.full.len() + 1)?;
            self.full.push(std::mem::replace(&mut self.last, next));
            self.rows = 1;
        }
        let row = self.rows;
        self.rows += 1;
        Ok(RowWriter {
            sheet: &mut self.last,
            row,
            column: 0,
        })
    }

    /// The number of written rows, without headings.
    fn written(&self) -> usize {
        self.full.len() * (self.limit as usize - 1) + self.rows as usize - 1
    }

    /// The finished sheets, each with a filter over all its rows.
    fn end(self) -> Result<Vec<Worksheet>, XlsxError> {
        let (limit, last_column) = (self.limit, self.layout.columns.len() as u16 - 1);
        let mut sheets = self.full;
        let full = sheets.len();
        sheets.push(self.last);
        for (number, sheet) in sheets.iter_mut().enumerate() {
            let rows = if number < full { limit } else { self.rows };
            sheet.autofilter(0, 0, rows - 1, last_column)?;
        }
        Ok(sheets)
    }
}

/// A sheet with its headings, which stay visible when scrolling.
fn new_sheet(
    workbook: &mut Workbook,
    layout: &Layout,
    texts: TextStorage,
    before: usize,
) -> Result<Worksheet, XlsxError> {
    let heading = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0xEEF0F4))
        .set_border_bottom(FormatBorder::Thin);
    let mut sheet = match texts {
        TextStorage::Shared => workbook.new_worksheet_with_low_memory()?,
        TextStorage::Inline => workbook.new_worksheet_with_constant_memory()?,
    };
    let name = layout.name;
    match before {
        0 => sheet.set_name(name)?,
        n => sheet.set_name(format!("{name} {}", n + 1))?,
    };
    sheet.set_freeze_panes(1, 0)?;
    let date = Format::new().set_num_format(date_format());
    for (number, column) in (0..).zip(&layout.columns) {
        sheet.set_column_width(number, column.width)?;
        if column.date {
            // Set per column, because rust_xlsxwriter would look up a cell's format for each cell.
            sheet.set_column_format(number, &date)?;
        }
        sheet.write_string_with_format(0, number, column.title, &heading)?;
    }
    Ok(sheet)
}

/// Writes the cells of a row from left to right.
struct RowWriter<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    column: u16,
}

impl RowWriter<'_> {
    /// A text cell, even if the text looks like a formula: only `write_formula` creates formulas.
    fn text(&mut self, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_string(self.row, self.column, truncated(text))?;
        self.column += 1;
        Ok(())
    }

    /// A number cell.
    fn number(&mut self, number: i64) -> Result<(), XlsxError> {
        self.sheet.write_number(self.row, self.column, number as f64)?;
        self.column += 1;
        Ok(())
    }

    /// A date cell in the column's format, or an empty cell.
    fn date(&mut self, at: Option<Timestamp>) -> Result<(), XlsxError> {
        if let Some(at) = at {
            self.sheet.write_number(self.row, self.column, date_serial(at))?;
        }
        self.column += 1;
        Ok(())
    }
}

/// A timestamp as a spreadsheet date: days since 30 December 1899 in UTC, to the second.
fn date_serial(at: Timestamp) -> f64 {
    at.seconds() as f64 / 86_400.0 + 25_569.0
}

/// The text, shortened to what a cell can hold. Only the names of very many roles are longer.
fn truncated(text: &str) -> Cow<'_, str> {
    // A text never has more UTF-16 units than UTF-8 bytes.
    if text.len() <= CELL_MAX {
        return Cow::Borrowed(text);
    }
    let mut left = CELL_MAX - 1;
    let fits = |c: &char| {
        let rest = left.checked_sub(c.len_utf16());
        left = rest.unwrap_or_default();
        rest.is_some()
    };
    Cow::Owned(text.chars().take_while(fits).chain(['…']).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    /// rust_xlsxwriter refuses names that Excel does not accept, and duplicate names.
    #[test]
    fn every_language_has_names_for_its_sheets_and_room_for_its_headings() {
        for language in Language::ALL {
            i18n::with_language_sync(language, || {
                let mut workbook = Workbook::new();
                for layout in [keys::generated(), keys::external(), audit::layout()] {
                    for before in [0, 9_999] {
                        let sheet = new_sheet(&mut workbook, &layout, TextStorage::Inline, before).unwrap();
                        workbook.push_worksheet(sheet);
                    }
                    let fits =
                        |column: &Column| column.title.chars().count() + usize::from(ARROW) <= column.width as usize;
                    assert!(layout.columns.iter().all(fits), "{}", layout.name);
                }
                workbook.save_to_buffer().unwrap();
            });
        }
    }

    #[test]
    fn a_text_that_no_cell_can_hold_is_cut_and_says_so() {
        let exact = "x".repeat(CELL_MAX);
        assert_eq!(truncated(&exact), exact);
        for (long, kept) in [
            ("x".repeat(CELL_MAX + 1), CELL_MAX),
            ("\u{1F511}".repeat(20_000), 16_384),
        ] {
            let cut = truncated(&long);
            assert!(
                cut.ends_with('…') && cut.encode_utf16().count() <= CELL_MAX,
                "{}",
                cut.encode_utf16().count()
            );
            assert_eq!(cut.chars().count(), kept);
        }
    }

    #[test]
    fn dates_are_what_spreadsheets_count() {
        let at = |year, month, day| date_serial(Timestamp::from_ymd(year, month, day).unwrap());
        assert_eq!(
            (at(1970, 1, 1), at(2000, 3, 1), at(2026, 11, 22)),
            (25_569.0, 36_586.0, 46_348.0)
        );
        assert_eq!(date_serial(Timestamp::from_millis(43_200_999)), 25_569.5);
    }
}
