//! *Export*: a server function that a plain link leads to.

use crate::error::export::ExportError;
use leptos::{
    prelude::*,
    server_fn::codec::{ByteStream, GetUrl, Streaming},
};

/// All keys of an account as a workbook, or those that `filter` finds: the search part of a list's address. `external` says that
/// it is the list of external keys.
///
/// The path has no format number: the arguments are form fields and the answer is a file, so links outlive upgrades.
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
