//! What `keydesk restore` prints about each account, for a person and for programs.

use super::output::{iso, table, time, time_or};
use keydesk::server::copies::{AGES, AccountReview, Ended, ExternalKeyReview, KeyReview, Listed, UserReview};
use serde_json::{Value, json};
use std::fmt::Write;

/// How many cancelled links and invitations are printed for an account.
const PRINTED: usize = 50;

/// What an account has, as JSON: the same as the text.
pub fn as_value(account: &AccountReview) -> Value {
    json!({
        "account": account.slug,
        "activeKeys": account.active_keys,
        "inactiveKeys": account.inactive_keys,
        "tokens": account.tokens.iter().sum::<i64>(),
        "oldTokens": account.old_tokens,
        "newestTokenAt": iso(account.newest_token_at),
        "keys": account.keys.first.iter().map(key_as_value).collect::<Value>(),
        "moreKeys": account.keys.more(),
        "externalKeys": account.external_keys.first.iter().map(external_key_as_value).collect::<Value>(),
        "moreExternalKeys": account.external_keys.more(),
        "users": account.users.first.iter().map(user_as_value).collect::<Value>(),
        "moreUsers": account.users.more(),
        "verifiers": account.verifiers.first,
        "moreVerifiers": account.verifiers.more(),
    })
}

fn key_as_value(key: &KeyReview) -> Value {
    json!({
        "appKey": key.app_key,
        "label": key.label,
        "status": key.status.word(),
        "newestTokenCreated": iso(key.newest_token_at),
        "oldTokenCreated": iso(key.old_token_at),
    })
}

fn external_key_as_value(key: &ExternalKeyReview) -> Value {
    json!({ "appKey": key.app_key, "account": key.owner, "added": key.added_at.iso() })
}

fn user_as_value(user: &UserReview) -> Value {
    json!({ "email": user.email, "roles": user.roles })
}

/// What an account has, as text.
pub fn of_account(account: &AccountReview, ended: &Ended) -> String {
    let own = |all: &[(String, String)]| -> Vec<String> {
        let own = all.iter().filter(|(slug, _)| *slug == account.slug);
        own.map(|(_, name)| name.clone()).collect()
    };
    let total: i64 = account.tokens.iter().sum();
    let newest = time_or(account.newest_token_at, "none");
    let mut text = format!(
        "\nAccount {}\n  keys: {} active, {} inactive\n  tokens at the time of the backup: {total}{}; {} of them old ones in a renewal; \
         the newest: {newest}\n  links cancelled: {}\n  invitations cancelled: {}\n  verifiers: {}\n",
        account.slug,
        account.active_keys,
        account.inactive_keys,
        ages(account),
        account.old_tokens,
        cancelled(&own(&ended.links)),
        cancelled(&own(&ended.invitations)),
        names(&account.verifiers),
    );
    text += &users(&account.users, &account.slug);
    text += &external_keys(&account.external_keys);
    text += &keys(&account.keys, &account.slug);
    text
}

/// How old the tokens of an account are.
fn ages(account: &AccountReview) -> String {
    let mut ages: Vec<String> = AGES
        .iter()
        .zip(account.tokens)
        .filter(|(_, count)| *count > 0)
        .map(|(days, count)| match days {
            1 => format!("{count} younger than a day"),
            days => format!("{count} younger than {days} days"),
        })
        .collect();
    if let Some(older) = account.tokens.last().filter(|count| **count > 0) {
        ages.push(format!("{older} older"));
    }
    if ages.is_empty() {
        String::new()
    } else {
        format!(" ({})", ages.join(", "))
    }
}

fn keys(keys: &Listed<KeyReview>, account: &str) -> String {
    let rows = keys.first.iter().map(|key| {
        [
            quoted(&key.app_key),
            key.status.word().to_owned(),
            time_or(key.newest_token_at, "none"),
            time_or(key.old_token_at, "none"),
            quoted(&key.label),
        ]
    });
    let head = ["APP KEY", "STATUS", "TOKEN FROM", "OLD TOKEN FROM", "NAME"];
    let title = "keys, first those in a renewal, then those with the newest tokens";
    section(
        title,
        keys,
        &table(head, rows),
        &format!("keydesk key list --account {account}"),
    )
}

fn external_keys(keys: &Listed<ExternalKeyReview>) -> String {
    let rows = keys
        .first
        .iter()
        .map(|key| [quoted(&key.app_key), quoted(&key.owner), time(key.added_at)]);
    let head = ["APP KEY", "ACCOUNT", "ADDED"];
    section(
        "external keys",
        keys,
        &table(head, rows),
        "the account's page External keys",
    )
}

fn users(users: &Listed<UserReview>, account: &str) -> String {
    let rows = users.first.iter().map(|user| {
        let roles: Vec<_> = user.roles.iter().map(|role| format!("{role:?}")).collect();
        [quoted(&user.email), roles.join(", ")]
    });
    let more = format!("keydesk user list --account {account}");
    section("users", users, &table(["EMAIL", "ROLES"], rows), &more)
}

/// A title with the number of rows, and the table of the first of them. `more` says where the others are.
fn section<T>(title: &str, rows: &Listed<T>, table: &str, more: &str) -> String {
    if rows.all == 0 {
        return format!("  {title}: none\n");
    }
    let mut text = format!("  {title}: {}\n", rows.all);
    for line in table.lines() {
        // Writing into a String never fails.
        let _ = writeln!(text, "    {line}");
    }
    if rows.more() > 0 {
        let _ = writeln!(text, "    and {} more: {more}", rows.more());
    }
    text
}

/// The number of names, and the first of them.
pub fn names(names: &Listed<String>) -> String {
    in_line(names.first.iter(), names.all)
}

/// The number of what was cancelled, and the first names.
fn cancelled(names: &[String]) -> String {
    let all = i64::try_from(names.len()).unwrap_or(i64::MAX);
    in_line(names.iter().take(PRINTED), all)
}

fn in_line<'a>(first: impl Iterator<Item = &'a String>, all: i64) -> String {
    let shown: Vec<String> = first.map(|name| quoted(name)).collect();
    let more = all - i64::try_from(shown.len()).unwrap_or(all);
    match (all, more) {
        (0, _) => "none".to_owned(),
        (_, 0) => format!("{all}: {}", shown.join(", ")),
        _ => format!("{all}: {} and {more} more", shown.join(", ")),
    }
}

/// A name that people wrote, so that it cannot pass for another line or column.
fn quoted(name: &str) -> String {
    if name.chars().all(|c| c.is_ascii_graphic() && c != ',') {
        name.to_owned()
    } else {
        format!("{name:?}")
    }
}
