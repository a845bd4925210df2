//! What is refused, and that nothing is changed then.

use super::*;
use crate::support::limited::again_on_small_disk;
use keydesk::domain::time::Timestamp;
use std::fs;

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_cut_short_is_refused_at_every_length() {
    let scene = Scene::on(Database::Sqlite).await;
    let files = Files::new();
    let file = files.at("backup.db");
    let size = usize::try_from(scene.back_up(&file).await.unwrap().size).unwrap();
    let whole = fs::read(&file).unwrap();
    let target = Scratch::new(Database::Sqlite).await;
    let cut = files.at("cut.db");
    for length in [
        0,
        1,
        15,
        16,
        99,
        100,
        101,
        4_095,
        4_096,
        4_097,
        8_192,
        size / 2,
        size / 2 / 4_096 * 4_096,
        size - 4_096,
        size - 1,
    ] {
        fs::write(&cut, &whole[..length]).unwrap();
        let said = sentence(restore(&cut, &target).await);
        assert_says(&said, &[cut.to_str().unwrap(), "is damaged: ", "Use another backup"]);
        assert!(!file_of(&target).exists(), "{length}");
    }
    fs::write(&cut, [&whole[..], b"more"].concat()).unwrap();
    assert_says(&sentence(restore(&cut, &target).await), &["should have"]);
    // A page in the middle that another program wrote over.
    for page in [2, size / 4_096 / 2, size / 4_096 - 2] {
        let mut damaged = whole.clone();
        damaged[page * 4_096..][..4_096].fill(0);
        fs::write(&cut, &damaged).unwrap();
        assert_says(&sentence(restore(&cut, &target).await), &["is damaged: "]);
    }
    assert!(!file_of(&target).exists());
    restore(&file, &target).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_no_backups_are_refused_by_what_they_are() {
    let scene = Scene::on(Database::Sqlite).await;
    let files = Files::new();
    let target = Scratch::new(Database::Sqlite).await;
    let letter = files.at("letter");
    fs::write(&letter, "no database at all. ".repeat(100)).unwrap();
    assert_says(
        &sentence(restore(&letter, &target).await),
        &["letter is not a backup of Keydesk"],
    );
    assert_says(
        &sentence(restore(&files.at("gone"), &target).await),
        &["gone cannot be read", "Check the path"],
    );
    assert_says(&sentence(restore(files.0.path(), &target).await), &["is not a backup"]);
    let other = files.at("other.db");
    tamper(
        &Scratch::at(&format!("sqlite://{}?mode=rwc", other.display())),
        "create table letters (text text)",
    )
    .await;
    assert_says(
        &sentence(restore(&other, &target).await),
        &["other.db is not a backup of Keydesk"],
    );
    // The database of Keydesk itself.
    scene.app.state.store.close().await;
    let said = sentence(restore(&file_of(&scene.scratch), &target).await);
    assert_says(
        &said,
        &[
            "is a database of Keydesk and not a backup",
            "keydesk migrate-database --from sqlite://",
        ],
    );
    assert!(!file_of(&target).exists());

    // And a backup is no database.
    let anew = TestApp::on(&scene.scratch).await;
    let file = files.at("backup.db");
    scene.back_up(&file).await.unwrap();
    anew.state.store.close().await;
    let before = fs::read(&file).unwrap();
    let at = Scratch::at(&format!("sqlite://{}", file.display()));
    let refused = AppState::open(at.config(), keydesk::server::clock::Clock::manual(START)).await;
    assert_says(
        &refused.unwrap_err().to_string(),
        &["is a backup and not a database", "keydesk restore"],
    );
    assert!(
        fs::read(&file).unwrap() == before && files.names().len() == 3,
        "{:?}",
        files.names()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_newer_version_is_refused_with_its_version() {
    let scene = Scene::on(Database::Sqlite).await;
    let files = Files::new();
    let target = Scratch::new(Database::Postgres).await;
    for (name, change) in [
        (
            "tables.db",
            "update keydesk_backup set manifest = replace(manifest, '\"migration\":', '\"migration\":9')",
        ),
        (
            "format.db",
            "update keydesk_backup set format = 2, manifest = '{\"version\":\"0.0.1\"}'",
        ),
    ] {
        let file = files.at(name);
        scene.back_up(&file).await.unwrap();
        tamper(&Scratch::at(&format!("sqlite://{}", file.display())), change).await;
        assert_says(
            &sentence(restore(&file, &target).await),
            &[name, "was made by Keydesk 0.0.1, which is newer"],
        );
    }
    let tables = tamper(
        &target,
        "select 1 from information_schema.tables where table_schema = current_schema()",
    )
    .await;
    assert!(tables.is_empty());
}

/// Changes a database as a newer version would, with tables that do not fit this one.
async fn become_newer(scratch: &Scratch) {
    let text = "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
                select 9001, 'future', success, checksum, 0 from _sqlx_migrations where version = 1";
    tamper(scratch, text).await;
    tamper(scratch, "update last_start set compatible_from = 9001").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_version_is_neither_copied_nor_filled() {
    let whole = Scene::on(Database::Sqlite).await;
    let files = Files::new();
    let file = files.at("backup.db");
    whole.back_up(&file).await.unwrap();
    for database in [Database::Sqlite, Database::Postgres] {
        let newer = Scene::on(database).await;
        newer.app.state.store.close().await;
        become_newer(&newer.scratch).await;
        let says = &[
            "was migrated by a newer version of Keydesk (migration 9001)",
            "Start that version",
        ];
        assert_says(&sentence(newer.back_up(&files.at("new.db")).await), says);
        let target = Scratch::new(Database::Sqlite).await;
        let moved = copies::move_database(&newer.scratch.url, &target.url, false, START).await;
        assert_says(&sentence(moved), says);
        assert!(!file_of(&target).exists());

        let target = Scratch::new(database).await;
        TestApp::on(&target).await.state.store.close().await;
        become_newer(&target).await;
        assert_says(&sentence(restore(&file, &target).await), says);
        let moved = copies::move_database(&whole.scratch.url, &target.url, true, START).await;
        assert_says(&sentence(moved), says);
        assert_eq!(number(&target, "select compatible_from from last_start").await, 9001);
        assert_eq!(number(&target, "select count(*) from accounts").await, 0);
    }
    assert_eq!(files.names(), ["backup.db"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_was_changed_is_refused() {
    let scene = Scene::on(Database::Sqlite).await;
    let files = Files::new();
    for (name, change, reason) in [
        (
            "row.db",
            "delete from api_keys where label = 'waits'",
            "api_keys has 1 rows instead of 2",
        ),
        (
            "log.db",
            "update audit_events set actor = 'user:me@x.example' where chain <> '' and seq = 3",
            "row 3 of the audit log",
        ),
        (
            "names.db",
            "update keydesk_backup set manifest = replace(manifest, '\"api_keys\":', '\"(select 1) limit 0; select 5\":')",
            "it names the table \"(select 1) limit 0; select 5\"",
        ),
    ] {
        let file = files.at(name);
        scene.back_up(&file).await.unwrap();
        tamper(
            &Scratch::at(&format!("sqlite://{}", file.display())),
            &format!("pragma foreign_keys = off; {change}"),
        )
        .await;
        for database in [Database::Sqlite, Database::Postgres] {
            let target = Scratch::new(database).await;
            assert_says(&sentence(restore(&file, &target).await), &[reason]);
            match database {
                Database::Sqlite => assert!(!file_of(&target).exists()),
                Database::Postgres => assert!(
                    TestApp::on(&target).await.owner().await.list().await.is_ok(),
                    "it is empty"
                ),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_not_empty_or_in_use_is_not_filled() {
    let scene = Scene::on(Database::Sqlite).await;
    let files = Files::new();
    let file = files.at("backup.db");
    scene.back_up(&file).await.unwrap();
    for database in [Database::Sqlite, Database::Postgres] {
        let target = Scratch::new(database).await;
        let app = TestApp::on(&target).await;
        // On PostgreSQL a node registers before it answers.
        drop(app.state.store.keys_in_memory().await.unwrap());
        let said = sentence(restore(&file, &target).await);
        assert_says(&said, &["is in use", "Stop Keydesk there"]);
        let owner = app.owner().await;
        owner.generate("theirs").await.unwrap();
        app.state.store.close().await;
        let said = sentence(restore(&file, &target).await);
        assert_says(&said, &["is not empty: accounts has 1 rows", "Name an empty database"]);
        let app = TestApp::on(&target).await;
        assert_eq!(number(&target, "select count(*) from api_keys").await, 1);
        assert_chains_are_whole(&app.state).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_overwrites_nothing_and_leaves_nothing_behind() {
    let scene = Scene::on(Database::Sqlite).await;
    let files = Files::new();
    let file = files.at("backup.db");
    fs::write(&file, "mine").unwrap();
    assert_says(
        &sentence(scene.back_up(&file).await),
        &["backup.db exists already and was not changed"],
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    // A folder that does not exist, one that nobody can write to, and a file for a folder.
    for place in [
        files.at("gone/backup.db"),
        "/proc/backup.db".into(),
        files.at("backup.db/backup.db"),
    ] {
        let said = sentence(scene.back_up(&place).await);
        assert_says(
            &said,
            &[place.to_str().unwrap(), "Free some space, or name a file in a folder"],
        );
    }
    assert_eq!(files.names(), ["backup.db"]);
    // A database that is not there is not made.
    let nowhere = Scratch::at(&format!("sqlite://{}", files.at("nowhere.db").display()));
    let said = sentence(copies::back_up(&nowhere.config(), &files.at("new.db"), "0.0.1", START).await);
    assert_says(&said, &["nowhere.db does not exist", "Correct DATABASE_URL"]);
    let empty = Scratch::new(Database::Postgres).await;
    let said = sentence(copies::back_up(&empty.config(), &files.at("new.db"), "0.0.1", START).await);
    assert_says(&said, &["has no tables of Keydesk", "Check its URL"]);
    assert!(!said.contains("postgres://"));
    assert_eq!(files.names(), ["backup.db"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_a_backup_and_a_restore_without_a_trace() {
    let inside = "KEYDESK_TEST_INSIDE_COPIES";
    if let Some(folder) = std::env::var_os(inside) {
        let disk = PathBuf::from(folder);
        let scene = Scene::on(Database::Sqlite).await;
        let files = Files::new();
        tamper(&scene.scratch, &many_rows(200_000)).await;
        let said = sentence(scene.back_up(&disk.join("backup.db")).await);
        assert_says(&said, &["backup.db cannot be written", "full", "Free some space"]);
        let file = files.at("backup.db");
        scene.back_up(&file).await.unwrap();
        let target = Scratch::at(&format!("sqlite://{}", disk.join("keydesk.db").display()));
        let says = &["keydesk.db is full", "Nothing was changed", "Free some space"];
        assert_says(&sentence(restore(&file, &target).await), says);
        let moved = copies::move_database(&scene.scratch.url, &target.url, true, START).await;
        assert_says(&sentence(moved), says);
        let left: Vec<_> = fs::read_dir(&disk)
            .unwrap()
            .map(|file| file.unwrap().file_name())
            .collect();
        assert!(left.is_empty(), "{left:?}");
        return;
    }
    let folder = std::env::temp_dir().join(format!("keydesk-small-copies-{}", std::process::id()));
    let test = "copies::refused::a_full_disk_stops_a_backup_and_a_restore_without_a_trace";
    again_on_small_disk(test, &folder, (inside, folder.to_str().unwrap()));
}

/// A statement that inserts so many rows.
pub(crate) fn many_rows(rows: u32) -> String {
    format!(
        "insert into usage_days (subject, day, uses, denied) \
         with recursive n(i) as (select 1 union all select i + 1 from n where i < {rows}) \
         select 'subject-of-a-test-that-is-as-long-as-a-hash-' || cast(i as text), {}, i, 0 from n",
        Timestamp::day(START)
    )
}
