//! `keydesk verifier`: lists, creates, renews and revokes the gateways and services that verify keys and tokens.

use super::output::{Printed, iso, quoted, table, time, time_or};
use clap::{Args, Subcommand};
use keydesk::{
    domain::{
        names::AccountSlug,
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
use serde_json::{Value, json};
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
pub async fn run(state: &AppState, command: VerifierCommand) -> Result<Printed, Box<dyn Error>> {
    let printed = match command {
        VerifierCommand::List => return Ok(list(&operator::list(state).await?)),
        VerifierCommand::Create {
            name,
            long_name,
            account,
            resource,
        } => {
            let name = name.or(long_name).unwrap_or_default();
            let secret = operator::create(state, &name, &account, &resource).await?;
            Printed::new(
                shown(&name, &secret),
                json!({ "name": name, "secret": secret.expose() }),
            )
        }
        VerifierCommand::Renew(named) => {
            let (verifier, secret) = operator::renew(state, named.get()).await?;
            let text = format!(
                "{}\nThe old secret stays valid. Once nothing uses it any more: keydesk verifier delete-old {}",
                shown(&verifier.name, &secret),
                verifier.id
            );
            let json = json!({ "name": verifier.name, "id": verifier.id.as_str(), "secret": secret.expose() });
            Printed::new(text, json)
        }
        VerifierCommand::DeleteOld(named) => {
            let verifier = operator::delete_old(state, named.get()).await?;
            let text = format!(
                "The old secret of verifier {:?} is deleted. Only the new one is valid.",
                verifier.name
            );
            Printed::new(text, json!({ "name": verifier.name, "id": verifier.id.as_str() }))
        }
        VerifierCommand::Revoke(named) => {
            let verifier = operator::revoke(state, named.get()).await?;
            let text = format!(
                "Verifier {:?} is revoked. None of its secrets is valid any more.",
                verifier.name
            );
            Printed::new(text, json!({ "name": verifier.name, "id": verifier.id.as_str() }))
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
fn list(verifiers: &[Verifier]) -> Printed {
    let json = verifiers.iter().map(as_json).collect();
    if verifiers.is_empty() {
        let text = "There are no verifiers. Create one with `keydesk verifier create`.";
        return Printed::new(text, json);
    }
    let head = ["NAME", "ID", "ACCOUNTS", "RESOURCES", "CREATED", "LAST USED", "STATE"];
    Printed::new(table(head, verifiers.iter().map(cells)), json)
}

fn as_json(verifier: &Verifier) -> Value {
    let Scope { accounts, resources } = &verifier.scope;
    let accounts = accounts
        .as_ref()
        .map(|slugs| slugs.iter().map(AccountSlug::as_str).collect::<Vec<_>>());
    let (old, revoked) = match &verifier.state {
        VerifierState::Valid { old, .. } => (old.as_ref(), None),
        VerifierState::Revoked { at } => (None, Some(*at)),
    };
    json!({
        "name": verifier.name,
        "id": verifier.id.as_str(),
        "accounts": accounts,
        "resources": resources,
        "created": verifier.created_at.iso(),
        "lastUsed": iso(verifier.last_used_at),
        "revoked": iso(revoked),
        "oldSecret": old.map(|old| json!({ "created": old.created_at.iso(), "lastUsed": iso(old.last_used_at) })),
    })
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
        quoted(&verifier.name),
        verifier.id.to_string(),
        bound(accounts),
        bound(resources),
        time(verifier.created_at),
        time_or(verifier.last_used_at, "never"),
        state,
    ]
}
