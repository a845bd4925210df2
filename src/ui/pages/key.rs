//! The page of a key: its tokens and their use, and everything else that is known of it. A plain page without WebAssembly.

use crate::{
    domain::{
        id::Id,
        key_query::KeyQuery,
        keys::{alert::renewal_alert, choice::QuietDays, key::Token},
        people::permission::Permission,
        time::Timestamp,
        usage::{Count, DAYS_KEPT, HOURS_KEPT, Usage},
        verifiers::verifier::Verifier,
    },
    error::Field,
    i18n::{SLOT, number, t},
    ui::{
        components::{
            actions::{link_button, submit},
            badges::{badges, status},
            chart::chart,
            field::hidden,
            icons::{WARNING, icon},
            instant::{date, to_the_minute},
            restrictions::restrictions,
            table::{chips, columns, head, labelled_cell, roomy_table, row, row_head},
            topbar::Section,
        },
        dialogs::complete::DELETE_OLD,
        pages::{key_events::events, links::links},
        paths::{self, DialogAction, OpenDialog},
        plain::{page_frame, page_head, part},
        sentences::{name, within},
    },
    views::key_page::{DeadToken, ExistingKey, KeyPage},
    words::{dates::age, denials, keys::action_name, roles::role_name, usage},
};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The form field with the dead token whose notice is dismissed.
pub const DEAD: &str = "dead";

/// The form field with the number of uses that the user saw.
pub const USES: &str = "uses";

pub fn key_page(page: &KeyPage) -> AnyView {
    let subtitle = vec![view! { <span class="mono">{page.app_key.to_string()}</span> }.into_any()];
    let back = paths::list(page.viewer.account.as_str(), &KeyQuery::default());
    let button = link_button("btn", back, t::links_back()).into_any();
    let state = match (&page.key, page.deleted_at) {
        (Some(existing), _) => summary(page, existing),
        (None, at) => at.map(|at| {
            let sentence = within(&t::key_page_deleted(SLOT), to_the_minute(at));
            view! { <p class="quiet">{sentence}</p> }.into_any()
        }),
    };
    let content = view! {
        {page_head(&page.label, Some(subtitle.into_any()), Some(button))}
        {state}
        {dead_tokens(page)}
        {page.key.as_ref().map(|existing| tokens(page, existing))}
        {senders(page)}
        {denied(page)}
        {page.key.as_ref().map(access)}
        {page.key.as_ref().map(|existing| part("links", t::key_page_links(), links(&existing.history)))}
        {page.records.as_ref().map(|records| events(page, records))}
    }
    .into_any();
    let title = t::key_page_title(&page.label);
    page_frame(Some(&page.viewer), Section::ApiKeys, &title, content)
}

/// The key's status and alerts, and the actions that are possible.
fn summary(page: &KeyPage, existing: &ExistingKey) -> Option<AnyView> {
    let key = &existing.key;
    let account = page.viewer.account.as_str();
    let possible = key.menu(page.now).into_iter();
    let possible = possible.filter(|(action, refusal)| refusal.is_none() && page.viewer.may(action.permission()));
    let buttons: Vec<_> = possible
        .map(|(action, _)| {
            let path = OpenDialog::action(key.id.clone(), action).path(account, &KeyQuery::default());
            link_button("btn small", path, action_name(action)).into_any()
        })
        .collect();
    let end = key.restrictions.end(page.now).map(|(_, distance)| distance);
    let alert = renewal_alert(key.tokens.newest().created_at, existing.period, page.now);
    Some(
        view! {
            <div class="state">{status(key.standing(page.now))} {badges(key, alert, existing.period, page.now)}</div>
            {restrictions(&key.restrictions, end)}
            <div class="pair deeds">{buttons}</div>
        }
        .into_any(),
    )
}

/// The tokens beside each other.
fn tokens(page: &KeyPage, existing: &ExistingKey) -> AnyView {
    let is_renewing = existing.tokens.len() > 1;
    let cards: Vec<_> = existing
        .tokens
        .iter()
        .enumerate()
        .map(|(position, (token, usage))| {
            let title = match (is_renewing, position) {
                (false, _) => t::key_page_token(),
                (true, 0) => t::new_token(),
                (true, _) => t::old_token(),
            };
            let plan = (position == 1).then_some(existing);
            token_card(page, (title, token), usage.as_ref(), plan)
        })
        .collect();
    let recorded = match page.recorded_since {
        Some(since) => within(&t::key_page_recorded_since(SLOT), date(since)),
        None => t::key_page_not_recorded().into_any(),
    };
    let content = view! {
        <p class="quiet">{recorded}</p>
        <div class="side">{cards}</div>
    };
    part("tokens", t::key_page_tokens(), content)
}

/// A token. `plan` is the key whose old token it is.
fn token_card(
    page: &KeyPage,
    (title, token): (&'static str, &Token),
    used: Option<&Usage>,
    plan: Option<&ExistingKey>,
) -> AnyView {
    let created = t::created_and_ago(SLOT, &age(token.created_at, page.now));
    let last = usage::last_use(token, used.map(|used| used.last_at), page.recorded_since, page.now);
    let exact = used.map(|used| view! { <span class="quiet">" · " {to_the_minute(used.last_at)}</span> }.into_any());
    let title_id = format!("token-{}", token.id);
    view! {
        <section class="card token" aria-labelledby=title_id>
            <h3 id=title_id.clone()>{title}</h3>
            <p>{within(&created, date(token.created_at))}</p>
            <p>{last} {exact}</p>
            {page.recorded_since.map(|_| charts(used, page.now))}
            {plan.and_then(|existing| plan_form(page, existing))}
        </section>
    }
    .into_any()
}

/// Whether Keydesk deletes the old token by itself, and the form that changes that.
fn plan_form(page: &KeyPage, existing: &ExistingKey) -> Option<AnyView> {
    let key = &existing.key;
    if !page.viewer.may(Permission::KeysRenew) {
        return None;
    }
    let dialog = OpenDialog::Key {
        key: key.id.clone(),
        action: DialogAction::CompleteRenewal,
    };
    let target = dialog.path(page.viewer.account.as_str(), &KeyQuery::default());
    let (choice, content) = match key.tokens.when_unused() {
        Some(days) => {
            let content = view! {
                <p>{t::old_token_goes(&t::days(days.days()))}</p>
                {submit((t::key_page_keep_old(), t::saving()), "btn small")}
            };
            ("later", content.into_any())
        }
        None => {
            let content = view! {
                <label>
                    {t::key_page_delete_after()} " "
                    <input
                        name=Field::Days.name()
                        type="number"
                        min="1"
                        max="90"
                        value=QuietDays::WEEK.days().to_string()
                    />
                </label>
                {submit((t::apply(), t::saving()), "btn small")}
            };
            ("when-unused", content.into_any())
        }
    };
    Some(
        view! {
            <form method="post" action=target class="plan">
                {hidden("version", key.version.to_string())}
                {hidden(DELETE_OLD, choice.to_owned())}
                {content}
            </form>
        }
        .into_any(),
    )
}

/// The requests of the last hours and days.
fn charts(used: Option<&Usage>, now: Timestamp) -> AnyView {
    let none = BTreeMap::new();
    let (hours, days) = used.map_or((&none, &none), |used| (&used.hours, &used.days));
    let last = |counts: &BTreeMap<i64, Count>, from: i64, to: i64| -> Vec<Count> {
        (from..=to)
            .map(|at| counts.get(&at).copied().unwrap_or_default())
            .collect()
    };
    let (hour, day) = (now.hour() - HOURS_KEPT + 1, now.day() - DAYS_KEPT + 1);
    let hours = last(hours, hour, now.hour());
    let days = last(days, day, now.day());
    view! {
        {chart(t::key_page_hours(), &hours, |position| to_the_minute(Timestamp::of_hour(hour + position as i64)))}
        {chart(t::key_page_days(), &days, |position| date(Timestamp::of_day(day + position as i64)))}
    }
    .into_any()
}

/// From where the tokens were sent.
fn senders(page: &KeyPage) -> Option<AnyView> {
    let tokens = page.key.iter().flat_map(|existing| &existing.tokens);
    let used: Vec<_> = tokens.filter_map(|(_, usage)| usage.as_ref()).collect();
    let renewing = used.len() > 1;
    let rows: Vec<_> = used
        .iter()
        .enumerate()
        .flat_map(|(position, usage)| usage.senders.iter().map(move |sender| (position, sender)))
        .map(|(position, sender)| {
            let address = match sender.address {
                Some(address) => view! { <span class="mono">{address.to_string()}</span> }.into_any(),
                None => t::key_page_no_address().into_any(),
            };
            let token = renewing.then(|| {
                let which = if position == 0 { t::new_token() } else { t::old_token() };
                view! { <div class="under">{which}</div> }.into_any()
            });
            row(view! {
                {row_head(
                    "",
                    view! {
                        {address}
                        {token}
                    },
                )}
                {labelled_cell(t::key_page_verifier().to_owned(), verifier(page, sender.verifier.as_ref()))}
                {labelled_cell(t::key_page_requests().to_owned(), number(sender.uses))}
                {labelled_cell(t::key_page_last().to_owned(), to_the_minute(sender.last_at))}
            })
        })
        .collect();
    (!rows.is_empty()).then(|| {
        let heads = [
            t::key_page_address(),
            t::key_page_verifier(),
            t::key_page_requests(),
            t::key_page_last(),
        ];
        let table = roomy_table("roomy", t::key_page_senders(), head(columns(&heads)), rows);
        part(
            "senders",
            t::key_page_senders(),
            view! { <div class="card">{table}</div> },
        )
    })
}

fn verifier(page: &KeyPage, id: Option<&Id<Verifier>>) -> AnyView {
    let Some(id) = id else {
        return t::key_page_no_verifier().into_any();
    };
    match page.verifiers.iter().find(|(known, _)| known == id) {
        Some((_, named)) => name(named.clone()),
        None => t::key_page_verifier_gone().into_any(),
    }
}

/// Why requests were denied.
fn denied(page: &KeyPage) -> Option<AnyView> {
    let tokens = page.key.iter().flat_map(|existing| &existing.tokens);
    let usages = tokens.filter_map(|(_, usage)| usage.as_ref()).chain(&page.unknown);
    let mut reasons = BTreeMap::new();
    for (denial, uses) in usages.flat_map(|usage| &usage.denials) {
        *reasons.entry(*denial).or_insert(0) += uses;
    }
    let rows: Vec<_> = reasons
        .into_iter()
        .map(|(denial, uses)| {
            row(view! {
                {row_head("", denials::sentence(denial))}
                {labelled_cell(t::key_page_requests().to_owned(), number(uses))}
            })
        })
        .collect();
    (!rows.is_empty()).then(|| {
        let heads = columns(&[t::key_page_reason(), t::key_page_requests()]);
        let table = roomy_table("roomy", t::key_page_denials(), head(heads), rows);
        part(
            "denials",
            t::key_page_denials(),
            view! { <div class="card">{table}</div> },
        )
    })
}

/// The key's roles, and the accounts that gave it others.
fn access(existing: &ExistingKey) -> AnyView {
    let roles: Vec<_> = existing.roles.iter().map(|role| role_name(&role.name)).collect();
    let accounts: Vec<_> = existing.accounts.iter().map(|account| account.as_str()).collect();
    let content = view! {
        <div class="card facts">
            <p>{chips(&roles, t::no_roles())}</p>
            {(!accounts.is_empty()).then(|| view! { <p>{t::also_acts_on(&accounts.join(", "))}</p> }.into_any())}
        </div>
    };
    part("access", t::roles(), content)
}

/// The tokens that were sent after their end, with the form that dismisses each notice.
fn dead_tokens(page: &KeyPage) -> Option<AnyView> {
    let lines: Vec<_> = page.dead.iter().map(|dead| dead_token(page, dead)).collect();
    let is_new = page.dead.iter().any(|dead| dead.usage.undismissed() > 0);
    (!lines.is_empty()).then(|| {
        let class = if is_new { "banner" } else { "banner seen" };
        view! {
            <div class=class>
                {icon(WARNING)} <div>
                    <p>
                        <b>{t::dead_tokens()}</b>
                        " "
                        {t::dead_advice()}
                    </p>
                    <ul class="timeline">{lines}</ul>
                </div>
            </div>
        }
        .into_any()
    })
}

fn dead_token(page: &KeyPage, dead: &DeadToken) -> AnyView {
    let usage = &dead.usage;
    let sent = t::key_page_dead_sent(usage.dead_uses, &age(usage.last_at, page.now), &number(usage.dead_uses));
    let sender = usage.last_sender();
    let from = sender
        .and_then(|sender| sender.address)
        .map(|address| t::last_from(&address.to_string()));
    let through = sender.map(|sender| verifier(page, sender.verifier.as_ref()));
    let is_new = usage.undismissed() > 0;
    let form = (is_new && page.viewer.may(Permission::KeysRenew)).then(|| {
        view! {
            <form method="post" class="pair">
                {hidden(DEAD, dead.reference.clone())}
                {hidden(USES, usage.dead_uses.to_string())}
                {submit((t::links_dismiss(), t::doing_dismiss()), "btn small")}
            </form>
        }
        .into_any()
    });
    view! {
        <li>
            <span class="when">{within(&t::key_page_dead_of(SLOT), to_the_minute(dead.ended_at))}</span>
            <span>{sent} " " {from}</span>
            <span class="quiet">{through}</span>
            {form}
        </li>
    }
    .into_any()
}
