//! `keydesk key`: lists, shows and deactivates API keys.

use super::output::{Printed, iso, print, quoted, table, time, time_or};
use clap::Subcommand;
use keydesk::{
    domain::{
        keys::{key::Token, link::Link},
        names::AccountSlug,
        time::Timestamp,
    },
    server::{
        operator::keys::{self, ShownKey},
        state::AppState,
        store::{COMMANDS_WAIT, GeneratedRow},
    },
};
use serde_json::{Value, json};
use std::error::Error;

#[derive(Subcommand)]
pub enum KeyCommand {
    /// List API keys, newest first
    List {
        /// Only the keys of this account
        #[arg(long)]
        account: Option<String>,
    },
    /// Show an API key: its status, tokens and their last use, roles and restrictions. Tokens themselves are not stored
    Show {
        /// The app key, such as appkey-acme-7KQ2MX9P
        app_key: String,
    },
    /// Deactivate an API key: verification refuses it when the command ends. Users can activate it again
    Deactivate {
        /// The app key, such as appkey-acme-7KQ2MX9P
        app_key: String,
    },
}

/// Runs a command and prints its result.
///
/// # Errors
/// One sentence for the operator.
pub async fn run(state: &AppState, command: KeyCommand, as_json: bool) -> Result<(), Box<dyn Error>> {
    match command {
        KeyCommand::List { account } => list(state, account.as_deref(), as_json).await,
        KeyCommand::Show { app_key } => shown(&keys::show(state, &app_key).await?).print(as_json),
        KeyCommand::Deactivate { app_key } => deactivate(state, &app_key).await?.print(as_json),
    }
}

async fn deactivate(state: &AppState, typed: &str) -> Result<Printed, Box<dyn Error>> {
    let done = keys::deactivate(state, typed).await?;
    // A server that runs meanwhile knows the change by then.
    tokio::time::sleep(COMMANDS_WAIT).await;
    let (app_key, label) = (done.key.app_key.as_str(), quoted(done.key.label.as_str()));
    let text = if done.was_inactive {
        format!("The key {app_key} ({label}) was inactive already. Nothing was changed.")
    } else {
        format!("The key {app_key} ({label}) is inactive: verification refuses it. Its tokens were kept.")
    };
    let json = json!({ "appKey": app_key, "status": "inactive", "wasInactive": done.was_inactive });
    Ok(Printed::new(text, json))
}

/// Prints the keys batch by batch, because there may be a million. As JSON it is one array with a line for each key.
async fn list(state: &AppState, account: Option<&str>, as_json: bool) -> Result<(), Box<dyn Error>> {
    let mut list = keys::list(state, account).await?;
    let mut is_first = true;
    if as_json {
        print("[")?;
    }
    while let Some((account, batch)) = list.next().await? {
        let rows = batch.rows().collect::<Result<Vec<_>, _>>()?;
        if as_json {
            let lines = rows.iter().map(|row| row_as_json(&account, row).to_string());
            let lines = lines.collect::<Vec<_>>().join(",\n");
            print(&if is_first { lines } else { format!(",{lines}") })?;
        } else {
            let all = table(HEAD, rows.iter().map(|row| cells(&account, row)));
            // The head is printed once.
            let rest = all.split_once('\n').map_or("", |(_, rest)| rest);
            print(if is_first { &all } else { rest })?;
        }
        is_first = false;
    }
    match (as_json, is_first) {
        (true, _) => print("]"),
        (false, true) => print("There are no keys."),
        (false, false) => Ok(()),
    }
}

const HEAD: [&str; 8] = [
    "APP KEY",
    "ACCOUNT",
    "STATUS",
    "CREATED",
    "TOKEN FROM",
    "EXPIRES",
    "LAST USED",
    "NAME",
];

fn cells(account: &AccountSlug, row: &GeneratedRow<'_>) -> [String; 8] {
    let renewing = if row.new_token_created_at.is_some() {
        ", renewing"
    } else {
        ""
    };
    [
        row.app_key.to_owned(),
        account.as_str().to_owned(),
        format!("{}{renewing}", row.status.word()),
        time(row.created_at),
        time(row.token_created_at),
        time_or(row.expires_at, "never"),
        time_or(row.last_used_at, "never"),
        quoted(row.label),
    ]
}

fn row_as_json(account: &AccountSlug, row: &GeneratedRow<'_>) -> Value {
    json!({
        "appKey": row.app_key,
        "account": account.as_str(),
        "label": row.label,
        "status": row.status.word(),
        "created": row.created_at.iso(),
        "tokenCreated": row.token_created_at.iso(),
        "newTokenCreated": iso(row.new_token_created_at),
        "expires": iso(row.expires_at),
        "allowedAddresses": networks(row.networks),
        "lastUsed": iso(row.last_used_at),
    })
}

fn networks(text: &str) -> Vec<&str> {
    text.split([',', ' ', '\n']).filter(|part| !part.is_empty()).collect()
}

fn shown(shown: &ShownKey) -> Printed {
    let ShownKey { key, account, now, .. } = shown;
    let externals: Vec<_> = shown.external_accounts.iter().map(AccountSlug::as_str).collect();
    let networks = networks(key.restrictions.networks.as_str());
    let or = |list: &[&str], none: &str| match list {
        [] => none.to_owned(),
        names => names.join(", "),
    };
    let roles: Vec<_> = shown.roles.iter().map(|role| quoted(role)).collect();
    let roles: Vec<_> = roles.iter().map(String::as_str).collect();
    let mut lines = vec![
        format!("App key:            {}", key.app_key),
        format!("Name:               {}", quoted(key.label.as_str())),
        format!("Account:            {account}"),
        format!("Status:             {}", key.status.word()),
        format!("Created:            {}", time(key.created_at)),
        format!("Expires:            {}", time_or(key.restrictions.expires_at, "never")),
        format!("Allowed addresses:  {}", or(&networks, "all")),
        format!("Roles:              {}", or(&roles, "none")),
        format!("External accounts:  {}", or(&externals, "none")),
    ];
    lines.extend(tokens(shown).map(|(name, token, used)| {
        format!(
            "{:<20}created {}, last used {}, link {}",
            format!("{name}:"),
            time(token.created_at),
            time_or(used, "never"),
            link(token, *now)
        )
    }));
    let tokens: Vec<_> = tokens(shown).map(|(name, token, used)| {
        json!({ "token": name, "created": token.created_at.iso(), "lastUsed": iso(used), "link": link_state(token, *now) })
    }).collect();
    let json = json!({
        "appKey": key.app_key.as_str(),
        "account": account.as_str(),
        "label": key.label.as_str(),
        "status": key.status.word(),
        "created": key.created_at.iso(),
        "expires": iso(key.restrictions.expires_at),
        "expired": key.restrictions.has_ended(*now),
        "allowedAddresses": networks,
        "roles": shown.roles,
        "externalAccounts": externals,
        "tokens": tokens,
    });
    Printed::new(lines.join("\n"), json)
}

/// The tokens with their names and last uses, the newest first.
fn tokens(shown: &ShownKey) -> impl Iterator<Item = (&'static str, &Token, Option<Timestamp>)> {
    let is_renewing = shown.key.tokens.old().is_some();
    shown.key.tokens.iter().map(move |token| {
        let is_newest = token.id == shown.key.tokens.newest().id;
        let name = match (is_renewing, is_newest) {
            (false, _) => "Token",
            (true, true) => "New token",
            (true, false) => "Old token",
        };
        let activity = shown.activities.iter().find(|activity| activity.token == token.id);
        (name, token, activity.and_then(|activity| activity.last_at))
    })
}

fn link(token: &Token, now: Timestamp) -> String {
    let (state, at) = link_parts(token, now);
    format!("{state} {}", time(at))
}

fn link_state(token: &Token, now: Timestamp) -> Value {
    let (state, at) = link_parts(token, now);
    json!({ "state": state.split(' ').next(), "at": at.iso() })
}

fn link_parts(token: &Token, now: Timestamp) -> (&'static str, Timestamp) {
    match token.link.at(now) {
        Link::Pending { expires_at } => ("pending until", expires_at),
        Link::Opened { at } => ("opened", at),
        Link::Expired { at } => ("expired", at),
        Link::Cancelled { at } => ("cancelled", at),
    }
}
