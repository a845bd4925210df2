//! The version before, as a program that `.ci/before` builds from its commit: it is upgraded under load and taken back, works on tables that a newer
//! version has migrated, and leaves a database with which this version goes on.

#![allow(clippy::disallowed_methods, reason = "what is waited for here are other processes")]

use crate::{
    newer_database::NEWER,
    rolling::Stage,
    support::{
        Database, Scratch,
        browser::{Browser, KEYS},
        nodes::{Installation, Node, printed, this_version, version_before},
        program::{free_address, style_sheet},
        stored_account::tamper,
        team::single_value,
    },
};
use sqlx::Row;
use std::{
    path::Path,
    process::{Command, Output},
};

#[tokio::test(flavor = "multi_thread")]
async fn no_request_fails_while_nodes_are_upgraded_and_one_is_taken_back() {
    let Some(before) = version_before() else { return };
    let this = this_version();
    let mut stage = Stage::start(&before).await;
    stage.replace_first(&this).await;
    // Tables change while both versions use them, also if this version has no migration of its own.
    migrate_further(&stage.scratch).await;
    stage.replace_first(&this).await;
    stage.replace_first(&before).await;
    stage.end().await;
}

async fn migrate_further(scratch: &Scratch) {
    for statement in NEWER {
        tamper(scratch, statement).await;
    }
}

/// Runs a program that must refuse to serve. It is killed if it does not.
fn refused(program: &Path, url: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    Command::new("timeout")
        .args(["--signal=KILL", "60"])
        .arg(program)
        .arg("serve")
        .current_dir(folder.path())
        .env("DATABASE_URL", url)
        .env("KEYDESK_LISTEN", free_address().to_string())
        .env("KEYDESK_SITE_ROOT", style_sheet(folder.path()))
        .output()
        .unwrap()
}

both! {
    async fn the_version_before_works_on_newer_tables_that_only_have_more(scratch) {
        let Some(before) = version_before() else { return };
        sqlx::any::install_default_drivers();
        let (folder, this) = (tempfile::tempdir().unwrap(), this_version());
        let node = Node::start(&this, &scratch.url, folder.path()).await;
        let Installation { owner, verifier } = Installation::set_up(&node, &this, &scratch.url).await;
        let held = owner.key_in_use("ERP").await;
        let id = single_value(scratch, "select id from api_keys").await;
        node.program.end().await;
        migrate_further(scratch).await;

        let node = Node::start(&before, &scratch.url, folder.path()).await;
        let log = node.program.log();
        assert!(log.contains("was migrated by a newer version of Keydesk (migration 9001)"), "{log}");
        let mut owner = owner.at(node.address);
        owner.get(KEYS).await.expect("the session goes on");
        owner.sign_in().await;
        owner.verify(&verifier, &held).await.unwrap();
        let made = owner.key_in_use("CRM").await;
        let link = owner.renew(&id).await.unwrap();
        let renewed = owner.open(&link).await.unwrap();
        assert_eq!(renewed.app_key, held.app_key);
        for held in [&held, &made, &renewed] {
            owner.verify(&verifier, held).await.unwrap();
        }

        // And this version goes on with what it wrote there.
        let node = node.replace(&this, &scratch.url).await;
        for held in [&held, &made, &renewed] {
            owner.verify(&verifier, held).await.unwrap();
        }
        node.program.end().await;
        assert!(printed(&this, &scratch.url, &["audit", "verify"]).contains("all unchanged"));
    }

    async fn the_version_before_refuses_newer_tables_that_do_not_fit_it(scratch) {
        let Some(before) = version_before() else { return };
        sqlx::any::install_default_drivers();
        let (folder, this) = (tempfile::tempdir().unwrap(), this_version());
        let node = Node::start(&this, &scratch.url, folder.path()).await;
        Installation::set_up(&node, &this, &scratch.url).await;
        node.program.end().await;
        migrate_further(scratch).await;
        tamper(scratch, "update last_start set compatible_from = 9001, at = 5").await;

        let Output { status, stdout, stderr } = refused(&before, &scratch.url);
        let said = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
        assert_eq!(status.code(), Some(1), "{said}");
        let sentences: Vec<_> = said.lines().filter(|line| line.starts_with("keydesk: ")).collect();
        assert_eq!(sentences.len(), 1, "{said}");
        assert!(sentences[0].contains("(migration 9001)") && sentences[0].contains("Start that version or a later one."), "{said}");
        let rows = tamper(scratch, "select at, compatible_from from last_start").await;
        let number = |column: usize| rows[0].try_get::<i64, _>(column).unwrap();
        assert_eq!((number(0), number(1)), (5, 9_001), "nothing was changed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn this_version_goes_on_with_what_the_version_before_left() {
    let Some(before) = version_before() else { return };
    let this = this_version();
    let scratch = Scratch::new(Database::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(&before, &scratch.url, folder.path()).await;
    let Installation { owner, verifier } = Installation::set_up(&node, &before, &scratch.url).await;
    let held = owner.key_in_use("ERP").await;
    let pending = owner.generate("CRM").await.unwrap();

    let node = node.replace(&this, &scratch.url).await;
    owner.verify(&verifier, &held).await.unwrap();
    owner.get(KEYS).await.expect("the session goes on");
    let recipient = Browser::new(node.address);
    let opened = recipient.open(&pending).await.unwrap();
    owner.verify(&verifier, &opened).await.unwrap();
    assert!(recipient.open(&pending).await.is_err(), "a link opens once");
    let checked = printed(&this, &scratch.url, &["audit", "verify"]);
    assert!(checked.contains("all unchanged"), "{checked}");
}
