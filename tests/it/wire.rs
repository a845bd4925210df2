//! The wire format between pages and server. Any change to it must increase its number.

use data_encoding::HEXLOWER;
use keydesk::{
    domain::{
        audit::receipt::Revisit,
        id::Id,
        key_query::{AlertFilter, KeyQuery, QueryParameter, Sort, UnusedFor},
        keys::{
            activity::{Activity, DeadTokens, LastUse, TokenActivity},
            alert::RenewalPeriod,
            choice::{Consent, DeleteOld, QuietDays},
            key::{Key, Status, Token, Tokens},
            lifetime::LifetimePolicy,
            link::Link,
            networks::AllowedNetworks,
            refusal::KeyRefusal,
            restrictions::Restrictions,
            standing::Standing,
        },
        names::{AccountSlug, AppKey},
        people::permission::Permission,
        text::{Label, TextError},
        time::Timestamp,
    },
    error::{AppError, Field, FieldError},
    views::wire::{
        CompleteInput, DeleteInput, DeleteOldInput, EditInput, ExternalAccount, GenerateInput, KeyDetail, KeyRef,
        KeysPage, NewLink, NewLinkInput, Password, RenewInput, RestrictionsInput, RoleView, Viewer,
    },
};
use leptos::server_fn::axum::server_fn_paths;
use serde::Serialize;
use std::time::Duration;
use strum::VariantArray;

/// The path prefix of server functions. Its number is the version of the format, and the snapshot is named after it.
const FORMAT: &str = "/api/5/";

/// Insta's message if the snapshot differs.
const CHANGED: &str = "What pages and server tell each other has another form now. Tabs that are open during an upgrade would \
     misread it: do not accept the difference, but take the next number in `prefix` of every server function and in FORMAT. \
     With INSTA_UPDATE=always the test writes the new snapshot; delete the old one.";

fn id<T>(text: &str) -> Id<T> {
    Id::new(text.to_owned())
}

fn key(status: Status, tokens: Tokens) -> Key {
    let slug = AccountSlug::parse("acme").unwrap();
    Key {
        id: id("key"),
        app_key: AppKey::new(&slug, *b"01234567"),
        label: Label::parse("ERP").unwrap(),
        roles: vec![id("role")],
        status,
        restrictions: Restrictions {
            expires_at: Some(Timestamp::from_millis(3)),
            networks: AllowedNetworks::parse("10.0.0.0/8 192.0.2.7").unwrap(),
        },
        created_at: Timestamp::from_millis(1),
        version: 2,
        tokens,
    }
}

fn token(link: Link) -> Token {
    Token {
        id: id("token"),
        created_at: Timestamp::from_millis(3),
        link,
    }
}

fn keys() -> Vec<Key> {
    let at = Timestamp::from_millis(4);
    let single = |link| Tokens::Single { token: token(link) };
    vec![
        key(Status::Active, single(Link::Pending { expires_at: at })),
        key(Status::Inactive, single(Link::Opened { at })),
        key(Status::Active, single(Link::Cancelled { at })),
        key(
            Status::Active,
            Tokens::Renewing {
                old: token(Link::Expired { at }),
                new: token(Link::Opened { at }),
                when_unused: Some(QuietDays::WEEK),
            },
        ),
    ]
}

fn answers() -> Vec<Vec<u8>> {
    let viewer = Viewer {
        account: AccountSlug::parse("acme").unwrap(),
        email: "owner@acme.example".to_owned(),
        permissions: Permission::VARIANTS.to_vec(),
        accounts: vec![AccountSlug::parse("acme").unwrap()],
    };
    let roles = vec![RoleView {
        id: id("role"),
        name: "Orders".to_owned(),
        resources: vec!["orders.view".to_owned()],
    }];
    let page = |period| KeysPage {
        viewer: viewer.clone(),
        query: KeyQuery {
            page: 5,
            search: "erp".to_owned(),
            status: Some(Standing::Expired),
            role: Some(id("role")),
            alert: Some(AlertFilter::PendingDeletion),
            unused: Some(UnusedFor::Days90),
            sort: Sort::TokenAge,
            ignored: vec![QueryParameter::Sort],
        },
        keys: keys(),
        grants: vec![ExternalAccount {
            key: id("key"),
            account: AccountSlug::parse("bravo").unwrap(),
        }],
        roles: roles.clone(),
        total: 6,
        matching: 7,
        external: 17,
        pending_deletion: 8,
        visited_again: 20,
        period,
        lifetimes: LifetimePolicy {
            longest: Some(365),
            proposed: Some(90),
        },
        form_id: id("form"),
        now: Timestamp::from_millis(9),
        revisits: vec![Revisit {
            key: id("key"),
            times: 18,
            last_at: Timestamp::from_millis(19),
        }],
        last_uses: vec![LastUse {
            token: id("token"),
            at: Timestamp::from_millis(21),
        }],
        recorded_since: Some(Timestamp::from_millis(22)),
        dead_tokens: vec![DeadTokens {
            key: id("key"),
            label: "ERP".to_owned(),
            key_is_deleted: true,
            times: 23,
            last_at: Timestamp::from_millis(24),
            address: "10.0.0.7".to_owned(),
        }],
        dead_keys: 27,
    };
    let activities = || {
        let activity = |activity| TokenActivity {
            token: id("token"),
            activity,
            last_at: Some(Timestamp::from_millis(25)),
            within_a_day: 26,
            address: "10.0.0.7".to_owned(),
        };
        [Activity::InUse, Activity::Quiet, Activity::Unknown]
            .map(activity)
            .to_vec()
    };
    let key = keys().remove(0);
    vec![
        wire(&page(RenewalPeriod::ThreeMonths)),
        wire(&page(RenewalPeriod::SixMonths)),
        wire(&KeyDetail {
            viewer,
            key: key.clone(),
            roles,
            lifetimes: LifetimePolicy::default(),
            form_id: id("form"),
            now: Timestamp::from_millis(10),
            activities: activities(),
        }),
        wire(&NewLink {
            url: "https://keydesk.example/credentials/x".to_owned(),
            expires_at: Timestamp::from_millis(11),
            key,
            now: Timestamp::from_millis(12),
            activities: activities(),
        }),
    ]
}

fn restrictions() -> RestrictionsInput {
    RestrictionsInput {
        expires: "date".to_owned(),
        expires_on: "2026-11-22".to_owned(),
        networks: Some("10.0.0.0/8".to_owned()),
    }
}

fn questions() -> Vec<Vec<u8>> {
    let password = || Password(Some("p".to_owned().into()));
    let label = "ERP".to_owned();
    vec![
        wire(&KeyRef {
            account: "acme".to_owned(),
            key: id("key"),
            version: 13,
        }),
        wire(&GenerateInput {
            label: label.clone(),
            roles: vec![id("role")],
            restrictions: restrictions(),
            form_id: id("form"),
            password: password(),
        }),
        wire(&EditInput {
            label,
            roles: vec![],
            restrictions: restrictions(),
            active: true,
            in_use: true,
            password: password(),
        }),
        wire(&[Consent::NotGiven, Consent::Given].map(|consent| RenewInput {
            consent,
            in_use: true,
            form_id: id("form"),
            password: Password(None),
        })),
        wire(
            &[DeleteOld::Later, DeleteOld::Now, DeleteOld::WhenUnused(QuietDays::WEEK)].map(|delete_old| {
                CompleteInput {
                    delete_old,
                    unseen: true,
                    in_use: true,
                    password: Password(None),
                }
            }),
        ),
        wire(&NewLinkInput {
            form_id: id("form"),
            password: password(),
        }),
        wire(&DeleteOldInput {
            in_use: true,
            password: password(),
        }),
        wire(&DeleteInput {
            understood: true,
            in_use: true,
            password: password(),
        }),
    ]
}

/// The last variant of each kind of error. Its index changes if another variant is inserted before it.
fn errors() -> Vec<Vec<u8>> {
    let at = Timestamp::from_millis(14);
    let field = |field, reason| AppError::Invalid(vec![FieldError { field, reason }]);
    vec![
        wire(&AppError::SessionEnded),
        wire(&field(Field::Account, TextError::LabelTooLong(15))),
        wire(&field(Field::Understood, TextError::NotUnderstood)),
        wire(&AppError::Refused(KeyRefusal::LinkPending { expires_at: at })),
        wire(&AppError::Refused(KeyRefusal::NewTokenUnseen)),
        wire(&AppError::TooMany {
            retry_after: Duration::from_secs(16),
        }),
        wire(&AppError::Unreachable),
        wire(&field(Field::Days, TextError::ServerMessage("x".to_owned()))),
        wire(&AppError::ServerMessage("x".to_owned())),
    ]
}

fn wire(value: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(value).unwrap()
}

/// The values of one kind in hexadecimal, one per line.
fn lines(kind: &str, values: Vec<Vec<u8>>) -> String {
    let lines = values.iter().map(|bytes| format!("  {}\n", HEXLOWER.encode(bytes)));
    format!("{kind}\n{}", lines.collect::<String>())
}

#[test]
fn the_format_has_not_changed_without_its_number() {
    // An export is a plain link to a file and has no wire format.
    let paths: Vec<_> = server_fn_paths()
        .map(|(path, _)| path)
        .filter(|path| *path != "/api/export_keys")
        .collect();
    assert!(
        !paths.is_empty() && paths.iter().all(|path| path.starts_with(FORMAT)),
        "{paths:?}"
    );
    let text = lines("answers", answers()) + &lines("questions", questions()) + &lines("errors", errors());
    let name = format!("format_{}", FORMAT.trim_matches('/').replace('/', "_"));
    insta::with_settings!({ description => CHANGED, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}
