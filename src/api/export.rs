//! *Export*: a server function that downloads a file. A plain link calls it.

use crate::error::export::ExportError;
use leptos::{
    prelude::*,
    server_fn::codec::{ByteStream, GetUrl, Streaming},
};

/// Returns the account's keys as a workbook: all of them, or those that `filter` matches. `filter` is the query string of a list.
/// `external` selects the list of external keys.
///
/// The path has no format number: the arguments are form fields and the answer is a file, so links stay valid across upgrades.
#[server(prefix = "/api", endpoint = "export_keys", input = GetUrl, output = Streaming)]
pub async fn export_keys(
    account: String,
    #[server(default)] external: bool,
    #[server(default)] filter: String,
) -> Result<ByteStream<ExportError>, ExportError> {
    use crate::server::{context, export};
    context::answer(async |caller| {
        let file = export::export(&caller, &account, external, &filter).await?;
        Ok(export::download(file))
    })
    .await
}
