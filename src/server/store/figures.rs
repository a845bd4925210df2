//! What the database holds, in numbers for an operator.

use crate::{
    domain::{
        keys::alert::{RenewalAlert, RenewalPeriod},
        time::Timestamp,
    },
    server::store::{MemoryFigures, Store, StoreError},
};
use strum::VariantArray;

/// Numbers over all accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Links by their state: `pending`, `opened`, `expired`, `cancelled`.
    pub links: Vec<(String, i64)>,
    pub keys: i64,
    /// Keys whose renewal is recommended, urgent ones not counted.
    pub recommended: i64,
    /// Keys whose renewal is highly recommended.
    pub highly_recommended: i64,
    /// Keys with an old token.
    pub renewing: i64,
}

impl Store {
    /// The numbers at a moment.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn figures(&self, now: Timestamp) -> Result<Figures, StoreError> {
        let links = "select state, count(*) from links group by state";
        let links = sqlx::query_as(links).fetch_all(&self.pool).await?;
        let slots = "select slot, count(*) from api_tokens group by slot";
        let slots: Vec<(String, i64)> = sqlx::query_as(slots).fetch_all(&self.pool).await?;
        let of = |wanted: &str| {
            slots
                .iter()
                .find(|(slot, _)| slot == wanted)
                .map_or(0, |(_, count)| *count)
        };
        let (mut recommended, mut highly_recommended) = (0, 0);
        for period in RenewalPeriod::VARIANTS {
            let any = self
                .keys_older_than(*period, RenewalAlert::Recommended.latest_creation(*period, now))
                .await?;
            let high = RenewalAlert::HighlyRecommended.latest_creation(*period, now);
            let high = self.keys_older_than(*period, high).await?;
            recommended += any - high;
            highly_recommended += high;
        }
        Ok(Figures {
            links,
            keys: of("newest"),
            recommended,
            highly_recommended,
            renewing: of("old"),
        })
    }

    /// The number of keys, in accounts with this period, whose newest token was created at `latest` or before.
    async fn keys_older_than(&self, period: RenewalPeriod, latest: Timestamp) -> Result<i64, StoreError> {
        let text = "select count(*) from api_tokens t join api_keys k on k.id = t.key_id join accounts a on a.id = k.account_id \
                    where t.slot = 'newest' and t.created_at <= $1 and a.renewal_months = $2";
        let query = sqlx::query_scalar(text)
            .bind(latest.millis())
            .bind(i64::from(period.months()));
        Ok(query.fetch_one(&self.pool).await?)
    }
}

impl Store {
    /// What verification's memory holds at this moment.
    pub fn memory_figures(&self) -> MemoryFigures {
        self.index.figures()
    }

    /// Connections to the database by their state: open ones, idle ones, and tasks that wait for one.
    pub fn connections(&self) -> [(&'static str, i64); 3] {
        self.pool.figures()
    }
}
