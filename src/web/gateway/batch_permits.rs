//! Limits how many batches are read at the same time, in total and for each verifier.

use crate::domain::{id::Id, verifiers::verifier::Verifier};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Bodies that are read and answered at the same time: 4 MB in total.
const AT_ONCE: usize = 64;
/// Those of one verifier, so that one with many slow bodies leaves room for the others.
const OF_A_VERIFIER: usize = 32;

/// The batches that are being read, by verifier; `None` for gateways that need none.
static READ: Mutex<Option<HashMap<Owner, usize>>> = Mutex::new(None);

type Owner = Option<Id<Verifier>>;

/// A permit to read a batch. It ends when it is dropped.
pub(super) struct Permit(Owner);

impl Permit {
    /// `None` if too many batches are being read.
    pub fn take(owner: Owner) -> Option<Self> {
        let mut read = read();
        let read = read.get_or_insert_default();
        let own = read.get(&owner).copied().unwrap_or_default();
        if own >= OF_A_VERIFIER || read.values().sum::<usize>() >= AT_ONCE {
            return None;
        }
        read.insert(owner.clone(), own + 1);
        Some(Self(owner))
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut read = read();
        let read = read.get_or_insert_default();
        match read.get_mut(&self.0) {
            Some(own) if *own > 1 => *own -= 1,
            Some(_) | None => {
                read.remove(&self.0);
            }
        }
    }
}

fn read() -> MutexGuard<'static, Option<HashMap<Owner, usize>>> {
    READ.lock().unwrap_or_else(PoisonError::into_inner)
}
