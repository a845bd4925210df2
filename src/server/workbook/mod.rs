//! Writing an export as an XLSX file, in memory that does not grow with the number of rows. rust_xlsxwriter puts each row into a file
//! of its own as soon as the next one begins, and packs those files at the end. All of them are temporary files without a name:
//! they are gone when they are closed, however the program ends.
//!
//! Names of sheets, headings, words and the look of dates are in the language of whoever exports.

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

/// Why there is no file.
#[derive(Debug, Error)]
pub(super) enum WriteError {
    #[error("{0}")]
    File(#[from] std::io::Error),
    #[error("{0}")]
    Workbook(#[from] XlsxError),
    #[error("{0}")]
    Store(#[from] StoreError),
    /// Whoever reads what is exported has stopped, and says why.
    #[error("what is exported could not be read to its end")]
    Unfinished,
}

/// The most rows that a sheet can have, that of the headings included.
const SHEET_ROWS: u32 = 1_048_576;

/// The longest text that a cell can hold, in UTF-16 units.
const CELL_TEXT: usize = 32_767;

/// How dates are shown. Excel's own codes, which are the same in every language.
fn date_format() -> &'static str {
    match i18n::current() {
        Language::English => "yyyy-mm-dd hh:mm:ss",
        Language::Portuguese | Language::Spanish => "dd/mm/yyyy hh:mm:ss",
    }
}

/// What a sheet is like.
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

/// What the arrow of a filter takes of a heading, in characters.
const ARROW: u16 = 4;

/// A column of texts, wide enough for what is in it and for its heading.
fn text(title: &'static str, width: u16) -> Column {
    let of_title = u16::try_from(title.chars().count()).unwrap_or(u16::MAX);
    Column {
        title,
        width: width.max(of_title.saturating_add(ARROW)).into(),
        date: false,
    }
}

fn date(title: &'static str) -> Column {
    Column {
        date: true,
        ..text(title, 24)
    }
}

/// A written file.
pub(super) struct Written {
    /// Without a name, and at its beginning.
    pub file: File,
    /// In bytes.
    pub length: u64,
}

/// Up to how many rows a file has its texts in a table that cells point to (*shared strings*), as Excel writes it and as some previews
/// need it to show any text. The table is in memory until the file is packed, some 550 bytes a row, so larger files have each text
/// in its cell.
pub(super) const SHARED_UP_TO: i64 = 5_000;

/// Where a file's texts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Texts {
    /// In one table for the whole file.
    Shared,
    /// In the cells.
    Inline,
}

impl Texts {
    /// Of a file with so many rows.
    pub(super) fn of(rows: i64) -> Self {
        if rows <= SHARED_UP_TO {
            Self::Shared
        } else {
            Self::Inline
        }
    }
}

/// A workbook with a title.
fn begin(title: &str, now: Timestamp) -> Result<Workbook, WriteError> {
    let mut workbook = Workbook::new();
    let properties = DocProperties::new()
        .set_title(title)
        .set_creation_datetime(&ExcelDateTime::from_timestamp(now.0.div_euclid(1_000))?);
    workbook.set_properties(&properties);
    Ok(workbook)
}

/// Packs the sheets into a file.
fn pack(mut workbook: Workbook, sheets: impl IntoIterator<Item = Worksheet>) -> Result<Written, WriteError> {
    for sheet in sheets {
        workbook.push_worksheet(sheet);
    }
    let mut file = tempfile::tempfile()?;
    workbook.save_to_writer(file.try_clone()?)?;
    let length = file.stream_position()?;
    file.rewind()?;
    Ok(Written { file, length })
}

/// The sheets of one kind: as many as its rows need.
struct Sheets {
    layout: Layout,
    texts: Texts,
    /// The most rows of each.
    limit: u32,
    full: Vec<Worksheet>,
    last: Worksheet,
    /// The rows of the last one.
    rows: u32,
}

impl Sheets {
    fn begin(workbook: &mut Workbook, layout: Layout, texts: Texts, limit: u32) -> Result<Self, XlsxError> {
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

    /// How many rows were written, without headings.
    fn written(&self) -> usize {
        self.full.len() * (self.limit as usize - 1) + self.rows as usize - 1
    }

    /// The finished sheets, each with filters over all of its rows.
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

/// A sheet with its headings, which stay in sight.
fn new_sheet(workbook: &mut Workbook, layout: &Layout, texts: Texts, before: usize) -> Result<Worksheet, XlsxError> {
    let heading = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0xEEF0F4))
        .set_border_bottom(FormatBorder::Thin);
    let mut sheet = match texts {
        Texts::Shared => workbook.new_worksheet_with_low_memory()?,
        Texts::Inline => workbook.new_worksheet_with_constant_memory()?,
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
            // The column's, and not each cell's, which would be looked up for every one of them.
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
    /// A cell of text, whatever it looks like: only `write_formula` makes formulas.
    fn text(&mut self, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_string(self.row, self.column, fitting(text))?;
        self.column += 1;
        Ok(())
    }

    /// A cell with a number.
    fn number(&mut self, number: i64) -> Result<(), XlsxError> {
        self.sheet.write_number(self.row, self.column, number as f64)?;
        self.column += 1;
        Ok(())
    }

    /// A cell with date and time as its column shows it, or an empty one.
    fn date(&mut self, at: Option<Timestamp>) -> Result<(), XlsxError> {
        if let Some(at) = at {
            self.sheet.write_number(self.row, self.column, serial(at))?;
        }
        self.column += 1;
        Ok(())
    }
}

/// An instant as spreadsheets count it, to the second in UTC: days since 30 December 1899.
fn serial(at: Timestamp) -> f64 {
    at.0.div_euclid(1_000) as f64 / 86_400.0 + 25_569.0
}

/// The text, or as much of it as a cell can hold: only the names of very many roles are longer.
fn fitting(text: &str) -> Cow<'_, str> {
    // No text has more UTF-16 units than bytes.
    if text.len() <= CELL_TEXT {
        return Cow::Borrowed(text);
    }
    let mut left = CELL_TEXT - 1;
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
    /// rust_xlsxwriter refuses a name that Excel would not take, and two sheets of one name.
    #[test]
    fn every_language_has_names_for_its_sheets_and_room_for_its_headings() {
        for language in Language::ALL {
            i18n::with_language_sync(language, || {
                let mut workbook = Workbook::new();
                for layout in [keys::generated(), keys::external(), audit::layout()] {
                    for before in [0, 9_999] {
                        let sheet = new_sheet(&mut workbook, &layout, Texts::Inline, before).unwrap();
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
        let exact = "x".repeat(CELL_TEXT);
        assert_eq!(fitting(&exact), exact);
        for (long, kept) in [
            ("x".repeat(CELL_TEXT + 1), CELL_TEXT),
            ("\u{1F511}".repeat(20_000), 16_384),
        ] {
            let cut = fitting(&long);
            assert!(
                cut.ends_with('…') && cut.encode_utf16().count() <= CELL_TEXT,
                "{}",
                cut.encode_utf16().count()
            );
            assert_eq!(cut.chars().count(), kept);
        }
    }

    #[test]
    fn dates_are_what_spreadsheets_count() {
        let at = |year, month, day| serial(Timestamp::from_ymd(year, month, day).unwrap());
        assert_eq!(
            (at(1970, 1, 1), at(2000, 3, 1), at(2026, 11, 22)),
            (25_569.0, 36_586.0, 46_348.0)
        );
        assert_eq!(serial(Timestamp(43_200_999)), 25_569.5);
    }
}
