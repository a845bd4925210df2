//! The decision to delete an old token: the facts, the box to be ticked, and the deletion when it is unused.

use super::{settle, usage_of, verify};
use crate::support::{
    Scratch,
    app::{ACCOUNT, Person, TestApp, at},
    stored_account::tamper,
};
use axum::http::StatusCode;
use keydesk::{
    domain::{
        keys::{
            activity::Activity,
            choice::{Consent, DeleteOld, QuietDays},
            key::Key,
        },
        text::TextError,
        time::days,
    },
    error::{AppError, Field},
    server::{idempotency::new_form_id, jobs, store::COMMANDS_WAIT},
    views::wire::{DeleteInput, DeleteOldInput, Password, RenewInput},
};
use serde::Serialize;
use serde_json::json;
use std::time::Duration;

/// A key that is being renewed, with its old and its new token.
pub(super) struct Renewing {
    pub(super) app: TestApp,
    pub(super) owner: Person,
    pub(super) verifier: String,
    pub(super) key: Key,
    pub(super) old: String,
    pub(super) new: String,
}

impl Renewing {
    pub(super) async fn on(scratch: &Scratch) -> Self {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let verifier = app.verifier().await;
        let (key, old) = owner.key_in_use("ERP").await;
        let link = owner.renew(&key, Consent::NotGiven).await.unwrap();
        let (_, new) = app.stranger().open(&link.url).await.unwrap();
        let key = owner.show(&key.id).await.unwrap().key;
        Self {
            app,
            owner,
            verifier,
            key,
            old,
            new,
        }
    }

    pub(super) async fn send(&self, token: &str) {
        let question = json!({ "appKey": self.key.app_key, "appToken": token, "clientIp": "10.0.0.7" });
        self.app.post_verification(&self.verifier, question).await;
    }

    /// Lets days pass, each with a use of the new token.
    pub(super) async fn days_pass(&self, number: u64) {
        self.days_pass_with(&self.new, number).await;
    }

    /// Lets days pass, each with a use of this token.
    async fn days_pass_with(&self, token: &str, number: u64) {
        for _ in 0..number {
            self.app.state.clock.advance(days(1));
            self.send(token).await;
            settle(&self.app.state).await;
        }
    }

    async fn call(&self, function: &str, arguments: impl Serialize) -> Result<(), AppError> {
        let answer = self.owner.call(function, arguments).await;
        if answer.status == StatusCode::OK {
            Ok(())
        } else {
            Err(answer.error())
        }
    }

    async fn activity(&self) -> Vec<Activity> {
        let detail = self.owner.again().await.show(&self.key.id).await.unwrap();
        detail.activities.iter().map(|told| told.activity).collect()
    }
}

fn not_ticked<T>() -> Result<T, AppError> {
    Err(AppError::field(Field::InUse, TextError::NotUnderstood))
}

both! {
    async fn a_token_in_use_ends_only_if_the_box_is_ticked(scratch) {
        let this = Renewing::on(scratch).await;
        let (owner, key) = (&this.owner, &this.key);
        let password = Password::default;
        let dialog = format!("/{ACCOUNT}/api-keys/generated/{}/delete-old-token", key.id);
        let text = owner.get(&dialog).await.text();
        assert!(text.contains("Verifications were not recorded for long enough") && !text.contains("still in use"), "{text}");
        for _ in 0..3 {
            this.send(&this.old).await;
        }
        this.app.state.clock.advance(Duration::from_mins(4));
        // No job ran: the facts include what this node has counted and not written.
        let text = owner.get(&dialog).await.text();
        let fact = "The old token was used 3 times in the last 24 hours, last 4 minutes ago from 10.0.0.7.";
        assert!(text.contains(fact) && text.contains("It is still in use. Do it anyway."), "{text}");

        let delete_old = |in_use| (at(key), DeleteOldInput { in_use, password: password() });
        assert_eq!(this.call("delete_old_token", delete_old(false)).await, not_ticked());
        assert_eq!(this.call("deactivate_key", (at(key), false)).await, not_ticked());
        let delete = |in_use| (at(key), DeleteInput { understood: true, in_use, password: password() });
        assert_eq!(this.call("delete_key", delete(false)).await, not_ticked());
        let form = [("version", key.version.to_string())];
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for action in ["delete-old-token", "deactivate"] {
            let page = owner.post_form(&format!("/{ACCOUNT}/api-keys/generated/{}/{action}", key.id), &form).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
            assert!(page.text().contains("used 3 times") && page.text().contains("Tick the box to confirm."), "{}", page.text());
        }
        let now = [form[0], ("delete_old", "now")];
        let complete = format!("/{ACCOUNT}/api-keys/generated/{}/complete-renewal", key.id);
        let page = owner.post_form(&complete, &now).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
        assert!(page.text().contains("used 3 times"), "{}", page.text());
        assert_eq!(owner.show(&key.id).await.unwrap().key, *key, "nothing was done");
        assert_eq!(this.call("delete_old_token", delete_old(true)).await, Ok(()));
        let after = owner.show(&key.id).await.unwrap().key;
        let delete = DeleteInput { understood: true, in_use: false, password: password() };
        assert_eq!(this.call("delete_key", (at(&after), delete)).await, Ok(()), "the new token is not in use");
    }

    async fn a_renewal_that_deletes_a_token_in_use_asks_for_the_box_too(scratch) {
        let this = Renewing::on(scratch).await;
        let (owner, key) = (&this.owner, &this.key);
        this.send(&this.old).await;
        this.send(&this.old).await;
        let dialog = format!("/{ACCOUNT}/api-keys/generated/{}/renew", key.id);
        let page = owner.get(&dialog).await;
        let fact = "The old token was used 2 times in the last 24 hours, last just now from 10.0.0.7.";
        let text = page.text();
        assert!(text.contains(fact) && text.contains("It is still in use. Do it anyway."), "{text}");

        let renewal = |in_use| RenewInput { consent: Consent::Given, in_use, form_id: new_form_id(), password: Password::default() };
        assert_eq!(this.call("renew_key", (at(key), renewal(false))).await, not_ticked());
        let (version, form_id) = (key.version.to_string(), page.hidden("form_id").unwrap());
        let form = [("version", version.as_str()), ("form_id", form_id.as_str()), ("asked", ""), ("consent", "on")];
        let refused = owner.post_form(&dialog, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        assert!(refused.text().contains(fact) && refused.text().contains("Tick the box to confirm."), "{}", refused.text());
        assert_eq!(owner.show(&key.id).await.unwrap().key, *key, "nothing was done");
        let ticked: Vec<_> = form.into_iter().chain([(Field::InUse.name(), "on")]).collect();
        let done = owner.post_form(&dialog, &ticked).await;
        assert!(done.status == StatusCode::OK && done.body.contains("/credentials/"), "{}", done.body);
        assert_eq!(this.app.verify(&this.verifier, key.app_key.as_str(), &this.old).await, "token_revoked");
    }

    async fn a_renewal_that_deletes_no_token_needs_no_box(scratch) {
        let this = Renewing::on(scratch).await;
        let key = this.owner.delete_old(&this.key).await.unwrap();
        this.send(&this.new).await;
        let renewal = RenewInput { consent: Consent::NotGiven, in_use: false, form_id: new_form_id(), password: Password::default() };
        assert_eq!(this.call("renew_key", (at(&key), renewal)).await, Ok(()));
    }

    async fn no_token_is_safe_to_delete_because_one_that_just_went_was_in_use(scratch) {
        let this = Renewing::on(scratch).await;
        this.days_pass_with(&this.old, 8).await;
        assert_eq!(this.activity().await, [Activity::Quiet, Activity::InUse]);
        let owner = this.owner.again().await;
        let dialog = format!("/{ACCOUNT}/api-keys/generated/{}/renew", this.key.id);
        let page = owner.get(&dialog).await;
        let (version, form_id) = (this.key.version.to_string(), page.hidden("form_id").unwrap());
        let form = [("version", version.as_str()), ("form_id", form_id.as_str()), ("consent", "on"), (Field::InUse.name(), "on")];
        let text = owner.post_form(&dialog, &form).await.text();
        assert!(text.contains("The old token has not been used for at least 7 days."), "{text}");
        assert!(!text.contains("Safe to delete"), "nobody has the new token yet: {text}");
    }

    async fn an_old_token_is_safe_to_delete_after_seven_recorded_days(scratch) {
        let this = Renewing::on(scratch).await;
        this.send(&this.old).await;
        settle(&this.app.state).await;
        assert_eq!(this.activity().await, [Activity::Unknown, Activity::InUse]);
        this.days_pass(7).await;
        assert_eq!(this.activity().await, [Activity::InUse, Activity::InUse], "today is not over");
        // An outage: ten days without verifications.
        this.app.state.clock.advance(days(10));
        assert_eq!(this.activity().await, [Activity::InUse, Activity::Quiet], "six days and the last one are complete");
        let again = this.owner.again().await;
        let text = again.get(&format!("/{ACCOUNT}/api-keys/generated/{}/delete-old-token", this.key.id)).await.text();
        assert!(text.contains("Safe to delete: the old token has not been used for at least 7 days"), "{text}");
        assert!(!text.contains("still in use"));
    }

    async fn nothing_looks_quiet_after_an_upgrade(scratch) {
        let this = Renewing::on(scratch).await;
        this.app.state.clock.advance(days(200));
        assert_eq!(this.activity().await, [Activity::Unknown, Activity::Unknown]);
        this.days_pass(3).await;
        assert_eq!(this.activity().await, [Activity::InUse, Activity::Unknown]);
    }

    async fn an_unused_old_token_is_deleted_once_over_all_nodes(scratch) {
        let this = Renewing::on(scratch).await;
        let node = TestApp::on(scratch).await;
        this.send(&this.old).await;
        settle(&this.app.state).await;
        let plan = DeleteOld::WhenUnused(QuietDays::new(3).unwrap());
        let planned = this.owner.complete(&this.key, plan).await.unwrap();
        assert_eq!(planned.tokens.when_unused(), QuietDays::new(3));
        let list = this.owner.get(&format!("/{ACCOUNT}/api-keys/generated")).await.text();
        assert!(list.contains("The old token is deleted once it has not been used for 3 days."), "{list}");
        this.days_pass(3).await;
        jobs::sweep(&this.app.state).await;
        let old = async || this.owner.again().await.show(&this.key.id).await.unwrap().key.tokens.old().is_some();
        assert!(old().await, "three days have not passed yet");
        this.days_pass(1).await;
        node.state.clock.set(this.app.state.clock.now());
        futures_util::future::join(jobs::sweep(&this.app.state), jobs::sweep(&node.state)).await;
        assert!(!old().await);
        jobs::sweep(&node.state).await;
        let actions = this.app.state.store.actions_of_key(&this.key.id).await.unwrap();
        assert_eq!(actions.iter().filter(|action| *action == "old_token_deleted_unused").count(), 1, "{actions:?}");
        assert!(actions.contains(&"renewal_completed_when_unused".to_owned()));
        // On SQLite, either store learns of the other's commits by renewing its lease.
        tokio::time::sleep(COMMANDS_WAIT).await;
        assert_eq!(this.app.verify(&this.verifier, this.key.app_key.as_str(), &this.old).await, "token_revoked");
        assert_eq!(this.app.state.store.first_broken_audit_row(None).await.unwrap(), None);
    }

    async fn a_plan_waits_for_the_new_token_and_ends_with_another_choice(scratch) {
        let this = Renewing::on(scratch).await;
        this.send(&this.new).await;
        settle(&this.app.state).await;
        let plan = DeleteOld::WhenUnused(QuietDays::new(1).unwrap());
        let planned = this.owner.complete(&this.key, plan).await.unwrap();
        // Other keys are verified on these days, and neither token of this one is used.
        for ago in 0..30 {
            let day = this.app.state.clock.now().day() + ago;
            tamper(scratch, &format!("insert into recorded_days (day) values ({day}) on conflict do nothing")).await;
        }
        this.app.state.clock.advance(days(20));
        jobs::sweep(&this.app.state).await;
        let owner = this.owner.again().await;
        let key = owner.show(&this.key.id).await.unwrap().key;
        assert_eq!(key, planned, "nobody uses the new token");
        let later = owner.complete(&key, DeleteOld::Later).await.unwrap();
        assert_eq!(later.tokens.when_unused(), None);
        this.days_pass(3).await;
        jobs::sweep(&this.app.state).await;
        let key = this.owner.again().await.show(&this.key.id).await.unwrap().key;
        assert_eq!(key, later, "the plan was given up");
        assert!(usage_of(&this.app.state, &this.new).await.is_some());
    }

    async fn a_form_asks_for_one_to_ninety_days(scratch) {
        let this = Renewing::on(scratch).await;
        let complete = format!("/{ACCOUNT}/api-keys/generated/{}/complete-renewal", this.key.id);
        let version = this.key.version.to_string();
        for wrong in ["", "0", "91", "x", "-1", "1.5"] {
            let form = [("version", version.as_str()), ("delete_old", "when-unused"), ("days", wrong)];
            let page = this.owner.post_form(&complete, &form).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(page.text().contains("Enter a number of days from 1 to 90."), "{}", page.text());
        }
        let form = [("version", version.as_str()), ("delete_old", "when-unused"), ("days", " 90 ")];
        let done = this.owner.post_form(&complete, &form).await;
        assert_eq!(done.header("location"), format!("/{ACCOUNT}/api-keys/generated?done=completed-when-unused"));
        let key = this.owner.show(&this.key.id).await.unwrap().key;
        assert_eq!(key.tokens.when_unused(), QuietDays::new(90));
        let page = this.owner.get(&format!("/{ACCOUNT}/api-keys/generated/{}", key.id)).await;
        assert!(page.text().contains("Keep it until I delete it"), "{}", page.text());
        verify(&this.app, &this.verifier, (key.app_key.as_str(), &this.old), 1).await;
    }
}
