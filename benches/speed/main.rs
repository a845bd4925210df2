//! Compares verification with other programs on the same machine, in the same run, and prints the table of `docs/performance.md`.
//!
//! `make bench` runs all of it; `cargo bench --no-default-features --features ssr --bench speed -- PART...` some of it: `verification`,
//! `gateways`, `links`, `start`, `nodes`. Programs that are compared take turns; a figure is the median of its turns. Processor time is what the
//! operating system counts for the server's process. For verification the server has one core and the driver another.

#![allow(clippy::disallowed_methods, reason = "what is measured here is real time")]

#[path = "../support/mod.rs"]
mod crowd;
mod data;
mod gateways;
mod links;
mod load;
mod nodes;
mod peers;
mod start;
#[path = "../../tests/it/support/mod.rs"]
mod support;
mod table;
mod verification;

use std::process::Command;

/// Number of keys, unless said otherwise.
const KEYS: u32 = 100_000;

#[tokio::main]
async fn main() {
    let parts: Vec<String> = std::env::args().skip(1).filter(|part| part != "--bench").collect();
    let wants = |part: &str| parts.is_empty() || parts.iter().any(|wanted| wanted == part);
    println!("{}\n", machine());
    table::heading();
    if wants("verification") {
        verification::measure().await;
    }
    if wants("gateways") {
        gateways::measure().await;
    }
    if wants("links") {
        links::measure().await;
    }
    if wants("start") {
        start::measure().await;
    }
    if wants("nodes") {
        nodes::measure().await;
    }
}

/// The machine, in a sentence.
fn machine() -> String {
    let read = |file| std::fs::read_to_string(file).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(':'))
            .map_or("unknown".to_owned(), |(_, value)| value.trim().to_owned())
    };
    let (processor, memory) = (read("/proc/cpuinfo"), read("/proc/meminfo"));
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let kernel = Command::new("uname").arg("-sr").output().unwrap().stdout;
    format!(
        "{cores} cores ({}), {} of memory, {}",
        field(&processor, "model name"),
        field(&memory, "MemTotal"),
        String::from_utf8_lossy(&kernel).trim()
    )
}

/// Keeps this process on some cores.
fn stay_on(cores: &str) {
    let set = Command::new("taskset")
        .args(["-a", "-c", "-p", cores, &std::process::id().to_string()])
        .output();
    assert!(set.unwrap().status.success(), "taskset");
}

/// The middle one.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
