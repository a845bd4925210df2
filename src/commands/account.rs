//! `keydesk account`: lists and creates accounts, and invites their owners.

use super::output::{Printed, table, time};
use clap::Subcommand;
use keydesk::{
    error::AppError,
    server::{operator, state::AppState, team},
};
use serde_json::json;
use std::error::Error;

#[derive(Subcommand)]
pub enum AccountCommand {
    /// List all accounts
    List,
    /// Create an account and print a single-access link that invites its owner
    Create {
        /// The account's name, as used in addresses and app keys
        slug: String,
        /// The owner's email address, of an existing or a new user
        #[arg(long)]
        owner: String,
    },
    /// Print a single-access link that invites another owner to an existing account
    Invite {
        /// The account's name
        slug: String,
        /// The owner's email address, of an existing or a new user
        #[arg(long)]
        owner: String,
    },
}

/// Runs a command.
///
/// # Errors
/// One sentence for the operator.
pub async fn run(state: &AppState, command: AccountCommand) -> Result<Printed, Box<dyn Error>> {
    let (made, slug, owner) = match &command {
        AccountCommand::List => return list(state).await,
        AccountCommand::Create { slug, owner } => (team::create_account(state, slug, owner).await, slug, owner),
        AccountCommand::Invite { slug, owner } => (team::invite_owner(state, slug, owner).await, slug, owner),
    };
    let link = made.map_err(|error| match error {
        AppError::Conflict => {
            format!("An account named {slug:?} already exists. Choose another name, or use `keydesk account invite`.")
        }
        AppError::NotFound => format!("There is no account named {slug:?}. Create it with `keydesk account create`."),
        AppError::Invalid(errors) => {
            let reasons: Vec<_> = errors.iter().map(|error| error.reason.to_string()).collect();
            reasons.join(" ")
        }
        other => other.to_string(),
    })?;
    let text = format!(
        "Invitation of {owner} to {slug:?} as its owner. It can be opened once, within 24 hours, and is shown only once:\n{}",
        link.expose()
    );
    let json = json!({ "account": slug, "owner": owner, "invitation": link.expose() });
    Ok(Printed::new(text, json))
}

async fn list(state: &AppState) -> Result<Printed, Box<dyn Error>> {
    let accounts = operator::accounts(state).await?;
    let json = accounts.iter().map(|account| {
        json!({
            "name": account.slug.as_str(),
            "created": account.created_at.iso(),
            "members": account.members,
            "keys": account.keys,
            "externalKeys": account.external_keys,
        })
    });
    let json = json.collect();
    if accounts.is_empty() {
        return Ok(Printed::new(
            "There are no accounts. Start Keydesk and open the set-up link in its log.",
            json,
        ));
    }
    let rows = accounts.iter().map(|account| {
        [
            account.slug.as_str().to_owned(),
            account.members.to_string(),
            account.keys.to_string(),
            account.external_keys.to_string(),
            time(account.created_at),
        ]
    });
    let head = ["NAME", "MEMBERS", "KEYS", "EXTERNAL KEYS", "CREATED"];
    Ok(Printed::new(table(head, rows), json))
}
