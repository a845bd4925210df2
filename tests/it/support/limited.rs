//! Runs tests again with a file size limit or on a small disk, so that they meet real errors of the operating system.

use super::unchecked::not_checked;
use std::{path::Path, process::Command};

/// Runs a test of this binary, named with its module, with a file size limit in blocks of 512 bytes. `inside` is a variable and its
/// value that the test finds in its environment.
pub fn again_under_limit(test: &str, blocks: u32, inside: (&str, &str)) {
    let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" --exact --nocapture {test}");
    again(Command::new("sh").args(["-c", &limited]), inside);
}

/// Runs a test again with a disk of 8 MB at `folder`, unmounted afterwards. Returns whether the system allows that.
pub fn again_on_small_disk(test: &str, folder: &Path, inside: (&str, &str)) -> bool {
    std::fs::create_dir_all(folder).unwrap();
    let mount = "mount -t tmpfs -o size=8m tmpfs \"$KEYDESK_TEST_DISK\"";
    let small = |script: String| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-c", &script]);
        command.env("KEYDESK_TEST_DISK", folder);
        command
    };
    let possible = small(mount.to_owned()).output().is_ok_and(|done| done.status.success());
    if possible {
        let script = format!("{mount} && exec \"$0\" --exact --nocapture {test}");
        again(&mut small(script), inside);
    } else {
        not_checked(&format!("{test} (it takes `unshare` and user namespaces)"));
    }
    let _ = std::fs::remove_dir(folder);
    possible
}

fn again(command: &mut Command, inside: (&str, &str)) {
    let output = command
        .arg(std::env::current_exe().unwrap())
        .env(inside.0, inside.1)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}
