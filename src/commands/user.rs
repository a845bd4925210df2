//! `keydesk user` and `keydesk session`: users who are locked out, lost their second factor or forgot their password, and their sessions.

use super::output::{Printed, iso, table, time, time_or};
use clap::Subcommand;
use keydesk::server::{
    operator::users::{self, ListedUser},
    password_reset, second_factor,
    state::AppState,
    terminal,
};
use serde_json::{Value, json};
use std::error::Error;

#[derive(Subcommand)]
pub enum UserCommand {
    /// List users: accounts, roles, sessions, second factor, and who is locked after wrong passwords or codes
    List {
        /// Only the users of this account
        #[arg(long)]
        account: Option<String>,
    },
    /// Reset the counters of wrong passwords and codes of a user, so that they can try again at once
    Unlock {
        /// The user's email address
        email: String,
    },
    /// Turn off the second factor of a user who lost phone and recovery codes, and end their sessions. Verify their identity first
    ResetSecondFactor {
        /// The user's email address
        email: String,
    },
    /// Set a new password for a user who forgot it, and end their sessions. The password is read from the terminal, or from the first
    /// line of standard input. Verify the user's identity first, and ask them to change the password on their profile
    ResetPassword {
        /// The user's email address
        email: String,
        /// Also remove the user's second factor, which only the old password can decrypt
        #[arg(long)]
        and_second_factor: bool,
    },
}

#[derive(Subcommand)]
pub enum SessionCommand {
    /// End all sessions of a user, or of all users. They have to sign in again
    End {
        /// The user's email address
        email: Option<String>,
        /// All users
        #[arg(long, conflicts_with = "email")]
        all: bool,
    },
}

/// Runs a command about users.
///
/// # Errors
/// One sentence for the operator.
pub async fn run(state: &AppState, command: UserCommand) -> Result<Printed, Box<dyn Error>> {
    match command {
        UserCommand::List { account } => Ok(list(&users::list(state, account.as_deref()).await?)),
        UserCommand::Unlock { email } => unlock(state, &email).await,
        UserCommand::ResetSecondFactor { email } => {
            second_factor::reset(state, &email).await?;
            let text = format!(
                "The second factor of {email:?} is off, and all their sessions have ended. They can sign in with their password \
                 and should turn the second factor on again."
            );
            Ok(Printed::new(text, json!({ "user": email, "secondFactor": false })))
        }
        UserCommand::ResetPassword {
            email,
            and_second_factor,
        } => reset_password(state, &email, and_second_factor).await,
    }
}

/// Runs a command about sessions.
///
/// # Errors
/// One sentence for the operator.
pub async fn run_session(state: &AppState, command: SessionCommand) -> Result<Printed, Box<dyn Error>> {
    let SessionCommand::End { email, all } = command;
    if email.is_none() && !all {
        return Err("Name a user by email address, or add --all to end the sessions of all users.".into());
    }
    let (users, sessions) = users::end_sessions(state, email.as_deref()).await?;
    let text = match (&email, users) {
        (Some(email), 0) => format!("{email:?} had no session. Nothing was changed."),
        (None, 0) => "There was no session. Nothing was changed.".to_owned(),
        (Some(email), _) => format!("The sessions of {email:?} have ended ({sessions}). They have to sign in again."),
        (None, _) => format!("All sessions have ended: {sessions} of {users} users. They have to sign in again."),
    };
    Ok(Printed::new(text, json!({ "users": users, "sessions": sessions })))
}

async fn unlock(state: &AppState, typed: &str) -> Result<Printed, Box<dyn Error>> {
    let unlocked = users::unlock(state, typed).await?;
    let email = unlocked.email.as_str();
    let text = if unlocked.had_attempts {
        format!("{email:?} is unlocked: no wrong passwords and codes are counted any more.")
    } else {
        format!("{email:?} was not locked: no wrong passwords or codes were counted. Nothing was changed.")
    };
    let json = json!({ "user": email, "wasCounted": unlocked.had_attempts });
    Ok(Printed::new(text, json))
}

async fn reset_password(state: &AppState, email: &str, and_second_factor: bool) -> Result<Printed, Box<dyn Error>> {
    let whose = password_reset::find(state, email, and_second_factor).await?;
    let new = terminal::new_password(&format!("New password of {email}"))?;
    let reset = password_reset::reset(state, &whose, new.expose()).await?;
    let factor = if reset.second_factor_removed {
        " Their second factor is off; they should turn it on again."
    } else {
        ""
    };
    let text = format!(
        "The password of {email:?} is set, and all their sessions have ended. They should change it on their profile.{factor}"
    );
    let json = json!({ "user": email, "secondFactorRemoved": reset.second_factor_removed });
    Ok(Printed::new(text, json))
}

fn list(users: &[ListedUser]) -> Printed {
    let json = users.iter().map(as_json).collect();
    if users.is_empty() {
        return Printed::new("There are no users.", json);
    }
    let head = ["EMAIL", "ACCOUNTS", "SECOND FACTOR", "SESSIONS", "LAST ACTIVE", "STATE"];
    Printed::new(table(head, users.iter().map(cells)), json)
}

fn cells(user: &ListedUser) -> [String; 6] {
    let ListedUser { summary, locked_until } = user;
    let memberships = summary.memberships.iter().map(|membership| {
        let disabled = if membership.is_disabled { " (disabled)" } else { "" };
        format!("{}{disabled}", membership.account)
    });
    let memberships: Vec<_> = memberships.collect();
    let last = summary.memberships.iter().filter_map(|m| m.last_seen_at).max();
    let state = match locked_until {
        _ if summary.is_disabled => "disabled".to_owned(),
        Some(until) => format!("locked until {}", time(*until)),
        None => "can sign in".to_owned(),
    };
    [
        summary.email.as_str().to_owned(),
        memberships.join(", "),
        if summary.has_second_factor { "on" } else { "off" }.to_owned(),
        summary.sessions.to_string(),
        time_or(last, "never"),
        state,
    ]
}

fn as_json(user: &ListedUser) -> Value {
    let ListedUser { summary, locked_until } = user;
    let memberships = summary.memberships.iter().map(|membership| {
        json!({
            "account": membership.account.as_str(),
            "roles": membership.roles,
            "disabled": membership.is_disabled,
            "lastActive": iso(membership.last_seen_at),
        })
    });
    json!({
        "email": summary.email.as_str(),
        "created": summary.created_at.iso(),
        "disabled": summary.is_disabled,
        "lockedUntil": iso(*locked_until),
        "secondFactor": summary.has_second_factor,
        "sessions": summary.sessions,
        "accounts": memberships.collect::<Vec<_>>(),
    })
}
