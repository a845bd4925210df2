//! `keydesk demo`: two accounts with some forty keys in every state, for trials, screenshots and tests.

use crate::{
    domain::{
        audit::event::Event,
        id::Id,
        keys::{
            key::{Key, Status, Token, Tokens},
            link::Link,
            networks::AllowedNetworks,
            restrictions::Restrictions,
        },
        names::{AccountSlug, AppKey},
        people::team::Role,
        text::{Email, Label},
        time::{Timestamp, days},
    },
    server::{
        accounts,
        crypto::{Secret, random, seal},
        demo_usage,
        state::AppState,
        store::{AuditEntry, DemoKey, NewAccount, NewRole, StoreError, StoredToken, UserRecord},
    },
};
use std::{fmt::Display, time::Duration};
use thiserror::Error;

/// The users of the demo: the owner of `acme`, the owner of `bravo`, an owner of both, and a user who manages only the keys of `acme`.
pub const EMAILS: [&str; 4] = [
    "owner@acme.example",
    "owner@bravo.example",
    "both@acme.example",
    "keys@acme.example",
];

/// Why the demo could not be created. The messages are for the operator.
#[derive(Debug, Error)]
pub enum DemoError {
    #[error(
        "This database already has accounts, which the demo would mix with. Set DATABASE_URL to a database that does not exist yet, or run `keydesk demo --serve`, which uses a temporary one."
    )]
    NotEmpty,
    #[error("The demo could not be created: {0}.")]
    Failed(String),
}

/// What the operator needs to use the new demo.
pub struct Demo {
    /// The password of all users.
    pub password: Secret,
    /// The URL of a pending link.
    pub link: Secret,
}

/// The state of a demo key. Durations say how long ago something happened.
#[derive(Clone, Copy)]
enum DemoState {
    /// One delivered token of this age.
    InUse(Duration),
    Inactive(Duration),
    /// Generated this long ago, link pending.
    LinkPending(Duration),
    /// Generated this long ago, link expired unopened.
    LinkExpired(Duration),
    /// Renewal with an old and a new token of these ages, both delivered.
    OldPending(Duration, Duration),
    /// Renewal with a pending link: the ages of the old and the new token.
    JustRenewed(Duration, Duration),
    /// Renewal whose link expired unopened: the ages of the old and the new token.
    RenewalExpired(Duration, Duration),
}

use DemoState::{InUse, Inactive, JustRenewed, LinkExpired, LinkPending, OldPending, RenewalExpired};

/// A key: its label, the positions of its roles in the account, and its state.
type KeySpec = (&'static str, &'static [usize], DemoState);

const ACME: [KeySpec; 32] = [
    ("ERP integration", &[2, 3], OldPending(days(375), days(2))),
    ("Warehouse scanner", &[4], InUse(days(232))),
    ("Marketing newsletter", &[5], InUse(days(126))),
    ("Payments reconciliation", &[6, 7], LinkPending(Duration::from_hours(2))),
    ("Old price feed", &[3], Inactive(days(318))),
    ("Storefront search", &[3], InUse(days(12))),
    ("Mobile app, production", &[2, 3], InUse(days(40))),
    ("Mobile app, staging", &[2, 3], InUse(days(41))),
    (
        "Returns portal",
        &[2, 4],
        JustRenewed(days(140), Duration::from_mins(35)),
    ),
    ("Loyalty programme", &[5], InUse(days(95))),
    ("Fraud screening", &[2, 6], InUse(days(7))),
    ("Invoice archive", &[6], RenewalExpired(days(160), days(3))),
    ("Marketplace A", &[2, 3], InUse(days(67))),
    ("Marketplace B", &[2, 3], OldPending(days(201), days(19))),
    ("Price comparison export", &[3], InUse(days(111))),
    ("Customer support desk", &[2, 5], InUse(days(28))),
    ("Data warehouse, nightly", &[2, 5, 6], InUse(days(204))),
    ("Label printer, hall 2", &[4], InUse(days(190))),
    ("Label printer, hall 3", &[4], Inactive(days(190))),
    ("Gift cards", &[6], LinkExpired(days(4))),
    ("Tax calculation", &[6], InUse(days(55))),
    ("Review collector", &[5], InUse(days(99))),
    ("Carrier tracking", &[4], OldPending(days(98), days(1))),
    ("Supplier portal", &[3, 4], InUse(days(16))),
    ("Subscription billing", &[6, 7], InUse(days(71))),
    ("Image resizer", &[3], InUse(days(3))),
    ("Интеграция склада", &[4], InUse(days(20))),
    ("請求書システム", &[6], InUse(days(130))),
    ("<b>Bold</b> & \"quoted\"", &[], InUse(days(5))),
    ("=SUM(A1:A9)", &[3], InUse(days(9))),
    ("Load test", &[], Inactive(days(45))),
    ("Load test", &[], LinkPending(Duration::from_hours(20))),
];

const BRAVO: [KeySpec; 8] = [
    ("Ticket shop", &[2], InUse(days(30))),
    ("Door readers", &[3], InUse(days(210))),
    ("Seat maps", &[2], OldPending(days(120), days(4))),
    ("Season passes", &[2, 3], InUse(days(88))),
    ("Refund robot", &[2], LinkPending(Duration::from_hours(1))),
    ("Press accreditation", &[2], Inactive(days(60))),
    ("Newsletter", &[2], InUse(days(100))),
    ("Statistics", &[2], LinkExpired(days(2))),
];

/// The keys of `bravo` that are external keys of `acme`, and their roles there.
const EXTERNAL: [(&str, &[usize]); 3] = [
    ("Season passes", &[2, 5]),
    ("Press accreditation", &[3]),
    ("Newsletter", &[5]),
];

const ACME_ROLES: [(&str, &[&str]); 6] = [
    ("Orders - read only", &["orders.view"]),
    ("Catalog", &["catalog.view", "catalog.edit"]),
    (
        "Logistics - full access",
        &["logistics.view", "logistics.edit", "orders.view"],
    ),
    ("Customers - read only", &["customers.view"]),
    ("Finance", &["invoices.view", "payments.view"]),
    ("Payments notifier", &["payments.notify"]),
];

const BRAVO_ROLES: [(&str, &[&str]); 2] = [
    ("Tickets", &["tickets.view", "tickets.edit"]),
    ("Venue", &["gates.open", "seats.view"]),
];

/// The parts of a demo account.
struct AccountSpec<'a> {
    slug: &'a str,
    owners: [&'a UserRecord; 2],
    /// The users with the predefined role of a user administrator.
    administrators: &'a [&'a UserRecord],
    roles: &'a [(&'a str, &'a [&'a str])],
    keys: &'a [KeySpec],
}

/// A stored demo account.
struct FilledAccount {
    account: NewAccount,
    keys: Vec<DemoKey>,
    /// The link id of a key whose link is pending.
    pending_link: Option<Secret>,
}

/// Fills an empty database.
///
/// # Errors
/// [`DemoError`].
pub async fn fill(state: &AppState) -> Result<Demo, DemoError> {
    if state.store.has_accounts().await.map_err(failed)? {
        return Err(DemoError::NotEmpty);
    }
    let password = Secret::new(random::secret().expose().chars().take(16).collect::<String>());
    let [acme_owner, bravo_owner, owner_of_both, restricted] = users(state, &password).await?;
    let acme = AccountSpec {
        slug: "acme",
        owners: [&acme_owner, &owner_of_both],
        administrators: &[&restricted],
        roles: &ACME_ROLES,
        keys: &ACME,
    };
    let bravo = AccountSpec {
        slug: "bravo",
        owners: [&bravo_owner, &owner_of_both],
        administrators: &[],
        roles: &BRAVO_ROLES,
        keys: &BRAVO,
    };
    let acme = fill_account(state, acme).await?;
    let bravo = fill_account(state, bravo).await?;
    for account in [&acme, &bravo] {
        let recorded = demo_usage::record(&state.store, &account.keys, state.clock.now()).await;
        recorded.map_err(failed)?;
    }
    add_external(state, &acme.account, &bravo.keys).await.map_err(failed)?;
    let link = acme.pending_link.ok_or_else(|| failed("no demo link is pending"))?;
    let link = Secret::new(state.config.link_prefix() + link.expose());
    Ok(Demo { password, link })
}

fn failed(error: impl Display) -> DemoError {
    DemoError::Failed(error.to_string())
}

/// The users with the addresses of [`EMAILS`]. They share one password.
async fn users(state: &AppState, password: &Secret) -> Result<[UserRecord; 4], DemoError> {
    let password_hash = state.passwords.hash(password.expose()).await.map_err(failed)?;
    let user = |email: &str| {
        Ok(UserRecord {
            id: random::id(),
            email: Email::parse(email).map_err(failed)?,
            password_hash: password_hash.clone(),
        })
    };
    let [a, b, c, d] = EMAILS.map(user);
    Ok([a?, b?, c?, d?])
}

/// Stores an account with its roles, members and keys.
async fn fill_account(state: &AppState, spec: AccountSpec<'_>) -> Result<FilledAccount, DemoError> {
    let now = state.clock.now();
    let slug = AccountSlug::parse(spec.slug).map_err(failed)?;
    let mut account = accounts::new_account(slug, now.minus(days(400)));
    let roles = spec.roles.iter().map(|(name, resources)| custom_role(name, resources));
    account.roles.extend(roles);
    let keys: Option<Vec<(DemoKey, Secret)>> = spec.keys.iter().map(|key| demo_key(&account, *key, now)).collect();
    let keys = keys.ok_or_else(|| failed("a demo key is invalid"))?;
    let pending = keys.iter().find(|(demo, _)| is_pending(&demo.key, now));
    let pending_link = pending.map(|(_, link)| link.clone());
    let keys: Vec<DemoKey> = keys.into_iter().map(|(demo, _)| demo).collect();
    // The predefined roles: the owner role first, then the user administrator role.
    let [owner_role, administrator_role, ..] = account.roles.as_slice() else {
        return Err(failed("the predefined roles are missing"));
    };
    let owners = spec.owners.map(|user| (user, &owner_role.id)).into_iter();
    let administrators = spec.administrators.iter().map(|user| (*user, &administrator_role.id));
    let members: Vec<_> = owners.chain(administrators).collect();
    let entry = |key: &Key| {
        let entry = AuditEntry::by_operator(&account.id, Event::KeyGenerated, now);
        entry.about_key(&key.id, key.app_key.as_str())
    };
    let stored = state.store.insert_demo_account(&account, &members, &keys, entry);
    stored.await.map_err(failed)?;
    Ok(FilledAccount {
        account,
        keys,
        pending_link,
    })
}

fn custom_role(name: &str, resources: &[&str]) -> NewRole {
    NewRole {
        id: random::id(),
        name: name.to_owned(),
        predefined: false,
        resources: resources.iter().map(|r| (*r).to_owned()).collect(),
    }
}

fn is_pending(key: &Key, now: Timestamp) -> bool {
    key.tokens.newest().link.pending_until(now).is_some()
}

/// Adds the keys named in [`EXTERNAL`] as external keys of this account. `keys` are the keys of the other account.
async fn add_external(state: &AppState, account: &NewAccount, keys: &[DemoKey]) -> Result<(), StoreError> {
    let now = state.clock.now();
    for (label, roles) in EXTERNAL {
        for DemoKey { key, .. } in keys.iter().filter(|demo| demo.key.label.as_str() == label) {
            let roles = role_ids(account, roles);
            let entry = AuditEntry::by_operator(&account.id, Event::ExternalKeyAdded, now);
            let entry = entry.about_key(&key.id, key.app_key.as_str());
            state.store.add_external(&account.id, &key.id, &roles, entry).await?;
        }
    }
    Ok(())
}

/// The ids of the roles at these positions.
fn role_ids(account: &NewAccount, positions: &[usize]) -> Vec<Id<Role>> {
    let roles = positions.iter().filter_map(|position| account.roles.get(*position));
    roles.map(|role| role.id.clone()).collect()
}

/// Some keys end, and some are good for some addresses only.
fn restrictions(label: &str, now: Timestamp) -> Restrictions {
    let (end, networks) = match label {
        "Supplier portal" => (Some(now.plus(days(12))), "198.51.100.0/24"),
        "Tax calculation" => (
            Some(now.plus(days(310))),
            "203.0.113.0/26,203.0.113.77,2001:db8:40::/48,2001:db8:41::/48",
        ),
        "Review collector" => (Some(now.minus(days(3))), ""),
        "Subscription billing" => (None, "192.0.2.10"),
        _ => (None, ""),
    };
    let midnight = |at: Timestamp| Timestamp::from_date(&at.iso_date()).unwrap_or(at);
    Restrictions {
        expires_at: end.map(midnight),
        networks: AllowedNetworks::stored(networks.to_owned()),
    }
}

/// The key, and the link id of its newest token. `None` if the label is invalid or the token cannot be sealed.
fn demo_key(account: &NewAccount, (label, roles, state): KeySpec, now: Timestamp) -> Option<(DemoKey, Secret)> {
    let newest = new_token()?;
    let (tokens, old) = tokens(state, &newest.id, now)?;
    let created_at = tokens.old().unwrap_or(tokens.newest()).created_at;
    let key = Key {
        id: random::id(),
        app_key: AppKey::new(&account.slug, random::app_key_digits()),
        label: Label::parse(label).ok()?,
        roles: role_ids(account, roles),
        status: if matches!(state, Inactive(_)) {
            Status::Inactive
        } else {
            Status::Active
        },
        restrictions: restrictions(label, now),
        created_at,
        version: 1,
        tokens,
    };
    let demo = DemoKey {
        key,
        newest: newest.stored,
        old,
    };
    Some((demo, newest.link))
}

/// A new undelivered token.
struct NewToken {
    id: Id<Token>,
    stored: StoredToken,
    /// The link id.
    link: Secret,
}

fn new_token() -> Option<NewToken> {
    let (id, token, link) = (random::id(), random::token(), random::secret());
    let stored = StoredToken {
        token: token.hash(),
        link: link.hash(),
        sealed: seal(&link, id.as_str(), &token).ok()?,
        answer: None,
    };
    Some(NewToken { id, stored, link })
}

/// The tokens of a key in this state, and the record of its old token.
fn tokens(state: DemoState, newest: &Id<Token>, now: Timestamp) -> Option<(Tokens, Option<StoredToken>)> {
    let delivered = |id: &Id<Token>, age: Duration| {
        let created_at = now.minus(age + Duration::from_hours(3));
        Token {
            id: id.clone(),
            created_at,
            link: Link::Opened {
                at: created_at.plus(Duration::from_mins(25)),
            },
        }
    };
    let pending = |age: Duration| Token::issue(newest.clone(), now.minus(age));
    let expired = |age: Duration| {
        let token = pending(age);
        Token {
            link: token.link.at(now),
            ..token
        }
    };
    let single = |token: Token| Some((Tokens::Single { token }, None));
    let renewing = |old_age: Duration, new: Token| {
        let NewToken { id, stored, .. } = new_token()?;
        let old = delivered(&id, old_age);
        Some((
            Tokens::Renewing {
                old,
                new,
                when_unused: None,
            },
            Some(stored),
        ))
    };
    match state {
        InUse(age) | Inactive(age) => single(delivered(newest, age)),
        LinkPending(age) => single(pending(age)),
        LinkExpired(age) => single(expired(age)),
        OldPending(old, new) => renewing(old, delivered(newest, new)),
        JustRenewed(old, new) => renewing(old, pending(new)),
        RenewalExpired(old, new) => renewing(old, expired(new)),
    }
}
