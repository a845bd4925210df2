//! `keydesk migrate-database`.

use super::*;
use axum::http::StatusCode;

async fn assert_moves(from: Database, to: Database) {
    let scene = Scene::on(from).await;
    let target = Scratch::new(to).await;
    // While Keydesk runs, links could be opened in both databases.
    let said = sentence(copies::move_database(&scene.scratch.url, &target.url, false, START).await);
    assert_says(&said, &["is in use", "Stop Keydesk"]);
    scene.app.state.store.close().await;
    let moved = copies::move_database(&scene.scratch.url, &target.url, false, START)
        .await
        .unwrap();
    assert!(moved.ended.is_none() && moved.rows > 50 && !moved.has_broken_chain);
    // The nodes of the new database make a shared key of their own.
    assert_eq!(number(&target, "select count(*) from attempt_key").await, 0);
    let app = TestApp::on(&target).await;
    assert_eq!(
        scene.verdicts(&app).await,
        ("yes".to_owned(), "token_revoked".to_owned())
    );
    assert_chains_are_whole(&app.state).await;
    // Sessions, links and invitations go on.
    let session = Person {
        app: app.clone(),
        ..scene.owner.clone()
    };
    assert_eq!(session.list().await.unwrap().total, 2);
    app.stranger().open(&scene.link).await.unwrap();
    assert_eq!(app.stranger().get(&scene.invitation).await.status, StatusCode::OK);

    let said = sentence(copies::move_database(&scene.scratch.url, &target.url, false, START).await);
    assert!(said.contains("is not empty") || said.contains("is in use"), "{said}");
    app.state.store.close().await;
    let said = sentence(copies::move_database(&scene.scratch.url, &target.url, false, START).await);
    assert_says(&said, &["is not empty"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_moves_to_postgres() {
    assert_moves(Database::Sqlite, Database::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_moves_to_sqlite() {
    assert_moves(Database::Postgres, Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_a_database_in_use_opens_no_link_a_second_time() {
    for (from, to) in [
        (Database::Sqlite, Database::Postgres),
        (Database::Postgres, Database::Sqlite),
    ] {
        let scene = Scene::on(from).await;
        let target = Scratch::new(to).await;
        let moved = copies::move_database(&scene.scratch.url, &target.url, true, START)
            .await
            .unwrap();
        assert_eq!(moved.ended.unwrap().links.len(), 1);
        let app = TestApp::on(&target).await;
        let refused = app.stranger().open(&scene.link).await.unwrap_err();
        assert_eq!(refused.status, StatusCode::GONE);
        assert_eq!(scene.verdicts(&app).await.0, "yes");
        // The original goes on.
        scene.app.stranger().open(&scene.link).await.unwrap();
        scene.owner.generate("goes on").await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_is_not_copied_onto_itself() {
    let scene = Scene::on(Database::Sqlite).await;
    scene.app.state.store.close().await;
    let url = &scene.scratch.url;
    assert_says(
        &sentence(copies::move_database(url, url, false, START).await),
        &["is not empty"],
    );
    assert_eq!(scene.verdicts(&TestApp::on(&scene.scratch).await).await.0, "yes");
}
