//! The XLSX file of an account's audit log. The first columns are readable texts in the user's language. The last columns are the stored
//! values, for finding the entry in the CSV file. Only the CSV file is exact enough to verify the hash chain.

use super::{
    Layout, RowWriter, SHEET_ROWS, Sheets, TextStorage, WriteError, Written, date_column, new_workbook, text_column,
    write_file,
};
use crate::{
    domain::{audit::log::AuditRecord, names::AccountSlug, time::Timestamp},
    i18n::t,
    words::events,
};
use rust_xlsxwriter::XlsxError;
use tokio::sync::mpsc::Receiver;

/// A part of the log, in the order of the log.
pub(in crate::server) enum LogBatch {
    Rows(Vec<AuditRecord>),
    /// The end of the log. If it is missing, the log is incomplete and no file is written.
    End,
}

/// The sheet of the log.
pub(super) fn layout() -> Layout {
    Layout {
        name: t::audit_log(),
        columns: vec![
            text_column(t::export_audit_number(), 10),
            date_column(t::export_audit_time()),
            text_column(t::audit_who(), 30),
            text_column(t::audit_what(), 40),
            text_column(t::export_audit_changed(), 40),
            text_column(t::export_audit_about(), 30),
            text_column(t::export_audit_address(), 18),
            text_column(t::export_audit_action(), 24),
            text_column(t::export_audit_key_id(), 24),
            text_column(t::export_audit_hash(), 20),
        ],
    }
}

/// Writes the received parts. Blocks the thread.
pub(in crate::server) fn write(
    mut batches: Receiver<LogBatch>,
    account: &AccountSlug,
    texts: TextStorage,
    now: Timestamp,
) -> Result<Written, WriteError> {
    let mut workbook = new_workbook(&t::export_audit_title(account.as_str()), now)?;
    let mut sheets = Sheets::begin(&mut workbook, layout(), texts, SHEET_ROWS)?;
    loop {
        match batches.blocking_recv() {
            Some(LogBatch::Rows(records)) => {
                for record in &records {
                    write_row(sheets.row(&mut workbook)?, record)?;
                }
            }
            Some(LogBatch::End) => break,
            None => return Err(WriteError::Unfinished),
        }
    }
    write_file(workbook, sheets.end()?)
}

fn write_row(mut row: RowWriter<'_>, record: &AuditRecord) -> Result<(), XlsxError> {
    row.number(record.seq)?;
    row.date(Some(record.at))?;
    row.text(&events::actor_name(&record.actor).unwrap_or_default())?;
    row.text(events::action(record))?;
    row.text(&events::changes(&record.changed).join("; "))?;
    row.text(&events::subject(record))?;
    row.text(&record.ip)?;
    row.text(&record.action)?;
    row.text(&record.key_id)?;
    row.text(&record.hash)
}
