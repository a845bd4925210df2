//! The man pages, and the completions of shells. Packages contain them.

use clap::{Command, Subcommand};
use clap_complete::Shell;
use clap_mangen::{
    Man,
    roff::{Roff, roman},
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

/// The page of the program itself. Its examples keep their lines, which clap_mangen would join.
fn main_page(program: Command) -> io::Result<Vec<u8>> {
    let examples = program.get_after_help().map(ToString::to_string).unwrap_or_default();
    let mut page = Vec::new();
    Man::new(program.disable_help_subcommand(true).after_help(None::<&str>)).render(&mut page)?;
    let mut section = Roff::new();
    section.control("SH", ["EXAMPLES"]).control("nf", []);
    for line in examples.lines() {
        section.text([roman(line)]);
    }
    section.control("fi", []);
    page.extend(section.render().into_bytes());
    Ok(page)
}
