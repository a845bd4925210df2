//! The export of keys: its content, its access control, and its consistency while keys change.

#[path = "../../benches/support/mod.rs"]
mod crowd;
use crate::support::{
    Database, START, Scratch,
    app::{ACCOUNT, Answer, Person, TestApp},
    limited::again_under_limit,
    stored_account::tamper,
};
use axum::http::StatusCode;
use calamine::{Data, Range, Reader, Xlsx};
use crowd::Crowd;
use keydesk::{
    domain::{
        keys::choice::{Consent, DeleteOld},
        time::{DAY, HOUR, SECOND, Timestamp},
    },
    ui::paths,
};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read, Write},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

const EXPORT: &str = "/api/export_keys?account=acme";
const GENERATED: [&str; 8] = [
    "id",
    "keyName",
    "roles",
    "label",
    "creationDate (UTC)",
    "creationDateToken (UTC)",
    "creationDateNewToken (UTC)",
    "status",
];
const EXTERNAL: [&str; 6] = ["id", "keyName", "roles", "account", "addedDate (UTC)", "status"];

/// The path that exports the keys of a list's filter.
fn filtered(search: &str) -> String {
    paths::export(ACCOUNT, false, search)
}

/// A downloaded workbook.
struct File {
    bytes: Vec<u8>,
}

impl File {
    async fn of(person: &Person) -> Self {
        let answer = person.get(EXPORT).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        Self { bytes: answer.bytes }
    }

    fn sheets(&self) -> Vec<String> {
        Xlsx::new(Cursor::new(&self.bytes)).unwrap().sheet_names()
    }

    fn sheet(&self, name: &str) -> Range<Data> {
        Xlsx::new(Cursor::new(&self.bytes))
            .unwrap()
            .worksheet_range(name)
            .unwrap()
    }

    /// The rows below the headings. Asserts the headings.
    fn rows(&self, name: &str, titles: &[&str]) -> Vec<Vec<Data>> {
        let range = self.sheet(name);
        let mut rows = range.rows().map(<[Data]>::to_vec);
        let found: Vec<_> = rows.next().unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(found, titles);
        rows.collect()
    }

    /// The generated keys by label.
    fn generated(&self) -> BTreeMap<String, Vec<Data>> {
        let rows = self.rows("Generated", &GENERATED);
        rows.into_iter().map(|row| (row[3].to_string(), row)).collect()
    }

    /// One file of the workbook's ZIP archive, as text.
    fn xml(&self, part: &str) -> String {
        let mut zip = zip::ZipArchive::new(Cursor::new(&self.bytes)).unwrap();
        let mut text = String::new();
        zip.by_name(part).unwrap().read_to_string(&mut text).unwrap();
        text
    }
}

fn text(value: &str) -> Data {
    Data::String(value.to_owned())
}

/// The time of a date cell, to the second. `None` if the cell has no date.
fn instant(cell: &Data) -> Option<Timestamp> {
    match cell {
        Data::DateTime(at) if at.is_datetime() => {
            Some(Timestamp(((at.as_f64() - 25_569.0) * 86_400.0).round() as i64 * SECOND))
        }
        _ => None,
    }
}

/// Gives a key a role of the account.
async fn give(scratch: &Scratch, key: &str, role: &str) {
    let text = format!(
        "insert into key_roles (key_id, account_id, role_id) select '{key}', account_id, id from roles where name = '{role}'"
    );
    tamper(scratch, &text).await;
}

async fn add_role(scratch: &Scratch, account: &str, name: &str) {
    let text = format!(
        "insert into roles (id, account_id, name, predefined, created_at) select 'role-{name}', id, '{name}', 0, 0 from accounts where slug = '{account}'"
    );
    tamper(scratch, &text).await;
}

/// The subjects of recorded exports: first those of the account from set-up, then those of added accounts.
async fn recorded(scratch: &Scratch) -> Vec<String> {
    use sqlx::Row;
    let text = "select subject from audit_events where action = 'keys_exported' \
                order by chain = 'account-bravo', seq";
    let rows = tamper(scratch, text).await;
    rows.iter().map(|row| row.get(0)).collect()
}

both! {
    async fn every_kind_of_key_has_its_row(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        for role in ["Orders", "Catalog", "Zebra"] {
            add_role(scratch, ACCOUNT, role).await;
        }
        let (single, _) = owner.key_in_use("single").await;
        give(scratch, single.id.as_str(), "Orders").await;
        give(scratch, single.id.as_str(), "Catalog").await;
        app.state.clock.advance(HOUR + 7 * SECOND);
        let owner = owner.again().await;
        let (renewing, _) = owner.key_in_use("renewing").await;
        let (off, _) = owner.key_in_use("off").await;
        let pending = owner.generate("pending").await.unwrap().key;
        app.state.clock.advance(3 * DAY);
        let owner = owner.again().await;
        let renewed = owner.renew(&renewing, Consent::NotGiven).await.unwrap().key;
        owner.complete(&renewed, DeleteOld::Later).await.unwrap();
        owner.deactivate(&off).await.unwrap();

        let bravo = app.member(scratch, "bravos", "bravo", &["keydesk.keys.view", "keydesk.keys.edit"]).await;
        add_role(scratch, "bravo", "Tickets").await;
        for key in [&single, &off] {
            let fields = [("app_key", key.app_key.as_str()), ("roles", "role-Tickets")];
            let answer = bravo.post_form("/bravo/api-keys/external/new", &fields).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
            app.state.clock.advance(SECOND);
        }

        let file = File::of(&owner).await;
        assert_eq!(file.sheets(), ["Generated", "External"]);
        assert!(file.rows("External", &EXTERNAL).is_empty());
        let keys = file.generated();
        assert_eq!(keys.len(), 4);
        let first = START.plus(HOUR + 7 * SECOND);
        let later = first.plus(3 * DAY);
        for (key, roles, dates, status) in [
            (&single, "Catalog, Orders", [Some(START), Some(START), None], "Active"),
            (&renewing, "", [Some(first), Some(first), Some(later)], "Active"),
            (&off, "", [Some(first), Some(first), None], "Inactive"),
            (&pending, "", [Some(first), Some(first), None], "Active"),
        ] {
            let row = &keys[key.label.as_str()];
            let label = key.label.as_str();
            assert_eq!((&row[0], &row[1]), (&text(key.id.as_str()), &text(key.app_key.as_str())), "{label}");
            // An empty text is written as an empty cell.
            let expected = if roles.is_empty() { Data::Empty } else { text(roles) };
            assert_eq!(row[2], expected, "{label}");
            assert_eq!([&row[4], &row[5], &row[6]].map(instant), dates, "{label}");
            assert_eq!(row[6] == Data::Empty, dates[2].is_none(), "{label}");
            assert_eq!(row[7], text(status), "{label}");
        }
        let order: Vec<_> = file.rows("Generated", &GENERATED).iter().map(|row| instant(&row[4]).unwrap()).collect();
        assert!(order.is_sorted_by(|before, after| before >= after), "the newest first: {order:?}");

        let answer = bravo.get("/api/export_keys?account=bravo").await;
        let file = File { bytes: answer.bytes };
        assert!(file.rows("Generated", &GENERATED).is_empty());
        let rows = file.rows("External", &EXTERNAL);
        let expected = [(&off, later.plus(SECOND), "Inactive"), (&single, later, "Active")];
        assert_eq!(rows.len(), expected.len());
        for (row, (key, added, status)) in rows.iter().zip(expected) {
            let cells = [text(key.id.as_str()), text(key.app_key.as_str()), text("Tickets"), text("acme")];
            assert_eq!(row[..4], cells);
            assert_eq!((instant(&row[4]), &row[5]), (Some(added), &text(status)));
        }
        assert_eq!(recorded(scratch).await.len(), 2);
        let account = tamper(scratch, "select 1 from audit_events where action = 'keys_exported' and chain = 'account-bravo' and subject = '0 generated, 2 external' and actor = 'user:bravos@people.example'").await;
        assert_eq!(account.len(), 1);
    }

    async fn a_filter_is_exported_by_itself(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (erp, _) = owner.key_in_use("ERP").await;
        owner.key_in_use("Storefront").await;
        let (off, _) = owner.key_in_use("ERP, old").await;
        owner.deactivate(&off).await.unwrap();
        for (search, labels) in [
            ("q=erp", &["ERP", "ERP, old"] as &[_]), ("q=erp&status=inactive&sort=name&page=3", &["ERP, old"]),
            ("status=active&done=x", &["ERP", "Storefront"]), ("q=nothing", &[]),
        ] {
            let answer = owner.get(&filtered(search)).await;
            assert!(answer.header("content-disposition").contains("keydesk-acme-filtered-2026-"), "{search}");
            let file = File { bytes: answer.bytes };
            assert_eq!(file.sheets(), ["Generated"], "an empty sheet would say that there are no external keys");
            let found: Vec<_> = file.generated().into_keys().collect::<std::collections::BTreeSet<_>>().into_iter().collect();
            assert_eq!(found, labels, "{search}");
        }
        let bravo = app.member(scratch, "bravos", "bravo", &["keydesk.keys.view", "keydesk.keys.edit"]).await;
        for key in [&erp, &off] {
            let answer = bravo.post_form("/bravo/api-keys/external/new", &[("app_key", key.app_key.as_str())]).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        }
        let file = File { bytes: bravo.get("/api/export_keys?account=bravo&external=true&filter=status%3Dinactive").await.bytes };
        assert_eq!(file.sheets(), ["External"]);
        assert_eq!(file.rows("External", &EXTERNAL)[0][1], text(off.app_key.as_str()));
        assert_eq!(recorded(scratch).await, ["2 generated, 0 external", "1 generated, 0 external", "2 generated, 0 external", "0 generated, 0 external", "0 generated, 1 external"]);

        // An unknown filter redirects to the list. It must not export all keys.
        for (search, list) in [("status=blue", "generated?status=blue"), ("q=erp&colour=red", "generated?q=erp&colour=red"), ("alert=red", "external?alert=red")] {
            let external = if list.starts_with("external") { "&external=true" } else { "" };
            let answer = owner.get(&(filtered(search) + external)).await;
            assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, format!("/acme/api-keys/{list}").as_str()), "{search}");
        }
        let role = owner.get(&filtered("role=0123456789abcdefghjk")).await;
        assert_eq!(role.status, StatusCode::BAD_REQUEST);
        assert!(role.body.contains("Not exported"), "{}", role.body);
        assert_eq!(recorded(scratch).await.len(), 5);
    }

    async fn a_label_is_a_text_whatever_it_looks_like(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let long = "x".repeat(100);
        let labels = [
            "=1+1", "=HYPERLINK(\"https://evil.example\")", "+cmd", "-2", "@x", "'quoted", "0123", "1e5", "TRUE", "#REF!",
            "2026-11-22", "<b>&amp;</b> \"x\" ]]>", "_x0041_", "מפתח ראשון", "مفتاح", "🔑👩‍🚀", "請求書", "two  blanks",
            "end\u{FFFF}", &long,
        ];
        for label in labels {
            owner.generate(label).await.unwrap();
        }
        let file = File::of(&owner).await;
        let keys = file.generated();
        for label in labels {
            let row = keys.get(label);
            assert!(matches!(row.map(|row| &row[3]), Some(Data::String(_))), "{label}: {:?}", keys.keys());
        }
        let sheet = file.xml("xl/worksheets/sheet1.xml");
        assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "no formula");
        let mut book = Xlsx::new(Cursor::new(&file.bytes)).unwrap();
        assert!(book.worksheet_formula("Generated").unwrap().is_empty());
    }

    async fn an_account_without_keys_gets_its_headings(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let file = File::of(&owner).await;
        assert_eq!(file.sheets(), ["Generated", "External"]);
        assert!(file.rows("Generated", &GENERATED).is_empty());
        assert!(file.rows("External", &EXTERNAL).is_empty());
        assert_eq!(recorded(scratch).await, ["0 generated, 0 external"]);
    }

    async fn headings_stay_in_sight_and_have_filters(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        for label in ["a", "b"] {
            owner.generate(label).await.unwrap();
        }
        let file = File::of(&owner).await;
        for (sheet, filter, columns) in [("sheet1", "A1:H3", 8), ("sheet2", "A1:F1", 6)] {
            let xml = file.xml(&format!("xl/worksheets/{sheet}.xml"));
            assert!(xml.contains("<pane ySplit=\"1\" topLeftCell=\"A2\""), "{sheet}");
            assert!(xml.contains("state=\"frozen\""), "{sheet}");
            assert!(xml.contains(&format!("<autoFilter ref=\"{filter}\"")), "{sheet}");
            assert!(xml.contains("<cols>"), "{sheet}");
            // Adjacent columns of equal width share one `col` element.
            let last = xml.split("<col ").last().and_then(|col| col.split('>').next()).unwrap_or_default();
            assert!(last.contains(&format!("max=\"{columns}\"")) && last.contains("customWidth=\"1\""), "{last}");
        }
    }

    async fn a_file_is_of_one_instant_while_keys_come_and_go(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let crowd = Crowd { account: ACCOUNT, keys: 12_000, now: START.0 };
        crowd.insert(&scratch.url).await;
        let (done, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
        let writer = tokio::spawn(pairs_come_and_go(scratch.url.clone(), done.clone(), written.clone()));
        let mut seen = BTreeSet::new();
        for _ in 0..8 {
            let before = written.load(Ordering::Relaxed);
            let file = File::of(&owner).await;
            let during = written.load(Ordering::Relaxed) - before;
            assert!(during > 3, "changes while a file was made: {during}");
            let rows = file.rows("Generated", &GENERATED);
            let mut halves: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for row in &rows {
                assert!(instant(&row[5]).is_some() && row.iter().take(2).all(|cell| *cell != Data::Empty), "{row:?}");
                if let Some((pair, half)) = row[3].to_string().strip_prefix("pair ").and_then(|l| l.split_once(' ')) {
                    halves.entry(pair.to_owned()).or_default().insert(half.to_owned());
                }
            }
            for (pair, halves) in &halves {
                assert_eq!(halves.len(), 2, "pair {pair} was made and deleted as one, and half of it is here: {halves:?}");
            }
            assert_eq!(rows.len(), 12_000 + 2 * halves.len());
            seen.extend(halves.into_keys());
        }
        done.store(true, Ordering::Relaxed);
        writer.await.unwrap();
        assert!(!seen.is_empty(), "no file was made while a pair was there");
    }

    async fn one_person_makes_one_file_at_a_time(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        Crowd { account: ACCOUNT, keys: 12_000, now: START.0 }.insert(&scratch.url).await;
        let (one, other) = tokio::join!(owner.get(EXPORT), owner.get(EXPORT));
        let mut answers = [one, other];
        answers.sort_by_key(|answer| answer.status);
        let [file, refused] = &answers;
        assert_eq!((file.status, refused.status), (StatusCode::OK, StatusCode::TOO_MANY_REQUESTS));
        assert_eq!(refused.header("retry-after"), "10");
        assert!(refused.body.contains("Another export is running"), "{}", refused.body);
        assert!(refused.body.contains("href=\"/acme/api-keys/generated\""), "a way back");
        assert_eq!(owner.get(EXPORT).await.status, StatusCode::OK, "and then the next");
        assert_eq!(recorded(scratch).await, ["12000 generated, 0 external"; 2]);
    }

    async fn only_members_who_may_view_keys_get_a_file(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        owner.generate("ERP").await.unwrap();
        let viewer = app.member(scratch, "viewer", ACCOUNT, &["keydesk.keys.view"]).await;
        let powerless = app.member(scratch, "powerless", ACCOUNT, &["keydesk.keys.edit", "keydesk.keys.renew"]).await;
        let outsider = app.member(scratch, "outsider", "bravo", &["keydesk.keys.view"]).await;
        for (person, status) in [(&powerless, 403), (&outsider, 404), (&app.stranger(), 303)] {
            let answer = person.get(EXPORT).await;
            assert_eq!(answer.status.as_u16(), status);
            assert!(!answer.bytes.starts_with(b"PK") && !answer.body.contains("ERP"), "{}", answer.body);
        }
        let anonymous = app.stranger().get(EXPORT).await;
        // Sign-in leads to the list. A download would leave the browser on the sign-in page.
        assert_eq!(anonymous.header("location"), "/login?next=%2Facme%2Fapi-keys%2Fgenerated");
        for (query, status) in [("?account=nowhere", 404), ("?account=Acme", 404), ("?account=%2Fevil.example", 404), ("", 400)] {
            let answer = owner.get(&format!("/api/export_keys{query}")).await;
            assert_eq!(answer.status.as_u16(), status, "{query}");
        }
        assert_eq!(viewer.method("HEAD", EXPORT).await.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(viewer.post_form(EXPORT, &[]).await.status, StatusCode::METHOD_NOT_ALLOWED);
        assert!(recorded(scratch).await.is_empty(), "none of them got a file");
        File::of(&viewer).await;
        assert_eq!(recorded(scratch).await, ["1 generated, 0 external"]);
        assert_eq!(app.state.store.first_broken_audit_row(None).await.unwrap(), None);
    }
}

/// The answer to a browser that prefers Portuguese.
async fn in_portuguese(person: &Person) -> Answer {
    let request = axum::http::Request::get(EXPORT)
        .header("host", "127.0.0.1:3000")
        .header("cookie", person.cookie.clone().unwrap())
        .header("accept-language", "pt-BR,pt;q=0.9,en;q=0.8")
        .body(axum::body::Body::empty())
        .unwrap();
    person.app.send(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_in_the_language_of_whoever_exports() {
    let (scratch, app) = crate::support::app::app(&[]).await;
    let owner = app.owner().await;
    owner.generate("ERP").await.unwrap();
    let (off, _) = owner.key_in_use("off").await;
    owner.deactivate(&off).await.unwrap();
    let file = File {
        bytes: in_portuguese(&owner).await.bytes,
    };
    assert_eq!(file.sheets(), ["Geradas", "Externas"]);
    let titles = [
        "ID",
        "App key",
        "Perfis de acesso",
        "Nome",
        "Data de criação (UTC)",
        "Data de criação do token (UTC)",
        "Data de criação do novo token (UTC)",
        "Status",
    ];
    let rows = file.rows("Geradas", &titles);
    let words: BTreeMap<_, _> = rows
        .iter()
        .map(|row| (row[3].to_string(), row[7].to_string()))
        .collect();
    assert_eq!(
        words,
        [("ERP", "Ativa"), ("off", "Inativa")]
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .into()
    );
    assert!(rows.iter().all(|row| instant(&row[4]) == Some(START)), "{rows:?}");
    assert!(file.xml("xl/styles.xml").contains("formatCode=\"dd/mm/yyyy hh:mm:ss\""));
    file.rows(
        "Externas",
        &[
            "ID",
            "App key",
            "Perfis de acesso",
            "Conta",
            "Data de inclusão (UTC)",
            "Status",
        ],
    );
    assert!(file.xml("docProps/core.xml").contains("Chaves de API de acme"));
    // The next export, in English, is not affected. The audit log is always in English.
    let english = File::of(&owner).await;
    assert_eq!(english.sheets(), ["Generated", "External"]);
    assert!(english.xml("docProps/core.xml").contains("API keys of acme"));
    assert_eq!(recorded(&scratch).await, ["2 generated, 0 external"; 2]);

    Crowd {
        account: ACCOUNT,
        keys: 12_000,
        now: START.0,
    }
    .insert(&scratch.url)
    .await;
    let (one, other) = tokio::join!(in_portuguese(&owner), in_portuguese(&owner));
    let refused = if one.status == StatusCode::OK { other } else { one };
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    for sentence in [
        "Exportação não concluída",
        "Outra exportação está em andamento. Aguarde até que ela termine e tente novamente.",
        "Voltar às chaves",
    ] {
        assert!(refused.body.contains(sentence), "{sentence} in {}", refused.body);
    }
}

/// Inserts and deletes pairs of keys, one transaction per pair. One key of a pair is at the start of the list, the other at its end.
async fn pairs_come_and_go(url: String, done: Arc<AtomicBool>, written: Arc<AtomicU32>) {
    let mut connection = AnyConnection::connect(&url).await.unwrap();
    if url.starts_with("sqlite") {
        connection.execute("pragma foreign_keys = on").await.unwrap();
        connection.execute("pragma busy_timeout = 5000").await.unwrap();
    }
    let mut pair = 0;
    while !done.load(Ordering::Relaxed) {
        let mut tx = connection.begin().await.unwrap();
        for (half, at) in [("first", START.0 + DAY), ("last", START.0 - 1_000 * DAY)] {
            let id = format!("{half}{pair:014}");
            let parts = [
                format!(
                    "insert into api_keys (id, account_id, app_key, label, active, created_at, version) select '{id}', id, 'appkey-acme-{id}', 'pair {pair} {half}', 1, {at}, 1 from accounts where slug = '{ACCOUNT}'"
                ),
                format!(
                    "insert into api_tokens (id, key_id, slot, token_hash, created_at) values ('{id}', '{id}', 'newest', '{id}', {at})"
                ),
            ];
            for part in parts {
                tx.execute(AssertSqlSafe(part)).await.unwrap();
            }
        }
        tx.commit().await.unwrap();
        // Ten pairs exist at a time.
        if pair >= 10 {
            let old = pair - 10;
            let text = format!("delete from api_keys where label in ('pair {old} first', 'pair {old} last')");
            connection.execute(AssertSqlSafe(text)).await.unwrap();
        }
        written.fetch_add(1, Ordering::Relaxed);
        pair += 1;
    }
    connection.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_is_a_download_that_nobody_keeps() {
    let (_scratch, app) = crate::support::app::app(&[]).await;
    let owner = app.owner().await;
    owner.generate("ERP").await.unwrap();
    let answer = owner.get(EXPORT).await;
    for (name, value) in [
        (
            "content-type",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            "content-disposition",
            "attachment; filename=\"keydesk-acme-2026-11-22.xlsx\"",
        ),
        ("cache-control", "no-store, no-transform"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("content-encoding", ""),
        ("set-cookie", ""),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    assert_eq!(answer.header("content-length"), answer.bytes.len().to_string());
    assert!(!String::from_utf8_lossy(&answer.bytes).contains("kdt_"));
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sites_cannot_make_a_browser_export() {
    let (scratch, app) = crate::support::app::app(&[]).await;
    let owner = app.owner().await;
    let ask = async |name: &'static str, value: &'static str| -> Answer {
        let request = axum::http::Request::get(EXPORT)
            .header("host", "127.0.0.1:3000")
            .header("cookie", owner.cookie.clone().unwrap())
            .header(name, value)
            .body(axum::body::Body::empty())
            .unwrap();
        app.send(request).await
    };
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
    ] {
        let answer = ask(name, value).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
        assert!(answer.body.contains("another site"), "{}", answer.body);
    }
    assert!(recorded(&scratch).await.is_empty());
    for value in ["same-origin", "none"] {
        assert_eq!(ask("sec-fetch-site", value).await.status, StatusCode::OK, "{value}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_former_address_leads_to_the_export() {
    let (_scratch, app) = crate::support::app::app(&[]).await;
    let owner = app.owner().await;
    owner.key_in_use("ERP").await;
    for (search, now) in [
        ("", EXPORT),
        (
            "?q=a%20b&sort=name",
            "/api/export_keys?account=acme&filter=q%3Da%2520b%26sort%3Dname",
        ),
        (
            "?status=inactive&list=external",
            "/api/export_keys?account=acme&external=true&filter=status%3Dinactive",
        ),
    ] {
        let answer = owner.get(&format!("/acme/api-keys/export{search}")).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, now));
        assert_eq!(owner.get(now).await.status, StatusCode::OK, "{now}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_whose_strict_cookie_is_missing_exports_nothing() {
    let (scratch, app) = crate::support::app::app(&[]).await;
    let owner = app.owner().await;
    let cookies = owner.cookie.clone().unwrap();
    let pages: Vec<_> = cookies
        .split("; ")
        .filter(|cookie| !cookie.contains("-strict="))
        .collect();
    let request = axum::http::Request::get(EXPORT)
        .header("host", "127.0.0.1:3000")
        .header("cookie", pages.join("; "))
        .body(axum::body::Body::empty())
        .unwrap();
    let answer = app.send(request).await;
    assert_eq!(answer.header("location"), "/login?next=%2Facme%2Fapi-keys%2Fgenerated");
    assert!(recorded(&scratch).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_exports_so_often_a_minute_and_no_more() {
    let (_scratch, app) = crate::support::app::app(&[]).await;
    let owner = app.owner().await;
    let mut statuses = Vec::new();
    for _ in 0..40 {
        statuses.push(owner.get(EXPORT).await.status.as_u16());
    }
    assert_eq!(statuses[..30], [200; 30]);
    assert!(statuses.contains(&429), "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_key_of_many_parts_is_there_once() {
    let (scratch, app) = crate::support::app::app(&[]).await;
    let owner = app.owner().await;
    let crowd = Crowd {
        account: ACCOUNT,
        keys: 7_003,
        now: START.0,
    };
    let other = Crowd {
        account: "bravo",
        keys: 2_501,
        now: START.0,
    };
    crowd.insert(&scratch.url).await;
    other.insert(&scratch.url).await;
    other.grant(&scratch.url, ACCOUNT, 2_501).await;
    // Many keys with one creation time, as after an import. A batch must continue after a key, not after a time.
    tamper(
        &scratch,
        "update api_keys set created_at = 1795000000000 where label like 'ERP%'",
    )
    .await;
    tamper(&scratch, "update external_keys set added_at = 1795000000000").await;
    let file = File::of(&owner).await;
    let rows = file.rows("Generated", &GENERATED);
    let ids: BTreeSet<_> = rows.iter().map(|row| row[0].to_string()).collect();
    assert_eq!((rows.len(), ids.len()), (7_003, 7_003));
    for row in &rows {
        let number: u32 = row[3].to_string().rsplit(' ').next().unwrap().parse().unwrap();
        assert_eq!(row[0], text(&crowd.key_id(number)));
        assert_eq!(row[3], text(&crowd::label(number)));
        assert_eq!(instant(&row[6]).is_some(), crowd::renewing(number), "{number}");
        assert_eq!(
            row[7],
            text(if number.is_multiple_of(7) { "Inactive" } else { "Active" })
        );
        let roles = row[2].to_string();
        let count = if roles.is_empty() { 0 } else { roles.split(", ").count() };
        assert_eq!(count, number as usize % 4, "{roles}");
        assert!(roles.split(", ").is_sorted(), "{roles}");
    }
    let rows = file.rows("External", &EXTERNAL);
    let ids: BTreeSet<_> = rows.iter().map(|row| row[0].to_string()).collect();
    assert_eq!((rows.len(), ids.len()), (2_501, 2_501));
    assert!(rows.iter().all(|row| row[3] == text("bravo")));
}

/// LibreOffice reads an export without losses. `.ci/setup test` installs LibreOffice. Without it, the test prints a warning.
#[tokio::test(flavor = "multi_thread")]
async fn libreoffice_reads_what_was_written() {
    let (scratch, app) = crate::support::app::app(&[]).await;
    let owner = app.owner().await;
    for label in ["=1+1", "+cmd", "請求書 🔑", "one, \"two\""] {
        owner.generate(label).await.unwrap();
    }
    let file = File::of(&owner).await;
    let path = scratch.folder().join("export.xlsx");
    std::fs::write(&path, &file.bytes).unwrap();
    let profile = scratch.folder().join("profile");
    // Writes each sheet to its own UTF-8 CSV file, with dates as displayed.
    let converted = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args([
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
        ])
        .arg("--outdir")
        .arg(scratch.folder())
        .arg(&path)
        .output();
    let output = match converted {
        Ok(output) => output,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            // Writes to stderr directly, because the test runner hides the output of passing tests.
            let _ = writeln!(
                std::io::stderr(),
                "\n!!! NOT CHECKED: that LibreOffice opens an export (no soffice here)\n"
            );
            return;
        }
        Err(error) => panic!("soffice: {error}"),
    };
    assert!(output.status.success(), "{output:?}");
    let csv = |sheet: &str| std::fs::read_to_string(scratch.folder().join(format!("export-{sheet}.csv"))).unwrap();
    let generated = csv("Generated");
    let lines: Vec<_> = generated.lines().collect();
    assert_eq!(lines[0], GENERATED.join(","));
    assert_eq!(lines.len(), 5, "{generated}");
    for label in ["=1+1", "+cmd", "請求書 🔑", "\"one, \"\"two\"\"\""] {
        let line = lines
            .iter()
            .find(|line| line.contains(&format!(",,{label},2026-11-22 12:00:00,2026-11-22 12:00:00,,Active")));
        assert!(line.is_some(), "{label} in {generated}");
    }
    assert_eq!(csv("External").trim_end(), EXTERNAL.join(","));
}

const INSIDE: &str = "KEYDESK_TEST_EXPORT_INSIDE";

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_written_is_refused_in_words() {
    if let Ok(url) = std::env::var(INSIDE) {
        return cannot_write(&Scratch::at(&url)).await;
    }
    let scratch = Scratch::new(Database::Sqlite).await;
    let app = TestApp::on(&scratch).await;
    app.owner().await;
    Crowd {
        account: ACCOUNT,
        keys: 8_000,
        now: START.0,
    }
    .insert(&scratch.url)
    .await;
    app.state.store.close().await;
    // Runs this test again with a file size limit of 1 MB. The rows of a sheet exceed it, the database's writes do not.
    again_under_limit(
        "export::a_file_that_cannot_be_written_is_refused_in_words",
        2048,
        (INSIDE, &scratch.url),
    );
}

async fn cannot_write(scratch: &Scratch) {
    let app = TestApp::on(scratch).await;
    let owner = app.stranger().again().await;
    for _ in 0..2 {
        let answer = owner.get(EXPORT).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(
            answer.body.contains("The server could not write the file"),
            "{}",
            answer.body
        );
    }
    assert_eq!(owner.list().await.unwrap().total, 8_000, "everything else goes on");
    assert!(recorded(scratch).await.is_empty(), "nobody got a file");
}
