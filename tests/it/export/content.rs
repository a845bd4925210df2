//! The content of the file: every key, in its columns, in the language of the user.

use super::{EXPORT, EXTERNAL, File, GENERATED, crowd::Crowd, instant, recorded, text};
use crate::support::{
    START, Scratch,
    app::{ACCOUNT, Answer, Person, TestApp},
    stored_account::tamper,
};
use axum::http::StatusCode;
use calamine::{Data, Reader, Xlsx};
use keydesk::{
    domain::{
        keys::choice::{Consent, DeleteOld},
        time::{Timestamp, days},
    },
    views::wire::RestrictionsInput,
};
use std::{collections::BTreeMap, io::Cursor, time::Duration};

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

/// Midnight, some days after the day on which the tests begin.
fn first_day(later: u64) -> Timestamp {
    Timestamp::from_date(&START.iso_date()).unwrap().plus(days(later))
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
        app.state.clock.advance(Duration::from_hours(1) + Duration::from_secs(7));
        let owner = owner.again().await;
        let (renewing, _) = owner.key_in_use("renewing").await;
        let (off, _) = owner.key_in_use("off").await;
        let pending = owner.generate("pending").await.unwrap().key;
        let restricted = RestrictionsInput {
            expires: "date".to_owned(),
            expires_on: first_day(2).iso_date(),
            networks: Some("10.0.0.0/8\n2001:db8::7".to_owned()),
        };
        let restricted = owner.generate_with("restricted", restricted).await.unwrap().key;
        app.state.clock.advance(days(3));
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
            app.state.clock.advance(Duration::from_secs(1));
        }

        let file = File::of(&owner).await;
        assert_eq!(file.sheets(), ["Generated", "External"]);
        assert!(file.rows("External", &EXTERNAL).is_empty());
        let keys = file.generated();
        assert_eq!(keys.len(), 5);
        let first = START.plus(Duration::from_hours(1) + Duration::from_secs(7));
        let later = first.plus(days(3));
        for (key, roles, dates, status) in [
            (&single, "Catalog, Orders", [Some(START), Some(START), None], "Active"),
            (&renewing, "", [Some(first), Some(first), Some(later)], "Active"),
            (&off, "", [Some(first), Some(first), None], "Inactive"),
            (&pending, "", [Some(first), Some(first), None], "Active"),
            (&restricted, "", [Some(first), Some(first), None], "Expired"),
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
            let last_second = (label == "restricted").then(|| first_day(3).minus(Duration::from_secs(1)));
            let networks = last_second.map_or(Data::Empty, |_| text("10.0.0.0/8, 2001:db8::7"));
            assert_eq!((instant(&row[8]), &row[9]), (last_second, &networks), "{label}");
        }
        let order: Vec<_> = file.rows("Generated", &GENERATED).iter().map(|row| instant(&row[4]).unwrap()).collect();
        assert!(order.is_sorted_by(|before, after| before >= after), "the newest first: {order:?}");

        let answer = bravo.get("/api/export_keys?account=bravo").await;
        let file = File { bytes: answer.bytes };
        assert!(file.rows("Generated", &GENERATED).is_empty());
        let rows = file.rows("External", &EXTERNAL);
        let expected = [(&off, later.plus(Duration::from_secs(1)), "Inactive"), (&single, later, "Active")];
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
        for (sheet, filter, columns) in [("sheet1", "A1:K3", 11), ("sheet2", "A1:F1", 6)] {
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
async fn a_file_is_in_the_language_of_its_user() {
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
        "Expiração (UTC)",
        "Endereços permitidos",
        "Último uso (UTC)",
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
        now: START,
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
