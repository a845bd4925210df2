//! What a restored backup has, from and to both databases.

use super::*;
use axum::http::StatusCode;
use keydesk::{
    domain::{keys::link::Link, time::Timestamp},
    server::{clock::Clock, crypto::random},
};
use std::os::unix::fs::{MetadataExt, PermissionsExt};

/// The key that the nodes of a database share. Without one it is made, as a node does it.
async fn shared_key(app: &TestApp) -> String {
    let key = app.state.store.attempt_key(&random::secret()).await.unwrap();
    key.expose().to_owned()
}

async fn assert_restores(from: Database, to: Database) {
    let scene = Scene::on(from).await;
    let files = Files::new();
    let file = files.at("backup.db");
    let shared = shared_key(&scene.app).await;
    let made = scene.back_up(&file).await.unwrap();
    assert!(!made.has_broken_chain && made.rows > 50);
    let content = std::fs::read(&file).unwrap();
    let contains_key = content.windows(shared.len()).any(|part| part == shared.as_bytes());
    assert!(!contains_key, "the nodes' shared key is in the backup");
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
    assert_ne!(shared_key(&app).await, shared);

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
    assert_eq!(restored.review.verifiers.first, ["test"]);
    let user = &account.users.first[0];
    assert_eq!(user.email, "owner@acme.example");
    assert_eq!(user.roles, ["Owner (Admin Super)"]);
    let mut labels: Vec<_> = account.keys.first.iter().map(|key| key.label.as_str()).collect();
    labels.sort_unstable();
    assert_eq!(labels, ["ERP", "waits"]);
    assert_eq!((account.keys.more(), account.users.more()), (0, 0));

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

/// Backups of earlier versions have the shared key.
#[tokio::test(flavor = "multi_thread")]
async fn a_backup_with_the_shared_key_restores_without_it() {
    let scene = Scene::on(Database::Sqlite).await;
    let files = Files::new();
    let file = files.at("backup.db");
    let made = scene.back_up(&file).await.unwrap();
    for statement in [
        "insert into attempt_key (singleton, key) values (1, 'of the source')",
        "update keydesk_backup set manifest = replace(manifest, '\"api_keys\":', '\"attempt_key\":1,\"api_keys\":')",
    ] {
        tamper(&Scratch::at(&format!("sqlite://{}", file.display())), statement).await;
    }
    for database in [Database::Sqlite, Database::Postgres] {
        let target = Scratch::new(database).await;
        assert_eq!(restore(&file, &target).await.unwrap().rows, made.rows);
        assert_eq!(number(&target, "select count(*) from attempt_key").await, 0);
    }
}

/// Adds keys with a token each, the later ones with later tokens, and external keys to another account.
async fn add_many_keys(scratch: &Scratch, count: u32) {
    let numbers = format!("with recursive n(i) as (select 1 union all select i + 1 from n where i < {count})");
    let at = START.millis() - 1_000_000;
    for statement in [
        format!(
            "insert into api_keys (id, account_id, app_key, label, active, created_at, version) {numbers} \
             select 'many-' || cast(i as text), (select id from accounts where slug = 'acme'), 'appkey-acme-many' || cast(i as text), \
             'Many ' || cast(i as text), 1, {at}, 1 from n"
        ),
        format!(
            "insert into api_tokens (id, key_id, slot, token_hash, created_at) {numbers} \
             select 'many-' || cast(i as text), 'many-' || cast(i as text), 'newest', 'many-' || cast(i as text), {at} + i from n"
        ),
        // The oldest is being renewed.
        format!(
            "insert into api_tokens (id, key_id, slot, token_hash, created_at) \
             values ('many-old', 'many-1', 'old', 'many-old', {at})"
        ),
        format!("insert into accounts (id, slug, created_at) values ('bravo', 'bravo', {at})"),
        format!(
            "insert into external_keys (account_id, key_id, added_at) {numbers} \
             select 'bravo', 'many-' || cast(i as text), {at} + i from n"
        ),
    ] {
        tamper(scratch, &statement).await;
    }
}

async fn assert_lists_the_first_of_many(database: Database) {
    let scene = Scene::on(Database::Sqlite).await;
    add_many_keys(&scene.scratch, 60).await;
    let files = Files::new();
    let file = files.at("backup.db");
    scene.back_up(&file).await.unwrap();
    let restored = restore(&file, &Scratch::new(database).await).await.unwrap();
    let [acme, bravo] = &restored.review.accounts[..] else {
        panic!("{:?}", restored.review.accounts);
    };
    let listed = &acme.keys.first;
    assert_eq!((acme.keys.all, listed.len(), acme.keys.more()), (62, 50, 12));
    assert_eq!(listed[0].app_key, "appkey-acme-many1", "the one in a renewal");
    let at = |millis: i64| Some(Timestamp::from_millis(START.millis() - 1_000_000 + millis));
    assert_eq!((listed[0].newest_token_at, listed[0].old_token_at), (at(1), at(0)));
    let others: Vec<_> = listed[1..].iter().map(|key| key.newest_token_at).collect();
    assert_eq!(others[..3], [Some(START), Some(START), at(60)], "then the newest");
    assert!(others.is_sorted_by(|a, b| a >= b), "{others:?}");
    let external = &bravo.external_keys;
    assert_eq!((external.all, external.first.len(), external.more()), (60, 50, 10));
    let first = &external.first[0];
    assert_eq!(
        (first.app_key.as_str(), first.owner.as_str()),
        ("appkey-acme-many60", "acme")
    );
    assert_eq!((bravo.keys.all, bravo.users.all, bravo.verifiers.all), (0, 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_lists_the_first_of_many_keys() {
    assert_lists_the_first_of_many(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_into_postgres_lists_the_first_of_many_keys() {
    assert_lists_the_first_of_many(Database::Postgres).await;
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
