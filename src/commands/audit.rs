//! `keydesk audit verify`: checks the hash chains of the audit log.

use super::output::Printed;
use clap::Subcommand;
use keydesk::server::{
    audit::chains::{self, VerifiedChains},
    state::AppState,
};
use serde_json::{Value, json};
use std::error::Error;

#[derive(Subcommand)]
pub enum AuditCommand {
    /// Check all rows of the audit log. Fails if a row was changed, removed or inserted
    Verify,
}

/// Runs a command and prints its result.
///
/// # Errors
/// One sentence for the operator, with the broken chains.
pub async fn run(state: &AppState, command: &AuditCommand, as_json: bool) -> Result<(), Box<dyn Error>> {
    match command {
        AuditCommand::Verify => verify(state, as_json).await,
    }
}

async fn verify(state: &AppState, as_json: bool) -> Result<(), Box<dyn Error>> {
    let verified = chains::verify(&state.store).await?;
    let intact: Vec<_> = verified
        .intact
        .iter()
        .map(|chain| format!("{}: {} rows, all unchanged", chains::name(chain), chain.rows))
        .collect();
    if as_json || !intact.is_empty() {
        Printed::new(intact.join("\n"), as_value(&verified)).print(as_json)?;
    }
    if verified.broken.is_empty() {
        return Ok(());
    }
    let places: Vec<_> = verified
        .broken
        .iter()
        .map(|(chain, row)| format!("{}: row {row} was changed or is missing", chains::name(chain)))
        .collect();
    Err(format!(
        "The audit log was changed outside Keydesk. Compare it with a backup.\n{}",
        places.join("\n")
    )
    .into())
}

fn as_value(verified: &VerifiedChains) -> Value {
    let intact = verified.intact.iter().map(|chain| (chain, None));
    let broken = verified.broken.iter().map(|(chain, row)| (chain, Some(*row)));
    let chains: Vec<_> = intact
        .chain(broken)
        .map(|(chain, row)| {
            json!({
                "account": chain.slug,
                "name": chains::name(chain),
                "rows": chain.rows,
                "firstBrokenRow": row,
            })
        })
        .collect();
    json!({ "ok": verified.broken.is_empty(), "chains": chains })
}
