//! Writing an export: an XLSX file with the sheets *Generated* and *External*, in memory that does not grow with the number of
//! keys. rust_xlsxwriter puts each row into a file of its own as soon as the next one begins, and packs those files at the
//! end. All of them are temporary files without a name: they are gone when they are closed, however the program ends.
//!
//! Names of sheets, headings, words and the look of dates are in the language of whoever exports.

use crate::{
    domain::{key::Status, names::AccountSlug, time::Timestamp},
    i18n::{self, Language, t},
    server::store::{ExternalPart, ExternalRow, GeneratedPart, GeneratedRow, StoreError},
};
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatBorder, Workbook, Worksheet, XlsxError};
use std::{borrow::Cow, fs::File, io::Seek};
use thiserror::Error;
use tokio::sync::mpsc::Receiver;

/// A part of what is written, in the order of the sheets.
pub(super) enum Part {
    Generated(GeneratedPart),
    External(ExternalPart),
    /// Nothing comes any more. Without it what came is not all, and no file is made.
    End,
}

/// Why there is no file.
#[derive(Debug, Error)]
pub(super) enum WriteError {
    #[error("{0}")]
    File(#[from] std::io::Error),
    #[error("{0}")]
    Workbook(#[from] XlsxError),
    #[error("{0}")]
    Keys(#[from] StoreError),
    /// Whoever reads the keys has stopped, and says why.
    #[error("the keys could not be read to their end")]
    Unfinished,
}

/// The most rows that a sheet can have, that of the headings included.
const SHEET_ROWS: u32 = 1_048_576;

/// The longest text that a cell can hold, in UTF-16 units.
const CELL_TEXT: usize = 32_767;

/// The sheet of generated keys.
fn generated() -> Layout {
    Layout {
        name: t::generated(),
        columns: vec![
            text(t::export_id(), 24),
            text(t::export_app_key(), 30),
            text(t::export_roles(), 40),
            text(t::export_label(), 36),
            date(t::export_created()),
            date(t::export_token_created()),
            date(t::export_new_token_created()),
            text(t::export_status(), 11),
        ],
    }
}

/// The sheet of external keys.
fn external() -> Layout {
    Layout {
        name: t::external(),
        columns: vec![
            text(t::export_id(), 24),
            text(t::export_app_key(), 30),
            text(t::export_roles(), 40),
            text(t::export_account(), 24),
            date(t::export_added()),
            text(t::export_status(), 11),
        ],
    }
}

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
    /// How many generated keys are in it.
    pub generated: usize,
    /// How many external keys are in it.
    pub external: usize,
}

/// Writes what comes. Blocks.
pub(super) fn write(mut parts: Receiver<Part>, account: &AccountSlug, now: Timestamp) -> Result<Written, WriteError> {
    let mut workbook = Workbook::new();
    let properties = DocProperties::new()
        .set_title(t::export_title(account.as_str()))
        .set_creation_datetime(&ExcelDateTime::from_timestamp(now.0.div_euclid(1_000))?);
    workbook.set_properties(&properties);
    let mut generated = Sheets::begin(&mut workbook, generated(), SHEET_ROWS)?;
    let mut external = Sheets::begin(&mut workbook, external(), SHEET_ROWS)?;
    loop {
        match parts.blocking_recv() {
            Some(Part::Generated(part)) => {
                for key in part.rows() {
                    generated.row(&mut workbook)?.generated(&key?)?;
                }
            }
            Some(Part::External(part)) => {
                for key in part.rows() {
                    external.row(&mut workbook)?.external(&key?)?;
                }
            }
            Some(Part::End) => break,
            None => return Err(WriteError::Unfinished),
        }
    }
    let counts = (generated.keys(), external.keys());
    for sheet in generated.end()?.into_iter().chain(external.end()?) {
        workbook.push_worksheet(sheet);
    }
    let mut file = tempfile::tempfile()?;
    workbook.save_to_writer(file.try_clone()?)?;
    let length = file.stream_position()?;
    file.rewind()?;
    Ok(Written {
        file,
        length,
        generated: counts.0,
        external: counts.1,
    })
}

/// The sheets of one kind: as many as its rows need.
struct Sheets {
    layout: Layout,
    /// The most rows of each.
    limit: u32,
    full: Vec<Worksheet>,
    last: Worksheet,
    /// The rows of the last one.
    rows: u32,
}

impl Sheets {
    fn begin(workbook: &mut Workbook, layout: Layout, limit: u32) -> Result<Self, XlsxError> {
        Ok(Self {
            limit,
            full: Vec::new(),
            last: new_sheet(workbook, &layout, 0)?,
            rows: 1,
            layout,
        })
    }

    /// The next row to write.
    fn row(&mut self, workbook: &mut Workbook) -> Result<RowWriter<'_>, XlsxError> {
        if self.rows == self.limit {
            let next = new_sheet(workbook, &self.layout, self.full.len() + 1)?;
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
    fn keys(&self) -> usize {
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
fn new_sheet(workbook: &mut Workbook, layout: &Layout, before: usize) -> Result<Worksheet, XlsxError> {
    let heading = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0xEEF0F4))
        .set_border_bottom(FormatBorder::Thin);
    let mut sheet = workbook.new_worksheet_with_constant_memory()?;
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
    fn generated(mut self, key: &GeneratedRow<'_>) -> Result<(), XlsxError> {
        self.text(key.id)?;
        self.text(key.app_key)?;
        self.text(&key.roles)?;
        self.text(key.label)?;
        self.date(Some(key.created_at))?;
        self.date(Some(key.token_created_at))?;
        self.date(key.new_token_created_at)?;
        self.text(status(key.status))
    }

    fn external(mut self, key: &ExternalRow<'_>) -> Result<(), XlsxError> {
        self.text(key.id)?;
        self.text(key.app_key)?;
        self.text(&key.roles)?;
        self.text(key.owner)?;
        self.date(Some(key.added_at))?;
        self.text(status(key.status))
    }

    /// A cell of text, whatever it looks like: only `write_formula` makes formulas.
    fn text(&mut self, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_string(self.row, self.column, fitting(text))?;
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

fn status(status: Status) -> &'static str {
    match status {
        Status::Active => t::active(),
        Status::Inactive => t::inactive(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};

    const KEY: GeneratedRow<'_> = GeneratedRow {
        id: "",
        app_key: "appkey-acme-7KQ2MX9P",
        roles: String::new(),
        label: "ERP",
        created_at: Timestamp(0),
        token_created_at: Timestamp(0),
        new_token_created_at: None,
        status: Status::Active,
    };

    #[test]
    fn what_a_sheet_cannot_hold_goes_on_in_the_next() {
        let mut workbook = Workbook::new();
        let mut sheets = Sheets::begin(&mut workbook, generated(), 4).unwrap();
        for id in ["1", "2", "3", "4", "5", "6", "7"] {
            let row = sheets.row(&mut workbook).unwrap();
            row.generated(&GeneratedRow { id, ..KEY }).unwrap();
        }
        assert_eq!(sheets.keys(), 7);
        for sheet in sheets.end().unwrap() {
            workbook.push_worksheet(sheet);
        }
        let mut read: Xlsx<_> = Xlsx::new(std::io::Cursor::new(workbook.save_to_buffer().unwrap())).unwrap();
        assert_eq!(read.sheet_names(), ["Generated", "Generated 2", "Generated 3"]);
        let mut ids = Vec::new();
        for name in read.sheet_names() {
            let range = read.worksheet_range(&name).unwrap();
            assert!(range.height() <= 4, "{name}");
            assert_eq!(
                range.get((0, 0)),
                Some(&Data::String("id".to_owned())),
                "{name} has its headings"
            );
            ids.extend(range.rows().skip(1).map(|cells| cells[0].to_string()));
        }
        assert_eq!(ids, ["1", "2", "3", "4", "5", "6", "7"]);
    }

    /// rust_xlsxwriter refuses a name that Excel would not take, and two sheets of one name.
    #[test]
    fn every_language_has_names_for_its_sheets_and_room_for_its_headings() {
        for language in Language::ALL {
            i18n::with_language_sync(language, || {
                let mut workbook = Workbook::new();
                for layout in [generated(), external()] {
                    for before in [0, 9_999] {
                        let sheet = new_sheet(&mut workbook, &layout, before).unwrap();
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
