//! What a restored backup has, from and to both databases.

use super::*;
use axum::http::StatusCode;
use keydesk::{domain::keys::link::Link, server::clock::Clock};
use std::os::unix::fs::{MetadataExt, PermissionsExt};

async fn assert_restores(from: Database, to: Database) {
    let scene = Scene::on(from).await;
    let files = Files::new();
    let file = files.at("backup.db");
    let made = scene.back_up(&file).await.unwrap();
    assert!(!made.has_broken_chain && made.rows > 50);
    assert_eq!(files.names(), ["backup.db"], "nothing else is left");
    let stat = std::fs::metadata(&file).unwrap();
    assert_eq!((stat.permissions().mode() & 0o777, stat.len()), (0o600, made.size));

    let target = Scratch::new(to).await;
    let restored = restore(&file, &target).await.unwrap();
    assert_eq!((restored.rows, restored.made_at), (made.rows, START));
    let app = TestApp::on(&target).await;
    assert_eq!(
        scene.verdicts(&app).await,
        ("yes".to_owned(), "token_revoked".to_owned())
    );
    assert_chains_are_whole(&app.state).await;

    // The link and the invitation are cancelled in the copy, and the sessions have ended.
    assert_eq!(restored.ended.links.len(), 1);
    assert_eq!(restored.ended.invitations, [("acme".to_owned(), INVITED.to_owned())]);
    assert!(restored.ended.sessions > 0);
    for table in ["sealed_tokens", "sessions", "invitation_roles", "kept_answers"] {
        assert_eq!(
            number(&target, &format!("select count(*) from {table}")).await,
            0,
            "{table}"
        );
    }
    let refused = app.stranger().open(&scene.link).await.unwrap_err();
    assert_eq!(refused.status, StatusCode::GONE);
    assert_eq!(app.stranger().get(&scene.invitation).await.status, StatusCode::GONE);
    let old_session = Person {
        app: app.clone(),
        ..scene.owner.clone()
    };
    assert_ne!(old_session.get("/acme/api-keys/generated").await.status, StatusCode::OK);
    // The original is as it was.
    scene.app.stranger().open(&scene.link).await.unwrap();
    assert!(scene.owner.list().await.is_ok());

    // The copy records what was done to it, and people can work with it.
    let owner = old_session.again().await;
    let keys = owner.list().await.unwrap();
    let waits = keys.keys.iter().find(|key| key.label.as_str() == "waits").unwrap();
    let link = waits.tokens.newest().link;
    assert!(matches!(link, Link::Cancelled { .. }), "{link:?}");
    let actions = app.state.store.actions_of_key(&waits.id).await.unwrap();
    assert_eq!(actions, ["key_generated", "link_cancelled", "link_visited_again"]);
    let log = owner.get("/acme/audit").await.text();
    for event in [
        "Restored a copy of the database",
        "2026-11-22T12:00:00Z",
        "Cancelled the link",
        "Cancelled an invitation",
    ] {
        assert!(log.contains(event), "{event}");
    }
    owner.generate("after").await.unwrap();
    assert_chains_are_whole(&app.state).await;

    // What to look through.
    let account = &restored.review.accounts[0];
    assert_eq!(
        (account.slug.as_str(), account.active_keys, account.inactive_keys),
        ("acme", 2, 0)
    );
    assert_eq!(
        (account.tokens, account.old_tokens, account.newest_token_at),
        ([2, 0, 0, 0, 0], 0, Some(START))
    );
    assert_eq!(
        (&account.users[..], &restored.review.verifiers[..]),
        (&["owner@acme.example".to_owned()][..], &["test".to_owned()][..])
    );

    // A backup of the copy restores, too: no detail was lost on the way.
    let again = files.at("again.db");
    copies::back_up(&target.config(), &again, "0.0.1", START).await.unwrap();
    let third = Scratch::new(from).await;
    restore(&again, &third).await.unwrap();
    assert_eq!(scene.verdicts(&TestApp::on(&third).await).await.0, "yes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_sqlite_restores_into_sqlite() {
    assert_restores(Database::Sqlite, Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_sqlite_restores_into_postgres() {
    assert_restores(Database::Sqlite, Database::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_postgres_restores_into_sqlite() {
    assert_restores(Database::Postgres, Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_postgres_restores_into_postgres() {
    assert_restores(Database::Postgres, Database::Postgres).await;
}

/// Each key is written with a token, a link, a sealed token, a role and an audit row, in one transaction.
async fn assert_consistent_beside_writers(database: Database) {
    let scene = Scene::on(database).await;
    let files = Files::new();
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let owner = scene.owner.clone();
            tokio::spawn(async move {
                for i in 0..25 {
                    owner.generate(&format!("{writer}-{i}")).await.unwrap();
                }
            })
        })
        .collect();
    let mut counts = Vec::new();
    for round in 0..3 {
        let file = files.at(&format!("{round}.db"));
        scene.back_up(&file).await.unwrap();
        let target = Scratch::new(Database::Sqlite).await;
        restore(&file, &target).await.unwrap();
        let keys = number(&target, "select count(*) from api_keys").await;
        for other in [
            "select count(*) from api_tokens",
            "select count(*) from audit_events where action = 'key_generated'",
            "select count(distinct key_id) from links",
        ] {
            assert_eq!(number(&target, other).await, keys, "{other}");
        }
        counts.push(keys);
    }
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(scene.owner.list().await.unwrap().total, 102, "{counts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_beside_writers_of_sqlite_is_consistent() {
    assert_consistent_beside_writers(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_beside_writers_of_postgres_is_consistent() {
    assert_consistent_beside_writers(Database::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_started_installation_that_nobody_set_up_can_be_filled() {
    let scene = Scene::on(Database::Sqlite).await;
    let files = Files::new();
    let file = files.at("backup.db");
    scene.back_up(&file).await.unwrap();
    for database in [Database::Sqlite, Database::Postgres] {
        let target = Scratch::new(database).await;
        let app = TestApp::on(&target).await;
        assert!(
            keydesk::server::accounts::setup_link(&app.state)
                .await
                .unwrap()
                .is_some()
        );
        app.state.store.close().await;
        restore(&file, &target).await.unwrap();
        let app = TestApp::on(&target).await;
        assert_eq!(scene.verdicts(&app).await.0, "yes");
        assert!(
            keydesk::server::accounts::setup_link(&app.state)
                .await
                .unwrap()
                .is_none()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_database_is_restored_in_its_place() {
    let scene = Scene::on(Database::Sqlite).await;
    let files = Files::new();
    let file = files.at("backup.db");
    scene.back_up(&file).await.unwrap();
    scene.app.state.store.close().await;
    // The note beside it says that it had accounts. Without the database, no start is possible.
    std::fs::remove_file(file_of(&scene.scratch)).unwrap();
    let state = AppState::open(scene.scratch.config(), Clock::manual(START)).await;
    assert!(state.unwrap_err().to_string().contains("was set up here before"));
    restore(&file, &scene.scratch).await.unwrap();
    let first = TestApp::on(&scene.scratch).await;
    assert_eq!(scene.verdicts(&first).await.0, "yes");
    // Its log, which is still there, is not taken for that of the lost database.
    let second = TestApp::on(&scene.scratch).await;
    assert_eq!(scene.verdicts(&second).await.0, "yes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_with_a_log_that_was_changed_before_says_so_and_restores() {
    let scene = Scene::on(Database::Sqlite).await;
    let files = Files::new();
    tamper(
        &scene.scratch,
        "update audit_events set subject = 'nobody' where chain <> '' and seq = 2",
    )
    .await;
    let file = files.at("backup.db");
    assert!(scene.back_up(&file).await.unwrap().has_broken_chain);
    let target = Scratch::new(Database::Postgres).await;
    assert!(restore(&file, &target).await.unwrap().has_broken_chain);
}

/// Only root can run a command for another user's folder.
#[tokio::test(flavor = "multi_thread")]
async fn root_restores_for_the_owner_of_the_folder() {
    let scene = Scene::on(Database::Sqlite).await;
    let files = Files::new();
    let file = files.at("backup.db");
    scene.back_up(&file).await.unwrap();
    let target = Scratch::new(Database::Sqlite).await;
    if std::os::unix::fs::chown(target.folder(), Some(65_534), Some(65_534)).is_err() {
        crate::support::unchecked::not_checked(
            "that root restores for the owner of the folder (only root can give a folder away)",
        );
        return;
    }
    restore(&file, &target).await.unwrap();
    for name in ["keydesk.db", "keydesk.db-installed"] {
        assert_eq!(
            std::fs::metadata(target.folder().join(name)).unwrap().uid(),
            65_534,
            "{name}"
        );
    }
}
