//! `keydesk doctor`: says what is wrong and what to do.

use super::output::Printed;
use keydesk::server::{
    clock::Clock,
    config::Sources,
    doctor::{self, Finding, Outcome},
};
use serde_json::{Value, json};

/// Examines this installation. Returns what it found, and how many things are wrong.
pub async fn examine() -> (Printed, usize) {
    let findings = doctor::examine(Sources::read(), Clock::System.now()).await;
    let wrong = findings
        .iter()
        .filter(|finding| finding.outcome == Outcome::Wrong)
        .count();
    let lines: Vec<_> = findings.iter().map(Finding::to_string).collect();
    let json = json!({ "ok": wrong == 0, "findings": findings.iter().map(as_json).collect::<Vec<_>>() });
    (Printed::new(lines.join("\n"), json), wrong)
}

fn as_json(finding: &Finding) -> Value {
    let outcome: &str = finding.outcome.into();
    json!({ "check": finding.check, "outcome": outcome, "text": finding.text })
}
