//! Heights: the last committed row number of each audit chain, as far as this process knows. They only grow, so a lower one means that
//! the database was set back to an older state, by a restored backup or a replaced file.

use sqlx::Error;
use std::{
    collections::HashMap,
    io,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

const SET_BACK: &str = "the database was set back to an older state while Keydesk ran, and lacks what Keydesk acknowledged. Stop \
                        Keydesk, make sure that it is the right database, and start it again";

/// Reads the last row number of each chain.
pub(in crate::server::store) const ENDS: &str = "select chain, seq from audit_chains";

/// The last row number of each chain, by chain id.
pub(in crate::server::store) type Ends = HashMap<String, i64>;

/// The last committed numbers, and whether the database lacks some of them.
#[derive(Debug, Default)]
pub(in crate::server::store) struct Heights {
    highest: Mutex<Ends>,
    set_back: AtomicBool,
}

impl Heights {
    pub(in crate::server::store) fn new(ends: Ends) -> Self {
        Self {
            highest: Mutex::new(ends),
            set_back: AtomicBool::new(false),
        }
    }

    /// The numbers known now. Take them before the query whose result is compared: other transactions may commit in between.
    pub(in crate::server::store) fn known(&self) -> Ends {
        self.highest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The last known number of a chain; 0 if none.
    pub(in crate::server::store) fn of(&self, chain: &str) -> i64 {
        let highest = self.highest.lock().unwrap_or_else(PoisonError::into_inner);
        highest.get(chain).copied().unwrap_or_default()
    }

    /// The number of known rows in all chains.
    pub(in crate::server::store) fn rows(&self) -> i64 {
        let highest = self.highest.lock().unwrap_or_else(PoisonError::into_inner);
        highest.values().sum()
    }

    /// Records committed numbers.
    pub(super) fn note(&self, ends: impl IntoIterator<Item = (String, i64)>) {
        let mut highest = self.highest.lock().unwrap_or_else(PoisonError::into_inner);
        for (chain, seq) in ends {
            let known = highest.entry(chain).or_default();
            *known = seq.max(*known);
        }
    }

    /// Records that the database was set back. Logged once.
    pub(super) fn set_back(&self) -> Error {
        if !self.set_back.swap(true, Ordering::SeqCst) {
            tracing::error!("{SET_BACK}. Every request is refused.");
        }
        Error::Io(io::Error::other(SET_BACK))
    }

    /// Refuses a database that was set back, until Keydesk restarts.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.set_back.load(Ordering::SeqCst) {
            return Err(Error::Io(io::Error::other(SET_BACK)));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_numbers_are_kept_and_added_up() {
        let heights = Heights::new(Ends::from([(String::new(), 3)]));
        heights.note([("a".to_owned(), 5), (String::new(), 2)]);
        assert_eq!((heights.of(""), heights.of("a"), heights.of("b")), (3, 5, 0));
        assert_eq!(heights.rows(), 8);
    }

    #[test]
    fn a_database_that_was_set_back_stays_refused() {
        let heights = Heights::default();
        assert!(heights.check().is_ok());
        heights.set_back();
        heights.note([("a".to_owned(), 1)]);
        assert!(heights.check().is_err());
    }
}
