//! The data of a key's row.

use crate::{
    domain::{
        id::Id,
        keys::{
            activity::DeadTokens,
            alert::{RenewalAlert, renewal_alert},
            key::{Action, Key, Token},
            restrictions::EndDistance,
        },
        names::AccountSlug,
        time::Timestamp,
    },
    views::wire::KeysPage,
    words::{keys::disabled_reason, usage},
};

/// The data that a row shows, without ages: they change too slowly to justify rendering the row again.
#[derive(Clone, PartialEq)]
pub struct Row {
    pub key: Key,
    /// The actions that the viewer is permitted, each with the reason if it is not possible now.
    pub menu: Vec<(Action, Option<&'static str>)>,
    pub alert: Option<RenewalAlert>,
    /// How far away the key's end is.
    pub end: Option<EndDistance>,
    /// The other accounts on which the key can act.
    pub other_accounts: Vec<AccountSlug>,
    /// The number of visits to links of the key after they were opened, and the time of the last visit.
    pub revisit: Option<(i64, Timestamp)>,
    /// When each token was used last, in words, so that the row is rendered again when they change.
    pub uses: Vec<(Id<Token>, String)>,
    /// Its revoked tokens that are still sent.
    pub dead: Option<DeadTokens>,
}

impl Row {
    /// Whether an action is possible now.
    pub fn can(&self, action: Action) -> bool {
        self.menu.contains(&(action, None))
    }

    /// The row of a key on `page`.
    pub fn of(key: &Key, page: &KeysPage) -> Self {
        let menu = key.menu(page.now).into_iter();
        let menu = menu.filter(|(action, _)| page.viewer.may(action.permission()));
        let revisit = page.revisits.iter().find(|revisit| revisit.key == key.id);
        let grants = page.grants.iter().filter(|grant| grant.key == key.id);
        let last_use = |token: &Token| {
            let last = page.last_uses.iter().find(|last| last.token == token.id);
            let words = usage::last_use(token, last.map(|last| last.at), page.recorded_since, page.now)?;
            Some((token.id.clone(), words))
        };
        Self {
            uses: key.tokens.iter().filter_map(last_use).collect(),
            dead: page.dead_tokens.iter().find(|dead| dead.key == key.id).cloned(),
            other_accounts: grants.map(|grant| grant.account.clone()).collect(),
            revisit: revisit.map(|revisit| (revisit.times, revisit.last_at)),
            menu: menu
                .map(|(action, refusal)| (action, refusal.map(|refusal| disabled_reason(action, &refusal))))
                .collect(),
            alert: renewal_alert(key.tokens.newest().created_at, page.period, page.now),
            end: key.restrictions.end(page.now).map(|(_, distance)| distance),
            key: key.clone(),
        }
    }
}
