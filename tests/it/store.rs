//! The store's contract, tested on SQLite and PostgreSQL.

use crate::support::{
    START, Scratch,
    stored_account::{Secrets, StoredAccount, VISITOR, new_token, set_up, tamper},
};
use keydesk::{
    domain::{
        audit::event::Event,
        id::Id,
        keys::{
            choice::{Consent, DeleteOld},
            key::{self, KeyValues, NewKey, Status},
            link::{LINK_LIFETIME, Link},
            networks::AllowedNetworks,
            restrictions::Restrictions,
            verification::Denial,
        },
        names::AccountSlug,
        text::Label,
    },
    server::{
        accounts,
        audit::chains::{self, VerifiedChains},
        crypto::{self, hash, random},
        store::{
            CounterKey, ListKind, SetupOutcome, StoreError,
            copy::{COPIED, NOT_COPIED},
        },
    },
};
use sqlx::Row;
use std::time::Duration;

both! {
    async fn a_setup_code_is_good_once(scratch) {
        let store = scratch.node().await.store;
        let (code, other) = (random::secret(), random::secret());
        store.set_setup_code(&code.hash(), START).await.unwrap();
        let account = accounts::new_account(AccountSlug::parse("acme").unwrap(), START);
        assert_eq!(set_up(&store, &account, &other).await, SetupOutcome::CodeRefused);
        assert!(!store.has_accounts().await.unwrap());
        assert_eq!(set_up(&store, &account, &code).await, SetupOutcome::Done);
        // A node that has not seen the account yet stores a set-up code. It must not create a second first account.
        store.set_setup_code(&other.hash(), START).await.unwrap();
        let second = accounts::new_account(AccountSlug::parse("bravo").unwrap(), START);
        assert_eq!(set_up(&store, &second, &other).await, SetupOutcome::CodeRefused);
    }

    async fn a_key_reads_back_as_it_was_stored_after_every_action(scratch) {
        let stored = StoredAccount::open(scratch).await;
        let now = START;
        let (key, first) = stored.generate("ERP integration", now).await;
        assert_eq!(stored.load(&key).await, key);
        let key = stored.open_link(&key, &first, now).await;
        assert_eq!(key.tokens.newest().link, Link::Opened { at: now });

        let (renewed, second) = stored.renew(&key, now).await;
        assert_eq!(stored.load(&key).await, renewed);
        let undone = key::undo_renewal(renewed.clone(), now).unwrap();
        stored.save(&renewed, &undone, None, now).await.unwrap();
        assert_eq!(stored.load(&key).await, undone.key);
        assert_eq!(stored.claim(&second, now).await.map(drop), None, "the link of an undone renewal does not open");

        let (renewed, third) = stored.renew(&undone.key, now).await;
        let renewed = stored.open_link(&renewed, &third, now).await;
        let (again, fourth) = stored.renew(&renewed, now).await;
        assert_eq!(stored.load(&key).await, again);
        let again = stored.open_link(&again, &fourth, now).await;
        let single = key::delete_old_token(again.clone()).unwrap();
        stored.save(&again, &single, None, now).await.unwrap();
        assert_eq!(stored.load(&key).await, single.key);

        let values = KeyValues {
            label: Label::parse("ключ").unwrap(),
            roles: vec![stored.account.roles[1].id.clone()],
            status: Status::Inactive,
            restrictions: Restrictions { expires_at: Some(now), networks: AllowedNetworks::parse("10.0.0.0/8 ::1").unwrap() },
        };
        let edited = key::edit(single.key.clone(), values);
        stored.save(&single.key, &edited, None, now).await.unwrap();
        assert_eq!(stored.load(&key).await, edited.key);
        let actions = stored.store.actions_of_key(&key.id).await.unwrap();
        assert_eq!(actions, [
            "key_generated", "link_opened", "token_renewed", "renewal_undone", "token_renewed", "link_opened",
            "token_renewed", "old_token_deleted", "link_opened", "old_token_deleted", "key_edited", "key_deactivated",
        ]);
    }

    async fn of_two_actions_on_one_version_one_wins(scratch) {
        let stored = StoredAccount::open(scratch).await;
        let (key, secrets) = stored.generate("ERP", START).await;
        let key = stored.open_link(&key, &secrets, START).await;
        let off = key::deactivate(key.clone());
        stored.save(&key, &off, None, START).await.unwrap();
        let (token, new, late) = new_token(START);
        let renewed = key::renew(key.clone(), token, Consent::NotGiven, START).unwrap();
        let lost = stored.save(&key, &renewed, Some(&new), START).await;
        assert!(matches!(lost, Err(StoreError::Conflict)), "{lost:?}");
        assert_eq!(stored.load(&key).await, off.key);
        assert_eq!(stored.claim(&late, START).await.map(drop), None);
        let gone = stored.store.delete_key(&stored.account.id, &key, stored.entry(Event::KeyDeleted, Some(&key), START)).await;
        assert!(matches!(gone, Err(StoreError::Conflict)), "{gone:?}");
        assert_eq!(stored.store.actions_of_key(&key.id).await.unwrap(), ["key_generated", "link_opened", "key_deactivated"]);
    }

    async fn undoing_loses_against_an_opening_in_the_same_moment(scratch) {
        let stored = StoredAccount::open(scratch).await;
        let (key, first) = stored.generate("ERP", START).await;
        let key = stored.open_link(&key, &first, START).await;
        let (seen_by_admin, second) = stored.renew(&key, START).await;
        // The recipient opens the link after the admin's page was loaded.
        stored.open_link(&key, &second, START).await;
        let undone = key::undo_renewal(seen_by_admin.clone(), START).unwrap();
        let lost = stored.save(&seen_by_admin, &undone, None, START).await;
        assert!(matches!(lost, Err(StoreError::Conflict)), "{lost:?}");
        assert_eq!(stored.verdict(&key, &second.token).await, Ok(()));
    }

    async fn renewing_past_an_expiry_loses_against_an_opening_just_before_it(scratch) {
        let stored = StoredAccount::open(scratch).await;
        let (key, secrets) = stored.generate("ERP", START).await;
        let after = START.plus(LINK_LIFETIME + Duration::from_millis(1));
        // The renewal has read the link as expired. A node with a slower clock then opens the link.
        assert!(stored.claim(&secrets, START.plus(LINK_LIFETIME - Duration::from_millis(1))).await.is_some());
        let (token, new, _) = new_token(after);
        let change = key::renew(key.clone(), token, Consent::NotGiven, after).unwrap();
        let refused = stored.save(&key, &change, Some(&new), after).await;
        assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
    }

    async fn a_link_opens_once_and_only_in_its_time(scratch) {
        let stored = StoredAccount::open(scratch).await;
        let (_, late) = stored.generate("late", START).await;
        assert!(stored.claim(&late, START.plus(LINK_LIFETIME)).await.is_none());
        assert!(stored.claim(&late, START.plus(LINK_LIFETIME - Duration::from_millis(1))).await.is_some());
        assert!(stored.claim(&late, START.plus(LINK_LIFETIME - Duration::from_millis(1))).await.is_none());
        let unknown = Secrets { token: random::token(), link: random::secret() };
        assert!(stored.claim(&unknown, START).await.is_none());
    }

    async fn a_claim_that_does_not_unseal_is_rolled_back(scratch) {
        let stored = StoredAccount::open(scratch).await;
        let (key, secrets) = stored.generate("ERP", START).await;
        let failed = stored.store.claim_link(&secrets.link.hash(), VISITOR, &hash("a browser"), START, |_| None::<((), _)>).await;
        assert!(matches!(failed, Err(StoreError::Database(_))));
        assert!(matches!(stored.load(&key).await.tokens.newest().link, Link::Pending { .. }));
        assert!(stored.claim(&secrets, START).await.is_some());
    }

    async fn expired_links_are_marked_and_their_sealed_tokens_destroyed(scratch) {
        let stored = StoredAccount::open(scratch).await;
        let (key, secrets) = stored.generate("ERP", START).await;
        let (_, _later) = stored.generate("later", START.plus(Duration::from_hours(1))).await;
        let end = START.plus(LINK_LIFETIME);
        assert_eq!(stored.store.expire_links(end.minus(Duration::from_millis(1))).await.unwrap(), 0);
        assert_eq!(stored.store.expire_links(end.plus(Duration::from_millis(5))).await.unwrap(), 1);
        assert_eq!(stored.load(&key).await.tokens.newest().link, Link::Expired { at: end });
        assert_eq!(tamper(scratch, "select 1 from sealed_tokens").await.len(), 1, "only the later link's is left");
        assert!(stored.claim(&secrets, START).await.is_none(), "not even a clock that goes back opens it");
        assert_eq!(stored.store.actions_of_key(&key.id).await.unwrap(), ["key_generated", "link_expired"]);
    }

    async fn verification_sees_every_change_at_once(scratch) {
        let stored = StoredAccount::open(scratch).await;
        let (key, first) = stored.generate("ERP", START).await;
        assert_eq!(stored.verdict(&key, &random::token()).await, Err(Denial::UnknownToken));
        let key = stored.open_link(&key, &first, START).await;
        let (renewed, second) = stored.renew(&key, START).await;
        for token in [&first.token, &second.token] {
            assert_eq!(stored.verdict(&key, token).await, Ok(()));
        }
        let completed = key::complete_renewal(renewed.clone(), DeleteOld::Now, true).unwrap();
        stored.save(&renewed, &completed, None, START).await.unwrap();
        assert_eq!(stored.verdict(&key, &first.token).await, Err(Denial::TokenRevoked));
        assert_eq!(stored.verdict(&key, &second.token).await, Ok(()));
        let (other, _) = stored.generate("other", START).await;
        assert_eq!(stored.verdict(&other, &second.token).await, Err(Denial::UnknownToken));
        let entry = stored.entry(Event::KeyDeleted, Some(&key), START);
        stored.store.delete_key(&stored.account.id, &completed.key, entry).await.unwrap();
        assert_eq!(stored.verdict(&key, &second.token).await, Err(Denial::KeyDeleted));
    }

    async fn a_deleted_key_leaves_nothing_but_its_tombstone_and_its_past(scratch) {
        let stored = StoredAccount::open(scratch).await;
        let (key, secrets) = stored.generate("ERP", START).await;
        let entry = stored.entry(Event::KeyDeleted, Some(&key), START);
        stored.store.delete_key(&stored.account.id, &key, entry).await.unwrap();
        for table in ["api_keys", "api_tokens", "links", "sealed_tokens", "key_roles"] {
            assert!(tamper(scratch, &format!("select 1 from {table}")).await.is_empty(), "{table}");
        }
        assert!(stored.store.read_link(&secrets.link.hash()).await.unwrap().is_none());
        assert_eq!(stored.store.actions_of_key(&key.id).await.unwrap(), ["key_generated", "key_deleted"]);
        // Its app key is never reused.
        let (token, new, _) = new_token(START);
        let twin = NewKey { id: random::id(), app_key: key.app_key, label: key.label, roles: vec![], restrictions: Restrictions::default(), token };
        let again = key::generate(twin, START);
        let taken = stored.store.insert_key(&stored.account.id, &again, &new, None, stored.entry(Event::KeyGenerated, Some(&again), START)).await;
        assert!(matches!(taken, Err(StoreError::Duplicate)), "{taken:?}");
    }

    async fn a_role_of_another_account_is_given_to_no_key(scratch) {
        let stored = StoredAccount::open(scratch).await;
        let (key, _) = stored.generate("ERP", START).await;
        let elsewhere = KeyValues { roles: vec![Id::new("elsewhere".into())], ..key.values() };
        let foreign = key::edit(key.clone(), elsewhere);
        assert!(matches!(stored.save(&key, &foreign, None, START).await, Err(StoreError::Conflict)));
        assert_eq!(stored.load(&key).await, key);
    }

    async fn without_its_audit_row_nothing_happens(scratch) {
        let stored = StoredAccount::open(scratch).await;
        let (key, secrets) = stored.generate("ERP", START).await;
        tamper(scratch, "alter table audit_events rename to elsewhere").await;
        let off = key::deactivate(key.clone());
        assert!(matches!(stored.save(&key, &off, None, START).await, Err(StoreError::Database(_))));
        let unseal = |claim: &keydesk::server::store::ClaimedLink| {
            Some((crypto::open(&secrets.link, claim.token_id.as_str(), &claim.sealed).ok()?, None))
        };
        let claimed = stored.store.claim_link(&secrets.link.hash(), VISITOR, &hash("a browser"), START, unseal).await;
        assert!(matches!(claimed, Err(StoreError::Database(_))));
        let entry = stored.entry(Event::KeyDeleted, Some(&key), START);
        assert!(matches!(stored.store.delete_key(&stored.account.id, &key, entry).await, Err(StoreError::Database(_))));
        tamper(scratch, "alter table elsewhere rename to audit_events").await;
        assert_eq!(stored.load(&key).await, key);
        assert!(stored.claim(&secrets, START).await.is_some());
    }

    async fn a_changed_removed_or_inserted_audit_row_is_found(scratch) {
        let stored = StoredAccount::open(scratch).await;
        for label in ["a", "b", "c"] {
            stored.generate(label, START).await;
        }
        let account = Some(&stored.account.id);
        assert_eq!(stored.store.first_broken_audit_row(account).await.unwrap(), None);
        tamper(scratch, "update audit_events set subject = 'other' where seq = 2").await;
        assert_eq!(stored.store.first_broken_audit_row(account).await.unwrap(), Some(2));
        tamper(scratch, "update audit_events set subject = 'subject' where seq = 2").await;
        assert_eq!(stored.store.first_broken_audit_row(account).await.unwrap(), None);
        tamper(scratch, "delete from audit_events where seq = 4").await;
        assert_eq!(stored.store.first_broken_audit_row(account).await.unwrap(), Some(4), "the last row is missed too");
        tamper(scratch, "update audit_events set seq = seq + 1 where seq = 3").await;
        assert_eq!(stored.store.first_broken_audit_row(account).await.unwrap(), Some(3));
    }

    async fn a_chain_that_is_gone_altogether_is_found(scratch) {
        let stored = StoredAccount::open(scratch).await;
        stored.generate("a", START).await;
        assert!(chains::verify(&stored.store).await.unwrap().broken.is_empty());
        tamper(scratch, "delete from audit_events").await;
        tamper(scratch, "delete from audit_chains").await;
        let VerifiedChains { intact, broken } = chains::verify(&stored.store).await.unwrap();
        assert!(intact.is_empty(), "{intact:?}");
        let broken: Vec<_> = broken.iter().map(|(chain, row)| (chain.account.as_ref(), *row)).collect();
        assert_eq!(broken, [(Some(&stored.account.id), 1)]);
        // A member's last activity proves a sign-in, so the missing chain of the installation now counts as broken.
        tamper(scratch, "update memberships set last_seen_at = 1").await;
        assert_eq!(chains::verify(&stored.store).await.unwrap().broken.len(), 2);
        // Rows of a chain without an account.
        tamper(scratch, "insert into audit_events (chain, seq, at, actor, action, key_id, subject, ip, hash) values ('x', 1, 0, '', '', '', '', '', '')").await;
        assert_eq!(chains::verify(&stored.store).await.unwrap().broken.len(), 3);
    }

    async fn rows_written_during_verification_are_no_break(scratch) {
        let stored = std::sync::Arc::new(StoredAccount::open(scratch).await);
        let (stop, mut stopped) = tokio::sync::watch::channel(false);
        let writer = tokio::spawn({
            let stored = std::sync::Arc::clone(&stored);
            async move {
                let mut written = 0;
                while !*stopped.borrow_and_update() {
                    stored.generate("busy", START).await;
                    written += 1;
                }
                written
            }
        });
        for _ in 0..40 {
            assert_eq!(stored.store.first_broken_audit_row(Some(&stored.account.id)).await.unwrap(), None);
        }
        stop.send(true).unwrap();
        assert!(writer.await.unwrap() > 0);
    }

    async fn concurrent_actions_leave_an_unbroken_chain(scratch) {
        let stored = std::sync::Arc::new(StoredAccount::open(scratch).await);
        let tasks: Vec<_> = (0..24)
            .map(|n| {
                let stored = stored.clone();
                tokio::spawn(async move { stored.generate(&format!("key {n}"), START).await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(stored.store.first_broken_audit_row(Some(&stored.account.id)).await.unwrap(), None);
        assert_eq!(stored.store.listed_keys(&stored.account.id, ListKind::Generated, None).await.unwrap().len(), 24);
    }

    async fn attempts_to_sign_in_are_counted_until_one_succeeds(scratch) {
        let store = scratch.node().await.store;
        let subject = CounterKey { kind: "address", value: "an address".to_owned() };
        let at = |minutes: u64| START.plus(Duration::from_mins(minutes));
        for expected in 1..=3 {
            assert_eq!(store.count_attempt(&subject, at(0), Duration::from_mins(15), 3).await.unwrap().count, expected);
        }
        let locked = store.count_attempt(&subject, at(5), Duration::from_mins(15), 3).await.unwrap();
        assert_eq!((locked.count, locked.last_at), (4, at(0)), "a refused attempt does not prolong the lock");
        assert_eq!(store.count_attempt(&subject, at(14), Duration::from_mins(15), 3).await.unwrap().count, 5);
        assert_eq!(store.count_attempt(&subject, at(15), Duration::from_mins(15), 3).await.unwrap().count, 1, "the lock is over");
        let other = CounterKey { kind: "browser", ..subject.clone() };
        assert_eq!(store.count_attempt(&other, at(15), Duration::from_mins(15), 3).await.unwrap().count, 1, "another kind, another count");
        store.clear_attempts(&subject).await.unwrap();
        assert_eq!(store.count_attempt(&subject, at(15), Duration::from_mins(15), 3).await.unwrap().count, 1);
    }

    async fn a_stolen_database_holds_no_token_and_no_link(scratch) {
        let stored = StoredAccount::open(scratch).await;
        let mut secrets = Vec::new();
        for n in 0..20 {
            let (key, first) = stored.generate(&format!("key {n}"), START).await;
            if n % 2 == 0 {
                let key = stored.open_link(&key, &first, START).await;
                secrets.push(stored.renew(&key, START).await.1);
            }
            secrets.push(first);
        }
        let mut everything = String::new();
        for table in COPIED.iter().chain(NOT_COPIED) {
            for row in tamper(scratch, &format!("select * from {table}")).await {
                for column in 0..row.len() {
                    everything += &row.try_get::<Option<String>, _>(column).ok().flatten().unwrap_or_default();
                }
            }
        }
        assert!(everything.contains(secrets[0].token.hash().as_str()), "the search finds what is there");
        for Secrets { token, link } in &secrets {
            assert!(!everything.contains(token.expose()) && !everything.contains(link.expose()));
        }
    }
}
