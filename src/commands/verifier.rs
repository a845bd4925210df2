//! `keydesk verifier`: lists, creates, renews and revokes the gateways and services that verify keys and tokens.

use clap::{Args, Subcommand};
use keydesk::{
    domain::{
        time::Timestamp,
        verifiers::{
            scope::Scope,
            verifier::{Verifier, VerifierState},
        },
    },
    server::{
        crypto::Secret,
        state::AppState,
        store::COMMANDS_WAIT,
        verifier_settings::operator::{self, NamedVerifier},
    },
};
use std::error::Error;

#[derive(Subcommand)]
pub enum VerifierCommand {
    /// Create a verifier and print its secret, once
    Create {
        /// A name for the verifier, such as that of the gateway
        #[arg(required_unless_present = "long_name")]
        name: Option<String>,
        /// The name, as earlier versions took it
        #[arg(long = "name", value_name = "NAME", conflicts_with = "name", hide = true)]
        long_name: Option<String>,
        /// An account that it may ask about; all accounts by default. Repeat the option for several
        #[arg(long)]
        account: Vec<String>,
        /// A resource that it may ask about, such as orders.view; all resources by default. Repeat the option for several
        #[arg(long)]
        resource: Vec<String>,
    },
    /// List all verifiers. Revoked ones are listed for 30 days
    List,
    /// Give a verifier a new secret and print it, once. The secret in use stays valid until `delete-old`
    Renew(Named),
    /// Delete the old secret of a verifier that was renewed
    DeleteOld(Named),
    /// Revoke a verifier: none of its secrets is valid any more
    Revoke(Named),
}

/// The verifier that a command is about.
#[derive(Args)]
pub struct Named {
    /// The verifier's name, or its id as `list` prints it
    name: String,
    /// The account whose settings manage it. Without it, a name means a verifier of the operator
    #[arg(long)]
    account: Option<String>,
}

impl Named {
    fn get(&self) -> NamedVerifier<'_> {
        NamedVerifier {
            name: &self.name,
            account: self.account.as_deref(),
        }
    }
}

/// Runs a command and returns what it prints.
///
/// # Errors
/// One sentence for the operator.
pub async fn run(state: &AppState, command: VerifierCommand) -> Result<String, Box<dyn Error>> {
    let printed = match command {
        VerifierCommand::List => return Ok(list(&operator::list(state).await?)),
        VerifierCommand::Create {
            name,
            long_name,
            account,
            resource,
        } => {
            let name = name.or(long_name).unwrap_or_default();
            shown(&name, &operator::create(state, &name, &account, &resource).await?)
        }
        VerifierCommand::Renew(named) => {
            let (verifier, secret) = operator::renew(state, named.get()).await?;
            format!(
                "{}\nThe old secret stays valid. Once nothing uses it any more: keydesk verifier delete-old {}",
                shown(&verifier.name, &secret),
                verifier.id
            )
        }
        VerifierCommand::DeleteOld(named) => {
            let verifier = operator::delete_old(state, named.get()).await?;
            format!(
                "The old secret of verifier {:?} is deleted. Only the new one is valid.",
                verifier.name
            )
        }
        VerifierCommand::Revoke(named) => {
            let verifier = operator::revoke(state, named.get()).await?;
            format!(
                "Verifier {:?} is revoked. None of its secrets is valid any more.",
                verifier.name
            )
        }
    };
    // A server that runs meanwhile knows the change by then.
    tokio::time::sleep(COMMANDS_WAIT).await;
    Ok(printed)
}

fn shown(name: &str, secret: &Secret) -> String {
    format!("Secret of verifier {name:?}, shown only once:\n{}", secret.expose())
}

/// A table with a line for each verifier.
fn list(verifiers: &[Verifier]) -> String {
    if verifiers.is_empty() {
        return "There are no verifiers. Create one with `keydesk verifier create`.".to_owned();
    }
    let head = ["NAME", "ID", "ACCOUNTS", "RESOURCES", "CREATED", "LAST USED", "STATE"].map(str::to_owned);
    let rows: Vec<_> = std::iter::once(head).chain(verifiers.iter().map(cells)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 7] = std::array::from_fn(width);
    let line = |row: &[String; 7]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn cells(verifier: &Verifier) -> [String; 7] {
    let Scope { accounts, resources } = &verifier.scope;
    let bound = |names: Option<Vec<&str>>| names.map_or_else(|| "all".to_owned(), |names| names.join(","));
    let accounts = accounts
        .as_ref()
        .map(|slugs| slugs.iter().map(|slug| slug.as_str()).collect());
    let resources = resources
        .as_ref()
        .map(|names| names.iter().map(String::as_str).collect());
    let state = match &verifier.state {
        VerifierState::Valid { old: None, .. } => "valid".to_owned(),
        VerifierState::Valid { old: Some(old), .. } => match old.last_used_at {
            Some(at) => format!("renewing, old secret last used {}", time(at)),
            None => "renewing, old secret never used".to_owned(),
        },
        VerifierState::Revoked { at } => format!("revoked {}", time(*at)),
    };
    [
        // A name is written by people. Quoted, it cannot pass for another column.
        format!("{:?}", verifier.name),
        verifier.id.to_string(),
        bound(accounts),
        bound(resources),
        time(verifier.created_at),
        verifier.last_used_at.map_or_else(|| "never".to_owned(), time),
        state,
    ]
}

/// The time to the minute, in UTC.
fn time(at: Timestamp) -> String {
    at.utc().format("%Y-%m-%dT%H:%MZ").to_string()
}
