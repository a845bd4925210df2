//! A copy leaves no table out.

use super::*;
use keydesk::server::store::copy::{COPIED, NOT_COPIED};
use std::collections::BTreeSet;

async fn names(scratch: &Scratch, query: &str) -> Vec<String> {
    tamper(scratch, query).await.iter().map(|row| row.get(0)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_of_both_databases_is_listed() {
    for (database, tables) in [
        (
            Database::Sqlite,
            "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'",
        ),
        (
            Database::Postgres,
            "select cast(table_name as text) from information_schema.tables where table_schema = current_schema()",
        ),
    ] {
        let scratch = Scratch::new(database).await;
        scratch.node().await.store.close().await;
        let found: BTreeSet<_> = names(&scratch, tables).await.into_iter().collect();
        let listed = COPIED.iter().chain(NOT_COPIED).chain(&["_sqlx_migrations"]);
        let listed: BTreeSet<_> = listed.map(|name| (*name).to_owned()).collect();
        assert_eq!(found, listed, "{database:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_come_after_those_that_they_refer_to() {
    let scratch = Scratch::new(Database::Sqlite).await;
    scratch.node().await.store.close().await;
    let place = |table: &str| COPIED.iter().position(|name| *name == table).unwrap();
    let mut references = 0;
    for table in COPIED {
        for referred in names(
            &scratch,
            &format!("select \"table\" from pragma_foreign_key_list('{table}')"),
        )
        .await
        {
            assert!(place(&referred) < place(table), "{table} refers to {referred}");
            references += 1;
        }
    }
    assert!(references > 30);
}

/// A copy would have to set them to the next value.
#[tokio::test(flavor = "multi_thread")]
async fn no_table_has_a_sequence() {
    let scratch = Scratch::new(Database::Postgres).await;
    scratch.node().await.store.close().await;
    assert_eq!(number(&scratch, "select count(*) from pg_sequences").await, 0);
}
