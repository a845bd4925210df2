//! The last activity of members: known per account and written at most once a minute.

use crate::support::{
    START, Scratch,
    app::{ACCOUNT, EMAIL, TestApp},
    stored_account::tamper,
    team::{single_value, user},
};
use axum::http::StatusCode;
use sqlx::Row;
use std::time::Duration;

/// The last activity of a user in an account, in Unix milliseconds.
async fn last_activity(scratch: &Scratch, account: &str, email: &str) -> Option<i64> {
    let text = format!(
        "select m.last_seen_at from memberships m join users u on u.id = m.user_id join accounts a on a.id = m.account_id \
         where a.slug = '{account}' and u.email = '{email}'"
    );
    tamper(scratch, &text).await[0].get(0)
}

both! {
    async fn activity_in_one_account_is_not_shown_in_another(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let email = "both@people.example";
        let both = app.member(scratch, "both", ACCOUNT, &["keydesk.keys.view"]).await;
        app.member(scratch, "admin", "bravo", &["keydesk.keys.view"]).await;
        let (account, id) = (single_value(scratch, "select id from accounts where slug = 'bravo'").await, user(scratch, email).await);
        for text in [
            format!("insert into memberships (account_id, user_id, since, invited_by) values ('{account}', '{id}', 0, '')"),
            format!("insert into member_roles (account_id, user_id, role_id) values ('{account}', '{id}', 'role-admin')"),
        ] {
            tamper(scratch, &text).await;
        }
        // The sign-in and the profile belong to no account. The list belongs to `bravo`.
        assert_eq!(both.get("/bravo/api-keys/generated").await.status, StatusCode::OK);
        assert_eq!(both.get("/profile").await.status, StatusCode::OK);
        assert_eq!(last_activity(scratch, "bravo", email).await, Some(START.millis()));
        assert_eq!(last_activity(scratch, ACCOUNT, email).await, None);
        let row = async || {
            let page = owner.get("/acme/users").await.body;
            page.split("<tr ").find(|row| row.contains(email)).unwrap().to_owned()
        };
        assert!(row().await.contains("Never"), "{}", row().await);
        assert_eq!(both.list().await.unwrap().total, 0);
        assert_eq!(last_activity(scratch, ACCOUNT, email).await, Some(START.millis()));
        assert!(row().await.contains("just now"), "{}", row().await);
        // A refused request is no activity.
        tamper(scratch, &format!("update memberships set disabled_at = 1, last_seen_at = null where user_id = '{id}'")).await;
        assert_eq!(both.get("/acme/api-keys/generated").await.status, StatusCode::NOT_FOUND);
        assert_eq!(last_activity(scratch, ACCOUNT, email).await, None);
    }

    async fn last_activity_is_written_once_a_minute_whatever_the_number_of_requests(scratch) {
        let nodes = [TestApp::on(scratch).await, TestApp::on(scratch).await];
        let owner = nodes[0].owner().await;
        // A trigger counts the writes to memberships.
        let count = if scratch.url.starts_with("sqlite") {
            vec!["create table writes (n bigint)",
                "create trigger writes after update on memberships begin insert into writes (n) values (1); end"]
        } else {
            vec!["create table writes (n bigint)",
                "create function count_writes() returns trigger language plpgsql as $$ begin insert into writes values (1); return new; end $$",
                "create trigger writes after update on memberships for each row execute function count_writes()"]
        };
        for text in count {
            tamper(scratch, text).await;
        }
        for (minute, expected) in [(0, "1"), (1, "2"), (2, "3")] {
            let requests: Vec<_> = (0..24)
                .map(|n| {
                    let mut person = owner.clone();
                    person.app = nodes[n % 2].clone();
                    tokio::spawn(async move { person.get("/acme/users").await.status })
                })
                .collect();
            for request in requests {
                assert_eq!(request.await.unwrap(), StatusCode::OK);
            }
            for node in &nodes {
                node.state.clock.advance(Duration::from_mins(1) - Duration::from_secs(1));
            }
            owner.get("/acme/users").await;
            assert_eq!(single_value(scratch, "select cast(count(*) as text) from writes").await, expected);
            assert_eq!(last_activity(scratch, ACCOUNT, EMAIL).await, Some(START.plus(Duration::from_mins(minute)).millis()));
            for node in &nodes {
                node.state.clock.advance(Duration::from_secs(1));
            }
        }
    }

    async fn the_migration_keeps_the_last_activity_of_users_with_one_account(scratch) {
        let app = TestApp::on(scratch).await;
        app.owner().await;
        app.member(scratch, "both", ACCOUNT, &[]).await;
        app.state.store.close().await;
        for text in [
            "insert into accounts (id, slug, created_at) values ('b', 'bravo', 0)",
            "insert into memberships (account_id, user_id, since, invited_by) values ('b', 'user-both', 0, '')",
            "alter table memberships drop column last_seen_at",
            "alter table users add column last_signed_in_at bigint",
            "update users set last_signed_in_at = 42000",
            "delete from _sqlx_migrations where version = 7",
        ] {
            tamper(scratch, text).await;
        }
        TestApp::on(scratch).await;
        assert_eq!(last_activity(scratch, ACCOUNT, EMAIL).await, Some(42_000));
        for account in [ACCOUNT, "bravo"] {
            assert_eq!(last_activity(scratch, account, "both@people.example").await, None);
        }
    }
}
