//! The page of a key: its tokens and their use, and everything else that is known of it. A plain page without WebAssembly.

use crate::{
    domain::{
        key_query::KeyQuery,
        keys::{
            alert::renewal_alert,
            choice::QuietDays,
            key::{Key, Token},
        },
        people::permission::Permission,
        time::Timestamp,
        usage::{DAYS_KEPT, HOURS_KEPT, Usage},
    },
    error::Field,
    i18n::{SLOT, number, t},
    ui::{
        components::{
            actions::{link_button, submit},
            badges::{badges, status},
            chart::{Bars, chart},
            field::hidden,
            icons::{WARNING, icon},
            instant::{date, to_the_minute},
            restrictions::restrictions,
            table::chips,
            topbar::Section,
            use_facts::old_token_facts,
        },
        dialogs::complete::DELETE_OLD,
        pages::{
            key_events::events,
            key_requests::{denied, senders, verifier},
            links::links,
        },
        paths::{self, DialogAction, OpenDialog},
        plain::{page_frame, page_head, part},
        sentences::within,
    },
    views::key_page::{DeadToken, ExistingKey, KeyPage},
    words::{
        dates::{age, date as day_in_utc},
        keys::action_name,
        roles::role_name,
        usage,
    },
};
use leptos::prelude::*;

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
            {restrictions(&key.restrictions, end, usize::MAX)}
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
            let old_of = (position == 1).then_some(existing);
            let charts = page.recorded_since.map(|_| charts(existing, usage.as_ref(), page.now));
            token_card(page, (title, token), (usage.as_ref(), charts), old_of)
        })
        .collect();
    let recorded = match page.recorded_since {
        Some(since) => t::key_page_recorded_since(&day_in_utc(since)),
        None => t::key_page_not_recorded().to_owned(),
    };
    let content = view! {
        <p class="quiet">{recorded}</p>
        <div class="side">{cards}</div>
    };
    part("tokens", t::key_page_tokens(), content)
}

/// A token. `old_of` is the key whose old token it is.
fn token_card(
    page: &KeyPage,
    (title, token): (&'static str, &Token),
    (used, charts): (Option<&Usage>, Option<AnyView>),
    old_of: Option<&ExistingKey>,
) -> AnyView {
    let created = t::created_and_ago(SLOT, &age(token.created_at, page.now));
    let last = usage::last_use(token, used.map(|used| used.last_at), page.recorded_since, page.now);
    let exact = used.map(|used| view! { <span class="quiet">" · " {to_the_minute(used.last_at)}</span> }.into_any());
    let first = used.map(|used| {
        let sentence = within(&t::key_page_first_used(SLOT), to_the_minute(used.first_at));
        view! { <p class="quiet">{sentence}</p> }.into_any()
    });
    let title_id = format!("token-{}", token.id);
    view! {
        <section class="card token" aria-labelledby=title_id>
            <h3 id=title_id.clone()>{title}</h3>
            <p>{within(&created, date(token.created_at))}</p>
            <p>{last} {exact}</p>
            {first}
            {old_of.and_then(|existing| old_token_facts(&existing.key, &existing.activities, page.now))}
            {charts}
            {old_of.map(|existing| plan(page, existing))}
        </section>
    }
    .into_any()
}

/// Whether Keydesk deletes the old token by itself, and the form that changes that for those who may renew.
fn plan(page: &KeyPage, existing: &ExistingKey) -> AnyView {
    let planned = existing.key.tokens.when_unused();
    let sentence = planned.map(|days| view! { <p>{t::old_token_goes(&t::days(days.days()))}</p> }.into_any());
    let may_change = page.viewer.may(Permission::KeysRenew);
    vec![sentence, may_change.then(|| plan_form(page, &existing.key))].into_any()
}

fn plan_form(page: &KeyPage, key: &Key) -> AnyView {
    let dialog = OpenDialog::Key {
        key: key.id.clone(),
        action: DialogAction::CompleteRenewal,
    };
    let target = dialog.path(page.viewer.account.as_str(), &KeyQuery::default());
    let (choice, content) = if key.tokens.when_unused().is_some() {
        (
            "later",
            submit((t::key_page_keep_old(), t::saving()), "btn small").into_any(),
        )
    } else {
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
    };
    view! {
        <form method="post" action=target class="plan">
            {hidden("version", key.version.to_string())}
            {hidden(DELETE_OLD, choice.to_owned())}
            {content}
        </form>
    }
    .into_any()
}

/// The requests of the last hours and days. All tokens of a key have the same scale.
fn charts(existing: &ExistingKey, used: Option<&Usage>, now: Timestamp) -> AnyView {
    let first_hour = now.hour() - HOURS_KEPT + 1;
    let hour = |position| to_the_minute(Timestamp::of_hour(first_hour + position as i64));
    let first_day = now.day() - DAYS_KEPT + 1;
    let day = |position| day_in_utc(Timestamp::of_day(first_day + position as i64)).into_any();
    let tokens = || existing.tokens.iter().filter_map(|(_, usage)| usage.as_ref());
    let hours = Bars::of(
        used.map(|used| &used.hours),
        tokens().map(|used| &used.hours),
        first_hour..=now.hour(),
    );
    let days = Bars::of(
        used.map(|used| &used.days),
        tokens().map(|used| &used.days),
        first_day..=now.day(),
    );
    view! {
        {chart(t::key_page_hours(), t::key_page_time(), &hours, hour)}
        {chart(t::key_page_days(), t::key_page_day(), &days, day)}
    }
    .into_any()
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
    let through = sender.map(|sender| verifier(page, sender.verifier.as_deref()));
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
