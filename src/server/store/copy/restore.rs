//! Restores a backup into an empty database, and moves an installation to another database.

use super::{
    backup_file::BackupFile,
    connection::{End, Use},
    error::CopyError,
    review::{Review, review},
    rows::{BrokenChains, Copied, broken_chains, copy_all},
    secure::{Ended, end_what_may_be_stale},
};
use crate::{
    domain::time::Timestamp,
    server::{
        postgres_url,
        store::{Dialect, StartError, opening::scheme},
    },
};
use std::path::Path;

/// A backup that was restored.
#[derive(Debug)]
pub struct Restored {
    /// When the backup was made, and by which version.
    pub made_at: Timestamp,
    pub version: String,
    /// The database that was filled.
    pub place: String,
    pub rows: i64,
    /// Whether the audit log was already broken when the backup was made.
    pub has_broken_chain: bool,
    pub ended: Ended,
    pub review: Review,
}

/// A database that was moved.
#[derive(Debug)]
pub struct Moved {
    pub from: String,
    pub to: String,
    pub rows: i64,
    pub has_broken_chain: bool,
    /// What was ended in the copy, if the source was in use.
    pub ended: Option<Ended>,
}

/// Restores a backup into an empty database, in one transaction. Pending links and invitations are cancelled and sessions ended, because
/// some of them may have been used or ended after the backup was made.
///
/// # Errors
/// [`CopyError`], a message for the operator. Nothing was changed then.
pub async fn restore(file: &Path, url: &str, now: Timestamp) -> Result<Restored, CopyError> {
    let BackupFile {
        mut end,
        manifest,
        migrated: _migrated,
    } = BackupFile::open(file).await?;
    let made_at = Timestamp::from_millis(manifest.made_at);
    let mut target = match End::target(url).await {
        Ok(target) => target,
        Err(error) => {
            end.give_up().await;
            return Err(error);
        }
    };
    let filled = async {
        let copied = copy_all(&mut end, &mut target).await?;
        if let Some(difference) = log_difference(&copied.broken, &manifest.broken_chains) {
            return Err(CopyError::damaged(file, difference));
        }
        let ended = end_what_may_be_stale(&mut target, made_at, now).await?;
        let review = review(&mut target, made_at).await?;
        Ok((copied, ended, review))
    };
    let filled = filled.await;
    end.give_up().await;
    let place = target.place.clone();
    let (copied, ended, review) = commit(target, filled, |(copied, _, _)| copied).await?;
    Ok(Restored {
        made_at,
        version: manifest.version,
        place,
        rows: copied.counts.values().sum(),
        has_broken_chain: !copied.broken.is_empty(),
        ended,
        review,
    })
}

/// Copies a database into an empty one, in one transaction. Unless `while_serving`, nobody may use the source, and the copy takes its place
/// with pending links and sessions. Otherwise both can be used afterwards, so links and sessions end in the copy.
///
/// # Errors
/// [`CopyError`], a message for the operator. Nothing was changed then.
pub async fn move_database(from: &str, to: &str, while_serving: bool, now: Timestamp) -> Result<Moved, CopyError> {
    for (option, url) in [("--from", from), ("--to", to)] {
        if Dialect::of(url).is_none() {
            let scheme = scheme(url);
            return Err(CopyError::Scheme { option, scheme });
        }
        if Dialect::of(url) == Some(Dialect::Postgres) {
            postgres_url::check(url).map_err(|problem| CopyError::PostgresUrl { option, problem })?;
        }
    }
    let mut target = End::target(to).await.map_err(|e| about_option("--to", e))?;
    let sharing = if while_serving { Use::Shared } else { Use::Alone };
    let mut source = match End::source(from, sharing).await {
        Ok(source) => source,
        Err(error) => {
            target.give_up().await;
            return Err(about_option("--from", error));
        }
    };
    let (from, to) = (source.place.clone(), target.place.clone());
    let filled = async {
        let copied = copy_all(&mut source, &mut target).await?;
        if !copied.broken.is_empty() {
            let (before, _) = broken_chains(&mut source).await?;
            if let Some(difference) = log_difference(&copied.broken, &before) {
                return Err(target.differs(difference));
            }
        }
        let ended = if while_serving {
            Some(end_what_may_be_stale(&mut target, now, now).await?)
        } else {
            None
        };
        Ok((copied, ended))
    };
    let filled = filled.await;
    let committed = commit(target, filled, |(copied, _)| copied).await;
    // Only now may somebody use the source again.
    source.give_up().await;
    let (copied, ended) = committed?;
    Ok(Moved {
        from,
        to,
        rows: copied.counts.values().sum(),
        has_broken_chain: !copied.broken.is_empty(),
        ended,
    })
}

/// Commits and closes the target, or gives it up after an error.
async fn commit<T>(
    mut target: End,
    filled: Result<T, CopyError>,
    copied: impl Fn(&T) -> &Copied,
) -> Result<T, CopyError> {
    let done = match filled {
        Ok(filled) => target.run("COMMIT").await.map(|()| filled),
        Err(error) => Err(error),
    };
    match done {
        Ok(done) => {
            let copied = copied(&done);
            let has_accounts = copied.counts.get("accounts").is_some_and(|rows| *rows > 0);
            target.finish_target(has_accounts, copied.audit_rows).await;
            Ok(done)
        }
        Err(error) => {
            target.give_up().await;
            Err(error)
        }
    }
}

/// How the audit log of a copy differs from the one that was copied, if it does: it may have been broken before.
fn log_difference(found: &BrokenChains, before: &BrokenChains) -> Option<String> {
    if found == before {
        return None;
    }
    let changed = found.iter().find(|(chain, row)| before.get(*chain) != Some(row));
    let (chain, row) = changed.or_else(|| before.iter().next())?;
    let chain = if chain.is_empty() { "the installation" } else { chain };
    Some(format!(
        "row {row} of the audit log of {chain} was changed or is missing"
    ))
}

/// A message about `DATABASE_URL`, as one about an option.
fn about_option(option: &'static str, error: CopyError) -> CopyError {
    match error {
        CopyError::Start(
            error @ (StartError::Address(_)
            | StartError::Memory
            | StartError::Folder { .. }
            | StartError::Missing { .. }),
        ) => {
            let reason = error.to_string().replace("DATABASE_URL", option);
            CopyError::Option { option, reason }
        }
        CopyError::Start(error) => CopyError::Option {
            option,
            reason: error
                .to_string()
                .replace("set DATABASE_URL", "name another one")
                .replace("DATABASE_URL", option),
        },
        other => other,
    }
}
