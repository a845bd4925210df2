//! Sentences about the uses of tokens.

use crate::{
    domain::{
        keys::{
            activity::{Activity, TokenActivity},
            key::{Key, Token},
            link::Link,
        },
        time::Timestamp,
    },
    i18n::{number, t},
    words::dates::{age, date},
};

/// When a token was used last. `None` while nothing can be said: nothing was recorded yet, or nobody has the token yet.
pub fn last_use(
    token: &Token,
    last: Option<Timestamp>,
    recorded_since: Option<Timestamp>,
    now: Timestamp,
) -> Option<String> {
    if let Some(at) = last {
        return Some(t::last_used(&age(at, now)));
    }
    let since = recorded_since.filter(|_| matches!(token.link, Link::Opened { .. }))?;
    Some(t::not_used_since(&date(since.max(token.created_at))))
}

/// The facts about the use of a token, which is named as in *The old token*.
pub fn facts(named: &str, told: &TokenActivity, now: Timestamp) -> String {
    let last = told.last_at.map(|at| {
        let ago = age(at, now);
        if told.address.is_empty() {
            ago
        } else {
            t::ago_from(&ago, &told.address)
        }
    });
    match (told.activity, last, told.within_a_day) {
        (Activity::Quiet, _, _) => t::fact_quiet(named),
        (_, Some(last), 0) => t::fact_used(named, &last),
        (_, Some(last), times) => t::fact_used_today(times, named, &last, &number(times)),
        (Activity::Unknown | Activity::InUse, None, _) => t::fact_unknown(named),
    }
}

/// The name of a key's token at the beginning of a sentence.
pub fn token_name(key: &Key, told: &TokenActivity) -> &'static str {
    match key.tokens.old() {
        Some(old) if old.id == told.token => t::fact_old_token(),
        Some(_) => t::fact_new_token(),
        None => t::fact_token(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::Id;
    use std::time::Duration;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn nothing_is_said_of_times_that_were_not_recorded() {
        let now = Timestamp::from_ymd(2026, 11, 22).unwrap();
        let [may, june] = [5, 6].map(|month| Timestamp::from_ymd(2026, month, 3).unwrap());
        let token = |created_at, link| Token {
            id: Id::new(String::new()),
            created_at,
            link,
        };
        let opened = token(may, Link::Opened { at: may });
        let used = now.minus(Duration::from_mins(4));
        let said = |token: &Token, last, since| last_use(token, last, since, now).unwrap_or_default();
        assert_eq!(said(&opened, Some(used), Some(may)), "Last used 4 minutes ago");
        assert_eq!(said(&opened, None, Some(june)), "Not used since 3 Jun 2026");
        assert_eq!(said(&opened, None, Some(may)), "Not used since 3 May 2026");
        assert_eq!(said(&opened, None, None), "");
        assert_eq!(said(&token(june, Link::Expired { at: june }), None, Some(may)), "");
    }
}
