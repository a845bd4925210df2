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
    pub mod account;
    pub mod audit;
    pub mod config;
    pub mod copies;
    pub mod doctor;
    pub mod documents;
    pub mod health;
    pub mod key;
    pub mod log;
    pub mod output;
    pub mod review;
    pub mod serve;
    pub mod user;
    pub mod verifier;
}

use clap::{CommandFactory, Parser, Subcommand};
use commands::{
    account::{self, AccountCommand},
    audit::{self, AuditCommand},
    config::{self, ConfigCommand},
    copies::{self, BackupArguments, MoveArguments, RestoreArguments},
    doctor,
    documents::{self, Document},
    health,
    key::{self, KeyCommand},
    log,
    output::print,
    serve::{Places, serve},
    user::{self, SessionCommand, UserCommand},
    verifier::{self, VerifierCommand},
};
use keydesk::server::{clock::Clock, config::Config, crypto::Secret, demo, state::AppState};
use std::{
    error::Error,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

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
  keydesk user unlock EMAIL                   let a user try again after too many wrong passwords
  keydesk session end --all                   sign everybody out
  keydesk key deactivate APP_KEY              let verification refuse a key
  keydesk account create bravo --owner me@bravo.example
                                              create another account and print its owner's invitation
  keydesk config check                        check the settings, and print where they come from
  keydesk doctor                              find out what is wrong, and what to do
  keydesk audit verify                        check the audit log for changed or missing rows
  keydesk backup /backup/keydesk.db           write a backup, also while Keydesk serves
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
        /// Print JSON
        #[arg(long, global = true)]
        json: bool,
    },
    /// List and create accounts, and invite their owners
    Account {
        #[command(subcommand)]
        command: AccountCommand,
        /// Print JSON
        #[arg(long, global = true)]
        json: bool,
    },
    /// List, show and deactivate API keys
    Key {
        #[command(subcommand)]
        command: KeyCommand,
        /// Print JSON
        #[arg(long, global = true)]
        json: bool,
    },
    /// Check the audit log
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
        /// Print JSON
        #[arg(long, global = true)]
        json: bool,
    },
    /// Write the man pages and completions, for packages
    #[command(hide = true)]
    Documents {
        #[command(subcommand)]
        document: Document,
    },
    /// Ask the running Keydesk whether it is ready. Fails if it is not, for health checks
    Health {
        /// Only ask whether it answers at all, without its database
        #[arg(long)]
        live: bool,
    },
    /// Apply database migrations and exit
    Migrate,
    /// Write a backup of the database to a new file, also while Keydesk serves
    Backup(BackupArguments),
    /// Restore a backup into the configured database, which must be empty. Pending links and invitations are cancelled and sessions ended.
    /// Prints what to look through
    Restore(RestoreArguments),
    /// Copy a database into another one, to move between SQLite and PostgreSQL. Stop Keydesk first: the copy takes the place of the
    /// original, with pending links and sessions, and what is done afterwards in the original is not in it
    MigrateDatabase(MoveArguments),
    /// List users and restore their access
    User {
        #[command(subcommand)]
        command: UserCommand,
        /// Print JSON
        #[arg(long, global = true)]
        json: bool,
    },
    /// End sessions
    Session {
        #[command(subcommand)]
        command: SessionCommand,
        /// Print JSON
        #[arg(long, global = true)]
        json: bool,
    },
    /// Check the configuration
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
        /// Print JSON
        #[arg(long, global = true)]
        json: bool,
    },
    /// Find out what is wrong with configuration, database, clock, files, disk, server and proxies, and what to do. Run it as the user and
    /// in the folder of the server, beside the running server. Changes nothing, and fails if something is wrong
    Doctor {
        /// Print JSON
        #[arg(long)]
        json: bool,
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
    match &command {
        // These also say what is wrong with the configuration.
        Command::Config {
            command: ConfigCommand::Check,
            json,
        } => {
            let (printed, checked) = config::check();
            printed.print(*json)?;
            return Ok(checked?);
        }
        Command::Doctor { json } => return examine(*json).await,
        Command::Documents { document } => return Ok(documents::write(document, Arguments::command())?),
        _ => {}
    }
    let config = Config::load()?;
    log::begin(&config);
    match command {
        Command::Serve => {
            let places = Places::take(&config).await?;
            serve(AppState::open(config, Clock::System).await?, places).await
        }
        Command::Backup(arguments) => copies::back_up(&config, &arguments).await?.print(arguments.json),
        Command::Restore(arguments) => copies::restore(&config, &arguments).await?.print(arguments.json),
        Command::MigrateDatabase(arguments) => copies::move_database(&arguments).await?.print(arguments.json),
        Command::Health { live } => print(health::check(&config, live).await?),
        Command::Demo { serve: true } => serve_demo(config).await,
        makes @ (Command::Migrate | Command::Demo { .. }) => {
            administer(&AppState::open(config, Clock::System).await?, makes).await
        }
        other => administer(&AppState::open_existing(config, Clock::System).await?, other).await,
    }
}

/// Runs a command that works on the database and ends.
async fn administer(state: &AppState, command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Migrate => print("The database is up to date."),
        Command::Demo { .. } => print_demo(state).await,
        Command::Audit { command, json } => audit::run(state, &command, json).await,
        Command::User { command, json } => user::run(state, command).await?.print(json),
        Command::Session { command, json } => user::run_session(state, command).await?.print(json),
        Command::Account { command, json } => account::run(state, command).await?.print(json),
        Command::Key { command, json } => key::run(state, command, json).await,
        Command::Verifier { command, json } => verifier::run(state, command).await?.print(json),
        // Handled before, without an open database.
        Command::Serve
        | Command::Backup(_)
        | Command::Restore(_)
        | Command::MigrateDatabase(_)
        | Command::Config { .. }
        | Command::Doctor { .. }
        | Command::Documents { .. }
        | Command::Health { .. } => Ok(()),
    }
}

async fn examine(as_json: bool) -> Result<(), Box<dyn Error>> {
    let (printed, wrong) = doctor::examine().await;
    printed.print(as_json)?;
    match wrong {
        0 => Ok(()),
        1 => Err("one thing is wrong; see above.".into()),
        number => Err(format!("{number} things are wrong; see above.").into()),
    }
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
    let places = Places::take(&config).await?;
    let folder = TemporaryFolder::make()?;
    let database_url = Secret::new(format!("sqlite://{}", folder.0.join("demo.db").display()));
    let config = Config {
        database_url,
        direct_database_url: None,
        ..config
    };
    let state = AppState::open(config, Clock::System).await?;
    print_demo(&state).await?;
    serve(state, places).await
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
