//! A renewal of the lease: asks whether the memory is current, and reads what is new.

use super::{
    changes::touched,
    follow::{Index, Progress, out_of_date},
    lease::BootTime,
    load,
    node::NodeRow,
    passes,
};
use crate::server::store::{
    StoreError,
    database::{Connection, ENDS, Ends, Tx},
};
use futures_util::FutureExt;
use std::{
    panic::AssertUnwindSafe,
    sync::{PoisonError, atomic::Ordering},
};
use tokio::time::timeout;

impl Index {
    /// Renews the lease, and says whether that worked.
    pub(super) async fn renew_once(&self) -> bool {
        let renewal = Renewal(self);
        let renewed = AssertUnwindSafe(renewal.0.renew()).catch_unwind().await;
        let renewed = match renewed {
            Ok(renewed) => renewed,
            Err(_) => {
                self.start_anew(&mut *self.0.progress.lock().await);
                Err(out_of_date())
            }
        };
        let failed_before = self.0.failing.swap(renewed.is_err(), Ordering::SeqCst);
        match &renewed {
            Err(error) if !failed_before && !self.is_closed() => {
                tracing::warn!(%error, "verification could not check that its keys are current; trying again until it can");
            }
            Ok(()) if failed_before => tracing::info!("verification's keys are current again"),
            Ok(()) | Err(_) => {}
        }
        renewed.is_ok()
    }

    /// Believes nothing that was read.
    fn start_anew(&self, progress: &mut Progress) {
        self.0.lease.end();
        *progress = Progress::default();
    }

    /// Brings the memory up to date and begins a lease.
    async fn renew(&self) -> Result<(), StoreError> {
        let mut progress = self.0.progress.lock().await;
        if self.is_closed() {
            return Err(out_of_date());
        }
        if !self.try_to_renew(&mut progress).await? {
            // The row is gone, or the database lost commits: nothing that was read counts any more.
            self.start_anew(&mut progress);
            tracing::warn!(
                "another node removed this one, or the database lost commits; verification reads its keys again"
            );
            if !self.try_to_renew(&mut progress).await? {
                return Err(out_of_date());
            }
        }
        Ok(())
    }

    /// False if this node must start anew.
    async fn try_to_renew(&self, progress: &mut Progress) -> Result<bool, StoreError> {
        if progress.ends.is_none() {
            // Before the row is there: actions wait for nodes that have one, and one whose counter stands still for long is removed.
            self.read_news(progress).await?;
        }
        self.register(progress).await?;
        let asked = BootTime::now();
        let Some(rows) = self.ask(progress).await? else {
            return Ok(false);
        };
        let included = |progress: &Progress| progress.ends.as_ref().map(|ends| ends.values().sum::<i64>());
        if included(progress) != Some(rows) {
            self.read_news(progress).await?;
        }
        let rows = included(progress).unwrap_or_default();
        if let Some(node) = &mut progress.node {
            // Before the lease: a change that the database lost after it was read must not be believed.
            if !self.soon(node.confirm(&self.0.pool, rows)).await? {
                return Ok(false);
            }
        }
        self.0.lease.begin(asked, self.0.length);
        Ok(true)
    }

    /// Brings the memory up to the current state of the database.
    async fn read_news(&self, progress: &mut Progress) -> Result<(), StoreError> {
        let known = self.0.pool.heights().known();
        let begun = self.soon(async {
            let mut snapshot = self.0.pool.begin_snapshot().await?;
            let told = ends(&mut snapshot).await?;
            Ok((snapshot, told))
        });
        let (snapshot, told) = begun.await?;
        self.0.pool.compare(&known, told.clone())?;
        self.catch_up(snapshot, progress, told).await
    }

    /// Limits the time of a small statement, so that a silent connection is soon replaced by another one.
    pub(super) async fn soon<T>(
        &self,
        statement: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let result = timeout(self.0.within, statement).await;
        result.unwrap_or_else(|_| Err(out_of_date()))
    }

    /// Commits this node's row, unless it has one. A change that does not see it was committed before, so that the renewal shows it.
    async fn register(&self, progress: &mut Progress) -> Result<(), StoreError> {
        if self.0.shared.is_some() && progress.node.is_none() {
            progress.node = Some(self.soon(NodeRow::register(&self.0.pool)).await?);
        }
        Ok(())
    }

    /// Asks for the number of all audit rows. On PostgreSQL this renews the node's row; `None` if the node must start anew.
    async fn ask(&self, progress: &mut Progress) -> Result<Option<i64>, StoreError> {
        let answer = async {
            let mut connection = self.0.pool.acquire().await?;
            if let Some(node) = &mut progress.node {
                return node.renew(&mut connection).await;
            }
            let text = "select cast(coalesce(sum(seq), 0) as bigint) from audit_chains";
            let rows: i64 = sqlx::query_scalar(text).fetch_one(&mut connection).await?;
            Ok(Some(rows))
        };
        self.soon(answer).await
    }

    /// Takes in the rows up to these ends. One snapshot shows all of it, so that no mixture of two states is ever believed. The snapshot may
    /// be newer than the ends; then the difference is read again next time.
    pub(super) async fn catch_up(&self, mut from: Tx, progress: &mut Progress, told: Ends) -> Result<(), StoreError> {
        let touched = match &progress.ends {
            Some(known) => touched(&mut from, known, &told).await?,
            None => None,
        };
        match (touched, &mut progress.ends) {
            (Some(touched), Some(known)) => {
                let update = load::touched(&mut from, &touched).await?;
                update.apply(&mut self.0.keys.write().unwrap_or_else(PoisonError::into_inner));
                for (chain, end) in told {
                    let known = known.entry(chain).or_default();
                    *known = end.max(*known);
                }
            }
            (_, included) => {
                // `told` may be about one chain only.
                let told = ends(&mut from).await?;
                let mut keys = passes::everything(&mut from).await?;
                let before = {
                    let mut current = self.0.keys.write().unwrap_or_else(PoisonError::into_inner);
                    keys.keep_uses_of(&current);
                    std::mem::replace(&mut *current, keys)
                };
                *included = Some(told);
                // Takes a while. Questions are answered again meanwhile.
                drop(before);
            }
        }
        Ok(from.commit().await?)
    }
}

/// A running renewal. Its end lets the next one begin.
struct Renewal<'a>(&'a Index);

impl Drop for Renewal<'_> {
    fn drop(&mut self) {
        let Index(state) = self.0;
        state.renewing.store(false, Ordering::SeqCst);
        state.renewals.send_modify(|number| *number += 1);
    }
}

/// The ends of all audit chains.
async fn ends(from: &mut Connection) -> Result<Ends, StoreError> {
    let ends: Vec<(String, i64)> = sqlx::query_as(ENDS).fetch_all(from).await?;
    Ok(ends.into_iter().collect())
}
