//! What new audit rows say about the memory: which keys and accounts they touched.

use super::load::Touched;
use crate::{
    domain::audit::event::Event,
    server::store::{
        StoreError, audit,
        database::{Connection, Ends},
    },
};

/// More changes of a chain than this are not followed one by one: everything is read again.
const MOST_CHANGES: i64 = 5_000;

/// What the rows between the ends touched; `None` if there are too many.
///
/// # Errors
/// [`StoreError::Database`].
pub(super) async fn touched(from: &mut Connection, known: &Ends, told: &Ends) -> Result<Option<Touched>, StoreError> {
    let mut touched = Touched::default();
    for (chain, end) in told {
        let begin = known.get(chain).copied();
        let before = begin.unwrap_or_default();
        if *end <= before {
            // Another commit of this chain was taken in first, and this one with it.
            continue;
        }
        let Some(changes) = audit::changes(&mut *from, chain, (before, *end), MOST_CHANGES).await? else {
            return Ok(None);
        };
        if begin.is_none() && !chain.is_empty() {
            touched.accounts.insert(chain.clone());
        }
        for change in changes.into_iter().filter(|change| matters(&change.action)) {
            let key = change.key_id.as_str().to_owned();
            if change.action.starts_with("verifier_") {
                touched.verifiers = true;
                continue;
            }
            match (chain.is_empty(), key.is_empty()) {
                (true, _) => {}
                (false, true) => {
                    touched.accounts.insert(chain.clone());
                }
                (false, false) => {
                    touched.keys.insert(key);
                }
            }
        }
    }
    Ok(Some(touched))
}

/// An action of a later version may matter.
fn matters(action: &str) -> bool {
    Event::from_name(action).is_none_or(Event::is_read_by_verification)
}
