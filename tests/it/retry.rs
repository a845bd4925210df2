//! Concurrent transactions: one that the database aborts is retried and takes effect once. The order of locks keeps aborts rare.

use crate::support::{
    Database, START, Scratch,
    stored_account::{StoredAccount, entry, tamper},
    team::single_value,
};
use keydesk::{
    domain::{
        audit::event::Event,
        id::{Id, User},
        keys::{alert::RenewalPeriod, key},
        text::Email,
    },
    server::{
        crypto::{Sealed, password_seal::PasswordSealed, random},
        store::{
            AuditEntry, CodeUse, FactorProof, NewBrowser, NewSession, PendingSignIn, Resealed, SecondFactor, SetUp,
            Store, StoreError, UserRecord,
        },
    },
};
use sqlx::{Connection, Executor, PgConnection, Row, SqliteConnection};
use std::time::Duration;

/// Waits until a connection to this database waits for a lock.
async fn wait_for_blocked_connection(connection: &mut PgConnection) {
    for _ in 0..200 {
        let row = connection
            .fetch_one(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
            )
            .await
            .unwrap();
        if row.get::<i64, _>(0) > 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("nobody waits for a lock");
}

/// The number of deadlocks that PostgreSQL resolved in this database. Waits, because backends report it with a delay.
async fn deadlocks(scratch: &Scratch) -> i64 {
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let text = "select deadlocks from pg_stat_database where datname = current_database()";
    tamper(scratch, text).await[0].get(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loser_of_a_deadlock_is_retried_and_takes_effect_once() {
    let scratch = Scratch::new(Database::Postgres).await;
    let stored = StoredAccount::open(&scratch).await;
    let (before, _) = stored.generate("Orders", START).await;
    let mut other = PgConnection::connect(&scratch.url).await.unwrap();
    // PostgreSQL aborts the connection whose `deadlock_timeout` ends first. That must be the store's connection, not this one.
    other.execute("set deadlock_timeout = '60s'").await.unwrap();
    other.execute("begin").await.unwrap();
    other.execute("update audit_chains set seq = seq").await.unwrap();

    let (store, account, saved) = (stored.store.clone(), stored.account.id.clone(), before.clone());
    let saving = tokio::spawn(async move {
        let change = key::deactivate(saved.clone());
        let entry = entry(Some(&account), Event::KeyDeactivated, Some(&saved), START);
        store.save_key(&account, &saved, &change.key, None, &[entry]).await
    });
    // The store holds the key's lock and waits for the chain's. This connection now takes them in the other order.
    wait_for_blocked_connection(&mut other).await;
    other.execute("update api_keys set label = label").await.unwrap();
    other.execute("rollback").await.unwrap();

    saving.await.unwrap().unwrap();
    assert_eq!(deadlocks(&scratch).await, 1, "there was one");
    assert_eq!(stored.load(&before).await.version, before.version + 1, "once");
    let actions = stored.store.actions_of_key(&before.id).await.unwrap();
    assert_eq!(actions, ["key_generated", "key_deactivated"], "one audit row");
    assert_eq!(
        stored
            .store
            .first_broken_audit_row(Some(&stored.account.id))
            .await
            .unwrap(),
        None
    );
}

/// Makes PostgreSQL abort this many transactions that write to the audit log, with this SQLSTATE.
async fn abort_transactions(scratch: &Scratch, times: u32, code: &str) {
    let mut connection = PgConnection::connect(&scratch.url).await.unwrap();
    // A sequence keeps counting when the transaction is rolled back.
    let text = format!(
        "create sequence given_up; \
         create function give_up() returns trigger language plpgsql as $$ begin \
             if nextval('given_up') <= {times} then raise exception 'given up' using errcode = '{code}'; end if; \
             return new; end $$; \
         create trigger give_up before insert on audit_events for each row execute function give_up()"
    );
    connection
        .execute(sqlx::raw_sql(sqlx::AssertSqlSafe(text)))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn serialisation_failures_are_retried_a_few_times() {
    for (times, code, succeeds, attempts) in [
        (3, "40001", true, 4),
        (4, "40001", false, 4),
        (3, "40P01", true, 4),
        // Other errors are not retried.
        (1, "57014", false, 1),
    ] {
        let scratch = Scratch::new(Database::Postgres).await;
        let stored = StoredAccount::open(&scratch).await;
        abort_transactions(&scratch, times, code).await;
        let period = RenewalPeriod::SixMonths;
        let new = entry(Some(&stored.account.id), Event::renewal_period_set(period), None, START).about("tried");
        let result = stored.store.set_period(&stored.account.id, period, new).await;
        assert_eq!(result.is_ok(), succeeds, "{code} {times} times: {result:?}");
        assert_eq!(matches!(result, Err(StoreError::Database(_))), !succeeds);
        assert_eq!(
            single_value(&scratch, "select last_value::text from given_up").await,
            attempts.to_string(),
            "{code}"
        );
        let rows = single_value(
            &scratch,
            "select count(*)::text from audit_events where subject = 'tried'",
        )
        .await;
        let months = single_value(&scratch, "select renewal_months::text from accounts").await;
        assert_eq!(
            (rows.as_str(), months.as_str()),
            if succeeds { ("1", "6") } else { ("0", "3") }
        );
        assert_eq!(
            stored
                .store
                .first_broken_audit_row(Some(&stored.account.id))
                .await
                .unwrap(),
            None
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_is_retried_once_after_sqlites_busy_timeout() {
    let scratch = Scratch::new(Database::Sqlite).await;
    let stored = StoredAccount::open(&scratch).await;
    let (key, _) = stored.generate("Orders", START).await;
    let mut other = SqliteConnection::connect(&scratch.url).await.unwrap();
    other.execute("begin immediate").await.unwrap();
    let deleting = {
        let (store, account, key) = (stored.store.clone(), stored.account.id.clone(), key.clone());
        tokio::spawn(async move {
            let entry = entry(Some(&account), Event::KeyDeleted, Some(&key), START);
            store.delete_key(&account, &key, entry).await
        })
    };
    tokio::time::sleep(Duration::from_millis(6_500)).await;
    assert!(
        !deleting.is_finished(),
        "the busy timeout is over, and it was not given up"
    );
    other.execute("rollback").await.unwrap();
    deleting.await.unwrap().unwrap();
    assert_eq!(
        stored.store.actions_of_key(&key.id).await.unwrap(),
        ["key_generated", "key_deleted"]
    );
}

/// The owner, with the second factor on.
async fn with_second_factor(stored: &StoredAccount) -> UserRecord {
    let email = Email::parse("owner@acme.example").unwrap();
    let user = stored.store.user_by_email(&email).await.unwrap().unwrap();
    let set_up = SetUp {
        form: random::secret().hash(),
        sealed: PasswordSealed::stored("first".to_owned()),
        sealed_for_form: Sealed::stored("for the form".to_owned()),
        started_at: START,
    };
    stored
        .store
        .begin_set_up(&user.id, &user.password_hash, &set_up)
        .await
        .unwrap();
    let factor = SecondFactor {
        user: user.id.clone(),
        version: Id::new("version-0".to_owned()),
        sealed: PasswordSealed::stored("first".to_owned()),
    };
    let keep = random::secret().hash();
    let entry = user_entry(Event::SecondFactorOn);
    stored
        .store
        .turn_on_second_factor(&user, &set_up, (&factor, 0), (&[], None), &keep, entry)
        .await
        .unwrap();
    user
}

fn user_entry(event: Event) -> AuditEntry {
    entry(None, event, None, START)
}

fn pending(user: &UserRecord, version: &str) -> PendingSignIn {
    PendingSignIn {
        id: random::secret().hash(),
        user: user.id.clone(),
        email: user.email.clone(),
        factor: Id::new(version.to_owned()),
        sealed: Sealed::stored("for the cookie".to_owned()),
        started_at: START,
    }
}

fn session(user: &Id<User>) -> NewSession {
    NewSession {
        id: random::secret().hash(),
        user: user.clone(),
        ip: String::new(),
        user_agent: String::new(),
        browser: NewBrowser {
            id: random::id(),
            secret: random::secret().hash(),
            before: None,
        },
        now: START.plus(Duration::from_mins(1)),
    }
}

async fn finish(store: Store, pending: PendingSignIn, step: i64) -> Result<CodeUse, StoreError> {
    let entries = vec![user_entry(Event::SignedIn)];
    store
        .finish_sign_in(&pending, &FactorProof::Step(step), &session(&pending.user), entries)
        .await
}

both! {
    async fn a_sign_in_by_code_and_a_password_change_never_deadlock(scratch) {
        let stored = StoredAccount::open(scratch).await;
        let other = scratch.node().await.store;
        let mut user = with_second_factor(&stored).await;
        let (mut codes_first, mut passwords_first) = (0, 0);
        for round in 0..100_u64 {
            let (before, after) = (format!("version-{round}"), format!("version-{}", round + 1));
            let waiting = pending(&user, &before);
            stored.store.begin_pending_sign_in(&waiting, user_entry(Event::SecondFactorAsked)).await.unwrap();
            let resealed = Resealed {
                before: Id::new(before),
                version: Id::new(after.clone()),
                sealed: PasswordSealed::stored(format!("sealed {round}")),
            };
            let new = format!("hash {round}");
            // Rounds 0 and 1 force one order each. The other rounds leave it open.
            let (code_waits, password_waits) = match round {
                0 => (100, 0),
                1 => (0, 100),
                round if round % 2 == 0 => (round % 5, 0),
                round => (0, round % 5),
            };
            let finishing = {
                let store = other.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_millis(code_waits)).await;
                    finish(store, waiting, round as i64 + 1).await
                })
            };
            let changing = {
                let (store, user, new) = (stored.store.clone(), user.clone(), new.clone());
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_millis(password_waits)).await;
                    let entries = [user_entry(Event::PasswordChanged), user_entry(Event::SignedIn)];
                    store.change_password(&user, &new, Some(&resealed), &session(&user.id), entries).await
                })
            };
            changing.await.unwrap().unwrap();
            match finishing.await.unwrap().unwrap() {
                CodeUse::Accepted => codes_first += 1,
                CodeUse::Ended => passwords_first += 1,
                CodeUse::Refused => panic!("the code was not used before"),
            }
            user.password_hash = new;
            assert_eq!(single_value(scratch, "select version from second_factors").await, after);
            assert_eq!(single_value(scratch, "select password_hash from users").await, user.password_hash);
            for (table, expected) in [("sessions", "1"), ("pending_sign_ins", "0")] {
                let left = single_value(scratch, &format!("select cast(count(*) as text) from {table}")).await;
                assert_eq!(left, expected, "only who chose the new password goes on: {table} in round {round}");
            }
        }
        assert_eq!(codes_first + passwords_first, 100);
        assert!(codes_first > 0 && passwords_first > 0, "{codes_first} and {passwords_first}");
        let signed_in = single_value(scratch, "select cast(count(*) as text) from audit_events where action = 'signed_in'").await;
        assert_eq!(signed_in, (codes_first + 100).to_string());
        assert_eq!(stored.store.first_broken_audit_row(None).await.unwrap(), None);
        if scratch.url.starts_with("postgres") {
            assert_eq!(deadlocks(scratch).await, 0, "trying again must not hide one");
        }
    }
}
