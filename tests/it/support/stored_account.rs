//! An account and its store, for tests below the use cases.

use super::{START, Scratch};
use keydesk::{
    domain::{
        audit::{event::Event, receipt::VisitedBy},
        id::{Account, Id},
        keys::{
            choice::Consent,
            key::{self, Key, KeyChange, NewKey, Token},
            restrictions::Restrictions,
            verification::Denial,
        },
        names::{AccountSlug, AppKey},
        text::{Email, Label},
        time::Timestamp,
    },
    server::{
        accounts,
        crypto::{self, Secret, hash, random, seal},
        store::{AuditEntry, NewAccount, Question, SetupOutcome, Store, StoreError, StoredToken, UserRecord, Visitor},
    },
};
use sqlx::{AssertSqlSafe, any::AnyPoolOptions};

/// The visitor who opens links.
pub const VISITOR: Visitor<'static> = Visitor {
    by: VisitedBy::Somebody,
    ip: "192.0.2.1",
    browser: "Firefox on Linux",
};

/// An account and its store.
pub struct StoredAccount {
    pub store: Store,
    pub account: NewAccount,
}

/// The secrets of a token, known only to its recipient and to the holder of its link.
pub struct Secrets {
    pub token: Secret,
    pub link: Secret,
}

impl StoredAccount {
    pub async fn open(scratch: &Scratch) -> Self {
        let store = scratch.node().await.store;
        let account = accounts::new_account(AccountSlug::parse("acme").unwrap(), START);
        let code = random::secret();
        store.set_setup_code(&code.hash(), START).await.unwrap();
        let outcome = set_up(&store, &account, &code).await;
        assert_eq!(outcome, SetupOutcome::Done);
        Self { store, account }
    }

    pub fn entry(&self, event: Event, key: Option<&Key>, at: Timestamp) -> AuditEntry {
        entry(Some(&self.account.id), event, key, at)
    }

    pub async fn generate(&self, label: &str, now: Timestamp) -> (Key, Secrets) {
        let (token, stored, secrets) = new_token(now);
        let new = NewKey {
            id: random::id(),
            app_key: AppKey::new(&self.account.slug, random::app_key_digits()),
            label: Label::parse(label).unwrap(),
            roles: vec![self.account.roles[0].id.clone()],
            restrictions: Restrictions::default(),
            token,
        };
        let key = key::generate(new, now);
        let entry = self.entry(Event::KeyGenerated, Some(&key), now);
        self.store
            .insert_key(&self.account.id, &key, &stored, None, entry)
            .await
            .unwrap();
        (key, secrets)
    }

    pub async fn load(&self, key: &Key) -> Key {
        self.store
            .key(&self.account.id, &key.id)
            .await
            .unwrap()
            .expect("the key is there")
    }

    pub async fn save(
        &self,
        before: &Key,
        change: &KeyChange,
        stored: Option<&StoredToken>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let entry = |event: &Event| self.entry(*event, Some(before), now);
        let entries: Vec<_> = change.events.iter().map(entry).collect();
        self.store
            .save_key(&self.account.id, before, &change.key, stored, &entries)
            .await
    }

    /// Opens the newest token's link and returns the key after that.
    pub async fn open_link(&self, key: &Key, secrets: &Secrets, now: Timestamp) -> Key {
        let token = self.claim(secrets, now).await.expect("the link opens");
        assert_eq!(token.expose(), secrets.token.expose());
        self.load(key).await
    }

    pub async fn claim(&self, secrets: &Secrets, now: Timestamp) -> Option<Secret> {
        let unseal = |claim: &keydesk::server::store::ClaimedLink| {
            Some((
                crypto::open(&secrets.link, claim.token_id.as_str(), &claim.sealed).ok()?,
                None,
            ))
        };
        self.store
            .claim_link(&secrets.link.hash(), VISITOR, &hash("a browser"), now, unseal)
            .await
            .unwrap()
            .map(|(_, token)| token)
    }

    pub async fn renew(&self, before: &Key, now: Timestamp) -> (Key, Secrets) {
        let (token, stored, secrets) = new_token(now);
        let change = key::renew(before.clone(), token, Consent::Given, now).unwrap();
        self.save(before, &change, Some(&stored), now).await.unwrap();
        (change.key, secrets)
    }

    /// What verification answers.
    pub async fn verdict(&self, key: &Key, token: &Secret) -> Result<(), Denial> {
        let keys = self.store.keys_in_memory().await.unwrap();
        let question = Question {
            app_key: Some(key.app_key.as_str()),
            token: Some(&token.digest()),
            account: None,
            resource: None,
            client: None,
            now: START,
        };
        let verified = keys.answer(&question, None);
        verified.map(|_| ())
    }
}

pub fn new_token(now: Timestamp) -> (Token, StoredToken, Secrets) {
    let secrets = Secrets {
        token: random::token(),
        link: random::secret(),
    };
    let token = Token::issue(random::id(), now);
    let sealed = seal(&secrets.link, token.id.as_str(), &secrets.token).unwrap();
    (
        token,
        StoredToken {
            token: secrets.token.hash(),
            link: secrets.link.hash(),
            sealed,
            answer: None,
        },
        secrets,
    )
}

pub fn entry(account: Option<&Id<Account>>, event: Event, key: Option<&Key>, at: Timestamp) -> AuditEntry {
    let entry = match account {
        Some(account) => AuditEntry::by_operator(account, event, at),
        None => AuditEntry::by_operator_on_installation(event, at),
    };
    match key {
        Some(key) => entry.about_key(&key.id, "subject"),
        None => entry.about("subject"),
    }
}

pub async fn set_up(store: &Store, account: &NewAccount, code: &Secret) -> SetupOutcome {
    let owner = UserRecord {
        id: random::id(),
        email: Email::parse("owner@acme.example").unwrap(),
        password_hash: "$argon2id$unused".into(),
    };
    let entry = entry(Some(&account.id), Event::AccountCreated, None, START);
    store
        .set_up(&code.hash(), account, &owner, &accounts::owner_role(account), entry)
        .await
        .unwrap()
}

/// Runs a statement without the store, as anybody with database access could.
pub async fn tamper(scratch: &Scratch, statement: &str) -> Vec<sqlx::any::AnyRow> {
    let pool = AnyPoolOptions::new()
        .max_connections(1)
        .connect(&scratch.url)
        .await
        .unwrap();
    let rows = sqlx::query(AssertSqlSafe(statement.to_owned()))
        .fetch_all(&pool)
        .await
        .unwrap();
    pool.close().await;
    rows
}
