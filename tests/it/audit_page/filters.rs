//! The filters of the audit log.

use super::{EXPORT, LOG, account, content, fields, numbers, record};
use crate::support::{Scratch, app::TestApp};
use axum::http::StatusCode;
use keydesk::{
    domain::{audit::event::Event, time::days},
    views::wire::{EditInput, Password, RestrictionsInput},
};

both! {
    async fn filters_find_their_entries_and_keep_their_values(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (first, _) = owner.key_in_use("ERP").await;
        let id = account(&app).await;
        for user in ["ann@acme.example", "anna@acme.example", "ann@other.example", "bob@acme.example"] {
            record(&app, &id, user, Event::KeyEdited).await;
        }
        app.state.clock.advance(days(1));
        record(&app, &id, "ann@acme.example", Event::KeyDeleted).await;
        let app_key = first.app_key.to_string();
        for (search, expected) in [
            (format!("key={app_key}"), vec![3, 2]),
            (format!("key={}", first.id), vec![3, 2]),
            (format!("key={}", first.id.as_str().to_uppercase()), vec![3, 2]),
            ("key=appkey-acme-00000000".to_owned(), vec![]),
            ("user=ann@acme.example".to_owned(), vec![8, 4]),
            ("user=ANN".to_owned(), vec![8, 6, 5, 4]),
            ("user=ann@acme.example&action=key_edited".to_owned(), vec![4]),
            ("user=%25".to_owned(), vec![]),
            ("user=nobody".to_owned(), vec![]),
            ("action=key_edited".to_owned(), vec![7, 6, 5, 4]),
            ("action=signed_in".to_owned(), vec![]),
            ("from=2026-11-23".to_owned(), vec![8]),
            ("to=2026-11-22".to_owned(), vec![7, 6, 5, 4, 3, 2, 1]),
            ("from=2026-11-22&to=2026-11-23&action=key_deleted".to_owned(), vec![8]),
            ("from=2026-11-24".to_owned(), vec![]),
            ("from=2026-11-23&to=2026-11-22".to_owned(), vec![]),
            (format!("key={app_key}&action=link_opened&user=&from=2026-11-22&to=2026-11-22"), vec![3]),
            (format!("key={app_key}&user=owner"), vec![2]),
            ("key=erp".to_owned(), vec![3, 2]),
            (format!("key={}", app_key.to_lowercase()), vec![3, 2]),
            ("key=erp&action=link_opened".to_owned(), vec![3]),
            ("key=no+key+is+called+so".to_owned(), vec![]),
            ("key=%3Cscript%3Ealert(1)%3C/script%3E".to_owned(), vec![]),
        ] {
            let page = owner.again().await.get(&format!("{LOG}?{search}")).await;
            assert_eq!(numbers(&page), expected, "{search}");
            assert_eq!(page.body.contains("No entries match these filters"), expected.is_empty(), "{search}");
            assert!(page.body.contains("Clear filters") && !page.body.contains("is not valid"), "{search}");
        }
        let page = owner.again().await.get(&format!("{LOG}?key={app_key}&user=ow&action=link_opened&from=2026-11-22&to=2026-11-23")).await;
        for kept in [format!("value=\"{app_key}\""), "value=\"ow\"".to_owned(), "value=\"2026-11-22\"".to_owned(), "value=\"2026-11-23\"".to_owned()] {
            assert!(page.body.contains(&kept), "{kept}");
        }
        assert_eq!(page.body.matches(" selected").count(), 1);
        assert!(page.body.contains(&format!("{EXPORT}?key={app_key}&amp;user=ow&amp;action=link_opened&amp;from=2026-11-22&amp;to=2026-11-23")));
    }

    async fn keys_are_found_by_label_even_if_renamed_or_deleted(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (kept, _) = owner.key_in_use("Preço do café").await;
        let (deleted, _) = owner.key_in_use("Cafe, Berlin").await;
        owner.key_in_use("Warehouse").await;
        owner.delete(&deleted).await.unwrap();
        for (search, expected) in [("key=CAFE", vec![8, 5, 4, 3, 2]), ("key=cafe+berlin", vec![8, 5, 4]), ("key=caf%C3%A9&user=nobody", vec![])] {
            assert_eq!(numbers(&owner.get(&format!("{LOG}?{search}")).await), expected, "{search}");
        }
        // A renamed key is found by its new name, too. Each account finds only its own keys.
        let input = EditInput { label: "Kiosk".to_owned(), roles: vec![], restrictions: RestrictionsInput::default(), active: true, in_use: true, password: Password::default() };
        owner.edit(&kept, input).await.unwrap();
        assert_eq!(numbers(&owner.get(&format!("{LOG}?key=kiosk")).await), [9, 3, 2]);
        let bravo = app.member(scratch, "bravos", "bravo", &["keydesk.audit.view"]).await;
        assert_eq!(numbers(&bravo.get("/bravo/audit?key=cafe").await), [0; 0]);
        let file = owner.get(&format!("{EXPORT}?key=cafe")).await;
        assert_eq!(fields(&file.body).len(), 4);
    }

    async fn invalid_filters_are_named_and_show_no_entries(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        for (search, label) in [
            ("key=%00", "Key"), ("user=a%20b", "User"), ("action=explode", "Action"),
            ("from=yesterday", "From (UTC)"), ("to=2026-02-30", "To (UTC)"), ("before=x", "Page"), ("after=-3", "Page"),
            ("before=99999999999999999999", "Page"), ("user=%3Cscript%3E+alert(1)%3C/script%3E", "User"), ("key=erp&from=soon", "From (UTC)"),
        ] {
            let page = owner.get(&format!("{LOG}?{search}")).await;
            assert_eq!(numbers(&page), [0; 0], "{search}");
            assert!(page.body.contains(&format!("The filter {label} is not valid, so no entries are shown.")), "{search}: {}", page.body);
            assert!(!page.body.contains("<script> alert") && !content(&page).contains(EXPORT), "{search}");
            for export in [EXPORT, "/acme/audit/export.xlsx"] {
                let file = owner.get(&format!("{export}?{search}")).await;
                assert_eq!((file.status, file.header("location")), (StatusCode::SEE_OTHER, format!("{LOG}?{search}").as_str()));
            }
        }
        let page = owner.get(&format!("{LOG}?user=owner&frm=2026-01-01")).await;
        assert_eq!(numbers(&page), [0; 0], "an unknown name is no filter that finds everything");
        assert!(page.body.contains("The address contains an unknown filter, so no entries are shown."), "{}", page.body);
        assert!(page.body.contains("Clear filters") && !content(&page).contains(EXPORT));
        assert_eq!(owner.get(&format!("{EXPORT}?frm=2026-01-01")).await.status, StatusCode::SEE_OTHER);
        for odd in ["&&&", "key", "=", "key=%", "user=&user=owner&user=x", "done=nonsense", "before=9223372036854775807", "after=9223372036854775807", "before=0"] {
            assert_eq!(owner.get(&format!("{LOG}?{odd}")).await.status, StatusCode::OK, "{odd}");
        }
    }

    async fn a_filter_that_matches_too_many_users_says_so(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let id = account(&app).await;
        for number in 0..25 {
            record(&app, &id, &format!("user{number:02}@acme.example"), Event::KeyEdited).await;
        }
        let page = owner.get(&format!("{LOG}?user=user")).await;
        assert_eq!(numbers(&page).len(), 20);
        assert!(page.body.contains("Enter more of the address."));
        assert_eq!(numbers(&owner.get(&format!("{LOG}?user=user2")).await).len(), 5);
        assert_eq!(numbers(&owner.get(&format!("{LOG}?user=user24@acme.example")).await), [26]);
    }
}
