//! The build script. Generates a function for each message in `locales/`, and gives the server the commit of the build.
//!
//! The files are Fluent (projectfluent.org), with one directory for each language. The supported subset is texts, variables,
//! `NUMBER($n)`, and a choice by plural (`one`, `other`). The build fails with the message's name if a language lacks it or has
//! other variables.

mod emit;
mod message;
mod version;

use std::{env, fs, path::Path, process::ExitCode};

/// The languages. English is first: the others are compared with it.
const LANGUAGES: [&str; 3] = ["en", "pt", "es"];
/// The file with the messages for the browser. Only the server has the messages of other files.
const BROWSER: &str = "list";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=build");
    // The browser's part shows no version. Skipping this saves a recompilation after each commit.
    if env::var_os("CARGO_FEATURE_SSR").is_some() {
        set_revision(Path::new("."));
    }
    let out = env::var_os("OUT_DIR").unwrap_or_default();
    let result = message::read_all(Path::new("locales"), &LANGUAGES, BROWSER).and_then(|messages| {
        let (table, module) = emit::table_and_module(&messages, LANGUAGES.len());
        let write = |name, text| fs::write(Path::new(&out).join(name), text);
        write("texts.rs", table)
            .and_then(|()| write("messages.rs", module))
            .map_err(|error| vec![format!("cannot write the generated texts to OUT_DIR: {error}")])
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

/// Sets the commit for `keydesk --version`. The variable has no prefix `KEYDESK_`, because `cargo run` passes it to the program,
/// which rejects unknown settings.
fn set_revision(folder: &Path) {
    println!("cargo::rustc-env=BUILD_REVISION={}", version::revision(folder));
    for file in version::files_to_watch(folder) {
        println!("cargo::rerun-if-changed={}", file.display());
    }
}
