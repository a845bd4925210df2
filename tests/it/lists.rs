//! The lists of keys: search, filters, order and pages, on several nodes and during changes.

use crate::support::{
    Scratch,
    app::{ACCOUNT, Person, TestApp, app},
    stored_account::tamper,
};
use axum::http::StatusCode;
use keydesk::{
    domain::{
        id::Id,
        key_query::{AlertFilter, KeyQuery, QueryParameter, Sort},
        keys::{alert::RenewalAlert, choice::Consent, standing::Standing},
        names::AccountSlug,
        people::team::Role,
        time::days,
    },
    error::AppError,
    server::{
        lists::{KeyList, ListId},
        store::ListKind,
    },
};
use std::time::Duration;

#[tokio::test]
async fn searches_do_not_run_on_the_runtimes_workers() {
    let (_scratch, app) = app(&[]).await;
    app.owner().await.generate("ERP").await.unwrap();
    let state = &app.state;
    let slug = AccountSlug::parse(ACCOUNT).unwrap();
    let (account, _) = state.store.account(&slug).await.unwrap().unwrap();
    let kind = ListKind::Generated;
    let id = ListId { account, kind };
    let seen = |list: &KeyList| (list.total(), std::thread::current().id());
    let (total, thread) = state
        .lists
        .search(&state.store, (&id, false), state.clock.now(), seen)
        .await
        .unwrap();
    // This test's runtime has one thread, so the search ran outside of it.
    assert_eq!(total, 1);
    assert_ne!(thread, std::thread::current().id());
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_are_rate_limited_by_user() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let mut found = 0;
    let refused = loop {
        match owner.list_of(&search("x")).await {
            Ok(_) => found += 1,
            Err(error) => break error,
        }
        assert!(found < 2_000);
    };
    assert!(matches!(refused, AppError::TooMany { .. }), "{refused}");
    assert!(found >= 300, "after {found}");
    let by_use = KeyQuery {
        sort: Sort::LastUsed,
        ..query()
    };
    let refused = owner.list_of(&by_use).await;
    assert!(
        matches!(refused, Err(AppError::TooMany { .. })),
        "it takes as long as a search"
    );
    assert!(owner.list().await.is_ok(), "the list itself is there");
}

fn query() -> KeyQuery {
    KeyQuery::default()
}

fn search(words: &str) -> KeyQuery {
    KeyQuery {
        search: words.to_owned(),
        ..query()
    }
}

async fn ignored(person: &Person, query: KeyQuery) -> (String, Vec<QueryParameter>) {
    let query = person.list_of(&query).await.unwrap().query;
    (query.search, query.ignored)
}

async fn labels(person: &Person, query: KeyQuery) -> Vec<String> {
    let page = person.list_of(&query).await.unwrap();
    assert_eq!(page.matching, page.keys.len() as i64);
    page.keys.iter().map(|key| key.label.as_str().to_owned()).collect()
}

async fn generate_all(owner: &Person, labels: &[&str]) {
    for label in labels {
        owner.generate(label).await.unwrap();
        owner.app.state.clock.advance(Duration::from_millis(1));
    }
}

const ALL: [&str; 3] = ["keydesk.keys.view", "keydesk.keys.edit", "keydesk.keys.renew"];

both! {
    async fn a_search_finds_words_whatever_their_case_accents_and_script(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        generate_all(&owner, &["Preço do café", "Cafe, Berlin", "Интеграция склада", "請求書システム", "100% _wild\\card"]).await;
        assert_eq!(labels(&owner, search("CAFÉ")).await, ["Cafe, Berlin", "Preço do café"]);
        assert_eq!(labels(&owner, search("cafe  preco")).await, ["Preço do café"]);
        assert_eq!(labels(&owner, search("СКЛАД")).await, ["Интеграция склада"]);
        assert_eq!(labels(&owner, search("請求")).await, ["請求書システム"]);
        // Every word is compared with every key, so the search is ignored if it is too long.
        let words = "x ".repeat(10_000);
        assert_eq!(ignored(&owner, search(&words)).await, (String::new(), vec![QueryParameter::Search]));
        assert_eq!(labels(&owner, search("ｼｽﾃﾑ")).await, ["請求書システム"]);
        for special in ["%", "_", "\\", "100%"] {
            assert_eq!(labels(&owner, search(special)).await, ["100% _wild\\card"], "{special}");
        }
        assert_eq!(labels(&owner, search("' or 1=1 --")).await, [""; 0]);
        let key = owner.list().await.unwrap().keys.remove(2);
        let digits = key.app_key.as_str().rsplit('-').next().unwrap().to_lowercase();
        assert_eq!(labels(&owner, search(&digits)).await, [key.label.as_str()], "the app key is searched too");
        assert_eq!(labels(&owner, search("appkey-ACME")).await.len(), 5);
    }

    async fn a_page_says_what_its_filters_and_order_are(scratch) {
        const LIST: &str = "/acme/api-keys/generated";
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let key = owner.key_in_use("ERP <1>").await.0;
        owner.renew(&key, Consent::NotGiven).await.unwrap();
        let all = owner.get(LIST).await.body;
        for part in [
            "<th role=\"rowheader\" scope=\"row\"", "Show 1 key with an old token", "aria-label=\"Copy appkey-acme-",
            "aria-sort=\"descending\"><a href=\"/acme/api-keys/generated?sort=oldest\"", "<a href=\"/acme/api-keys/generated?sort=name\"",
            "href=\"/api/export_keys?account=acme\"",
        ] {
            assert!(all.contains(part), "{part}");
        }
        let place = |part: &str| all.find(part).unwrap();
        assert!(place("id=\"generate-key\"") < place("/api/export_keys"), "the main button comes first");
        // The alert's count includes keys that the other filters exclude, so the page must not say that nothing is pending.
        let none = owner.get(&format!("{LIST}?q=storefront&alert=pending-deletion")).await.body;
        assert!(none.contains("No key matches") && none.contains("Clear search and filters") && !none.contains("Nothing pending"));
        assert!(none.contains("Export all") && !none.contains("Export these"));
        let none = owner.get(&format!("{LIST}?status=inactive")).await.body;
        assert!(none.contains("No key matches all filters.") && !none.contains("Every search word"));
        let none = owner.get(&format!("{LIST}?alert=visited-again")).await.body;
        assert!(none.contains("Nothing pending"));
        let found = owner.get(&format!("{LIST}?q=erp&sort=name&page=1")).await.body;
        for part in [
            "Export all", "Export this one", "href=\"/api/export_keys?account=acme&amp;filter=q%3Derp%26sort%3Dname\"", "aria-sort=\"ascending\"",
            "<a href=\"/acme/api-keys/generated?q=erp&amp;sort=name-descending\"",
        ] {
            assert!(found.contains(part), "{part}");
        }
    }

    async fn keys_are_filtered_and_sorted(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let old = owner.key_in_use("Zebra").await.0;
        app.state.clock.advance(days(100));
        let owner = owner.again().await;
        generate_all(&owner, &["ábaco", "Abc"]).await;
        let inactive = owner.key_in_use("inactive").await.0;
        owner.deactivate(&inactive).await.unwrap();
        let renewed = owner.key_in_use("renewed").await.0;
        owner.renew(&renewed, Consent::NotGiven).await.unwrap();
        let by = |sort| KeyQuery { sort, ..query() };
        assert_eq!(labels(&owner, by(Sort::Name)).await, ["ábaco", "Abc", "inactive", "renewed", "Zebra"]);
        assert_eq!(labels(&owner, by(Sort::NameDescending)).await[0], "Zebra");
        assert_eq!(labels(&owner, by(Sort::Oldest)).await[0], "Zebra");
        assert_eq!(labels(&owner, by(Sort::TokenAge)).await[0], "Zebra");
        assert_eq!(labels(&owner, by(Sort::InactiveFirst)).await[0], "inactive");
        assert_eq!(labels(&owner, by(Sort::ActiveFirst)).await[4], "inactive");
        let status = |status| KeyQuery { status: Some(status), ..query() };
        assert_eq!(labels(&owner, status(Standing::Inactive)).await, ["inactive"]);
        assert_eq!(labels(&owner, status(Standing::Active)).await.len(), 4);
        let alert = |alert| KeyQuery { alert: Some(alert), ..query() };
        assert_eq!(labels(&owner, alert(AlertFilter::Renewal(RenewalAlert::Recommended))).await, ["Zebra"]);
        assert_eq!(labels(&owner, alert(AlertFilter::Renewal(RenewalAlert::HighlyRecommended))).await, [""; 0]);
        assert_eq!(labels(&owner, alert(AlertFilter::PendingDeletion)).await, ["renewed"]);
        let both = KeyQuery { search: "zeb".to_owned(), ..alert(AlertFilter::Renewal(RenewalAlert::Recommended)) };
        assert_eq!(labels(&owner, both).await, ["Zebra"]);
        let page = owner.list().await.unwrap();
        assert_eq!((page.total, page.pending_deletion), (5, 1));
        // A renewal removes the alert at once. Deletion removes the key from the list at once.
        owner.renew(&old, Consent::NotGiven).await.unwrap();
        assert_eq!(labels(&owner, alert(AlertFilter::Renewal(RenewalAlert::Recommended))).await, [""; 0]);
        let old = owner.show(&old.id).await.unwrap().key;
        owner.delete(&old).await.unwrap();
        assert_eq!(labels(&owner, search("zebra")).await, [""; 0]);
    }

    async fn keys_are_filtered_by_role(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        generate_all(&owner, &["one", "two"]).await;
        let page = owner.list().await.unwrap();
        let role = page.roles[0].id.clone();
        let edit = format!("/acme/api-keys/generated/{}/edit", page.keys[0].id);
        let version = page.keys[0].version.to_string();
        let fields = [("label", "two"), ("roles", role.as_str()), ("active", "1"), ("version", &version)];
        assert_eq!(owner.post_form(&edit, &fields).await.status, StatusCode::SEE_OTHER);
        let with = |role: &Id<Role>| KeyQuery { role: Some(role.clone()), ..query() };
        assert_eq!(labels(&owner, with(&role)).await, ["two"]);
        assert_eq!(labels(&owner, with(&page.roles[1].id)).await, [""; 0]);
        let unknown = owner.list_of(&with(&Id::new("0".repeat(20)))).await.unwrap();
        assert_eq!((unknown.query.ignored, unknown.matching), (vec![QueryParameter::Role], 0), "not all keys");
    }

    async fn every_node_sees_the_changes_of_others(scratch) {
        let one = TestApp::on(scratch).await;
        let owner = one.owner().await;
        generate_all(&owner, &["first"]).await;
        let mut elsewhere = TestApp::on(scratch).await.stranger();
        elsewhere.cookie = owner.cookie.clone();
        assert_eq!(labels(&elsewhere, search("first")).await, ["first"]);
        for n in 0..20 {
            let (by, seen_by) = if n % 2 == 0 { (&owner, &elsewhere) } else { (&elsewhere, &owner) };
            let key = by.generate(&format!("number-{n}-here")).await.unwrap().key;
            assert_eq!(labels(seen_by, search(&format!("number-{n}-here"))).await.len(), 1, "{n}");
            if n % 3 == 0 {
                seen_by.delete(&key).await.unwrap();
                assert_eq!(labels(by, search(&format!("number-{n}-here"))).await, [""; 0], "{n}");
            }
        }
    }

    async fn concurrent_searches_see_their_own_changes(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let tasks: Vec<_> = (0..24)
            .map(|n| {
                let owner = Person { app: owner.app.clone(), cookie: owner.cookie.clone() };
                tokio::spawn(async move {
                    owner.generate(&format!("key {n}")).await.unwrap();
                    labels(&owner, search("key")).await
                })
            })
            .collect();
        for (n, task) in tasks.into_iter().enumerate() {
            assert!(task.await.unwrap().contains(&format!("key {n}")), "each sees its own key at once");
        }
        assert_eq!(labels(&owner, search("key")).await.len(), 24);
    }

    async fn a_list_is_whole_that_is_read_in_parts(scratch) {
        const KEYS: i64 = 50_010;
        let owner = TestApp::on(scratch).await.owner().await;
        let numbers = format!("with recursive n(i) as (select 1 union all select i + 1 from n where i < {KEYS})");
        // All of the same time, so that parts end among equal ones.
        for rows in [
            format!("api_keys (id, account_id, app_key, label, active, created_at, version) {numbers} \
                     select '0000000000' || (1000000000 + i), a.id, 'appkey-acme-' || (10000000 + i), 'key ' || i, 1, 1, 1 \
                     from n cross join accounts a"),
            "api_tokens (id, key_id, slot, token_hash, created_at) select id, id, 'newest', id, 1 from api_keys".to_owned(),
            "links (id_hash, key_id, token_id, state, issued_at, expires_at, ended_at) \
             select id, id, id, 'opened', 1, 1, 1 from api_keys".to_owned(),
            "roles (id, account_id, name, predefined, created_at) select 'third', id, 'Third', 0, 1 from accounts".to_owned(),
            "key_roles (key_id, account_id, role_id) select k.id, k.account_id, r.id from api_keys k \
             cross join (select id from roles order by id limit 3) r".to_owned(),
        ] {
            tamper(scratch, &format!("insert into {rows}")).await;
        }
        let list = owner.list().await.unwrap();
        assert_eq!((list.total, list.matching), (KEYS, KEYS));
        let mut of_roles = Vec::new();
        for role in &list.roles {
            let query = KeyQuery { role: Some(role.id.clone()), ..query() };
            of_roles.push(owner.list_of(&query).await.unwrap().matching);
        }
        assert_eq!(of_roles.iter().filter(|keys| **keys == KEYS).count(), 3, "{of_roles:?}");
        for last in [1, KEYS / 2, KEYS] {
            assert_eq!(labels(&owner, search(&(10_000_000 + last).to_string())).await, [format!("key {last}")]);
        }
    }

    async fn a_list_with_too_many_changes_is_read_again(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        generate_all(&owner, &["before"]).await;
        assert_eq!(labels(&owner, query()).await, ["before"]);
        // Simulates more changes than a node reads one by one.
        tamper(scratch, "update audit_chains set seq = seq + 6000 where chain <> ''").await;
        tamper(scratch, "update api_keys set label = 'after'").await;
        assert_eq!(labels(&owner, search("after")).await, ["after"]);
        // Requests are refused if the database was set back to an earlier state.
        tamper(scratch, "update audit_chains set seq = seq - 6000 where chain <> ''").await;
        assert_eq!(owner.list().await.err(), Some(AppError::Unavailable));
    }

    async fn external_keys_are_searched_as_their_owner_has_them(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let member = app.member(scratch, "bravos", "bravo", &ALL).await;
        let list = |part: &str| {
            let (member, path) = (&member, format!("/bravo/api-keys/external{part}"));
            async move { member.get(&path).await.body }
        };
        let mut keys = Vec::new();
        for label in ["Shop ärger", "Till", "Gate"] {
            let key = owner.generate(label).await.unwrap().key;
            let fields = [("app_key", key.app_key.as_str())];
            assert_eq!(member.post_form("/bravo/api-keys/external/new", &fields).await.status, StatusCode::SEE_OTHER);
            app.state.clock.advance(Duration::from_millis(1));
            keys.push(key);
        }
        let found = list("?q=ARGER").await;
        assert!(found.contains("Shop ärger") && !found.contains("Till"), "{found}");
        let found = list("?sort=name").await;
        let place = |label: &str| found.find(label).unwrap();
        assert!(place("Gate") < place("Shop ärger") && place("Shop ärger") < place("Till"));
        owner.deactivate(&keys[1]).await.unwrap();
        let found = list("?status=inactive").await;
        assert!(found.contains("Till") && !found.contains("Gate"), "{found}");
        owner.delete(&keys[2]).await.unwrap();
        let found = list("").await;
        assert!(!found.contains("Gate") && found.contains("1–2 of 2"), "{found}");
        assert!(list("?q=gate").await.contains("No key matches"));
        // A key of a third account that this list has not loaded.
        tamper(scratch, "insert into accounts (id, slug, renewal_months, created_at) values ('account-third', 'third', 3, 0)").await;
        tamper(scratch, "update api_keys set account_id = 'account-third' where label = 'Till'").await;
        tamper(scratch, "update api_keys set label = 'Tide' where label = 'Till'").await;
        let key = owner.generate("new").await.unwrap().key;
        member.post_form("/bravo/api-keys/external/new", &[("app_key", key.app_key.as_str())]).await;
        assert!(list("?q=new").await.contains(key.app_key.as_str()));
    }

    async fn an_invalid_filter_shows_and_exports_no_key(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        generate_all(&owner, &["only"]).await;
        let path = "/acme/api-keys/generated?page=900&status=blue&role=nobody&alert=red&sort=random";
        let page = owner.get(path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("so no keys are shown: status, role, alert."), "{}", page.body);
        assert!(page.body.contains("are not supported and were ignored: order, page."), "{}", page.body);
        for filter in ["role=nosuch", "status=bogus", "alert=bogus", "statuss=active", "role=00000000000000000000"] {
            let page = owner.get(&format!("/acme/api-keys/generated?{filter}")).await.body;
            assert!(page.contains("so no keys are shown") && page.contains("Clear search and filters"), "{filter}: {page}");
            assert!(!page.contains("appkey-acme-") && !page.contains("/api/export_keys"), "{filter}: {page}");
        }
        let page = owner.get("/acme/api-keys/generated?page=900&sort=random").await;
        assert!(page.body.contains("were ignored: order, page.") && page.body.contains("1–1 of 1"), "{}", page.body);
        let member = app.member(scratch, "bravos", "bravo", &ALL).await;
        let key = owner.list().await.unwrap().keys.remove(0);
        member.post_form("/bravo/api-keys/external/new", &[("app_key", key.app_key.as_str())]).await;
        for part in ["page=2", "page=-1", "alert=recommended", "sort=token-age", "status=%FF", "role=x", "q=%"] {
            let page = member.get(&format!("/bravo/api-keys/external?{part}")).await;
            assert_eq!(page.status, StatusCode::OK, "{part}");
        }
        let page = member.get("/bravo/api-keys/external?alert=recommended&page=7").await;
        assert!(page.body.contains("so no keys are shown: alert.") && page.body.contains("were ignored: page."), "{}", page.body);
        assert!(!owner.get("/acme/api-keys/generated?q=only&sort=name").await.body.contains("were ignored"));
    }

    async fn forms_without_scripts_search_too(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        generate_all(&owner, &["blue sky", "Blue & Co", "red"]).await;
        // Browsers encode spaces as plus signs and also send empty controls.
        let page = owner.get("/acme/api-keys/generated?q=BLUE+%26&status=&role=&alert=&sort=newest").await;
        assert!(page.body.contains("Blue &amp; Co") && !page.body.contains("blue sky"), "{}", page.body);
        let page = owner.get("/acme/api-keys/generated?q=sky+blue&status=active").await;
        assert!(page.body.contains("blue sky") && page.body.contains("value=\"sky blue\""), "{}", page.body);
        assert!(page.body.contains("<option value=\"active\" selected"), "{}", page.body);
        let page = owner.get("/acme/api-keys/generated?q=green").await;
        assert!(page.body.contains("No key matches"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_for_exports_and_the_audit_log_count_as_searches() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    owner.generate("ERP").await.unwrap();
    let (log, export) = (
        format!("/{ACCOUNT}/audit?key=erp"),
        format!("/api/export_keys?account={ACCOUNT}&filter=q%3Derp"),
    );
    for address in [&log, &export] {
        assert_eq!(owner.get(address).await.status, StatusCode::OK, "{address}");
    }
    while owner.list_of(&search("x")).await.is_ok() {}
    for address in [&log, &export] {
        assert_eq!(
            owner.get(address).await.status,
            StatusCode::TOO_MANY_REQUESTS,
            "{address}"
        );
    }
    assert_eq!(owner.get(&format!("/{ACCOUNT}/audit")).await.status, StatusCode::OK);
}
