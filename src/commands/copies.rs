//! `keydesk backup`, `restore` and `migrate-database`.

use super::{
    output::{Printed, time},
    review,
};
use clap::Args;
use keydesk::server::{
    clock::Clock,
    config::Config,
    copies::{self, CopyError, Ended, Restored},
};
use serde_json::{Value, json};
use std::{fmt::Write, path::PathBuf};

const BROKEN: &str =
    "Warning: the audit log had been changed outside Keydesk before. `keydesk audit verify` names the rows.\n";

#[derive(Args)]
pub struct BackupArguments {
    /// The file to write. It must not exist
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
pub struct RestoreArguments {
    /// A file that `keydesk backup` made
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
pub struct MoveArguments {
    /// The URL of the database to copy. Passwords of PostgreSQL belong into ~/.pgpass or PGPASSWORD, not here
    #[arg(long, value_name = "URL")]
    from: String,
    /// The URL of an empty database
    #[arg(long, value_name = "URL")]
    to: String,
    /// Copy a database that is in use, for example to try the new one. Both could then open the same links, so pending links and
    /// invitations are cancelled and sessions ended in the copy
    #[arg(long)]
    while_serving: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Writes a backup and returns what to print.
///
/// # Errors
/// [`CopyError`], a message for the operator.
pub async fn back_up(config: &Config, arguments: &BackupArguments) -> Result<Printed, CopyError> {
    let version = env!("CARGO_PKG_VERSION");
    let made = copies::back_up(config, &arguments.file, version, Clock::System.now()).await?;
    let warning = if made.has_broken_chain { BROKEN } else { "" };
    let json = json!({
        "file": arguments.file.display().to_string(),
        "source": made.source,
        "madeAt": made.made_at.iso(),
        "rows": made.rows,
        "bytes": made.size,
        "auditLogWasBroken": made.has_broken_chain,
    });
    let text = format!(
        "{warning}{file}: backup of {source} from {time}, {rows} rows, {size} bytes. It has what the database has: keep it as safe as that.",
        file = arguments.file.display(),
        source = made.source,
        time = time(made.made_at),
        rows = made.rows,
        size = made.size
    );
    Ok(Printed::new(text, json))
}

/// Restores a backup and returns what to print.
///
/// # Errors
/// [`CopyError`], a message for the operator.
pub async fn restore(config: &Config, arguments: &RestoreArguments) -> Result<Printed, CopyError> {
    let restored = copies::restore(config, &arguments.file, Clock::System.now()).await?;
    Ok(Printed::new(report(&restored), as_value(&restored)))
}

/// Moves a database and returns what to print.
///
/// # Errors
/// [`CopyError`], a message for the operator.
pub async fn move_database(arguments: &MoveArguments) -> Result<Printed, CopyError> {
    let MoveArguments {
        from,
        to,
        while_serving,
        ..
    } = arguments;
    let moved = copies::move_database(from, to, *while_serving, Clock::System.now()).await?;
    let warning = if moved.has_broken_chain { BROKEN } else { "" };
    let (from, to, rows) = (&moved.from, &moved.to, moved.rows);
    let next = match &moved.ended {
        None => format!(
            "Set DATABASE_URL to the new database and start Keydesk. Do not start it on {from} again: links could be opened in both."
        ),
        Some(ended) => format!(
            "{}What is done in {from} from now on is not in the copy.",
            ended_in_total(ended)
        ),
    };
    let text =
        format!("{warning}Copied {rows} rows from {from} to {to}, and checked their number and the audit log. {next}");
    let json = json!({
        "from": from,
        "to": to,
        "rows": rows,
        "auditLogWasBroken": moved.has_broken_chain,
        "ended": moved.ended.as_ref().map(ended_as_value),
    });
    Ok(Printed::new(text, json))
}

/// What was restored, as JSON.
fn as_value(restored: &Restored) -> Value {
    json!({
        "madeAt": restored.made_at.iso(),
        "version": restored.version,
        "database": restored.place,
        "rows": restored.rows,
        "auditLogWasBroken": restored.has_broken_chain,
        "ended": ended_as_value(&restored.ended),
        "accounts": restored.review.accounts.iter().map(review::as_value).collect::<Value>(),
        "verifiers": restored.review.verifiers.first,
        "moreVerifiers": restored.review.verifiers.more(),
    })
}

fn ended_as_value(ended: &Ended) -> Value {
    let named = |all: &[(String, String)], name: &str| -> Value {
        all.iter()
            .map(|(slug, value)| json!({ "account": slug, name: value }))
            .collect()
    };
    json!({
        "links": named(&ended.links, "appKey"),
        "invitations": named(&ended.invitations, "email"),
        "sessions": ended.sessions,
    })
}

/// What to print after a restore.
fn report(restored: &Restored) -> String {
    let mut text = String::new();
    if restored.has_broken_chain {
        text += BROKEN;
    }
    let made_at = time(restored.made_at);
    // Writing into a String never fails.
    let _ = writeln!(
        text,
        "Restored the backup of {made_at} (Keydesk {}) into {}: {} rows. Their number and the audit log were checked.",
        restored.version, restored.place, restored.rows
    );
    text += &ended_in_total(&restored.ended);
    let _ = writeln!(
        text,
        "\nWhat was done after {made_at} is not in this database. Look through each account:\n\
         - Tokens and keys that were revoked, deleted or deactivated since are good again. Renew or delete what you cannot vouch for.\n\
         - Keys and tokens that were generated since are unknown. Their holders need new ones.\n\
         - Users who were removed or disabled since have access again, with the password and second factor of that time.\n\
         - Verifiers that were revoked since are good again.\n\
         - A cancelled link may have been opened before. Ask the recipient before you renew its token: renewing revokes it at once.\n\
         Compare with an audit log exported since, with the gateways' configuration, and with what people remember."
    );
    for account in &restored.review.accounts {
        text += &review::of_account(account, &restored.ended);
    }
    let _ = writeln!(
        text,
        "\nThe installation\n  verifiers of the operator: {}",
        review::names(&restored.review.verifiers)
    );
    text.trim_end().to_owned()
}

fn ended_in_total(ended: &Ended) -> String {
    format!(
        "Cancelled {} pending links and {} invitations, and ended {} sessions. ",
        ended.links.len(),
        ended.invitations.len(),
        ended.sessions
    )
}
