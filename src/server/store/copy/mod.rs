//! Backups, restores and moves: all rows of a database are copied into an empty one, table by table. A backup is an SQLite file, whatever
//! the database. Each end has one transaction, so a copy is consistent, and complete or not there.

mod backup;
mod backup_file;
mod connection;
mod error;
mod queries;
mod restore;
mod review;
mod rows;
mod secure;
mod tables;

pub use backup::{Backup, back_up};
pub use error::CopyError;
pub use restore::{Moved, Restored, move_database, restore};
pub use review::{AGES, AccountReview, ExternalKeyReview, KeyReview, Listed, Review, UserReview};
pub use secure::Ended;
pub use tables::{COPIED, NOT_COPIED};

#[cfg(test)]
mod tests {
    use super::{connection::End, *};
    use crate::{
        domain::{audit::event::Event, id::Id, time::Timestamp},
        server::store::{AuditEntry, audit, migrations::last_migration},
    };

    /// A migration before the last one that changed a table.
    const EARLIER: i64 = 18;
    const NOW: Timestamp = Timestamp::from_millis(1_795_348_800_000);

    #[tokio::test]
    async fn a_backup_of_an_earlier_version_gets_the_tables_of_this_one() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let url = |name: &str| format!("sqlite://{}", at(name).display());
        std::fs::write(at("old.db"), "").unwrap();
        let mut old = End::new_file(&at("old.db"), "old", EARLIER).await.unwrap();
        old.run("insert into accounts (id, slug, created_at) values ('a', 'acme', 1)")
            .await
            .unwrap();
        old.run("insert into token_usage (subject, first_at, last_at, uses) values ('s', 1, 2, 3)")
            .await
            .unwrap();
        let entry = AuditEntry::by_operator(&Id::new("a".to_owned()), Event::AccountCreated, NOW);
        audit::record_alone(&mut old.connection, entry).await.unwrap();
        old.run("COMMIT").await.unwrap();
        old.close_file().await.unwrap();

        back_up(&url("old.db"), &at("backup.db"), "0.0.1", NOW).await.unwrap();
        let mut backup = End::complete_file(&at("backup.db")).await.unwrap();
        assert_eq!(
            backup.version().await.unwrap(),
            Some(EARLIER),
            "the source was not migrated"
        );
        backup.give_up().await;
        let restored = restore(&at("backup.db"), &url("new.db"), NOW).await.unwrap();
        assert_eq!(restored.review.accounts.len(), 1);
        let mut new = End::complete_file(&at("new.db")).await.unwrap();
        assert_eq!(new.version().await.unwrap(), Some(last_migration()));
        assert_eq!(new.one::<i64>("select written_at from token_usage").await.unwrap(), 2);
        new.give_up().await;

        let moved = move_database(&url("old.db"), &url("other.db"), false, NOW).await;
        assert!(moved.unwrap_err().to_string().contains("run `keydesk migrate`"));
        assert!(!at("other.db").exists());
    }
}
