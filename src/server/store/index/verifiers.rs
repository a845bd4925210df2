//! The valid secrets of verifiers, and which of them were used.

use super::rows::Digest;
use crate::server::crypto::DigestMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// The secrets by their hashes, each with its verifier.
#[derive(Debug)]
pub(super) struct Verifiers<Verifier>(DigestMap<Digest, IndexedSecret<Verifier>>);

#[derive(Debug)]
struct IndexedSecret<Verifier> {
    verifier: Verifier,
    /// Whether it was used and this is not recorded yet.
    used: AtomicBool,
}

impl<Verifier> Default for Verifiers<Verifier> {
    fn default() -> Self {
        Self(DigestMap::default())
    }
}

impl<Verifier> Verifiers<Verifier> {
    /// The verifier with this secret. Notes the use.
    pub fn find(&self, secret: &Digest) -> Option<&Verifier> {
        let found = self.0.get(secret)?;
        // Written once a minute and read otherwise, so that processors do not take the cache line from each other.
        if !found.used.load(Ordering::Relaxed) {
            found.used.store(true, Ordering::Relaxed);
        }
        Some(&found.verifier)
    }

    /// Replaces all secrets. Uses that are not recorded yet are kept.
    pub fn replace(&mut self, secrets: Vec<(Digest, Verifier)>) {
        let secret = |(digest, verifier)| {
            let used = AtomicBool::new(false);
            (digest, IndexedSecret { verifier, used })
        };
        let before = std::mem::replace(self, Self(secrets.into_iter().map(secret).collect()));
        self.keep_uses_of(&before);
    }

    /// Takes over uses that are not recorded yet.
    pub fn keep_uses_of(&mut self, before: &Self) {
        for (digest, secret) in &mut self.0 {
            let used = before
                .0
                .get(digest)
                .is_some_and(|secret| secret.used.load(Ordering::Relaxed));
            *secret.used.get_mut() |= used;
        }
    }

    /// Notes uses that could not be recorded once more. Secrets that are gone have no use for them.
    pub fn put_back(&self, used: &[Digest]) {
        for secret in used.iter().filter_map(|digest| self.0.get(digest)) {
            secret.used.store(true, Ordering::Relaxed);
        }
    }

    /// The secrets that were used since the last call.
    pub fn take_used(&self) -> Vec<Digest> {
        let used = self
            .0
            .iter()
            .filter(|(_, secret)| secret.used.swap(false, Ordering::Relaxed));
        used.map(|(digest, _)| *digest).collect()
    }
}
