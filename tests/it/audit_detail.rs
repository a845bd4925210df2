//! The detail column of audit rows, which records what an action changed, and the audit log as a workbook.

use crate::support::{
    START, Scratch,
    app::{ACCOUNT, FORM_ID, TestApp},
    stored_account::tamper,
    team::{role, single_value, user},
};
use axum::http::StatusCode;
use calamine::{Data, Reader, Xlsx};
use keydesk::{
    domain::{
        audit::{detail::Detail, event::Event},
        id::{Account, Id},
        keys::choice::Consent,
        text::Email,
    },
    server::store::AuditEntry,
    views::wire::{EditInput, Password, RestrictionsInput},
    words::events,
};
use serde_json::{Value, json};
use sqlx::Row;
use std::{io::Cursor, time::Duration};

/// All actions about a subject in the chain of `acme`, oldest first, each with its detail.
async fn recorded(scratch: &Scratch, subject: &str) -> Vec<(String, Value)> {
    let statement = format!(
        "select e.action, e.detail from audit_events e join accounts a on a.id = e.chain \
         where a.slug = '{ACCOUNT}' and e.subject = '{subject}' order by e.seq"
    );
    let rows = tamper(scratch, &statement).await;
    let read = |detail: String| match detail.as_str() {
        "" => Value::Null,
        written => serde_json::from_str(written).unwrap(),
    };
    rows.iter()
        .map(|row| (row.try_get(0).unwrap(), read(row.try_get(1).unwrap())))
        .collect()
}

fn edit(label: &str, roles: &[&str], active: bool) -> EditInput {
    EditInput {
        label: label.to_owned(),
        roles: roles.iter().map(|role| Id::new((*role).to_owned())).collect(),
        restrictions: RestrictionsInput::default(),
        active,
        in_use: true,
        password: Password::default(),
    }
}

async fn account(scratch: &Scratch) -> Id<Account> {
    Id::new(single_value(scratch, &format!("select id from accounts where slug = '{ACCOUNT}'")).await)
}

async fn make_role(owner: &crate::support::app::Person, name: &str, resources: &[&str]) {
    for resource in resources {
        let fields = [("name", *resource), ("description", "")];
        owner.post_form("/acme/roles/resources/new", &fields).await;
    }
    let resources = resources.iter().map(|resource| ("resources", *resource));
    let fields: Vec<_> = [("name", name)].into_iter().chain(resources).collect();
    let answer = owner.post_form("/acme/roles/new", &fields).await;
    assert_eq!(
        answer.header("location"),
        "/acme/roles?done=role-created",
        "{}",
        answer.body
    );
}

/// The rows of a sheet, headings included.
fn rows(file: &[u8], sheet: &str) -> Vec<Vec<Data>> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(file)).unwrap();
    let range = workbook.worksheet_range(sheet).unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

/// One file of the workbook's ZIP archive, as text.
fn part(file: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    std::io::read_to_string(zip.by_name(name).unwrap()).unwrap()
}

both! {
    async fn the_log_is_exported_as_a_workbook(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, _) = owner.key_in_use("=SUM(A1:A9)").await;
        let detail = Detail::given(vec!["=1+1".to_owned(), "Orders".to_owned()]);
        let by = Email::parse_existing("=2+2@acme.example").unwrap();
        let entry = AuditEntry::by_user(&by, &account(scratch).await, Event::KeyEdited, "2001:db8::7", START.plus(Duration::from_secs(90_061)))
            .about_key(&key.id, key.app_key.as_str())
            .with_detail(detail);
        app.state.store.record(entry).await.unwrap();

        let answer = owner.get("/acme/audit/export.xlsx").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(answer.header("content-disposition"), "attachment; filename=\"keydesk-audit-acme-2026-11-22.xlsx\"");
        assert_eq!(answer.header("content-type"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        let file = &answer.bytes;
        let rows = rows(file, "Audit log");
        let heads = ["No.", "Time (UTC)", "Who", "What", "Changes", "About", "Address", "Action name", "Key id", "Hash"];
        assert_eq!(rows[0], heads.map(|head| Data::String(head.to_owned())));
        let csv = owner.get("/acme/audit/export").await.body;
        let hashes: Vec<_> = csv.lines().skip(1).map(|line| line.rsplit(',').next().unwrap().to_owned()).collect();
        // Each export ends with its own audit row. The CSV export came second, so its last row is left out.
        assert_eq!(rows[1..].iter().map(|row| row[9].to_string()).collect::<Vec<_>>(), hashes[..hashes.len() - 1]);
        assert_eq!(rows.last().unwrap()[3], Data::String("Exported the audit log".to_owned()));
        let edited = rows.iter().find(|row| row[7] == Data::String("key_edited".to_owned())).unwrap();
        let texts = [2, 3, 4, 5, 6, 8].map(|column| edited[column].to_string());
        let app_key = key.app_key.to_string();
        assert_eq!(texts, ["=2+2@acme.example", events::sentence(Event::KeyEdited), "Added: =1+1, Orders", &app_key, "2001:db8::7", key.id.as_str()]);
        assert!(matches!(&edited[1], Data::DateTime(at) if (at.as_f64() - 46_349.542_372_685).abs() < 1e-6), "{:?}", edited[1]);
        assert!(!part(file, "xl/worksheets/sheet1.xml").contains("<f>"), "no text is a formula");

        // The workbook has the page's filter and the exporter's language, and it is recorded like every export.
        let path = format!("/acme/audit/export.xlsx?key={}&action=key_generated", key.app_key);
        let portuguese = owner.get_accepting("pt", &path).await;
        let rows = self::rows(&portuguese.bytes, "Registro de auditoria");
        assert_eq!((rows.len(), rows[0][1].to_string().as_str(), rows[1][7].to_string().as_str()), (2, "Horário (UTC)", "key_generated"));
        let exports = "select subject from audit_events where action = 'audit_exported' order by seq";
        let subjects: Vec<String> = tamper(scratch, exports).await.iter().map(|row| row.get(0)).collect();
        assert_eq!(subjects, ["all of it", "all of it", &format!("key={}&action=key_generated", key.app_key)]);
        assert_eq!(owner.method("HEAD", "/acme/audit/export.xlsx").await.status, StatusCode::METHOD_NOT_ALLOWED);
    }

    async fn texts_are_shared_in_small_files_and_in_the_cells_of_large_ones(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        for path in ["/acme/audit/export.xlsx", "/api/export_keys?account=acme"] {
            let file = owner.get(path).await.bytes;
            assert!(part(&file, "xl/sharedStrings.xml").contains("<si>"), "{path}");
            assert!(!part(&file, "xl/worksheets/sheet1.xml").contains("inlineStr"), "{path}");
        }
        // Row numbers decide whether the file counts as large, which saves a second read. Higher numbers simulate a large log.
        tamper(scratch, "update audit_chains set seq = seq + 20000").await;
        let file = owner.get("/acme/audit/export.xlsx").await.bytes;
        assert!(part(&file, "xl/worksheets/sheet1.xml").contains("inlineStr"));
        assert!(rows(&file, "Audit log").len() > 3);
    }

    async fn an_edited_key_has_its_names_before_and_after(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        make_role(&owner, "Orders", &["orders.view"]).await;
        make_role(&owner, "Catalog", &["catalog.view"]).await;
        let (orders, catalog) = (role(scratch, "Orders").await, role(scratch, "Catalog").await);
        let fields = [("label", "ERP"), ("form_id", FORM_ID), ("roles", orders.as_str())];
        owner.post_form("/acme/api-keys/generated/new", &fields).await;
        let key = owner.list().await.unwrap().keys.remove(0);

        let key = owner.edit(&key, edit("ERP", &[&orders], true)).await.unwrap();
        assert_eq!(key.version, 1, "nothing was changed");
        let key = owner.edit(&key, edit("CRM", &[&catalog], true)).await.unwrap();
        let key = owner.edit(&key, edit("CRM", &[&catalog], false)).await.unwrap();
        let key = owner.edit(&key, edit("CRM; =1", &[&catalog, &orders], true)).await.unwrap();
        let version = key.version;
        let key = owner.edit(&key, edit("CRM; =1", &[&orders, &catalog], true)).await.unwrap();
        assert_eq!(key.version, version, "roles have no order");
        assert_eq!(
            recorded(scratch, key.app_key.as_str()).await,
            [
                ("key_generated".to_owned(), json!({ "added": ["Orders"] })),
                ("key_edited".to_owned(), json!({ "renamed": ["ERP", "CRM"], "added": ["Catalog"], "removed": ["Orders"] })),
                ("key_deactivated".to_owned(), Value::Null),
                ("key_edited".to_owned(), json!({ "renamed": ["CRM", "CRM; =1"], "added": ["Orders"] })),
                ("key_activated".to_owned(), Value::Null),
            ]
        );
        let page = owner.get("/acme/audit").await.body;
        for part in ["Renamed from ERP to CRM", "Added: Catalog", "Removed: Orders", "Renamed from CRM to CRM; =1"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        let id = account(scratch).await;
        assert_eq!(app.state.store.first_broken_audit_row(Some(&id)).await.unwrap(), None);
        let seq = single_value(scratch, "select cast(min(seq) as text) from audit_events where action = 'key_edited'").await;
        for changed in ["''", "replace(detail, 'Catalog', 'Finance')"] {
            tamper(scratch, &format!("update audit_events set detail = {changed} where seq = {seq} and chain = '{id}'")).await;
            let broken = app.state.store.first_broken_audit_row(Some(&id)).await.unwrap();
            assert_eq!(broken.map(|seq| seq.to_string()), Some(seq.clone()), "{changed}");
            let whole = r#"{"renamed":["ERP","CRM"],"added":["Catalog"],"removed":["Orders"]}"#;
            tamper(scratch, &format!("update audit_events set detail = '{whole}' where seq = {seq} and chain = '{id}'")).await;
            assert_eq!(app.state.store.first_broken_audit_row(Some(&id)).await.unwrap(), None);
        }
    }

    async fn an_old_token_that_goes_with_a_renewal_is_recorded_as_deleted(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, _) = owner.key_in_use("ERP").await;
        let link = owner.renew(&key, Consent::NotGiven).await.unwrap();
        app.stranger().open(&link.url).await.unwrap();
        let key = owner.show(&key.id).await.unwrap().key;
        owner.renew(&key, Consent::Given).await.unwrap();
        let actions: Vec<_> = recorded(scratch, key.app_key.as_str()).await.into_iter().map(|(action, _)| action).collect();
        assert_eq!(
            actions,
            ["key_generated", "link_opened", "token_renewed", "link_opened", "token_renewed", "old_token_deleted"]
        );
        let page = owner.get("/acme/audit?action=old_token_deleted").await.body;
        assert!(page.contains(key.app_key.as_str()), "{page}");
    }

    async fn roles_and_who_has_them_are_named(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        make_role(&owner, "Orders", &["orders.view", "orders.edit"]).await;
        let orders = role(scratch, "Orders").await;
        let edit = format!("/acme/roles/{orders}/edit");
        let seen = owner.get(&edit).await.seen();
        owner.post_form(&edit, &[("name", "Sales"), ("resources", "orders.view"), ("seen", &seen)]).await;
        assert_eq!(
            recorded(scratch, "Sales").await,
            [("role_edited".to_owned(), json!({ "renamed": ["Orders", "Sales"], "removed": ["orders.edit"] }))]
        );
        assert_eq!(
            recorded(scratch, "Orders").await,
            [("role_created".to_owned(), json!({ "added": ["orders.edit", "orders.view"] }))]
        );

        let restricted = role(scratch, "User administrator - RESTRICTED").await;
        let link = owner.invite("ann@acme.example", &[&orders]).await;
        app.join(&link).await;
        let ann = user(scratch, "ann@acme.example").await;
        let edit = format!("/acme/users/{ann}/edit");
        let seen = owner.get(&edit).await.seen();
        let answer = owner.post_form(&edit, &[("roles", &restricted), ("seen", &seen)]).await;
        assert!(answer.header("location").contains("done="), "{}", answer.body);
        let about_ann = recorded(scratch, "ann@acme.example").await;
        assert_eq!(about_ann.first(), Some(&("user_invited".to_owned(), json!({ "added": ["Sales"] }))));
        assert_eq!(
            about_ann.last(),
            Some(&(
                "user_roles_edited".to_owned(),
                json!({ "added": ["User administrator - RESTRICTED"], "removed": ["Sales"] })
            ))
        );
    }

    async fn roles_of_external_keys_are_named(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        for (name, resource) in [("Orders", "orders.view"), ("Catalog", "catalog.view")] {
            make_role(&owner, name, &[resource]).await;
        }
        let (orders, catalog) = (role(scratch, "Orders").await, role(scratch, "Catalog").await);
        let all = ["keydesk.keys.view", "keydesk.keys.edit", "keydesk.keys.renew"];
        let bravo = app.member(scratch, "bravos", "bravo", &all).await;
        let fields = [("label", "Tickets"), ("form_id", FORM_ID)];
        bravo.post_form("/bravo/api-keys/generated/new", &fields).await;
        let app_key = single_value(scratch, "select app_key from api_keys where label = 'Tickets'").await;
        let id = single_value(scratch, "select id from api_keys where label = 'Tickets'").await;
        owner.post_form("/acme/api-keys/external/new", &[("app_key", &app_key), ("roles", &orders)]).await;
        for roles in [&catalog, &catalog] {
            let edit = format!("/acme/api-keys/external/{id}/edit");
            let seen = owner.get(&edit).await.seen();
            owner.post_form(&edit, &[("seen", &seen), ("roles", roles)]).await;
        }
        owner.post_form(&format!("/acme/api-keys/external/{id}/remove"), &[]).await;
        assert_eq!(
            recorded(scratch, &app_key).await,
            [
                ("external_key_added".to_owned(), json!({ "added": ["Orders"] })),
                ("external_key_edited".to_owned(), json!({ "added": ["Catalog"], "removed": ["Orders"] })),
                ("external_key_removed".to_owned(), json!({ "removed": ["Catalog"] })),
            ]
        );
    }
}
