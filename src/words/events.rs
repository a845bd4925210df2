//! Texts of the audit log: events, subjects, changes and actors.

use crate::{
    domain::{
        audit::{
            detail::Detail,
            event::Event,
            log::{AuditField, AuditRecord, WHOLE_LOG, exported_counts},
        },
        time::Timestamp,
    },
    i18n::{number, t},
    words::dates,
};

/// The sentence for an event. Shown beside the actor and the key.
pub fn sentence(event: Event) -> &'static str {
    match event {
        Event::AccountCreated => t::event_account_created(),
        Event::DatabaseRestored => t::event_database_restored(),
        Event::SignedIn => t::event_signed_in(),
        Event::SignInRefused => t::event_sign_in_refused(),
        Event::SignedOut => t::event_signed_out(),
        Event::KeyGenerated => t::event_key_generated(),
        Event::TokenRenewed => t::event_token_renewed(),
        Event::RenewalCompletedLater => t::event_renewal_completed_later(),
        Event::RenewalCompletedNow => t::event_renewal_completed_now(),
        Event::RenewalCompletedWhenUnused => t::event_renewal_completed_when_unused(),
        Event::OldTokenDeletedUnused => t::event_old_token_deleted_unused(),
        Event::RenewalUndone => t::event_renewal_undone(),
        Event::OldTokenDeleted => t::event_old_token_deleted(),
        Event::KeyActivated => t::event_key_activated(),
        Event::KeyDeactivated => t::event_key_deactivated(),
        Event::KeyEdited => t::event_key_edited(),
        Event::KeyDeleted => t::event_key_deleted(),
        Event::LinkOpened => t::event_link_opened(),
        Event::LinkVisitedAgain => t::event_link_visited_again(),
        Event::LinkExpired => t::event_link_expired(),
        Event::LinkCancelled => t::event_link_cancelled(),
        Event::RenewalPeriodThreeMonths => t::event_renewal_period_3_months(),
        Event::RenewalPeriodSixMonths => t::event_renewal_period_6_months(),
        Event::KeyLifetimesSet => t::event_key_lifetimes_set(),
        Event::VerifierCreated => t::event_verifier_created(),
        Event::VerifierEdited => t::event_verifier_edited(),
        Event::VerifierRenewed => t::event_verifier_renewed(),
        Event::VerifierOldSecretDeleted => t::event_verifier_old_secret_deleted(),
        Event::VerifierRevoked => t::event_verifier_revoked(),
        Event::PasswordChanged => t::event_password_changed(),
        Event::SessionsRevoked => t::event_sessions_revoked(),
        Event::BrowsersForgotten => t::event_browsers_forgotten(),
        Event::ExternalKeyAdded => t::event_external_key_added(),
        Event::ExternalKeyEdited => t::event_external_key_edited(),
        Event::ExternalKeyRemoved => t::event_external_key_removed(),
        Event::DeadTokenDismissed => t::event_dead_token_dismissed(),
        Event::LinkNoticeDismissed => t::event_link_notice_dismissed(),
        Event::KeysExported => t::event_keys_exported(),
        Event::UserInvited => t::event_user_invited(),
        Event::InvitationCancelled => t::event_invitation_cancelled(),
        Event::InvitationOpened => t::event_invitation_opened(),
        Event::InvitationExpired => t::event_invitation_expired(),
        Event::InvitationVisitedAgain => t::event_invitation_visited_again(),
        Event::UserRolesEdited => t::event_user_roles_edited(),
        Event::UserDisabled => t::event_user_disabled(),
        Event::UserEnabled => t::event_user_enabled(),
        Event::UserRemoved => t::event_user_removed(),
        Event::RoleCreated => t::event_role_created(),
        Event::RoleEdited => t::event_role_edited(),
        Event::RoleDeleted => t::event_role_deleted(),
        Event::ResourceAdded => t::event_resource_added(),
        Event::ResourceDeleted => t::event_resource_deleted(),
        Event::AuditExported => t::event_audit_exported(),
        Event::SecondFactorAsked => t::event_second_factor_asked(),
        Event::SecondFactorRefused => t::event_second_factor_refused(),
        Event::SecondFactorOn => t::event_second_factor_on(),
        Event::SecondFactorOff => t::event_second_factor_off(),
        Event::SecondFactorReset => t::event_second_factor_reset(),
        Event::RecoveryCodeUsed => t::event_recovery_code_used(),
        Event::RecoveryCodesReplaced => t::event_recovery_codes_replaced(),
        Event::PasswordReset => t::event_password_reset(),
        Event::UserUnlocked => t::event_user_unlocked(),
        Event::LinkReplaced => t::event_link_replaced(),
    }
}

/// The sentence for a record's action. An unknown action of a later version is shown as stored.
pub fn action(record: &AuditRecord) -> &str {
    match Event::from_name(&record.action) {
        Some(event) => sentence(event),
        None => &record.action,
    }
}

/// The subject of a record. Subjects of exports are stored in English and translated here.
pub fn subject(record: &AuditRecord) -> String {
    let translated = match Event::from_name(&record.action) {
        Some(Event::KeysExported) => exported(&record.subject),
        Some(Event::AuditExported) if record.subject == WHOLE_LOG => Some(t::audit_exported_all().to_owned()),
        Some(_) | None => None,
    };
    translated.unwrap_or_else(|| record.subject.clone())
}

fn exported(subject: &str) -> Option<String> {
    let (generated, external) = exported_counts(subject)?;
    Some(t::audit_exported_keys(&number(generated), &number(external)))
}

/// One sentence for each part of a change.
pub fn changes(detail: &Detail) -> Vec<String> {
    let names = |names: &[String], words: fn(&str) -> String| (!names.is_empty()).then(|| words(&names.join(", ")));
    let renamed = detail.renamed.as_ref();
    let last_day = |day: &Option<String>| match day.as_deref().and_then(Timestamp::from_date) {
        Some(day) => dates::date(day),
        None => t::no_end().to_owned(),
    };
    let networks = |networks: &[String]| match networks {
        [] => t::audit_all_addresses().to_owned(),
        networks => networks.join(", "),
    };
    let resources = |resources: &[String]| match resources {
        [] => t::audit_all_resources().to_owned(),
        resources => resources.join(", "),
    };
    let lifetime = |days: &Option<u32>| match days {
        Some(days) => t::days(i64::from(*days)),
        None => t::audit_no_lifetime().to_owned(),
    };
    let replaced = |name: &str, before: String, after: String| t::audit_replaced(name, &before, &after);
    [
        renamed.map(|(old, new)| t::audit_renamed(old, new)),
        names(&detail.added, t::audit_added),
        names(&detail.removed, t::audit_removed),
        detail
            .last_day
            .as_ref()
            .map(|(before, after)| replaced(t::expires(), last_day(before), last_day(after))),
        detail
            .networks
            .as_ref()
            .map(|(before, after)| replaced(t::allowed_addresses(), networks(before), networks(after))),
        detail
            .resources
            .as_ref()
            .map(|(before, after)| replaced(t::roles_resources(), resources(before), resources(after))),
        detail
            .longest_lifetime
            .as_ref()
            .map(|(before, after)| replaced(t::settings_longest_lifetime(), lifetime(before), lifetime(after))),
        detail
            .proposed_lifetime
            .as_ref()
            .map(|(before, after)| replaced(t::settings_proposed_lifetime(), lifetime(before), lifetime(after))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The display name of an actor in the audit log: an e-mail address or a description. `None` if the actor is empty.
pub fn actor_name(actor: &str) -> Option<String> {
    if let Some(email) = actor.strip_prefix("user:") {
        return Some(email.to_owned());
    }
    let words = match actor {
        "" => return None,
        "link-holder" => t::who_link_holder(),
        "nobody" => t::who_nobody(),
        "clock" => t::who_clock(),
        "operator" => t::who_operator(),
        // An unknown actor of a later version is shown as stored.
        other => other,
    };
    Some(words.to_owned())
}

/// The name of an audit filter field.
pub fn field_name(field: AuditField) -> &'static str {
    match field {
        AuditField::Key => t::audit_field_key(),
        AuditField::User => t::audit_field_user(),
        AuditField::Action => t::audit_field_action(),
        AuditField::From => t::audit_field_from(),
        AuditField::To => t::audit_field_to(),
        AuditField::Page => t::audit_field_page(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        audit::log::exported_keys,
        keys::{lifetime::LifetimePolicy, networks::AllowedNetworks, restrictions::Restrictions},
    };
    use std::collections::BTreeSet;
    use strum::VariantArray;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn every_event_has_a_sentence_of_its_own() {
        let sentences: BTreeSet<_> = Event::VARIANTS.iter().map(|event| sentence(*event)).collect();
        assert_eq!(sentences.len(), Event::VARIANTS.len());
    }

    #[test]
    fn everybody_who_acts_has_words() {
        for (actor, words) in [
            ("user:owner@acme.example", Some("owner@acme.example")),
            ("link-holder", Some("someone with the link")),
            ("clock", Some("Keydesk itself")),
            ("satellite", Some("satellite")),
            ("", None),
        ] {
            assert_eq!(actor_name(actor).as_deref(), words);
        }
    }

    #[test]
    fn what_was_recorded_in_words_reads_back() {
        let recorded = exported_keys(12_000, 1);
        assert_eq!(exported(&recorded).as_deref(), Some("12,000 generated, 1 external"));
        for other in ["", "appkey-acme-7KQ2MX9P", "3 generated", "3 generated, 1 other"] {
            assert_eq!(exported(other), None, "{other}");
        }
    }

    #[test]
    fn a_change_says_only_what_differs() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let (before, after) = (names(&["Catalog", "Finance"]), names(&["Finance", "Orders"]));
        assert_eq!(
            changes(&Detail::between(("A", &before), ("B", &after))),
            ["Renamed from A to B", "Added: Orders", "Removed: Catalog"]
        );
        assert!(changes(&Detail::between(("A", &before), ("A", &before))).is_empty());
        let restricted = Restrictions {
            expires_at: Timestamp::from_ymd(2026, 11, 23),
            networks: AllowedNetworks::parse("10.0.0.0/8 ::1").unwrap(),
        };
        assert_eq!(
            changes(&Detail::default().with_restrictions(&Restrictions::default(), &restricted)),
            [
                "Expires: No end → 22 Nov 2026",
                "Allowed addresses: all → 10.0.0.0/8, ::1"
            ]
        );
        assert_eq!(
            changes(&Detail::of_bound_resources(Some(&names(&["orders.view"])), None)),
            ["Resources: orders.view → all"]
        );
        let rules = LifetimePolicy {
            longest: Some(90),
            proposed: Some(1),
        };
        assert_eq!(
            changes(&Detail::of_lifetimes(rules, LifetimePolicy::default())),
            [
                "Longest lifetime, in days: 90 days → none",
                "Lifetime of new keys, in days: 1 day → none"
            ]
        );
    }
}
