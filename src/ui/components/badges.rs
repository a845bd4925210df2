//! The badges of a key's row: renewal alerts and the state of the newest link.

use crate::{
    domain::{
        id::Id,
        keys::{
            activity::DeadTokens,
            alert::{RenewalAlert, RenewalPeriod},
            choice::QuietDays,
            key::{Key, Token},
            link::Link,
            restrictions::EndDistance,
            standing::Standing,
        },
        time::Timestamp,
    },
    i18n::{SLOT, number, split_at_slot, t},
    ui::{
        components::{
            countdown::Countdown,
            icons::{CLOCK, LINK, REVOKE, WARNING, icon},
            instant::{date, to_the_minute},
        },
        page_state::PageState,
        paths,
        sentences::within,
    },
    words::{
        dates::{age, date_and_time, elapsed_time, last_day},
        keys::standing_name,
    },
};
use leptos::prelude::*;

/// All badges of a key.
pub fn badges(key: &Key, alert: Option<RenewalAlert>, period: RenewalPeriod, now: Timestamp) -> AnyView {
    let newest = key.tokens.newest();
    let pending_deletion = key.tokens.old().map(|_| badge("mute", REVOKE, t::old_token_pending()));
    let renewal = alert.map(|alert| renewal(alert, newest.created_at, period, now));
    let link = match newest.link.at(now) {
        Link::Pending { expires_at } => Some(pending_link(expires_at, now)),
        Link::Expired { .. } => Some(badge("mute", LINK, t::link_expired_unopened())),
        Link::Opened { .. } | Link::Cancelled { .. } => None,
    };
    let end = key
        .restrictions
        .end(now)
        .and_then(|(end, distance)| end_badge(end, distance, now));
    view! { <div class="badges">{end} {pending_deletion} {renewal} {link}</div> }.into_any()
}

/// The badge of a key that ends soon or has ended.
fn end_badge(end: Timestamp, distance: EndDistance, now: Timestamp) -> Option<AnyView> {
    let day = last_day(end);
    let (tone, text) = match distance {
        EndDistance::Far => return None,
        EndDistance::Soon => {
            let time_left = elapsed_time(now, end).unwrap_or_else(|| t::minutes(1));
            ("warn", t::expires_in(&time_left))
        }
        EndDistance::Past => ("danger", t::expired_on(&day)),
    };
    Some(
        view! {
            <span class=format!("badge {tone}") title=t::last_day_is(&day)>
                {icon(CLOCK)}
                <span>{text} {for_screen_readers(t::last_day_is(&day).into_any())}</span>
            </span>
        }
        .into_any(),
    )
}

/// A renewal alert with the token's age. The exact dates are in its title and in a text for screen readers.
fn renewal(alert: RenewalAlert, created: Timestamp, period: RenewalPeriod, now: Timestamp) -> AnyView {
    let (tone, path, text) = match alert {
        RenewalAlert::Recommended => ("warn", CLOCK, t::renewal_recommended()),
        RenewalAlert::HighlyRecommended => ("danger", WARNING, t::renewal_highly_recommended()),
    };
    let age = elapsed_time(created, now).unwrap_or_default();
    let since = alert.since(created, period);
    let dates = t::alert_dates(&date_and_time(created), text, &date_and_time(since));
    let (before, rest) = split_at_slot(&t::alert_dates(SLOT, text, SLOT));
    let announced = vec![
        before.into_any(),
        to_the_minute(created),
        within(&rest, to_the_minute(since)),
    ];
    view! {
        <span class=format!("badge {tone}") title=dates>
            {icon(path)}
            <span>{t::alert_and_age(text, &age)} {for_screen_readers(announced.into_any())}</span>
        </span>
    }
    .into_any()
}

/// A text for screen readers after the badge. Its times are in the user's time zone, like the visible ones.
fn for_screen_readers(sentence: AnyView) -> AnyView {
    view! { <span class="unseen">". " {sentence}</span> }.into_any()
}

fn badge(tone: &'static str, path: &'static str, text: &'static str) -> AnyView {
    view! { <span class=format!("badge {tone}")>{icon(path)} {text}</span> }.into_any()
}

/// A badge without an icon.
pub fn text_badge(tone: &'static str, text: &'static str) -> impl IntoView {
    view! { <span class=format!("badge {tone}")>{text}</span> }
}

fn pending_link(until: Timestamp, now: Timestamp) -> AnyView {
    let page_state = use_context::<PageState>();
    let on_end = Callback::new(move |()| {
        if let Some(page_state) = page_state {
            page_state.list.refetch();
        }
    });
    let time_left = view! { <Countdown until now on_end /> }.into_any();
    view! { <span class="badge info">{icon(LINK)} <span>{within(&t::link_not_opened(SLOT), time_left)}</span></span> }
        .into_any()
}

/// The notice that an opened link was visited again. It leads to the key's page.
pub fn revisited((times, last_at): (i64, Timestamp), account: &str, key: &Key) -> AnyView {
    let times = number(times);
    let exact = t::visits(&times, &date_and_time(last_at));
    let announced = within(&t::visits(&times, SLOT), to_the_minute(last_at));
    view! {
        <div class="badges">
            <a class="badge warn" href=paths::key(account, key.id.as_str()) rel="external" title=exact>
                {icon(WARNING)}
                <span>{t::link_visited_again()} {for_screen_readers(announced)}</span>
            </a>
        </div>
    }
    .into_any()
}

/// The notice that a revoked token is still sent. It leads to the key's page.
pub fn dead_tokens(dead: &DeadTokens, account: &str) -> AnyView {
    let times = number(dead.times);
    let exact = t::dead_times(&times, &date_and_time(dead.last_at));
    let announced = within(&t::dead_times(&times, SLOT), to_the_minute(dead.last_at));
    view! {
        <div class="badges">
            <a class="badge warn" href=paths::key(account, dead.key.as_str()) rel="external" title=exact>
                {icon(WARNING)}
                <span>{t::dead_token()} {for_screen_readers(announced)}</span>
            </a>
        </div>
    }
    .into_any()
}

/// The new and the old token of a key under renewal, with their dates, ages and last uses.
pub fn both_tokens(key: &Key, uses: &[(Id<Token>, String)], now: Timestamp) -> Option<AnyView> {
    let old = key.tokens.old()?;
    let token_line = |name, token: &Token| {
        let words = uses
            .iter()
            .find(|(used, _)| *used == token.id)
            .map(|(_, words)| words.clone());
        token_line(name, token, words, now)
    };
    Some(
        view! {
            {key.tokens.when_unused().map(plan)}
            <dl class="tokens">{token_line(t::new_token(), key.tokens.newest())} {token_line(t::old_token(), old)}</dl>
        }
        .into_any(),
    )
}

/// That Keydesk deletes the old token by itself.
fn plan(days: QuietDays) -> AnyView {
    view! { <div class="under">{t::old_token_goes(&t::days(days.days()))}</div> }.into_any()
}

fn token_line(name: &'static str, token: &Token, last_use: Option<String>, now: Timestamp) -> AnyView {
    let sentence = t::created_and_ago(SLOT, &age(token.created_at, now));
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{within(&sentence, date(token.created_at))} {last_use.map(|words| format!(" · {words}"))}</dd>
        </div>
    }
    .into_any()
}

/// An age in words. The `datetime` and the title hold the exact time, to the minute.
pub fn date_and_age(at: Timestamp, now: Timestamp) -> AnyView {
    view! {
        <time datetime=at.iso() title=date_and_time(at)>
            {age(at, now)}
        </time>
    }
    .into_any()
}

/// Active, expired or inactive.
pub fn status(standing: Standing) -> AnyView {
    let class = match standing {
        Standing::Active => "dot",
        Standing::Expired | Standing::Inactive => "dot off",
    };
    view! { <span class=class>{standing_name(standing)}</span> }.into_any()
}
