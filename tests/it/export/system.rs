//! Other programs read the file, and what happens when the system cannot write it.

use super::{EXPORT, EXTERNAL, File, GENERATED, crowd::Crowd, recorded};
use crate::support::{
    Database, START, Scratch,
    app::{ACCOUNT, TestApp},
    limited::again_under_limit,
};
use axum::http::StatusCode;
use std::{io::Write, process::Command};

/// LibreOffice reads an export without losses. `.ci/setup test` installs LibreOffice. Without it, the test prints a warning.
#[tokio::test(flavor = "multi_thread")]
async fn libreoffice_reads_what_was_written() {
    let (scratch, app) = crate::support::app::app(&[]).await;
    let owner = app.owner().await;
    for label in ["=1+1", "+cmd", "請求書 🔑", "one, \"two\""] {
        owner.generate(label).await.unwrap();
    }
    let file = File::of(&owner).await;
    let path = scratch.folder().join("export.xlsx");
    std::fs::write(&path, &file.bytes).unwrap();
    let profile = scratch.folder().join("profile");
    // Writes each sheet to its own UTF-8 CSV file, with dates as displayed.
    let converted = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args([
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
        ])
        .arg("--outdir")
        .arg(scratch.folder())
        .arg(&path)
        .output();
    let output = match converted {
        Ok(output) => output,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            // Writes to stderr directly, because the test runner hides the output of passing tests.
            let _ = writeln!(
                std::io::stderr(),
                "\n!!! NOT CHECKED: that LibreOffice opens an export (no soffice here)\n"
            );
            return;
        }
        Err(error) => panic!("soffice: {error}"),
    };
    assert!(output.status.success(), "{output:?}");
    let csv = |sheet: &str| std::fs::read_to_string(scratch.folder().join(format!("export-{sheet}.csv"))).unwrap();
    let generated = csv("Generated");
    let lines: Vec<_> = generated.lines().collect();
    assert_eq!(lines[0], GENERATED.join(","));
    assert_eq!(lines.len(), 5, "{generated}");
    for label in ["=1+1", "+cmd", "請求書 🔑", "\"one, \"\"two\"\"\""] {
        let line = lines
            .iter()
            .find(|line| line.contains(&format!(",,{label},2026-11-22 12:00:00,2026-11-22 12:00:00,,Active")));
        assert!(line.is_some(), "{label} in {generated}");
    }
    assert_eq!(csv("External").trim_end(), EXTERNAL.join(","));
}

const INSIDE: &str = "KEYDESK_TEST_EXPORT_INSIDE";

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_written_is_refused_in_words() {
    if let Ok(url) = std::env::var(INSIDE) {
        return cannot_write(&Scratch::at(&url)).await;
    }
    let scratch = Scratch::new(Database::Sqlite).await;
    let app = TestApp::on(&scratch).await;
    app.owner().await;
    Crowd {
        account: ACCOUNT,
        keys: 8_000,
        now: START,
    }
    .insert(&scratch.url)
    .await;
    app.state.store.close().await;
    // Runs this test again with a file size limit of 1 MB. The rows of a sheet exceed it, the database's writes do not.
    again_under_limit(
        "export::system::a_file_that_cannot_be_written_is_refused_in_words",
        2048,
        (INSIDE, &scratch.url),
    );
}

async fn cannot_write(scratch: &Scratch) {
    let app = TestApp::on(scratch).await;
    let owner = app.stranger().again().await;
    for _ in 0..2 {
        let answer = owner.get(EXPORT).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(
            answer.body.contains("The server could not write the file"),
            "{}",
            answer.body
        );
    }
    assert_eq!(owner.list().await.unwrap().total, 8_000, "everything else goes on");
    assert!(recorded(scratch).await.is_empty(), "nobody got a file");
}
