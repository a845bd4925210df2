//! Tests that run themselves again where no file may grow beyond a size, so that they meet a real refusal of the operating system.

use std::process::Command;

/// Runs a test of this binary, named with its module, where no file may grow beyond so many blocks of 512 bytes. It finds `inside` in
/// its environment.
pub fn again_under_limit(test: &str, blocks: u32, inside: (&str, &str)) {
    let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" --exact --nocapture {test}");
    let output = Command::new("sh")
        .args(["-c", &limited])
        .arg(std::env::current_exe().unwrap())
        .env(inside.0, inside.1)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}
