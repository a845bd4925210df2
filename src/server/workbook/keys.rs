//! The XLSX file of an account's keys: the sheets *Generated* and *External*.

use super::{
    Layout, RowWriter, SHEET_ROWS, Sheets, TextStorage, WriteError, Written, date_column, new_workbook, text_column,
    write_file,
};
use crate::{
    domain::{keys::standing::Standing, names::AccountSlug, time::Timestamp},
    i18n::t,
    server::store::{ExternalBatch, ExternalRow, GeneratedBatch, GeneratedRow},
    words::keys::standing_name,
};
use rust_xlsxwriter::XlsxError;
use std::{collections::HashSet, time::Duration};
use tokio::sync::mpsc::Receiver;

/// A part of the keys, in the order of the sheets.
pub(in crate::server) enum KeysBatch {
    Generated(GeneratedBatch),
    External(ExternalBatch),
    /// The end of the keys. If it is missing, the keys are incomplete and no file is written.
    End,
}

/// A written file and its number of keys.
pub(in crate::server) struct WrittenKeys {
    pub written: Written,
    /// The number of generated keys.
    pub generated: usize,
    /// The number of external keys.
    pub external: usize,
}

/// The sheet of generated keys.
pub(super) fn generated() -> Layout {
    Layout {
        name: t::generated(),
        columns: vec![
            text_column(t::export_id(), 24),
            text_column(t::export_app_key(), 30),
            text_column(t::export_roles(), 40),
            text_column(t::export_label(), 36),
            date_column(t::export_created()),
            date_column(t::export_token_created()),
            date_column(t::export_new_token_created()),
            text_column(t::export_status(), 11),
            date_column(t::export_expires()),
            text_column(t::export_allowed_addresses(), 40),
            date_column(t::export_last_used()),
        ],
    }
}

/// The sheet of external keys.
pub(super) fn external() -> Layout {
    Layout {
        name: t::external(),
        columns: vec![
            text_column(t::export_id(), 24),
            text_column(t::export_app_key(), 30),
            text_column(t::export_roles(), 40),
            text_column(t::export_account(), 24),
            date_column(t::export_added()),
            text_column(t::export_status(), 11),
        ],
    }
}

/// The selected keys and their sheet. The other sheet is omitted: if it were empty, it would say that there are no such keys.
pub(in crate::server) struct SelectedKeys {
    pub external: bool,
    /// Their ids.
    pub keys: HashSet<String>,
}

/// Whether a key is written. Without a selection, all are.
fn is_selected(selected: Option<&SelectedKeys>, external: bool, key: &str) -> bool {
    selected.is_none_or(|selected| selected.external == external && selected.keys.contains(key))
}

/// Writes the received keys, or the selected ones of them. Blocks the thread.
pub(in crate::server) fn write(
    mut batches: Receiver<KeysBatch>,
    selected: Option<&SelectedKeys>,
    account: &AccountSlug,
    texts: TextStorage,
    now: Timestamp,
) -> Result<WrittenKeys, WriteError> {
    let mut workbook = new_workbook(&t::export_title(account.as_str()), now)?;
    let mut generated = Sheets::begin(&mut workbook, generated(), texts, SHEET_ROWS)?;
    let mut external = Sheets::begin(&mut workbook, external(), texts, SHEET_ROWS)?;
    loop {
        match batches.blocking_recv() {
            Some(KeysBatch::Generated(batch)) => {
                for key in batch.rows() {
                    let key = key?;
                    if is_selected(selected, false, key.id) {
                        write_generated(generated.row(&mut workbook)?, &key, now)?;
                    }
                }
            }
            Some(KeysBatch::External(batch)) => {
                for key in batch.rows() {
                    let key = key?;
                    if is_selected(selected, true, key.id) {
                        write_external(external.row(&mut workbook)?, &key, now)?;
                    }
                }
            }
            Some(KeysBatch::End) => break,
            None => return Err(WriteError::Unfinished),
        }
    }
    let counts = (generated.written(), external.written());
    let (mut sheets, more) = (generated.end()?, external.end()?);
    match selected {
        None => sheets.extend(more),
        Some(selected) if selected.external => sheets = more,
        Some(_) => {}
    }
    Ok(WrittenKeys {
        written: write_file(workbook, sheets)?,
        generated: counts.0,
        external: counts.1,
    })
}

fn write_generated(mut row: RowWriter<'_>, key: &GeneratedRow<'_>, now: Timestamp) -> Result<(), XlsxError> {
    row.text(key.id)?;
    row.text(key.app_key)?;
    row.text(&key.roles)?;
    row.text(key.label)?;
    row.date(Some(key.created_at))?;
    row.date(Some(key.token_created_at))?;
    row.date(key.new_token_created_at)?;
    row.text(standing_name(Standing::new(key.status, key.expires_at, now)))?;
    // The last second at which it is accepted, so that the date is the last day.
    row.date(key.expires_at.map(|end| end.minus(Duration::from_secs(1))))?;
    row.text(&key.networks.replace(',', ", "))?;
    row.date(key.last_used_at)
}

fn write_external(mut row: RowWriter<'_>, key: &ExternalRow<'_>, now: Timestamp) -> Result<(), XlsxError> {
    row.text(key.id)?;
    row.text(key.app_key)?;
    row.text(&key.roles)?;
    row.text(key.owner)?;
    row.date(Some(key.added_at))?;
    row.text(standing_name(Standing::new(key.status, key.expires_at, now)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::keys::key::Status;
    use calamine::{Data, Reader, Xlsx};
    use rust_xlsxwriter::Workbook;

    const KEY: GeneratedRow<'_> = GeneratedRow {
        id: "",
        app_key: "appkey-acme-7KQ2MX9P",
        roles: String::new(),
        label: "ERP",
        created_at: Timestamp::EPOCH,
        token_created_at: Timestamp::EPOCH,
        new_token_created_at: None,
        status: Status::Active,
        expires_at: None,
        networks: "",
        last_used_at: None,
    };

    #[test]
    fn what_a_sheet_cannot_hold_goes_on_in_the_next() {
        let mut workbook = Workbook::new();
        let mut sheets = Sheets::begin(&mut workbook, generated(), TextStorage::Inline, 4).unwrap();
        for id in ["1", "2", "3", "4", "5", "6", "7"] {
            write_generated(
                sheets.row(&mut workbook).unwrap(),
                &GeneratedRow { id, ..KEY },
                Timestamp::EPOCH,
            )
            .unwrap();
        }
        assert_eq!(sheets.written(), 7);
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
}
