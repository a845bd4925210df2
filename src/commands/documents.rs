//! The man pages, and the completions of shells. Packages contain them.

use clap::{Command, Subcommand};
use clap_complete::Shell;
use clap_mangen::{
    Man,
    roff::{Roff, bold, roman},
};
use std::{fs, io, path::PathBuf};

#[derive(Subcommand)]
pub enum Document {
    /// Write the man pages, one for each command, into a folder
    Man { folder: PathBuf },
    /// Print the completions of a shell
    Completions { shell: Shell },
}

/// Writes documents about this program.
///
/// # Errors
/// They cannot be written.
pub fn write(document: &Document, mut program: Command) -> io::Result<()> {
    match document {
        Document::Man { folder } => {
            fs::create_dir_all(folder)?;
            clap_mangen::generate_to(program.clone(), folder)?;
            fs::write(folder.join("keydesk.1"), main_page(program)?)
        }
        Document::Completions { shell } => {
            clap_complete::generate(*shell, &mut program, "keydesk", &mut io::stdout());
            Ok(())
        }
    }
}

/// The most important settings. The document that [`ALL_SETTINGS`] names has all of them.
const SETTINGS: [(&str, &str); 10] = [
    (
        "DATABASE_URL",
        "The database: sqlite:// and a path, or postgres://… By default keydesk.db in STATE_DIRECTORY, or data/keydesk.db.",
    ),
    (
        "DATABASE_URL_FILE",
        "A file with that URL, which may contain a password. A credential of systemd called DATABASE_URL counts as well.",
    ),
    (
        "KEYDESK_LISTEN",
        "The address and port to listen on. By default 127.0.0.1:3000.",
    ),
    (
        "KEYDESK_ORIGIN",
        "What admins open, such as https://keys.example.com. Required if Keydesk listens on all addresses.",
    ),
    (
        "KEYDESK_SHARE_ORIGIN",
        "What single-access links start with. By default the origin.",
    ),
    (
        "KEYDESK_TRUSTED_PROXIES",
        "Addresses or networks of the proxies whose header names the client.",
    ),
    (
        "KEYDESK_VERIFY_LISTEN",
        "A separate listener for gateways: an address and port, or unix: and an absolute path.",
    ),
    (
        "KEYDESK_METRICS_LISTEN",
        "A separate listener for numbers and probes: an address and port.",
    ),
    ("KEYDESK_LOG", "The form of log lines: text or json."),
    ("RUST_LOG", "What is logged. By default info,sqlx=warn."),
];

const ALL_SETTINGS: &str = "/usr/share/doc/keydesk/operations.md";

/// The page of the program itself. Its examples keep their lines, which clap_mangen would join.
fn main_page(program: Command) -> io::Result<Vec<u8>> {
    let help = program.get_after_help().map(ToString::to_string).unwrap_or_default();
    let examples = help.split_once("Examples:\n").map_or("", |(_, examples)| examples);
    let mut page = Vec::new();
    Man::new(program.disable_help_subcommand(true).after_help(None::<&str>)).render(&mut page)?;
    let mut sections = environment();
    sections.control("SH", ["EXAMPLES"]).control("nf", []);
    for line in examples.lines() {
        sections.text([roman(line)]);
    }
    sections.control("fi", []);
    page.extend(sections.render().into_bytes());
    Ok(page)
}

/// The section about settings.
fn environment() -> Roff {
    let mut section = Roff::new();
    section.control("SH", ["ENVIRONMENT"]);
    section.text([roman(
        "Settings are environment variables, or the same names in keydesk.toml in the working directory. The environment wins. \
         The service of the Debian package has them in /etc/keydesk/keydesk.env.",
    )]);
    for (name, meaning) in SETTINGS {
        section.control("TP", []).text([bold(name)]).text([roman(meaning)]);
    }
    section.control("PP", []);
    section.text([roman(format!(
        "All settings are in {ALL_SETTINGS}. `keydesk config check` checks them, and prints where they come from."
    ))]);
    section
}
