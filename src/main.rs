//! The `keydesk` command: serves Keydesk and runs the administration commands. Parses arguments and prints results; the work is
//! done in `server` and `web`.
#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod commands {
    pub mod serve;
    pub mod verifier;
}

use clap::{Parser, Subcommand};
use commands::{serve::serve, verifier::VerifierCommand};
use keydesk::{
    error::AppError,
    server::{
        audit::chains::{self, VerifiedChains},
        clock::Clock,
        config::Config,
        crypto::Secret,
        demo, password_reset, second_factor,
        state::AppState,
        team, terminal,
    },
};
use std::{
    error::Error,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};
use tracing_subscriber::EnvFilter;

/// The C library's allocator keeps a heap for each thread and returns little memory to the system.
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// The version, with the commit of the build and the commit's date.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("BUILD_REVISION"), ")");

/// Self-hosted management of API keys.
#[derive(Parser)]
#[command(
    version = VERSION,
    after_help = "Configuration: environment variables, or the same names in keydesk.toml (see docs/operations.md).

Examples:
  keydesk                                     serve on http://127.0.0.1:3000 with data/keydesk.db
  KEYDESK_LISTEN=0.0.0.0:8080 KEYDESK_ORIGIN=https://keys.example.com keydesk serve
                                              serve on all addresses, behind a proxy with TLS
  DATABASE_URL=postgres://… keydesk migrate   apply migrations to a PostgreSQL database and exit
  keydesk verifier create gateway             let a gateway verify keys and tokens
  keydesk verifier revoke gateway             let it no more
  keydesk user reset-second-factor EMAIL      turn off the second factor of a user who lost it
  keydesk user reset-password EMAIL           set a new password for a user who forgot it
  keydesk account create bravo --owner me@bravo.example
                                              create another account and print its owner's invitation
  keydesk audit verify                        check the audit log for changed or missing rows
  keydesk demo --serve                        try Keydesk on a temporary database"
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve (the default)
    Serve,
    /// Fill an empty database with two accounts and about forty keys, and print how to sign in
    Demo {
        /// Serve the demo from a temporary database, deleted on exit
        #[arg(long)]
        serve: bool,
    },
    /// Manage verifiers: the gateways and services that verify keys and tokens
    Verifier {
        #[command(subcommand)]
        command: VerifierCommand,
    },
    /// Create accounts and invite their owners
    Account {
        #[command(subcommand)]
        command: AccountCommand,
    },
    /// Check the audit log
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Apply database migrations and exit
    Migrate,
    /// Restore the access of users
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
}

#[derive(Subcommand)]
enum UserCommand {
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
enum AuditCommand {
    /// Check all rows of the audit log. Fails if a row was changed, removed or inserted
    Verify,
}

#[derive(Subcommand)]
enum AccountCommand {
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

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse().command.unwrap_or(Command::Serve)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "keydesk: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    let config = Config::load()?;
    begin_log(&config);
    match command {
        Command::Serve => serve(AppState::open(config, Clock::System).await?).await,
        Command::Migrate => {
            AppState::open(config, Clock::System).await?;
            print("The database is up to date.")
        }
        Command::Demo { serve: false } => {
            let state = AppState::open(config, Clock::System).await?;
            print_demo(&state).await
        }
        Command::Demo { serve: true } => serve_demo(config).await,
        Command::Audit {
            command: AuditCommand::Verify,
        } => verify_audit_log(&AppState::open(config, Clock::System).await?).await,
        Command::User { command } => user(&AppState::open(config, Clock::System).await?, command).await,
        Command::Account { command } => account(&AppState::open(config, Clock::System).await?, command).await,
        Command::Verifier { command } => {
            let state = AppState::open(config, Clock::System).await?;
            print(&commands::verifier::run(&state, command).await?)
        }
    }
}

/// Sends log lines to standard error, as text or as JSON.
fn begin_log(config: &Config) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false);
    if config.logs_json {
        log.json().flatten_event(true).init();
    } else {
        log.init();
    }
}

async fn user(state: &AppState, command: UserCommand) -> Result<(), Box<dyn Error>> {
    match command {
        UserCommand::ResetSecondFactor { email } => {
            second_factor::reset(state, &email).await?;
            print(&format!(
                "The second factor of {email:?} is off, and all their sessions have ended. They can sign in with their password \
                 and should turn the second factor on again."
            ))
        }
        UserCommand::ResetPassword {
            email,
            and_second_factor,
        } => {
            let whose = password_reset::find(state, &email, and_second_factor).await?;
            let new = terminal::new_password(&format!("New password of {email}"))?;
            let reset = password_reset::reset(state, &whose, new.expose()).await?;
            let factor = if reset.second_factor_removed {
                " Their second factor is off; they should turn it on again."
            } else {
                ""
            };
            print(&format!(
                "The password of {email:?} is set, and all their sessions have ended. They should change it on their profile.{factor}"
            ))
        }
    }
}

async fn account(state: &AppState, command: AccountCommand) -> Result<(), Box<dyn Error>> {
    let (made, slug, owner) = match &command {
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
    print(&format!(
        "Invitation of {owner} to {slug:?} as its owner. It can be opened once, within 24 hours, and is shown only once:\n{}",
        link.expose()
    ))
}

async fn verify_audit_log(state: &AppState) -> Result<(), Box<dyn Error>> {
    let VerifiedChains { intact, broken } = chains::verify(&state.store).await?;
    for chain in intact {
        print(&format!("{}: {} rows, all unchanged", chains::name(&chain), chain.rows))?;
    }
    if broken.is_empty() {
        return Ok(());
    }
    let places: Vec<_> = broken
        .iter()
        .map(|(chain, row)| format!("{}: row {row} was changed or is missing", chains::name(chain)))
        .collect();
    Err(format!(
        "The audit log was changed outside Keydesk. Compare it with a backup.\n{}",
        places.join("\n")
    )
    .into())
}

fn print(text: &str) -> Result<(), Box<dyn Error>> {
    Ok(writeln!(std::io::stdout(), "{text}")?)
}

async fn print_demo(state: &AppState) -> Result<(), Box<dyn Error>> {
    let demo = demo::fill(state).await?;
    print(&format!(
        "Demo: two accounts, acme and bravo, each with an owner.\nSign in at {}/login\n  Email: {}\n     or: {}\n     or: {}, an owner of both\n     or: {}, who manages the keys of acme\n  Password: {}\nA pending link: {}",
        state.config.origin.as_str(),
        demo::EMAILS[0],
        demo::EMAILS[1],
        demo::EMAILS[2],
        demo::EMAILS[3],
        demo.password.expose(),
        demo.link.expose(),
    ))
}

/// Serves the demo from a database in a temporary directory, which is deleted on exit.
async fn serve_demo(config: Config) -> Result<(), Box<dyn Error>> {
    let folder = TemporaryFolder::make()?;
    let database_url = Secret::new(format!("sqlite://{}", folder.0.join("demo.db").display()));
    let state = AppState::open(Config { database_url, ..config }, Clock::System).await?;
    print_demo(&state).await?;
    serve(state).await
}

/// A directory that is deleted on drop.
struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    fn make() -> std::io::Result<Self> {
        let folder = std::env::temp_dir().join(format!("keydesk-demo-{}", std::process::id()));
        std::fs::create_dir(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        let folder: &Path = &self.0;
        if let Err(error) = std::fs::remove_dir_all(folder) {
            tracing::warn!(%error, "the demo's folder {} could not be removed", folder.display());
        }
    }
}
