//! The list of migrations.

use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

/// The migrations in order; the number is the one in the file name. Listed by hand, because sqlx's macro would make every build compile
/// the database drivers twice.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "foundation", include_str!("../../../migrations/0001_foundation.sql")),
    (
        2,
        "external_keys",
        include_str!("../../../migrations/0002_external_keys.sql"),
    ),
    (3, "lists", include_str!("../../../migrations/0003_lists.sql")),
    (
        4,
        "users_and_roles",
        include_str!("../../../migrations/0004_users_and_roles.sql"),
    ),
    (
        5,
        "receipts_and_audit_filters",
        include_str!("../../../migrations/0005_receipts_and_audit_filters.sql"),
    ),
    (
        6,
        "second_factor",
        include_str!("../../../migrations/0006_second_factor.sql"),
    ),
    (
        7,
        "last_active",
        include_str!("../../../migrations/0007_last_active.sql"),
    ),
    (
        8,
        "audit_detail",
        include_str!("../../../migrations/0008_audit_detail.sql"),
    ),
    (
        9,
        "kept_answers",
        include_str!("../../../migrations/0009_kept_answers.sql"),
    ),
    (
        11,
        "attempts_and_known_browsers",
        include_str!("../../../migrations/0011_attempts_and_known_browsers.sql"),
    ),
    (
        13,
        "link_visitors",
        include_str!("../../../migrations/0013_link_visitors.sql"),
    ),
    (14, "nodes", include_str!("../../../migrations/0014_nodes.sql")),
    (15, "verifiers", include_str!("../../../migrations/0015_verifiers.sql")),
    (
        16,
        "ends_and_addresses",
        include_str!("../../../migrations/0016_ends_and_addresses.sql"),
    ),
    (17, "usage", include_str!("../../../migrations/0017_usage.sql")),
    (
        18,
        "when_unused",
        include_str!("../../../migrations/0018_when_unused.sql"),
    ),
    (
        19,
        "usage_once",
        include_str!("../../../migrations/0019_usage_once.sql"),
    ),
    (
        20,
        "job_rounds",
        include_str!("../../../migrations/0020_job_rounds.sql"),
    ),
    (
        21,
        "compatible_from",
        include_str!("../../../migrations/0021_compatible_from.sql"),
    ),
];

/// The oldest program that works with the tables that these migrations make, by the last migration that it knows. A migration that only adds leaves
/// it as it is. One that takes something away raises it to the first program that works without it (`docs/decisions/0131`). It is stored
/// before migrations run.
pub(super) const COMPATIBLE_FROM: i64 = 21;

/// Runs the migrations up to this number.
pub(super) fn migrator(up_to: i64) -> Migrator {
    let migration = |(version, name, text): (i64, &'static str, &'static str)| {
        Migration::new(version, name.into(), MigrationType::Simple, text.into_sql_str(), false)
    };
    let wanted = MIGRATIONS.iter().copied().filter(|(version, ..)| *version <= up_to);
    Migrator::with_migrations(wanted.map(migration).collect())
}

/// The number of the last migration.
pub(super) fn last_migration() -> i64 {
    MIGRATIONS.last().map_or(0, |(version, ..)| *version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_program_works_with_its_own_tables() {
        assert!((1..=last_migration()).contains(&COMPATIBLE_FROM));
    }

    #[test]
    fn every_migration_file_is_listed() {
        let files = std::fs::read_dir("migrations")
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut files: Vec<_> = files.collect();
        files.sort();
        let listed: Vec<_> = MIGRATIONS
            .iter()
            .map(|(version, name, _)| format!("{version:04}_{name}.sql"))
            .collect();
        assert_eq!(files, listed);
    }
}
