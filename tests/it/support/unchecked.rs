//! What this machine cannot check.

use std::{fs::OpenOptions, io::Write};

/// Notes what a test leaves out because this machine lacks something, and what that is: on stderr, past the test runner, which hides what passing tests
/// print, and in the file that `KEYDESK_TEST_UNCHECKED` names. `.ci/run` repeats that at its end.
pub fn not_checked(what: &str) {
    let _ = writeln!(std::io::stderr(), "NOT CHECKED: {what}");
    if let Some(path) = std::env::var_os("KEYDESK_TEST_UNCHECKED") {
        let file = OpenOptions::new().create(true).append(true).open(path);
        // One write, so that tests that run at the same time do not mix their lines.
        file.unwrap().write_all(format!("{what}\n").as_bytes()).unwrap();
    }
}
