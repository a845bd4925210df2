//! Turns the texts in `locales/` into functions of the crate, one for each message, before the crate is compiled, and tells
//! the server's half which commit it is built from.
//!
//! The files are Fluent (projectfluent.org), one folder for each language, and hold the part of it that Keydesk needs: texts,
//! variables, `NUMBER($n)`, and a choice by plural (`one`, `other`). A message that a language lacks, or whose variables
//! differ between languages, ends the build with its name.

mod emit;
mod message;
mod version;

use std::{env, fs, path::Path, process::ExitCode};

/// The languages, English first: the others are compared with it.
const LANGUAGES: [&str; 3] = ["en", "pt", "es"];
/// The file whose messages the browser needs; those of the others are known to the server only.
const BROWSER: &str = "list";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=build");
    // The browser's half does not say its version, and would be compiled again after each commit.
    if env::var_os("CARGO_FEATURE_SSR").is_some() {
        name_revision(Path::new("."));
    }
    let out = env::var_os("OUT_DIR").unwrap_or_default();
    let result = message::read_all(Path::new("locales"), &LANGUAGES, BROWSER).and_then(|messages| {
        let (table, module) = emit::table_and_module(&messages, LANGUAGES.len());
        let write = |name, text| fs::write(Path::new(&out).join(name), text);
        write("texts.rs", table)
            .and_then(|()| write("messages.rs", module))
            .map_err(|error| vec![format!("cannot write the texts: {error}")])
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            for problem in problems {
                println!("cargo::error={problem}");
            }
            ExitCode::FAILURE
        }
    }
}

/// Gives `keydesk --version` the commit. The variable has no `KEYDESK_` before it, because `cargo run` passes it on to the program,
/// which refuses settings that it does not know.
fn name_revision(folder: &Path) {
    println!("cargo::rustc-env=BUILD_REVISION={}", version::revision(folder));
    for file in version::files_to_watch(folder) {
        println!("cargo::rerun-if-changed={}", file.display());
    }
}
