//! The links of a key, on its page: the events of each of them.

use crate::{
    domain::{
        audit::receipt::{Receipt, TimelineEntry, TimelineEvent, TokenState},
        key_query::KeyQuery,
        keys::{key::Action, link::Link},
        people::permission::Permission,
    },
    i18n::{SLOT, number, split_at_slot, t},
    ui::{
        components::{
            actions::{link_button, submit},
            field::hidden,
            icons::{WARNING, icon},
            instant::{to_the_minute, to_the_second},
        },
        paths::OpenDialog,
        sentences::{name, within},
    },
    views::links::LinkHistory,
    words::receipts,
};
use leptos::prelude::*;

/// The form field with the link whose notice is dismissed. The value is the id of its token.
pub const LINK: &str = "link";

/// The form field with the number of visits that the user saw.
pub const VISITS: &str = "visits";

/// Maximum number of visits listed in a notice, newest first.
const MAX_LISTED_VISITS: usize = 3;

/// The links of a key.
pub fn links(history: &LinkHistory) -> AnyView {
    let cards: Vec<_> = history.receipts.iter().map(|receipt| card(history, receipt)).collect();
    let older = history
        .more
        .then(|| view! { <p class="quiet">{t::links_older()}</p> }.into_any());
    let (before, after) = split_at_slot(&t::links_lead(SLOT));
    view! {
        <p class="quiet lead">{before} <b>{t::share_view_token()}</b> {after}</p>
        {cards}
        {older}
    }
    .into_any()
}

fn card(history: &LinkHistory, receipt: &Receipt) -> AnyView {
    let lines: Vec<_> = receipt.timeline().into_iter().map(line).collect();
    let title = format!("link-{}", receipt.token);
    view! {
        <section class="card receipt" aria-labelledby=title>
            <h3 id=title.clone()>{within(&t::links_link_of(SLOT), to_the_minute(receipt.issued_at))}</h3>
            <p class="quiet">{state(receipt.link)} " " {token(receipt.delivered)}</p>
            {notice(history, receipt)}
            <ol class="timeline">{lines}</ol>
        </section>
    }
    .into_any()
}

fn state(link: Link) -> AnyView {
    match link {
        Link::Pending { expires_at } => within(&t::links_pending(SLOT), to_the_minute(expires_at)),
        Link::Opened { .. } => t::links_opened().into_any(),
        Link::Expired { .. } => t::links_expired().into_any(),
        Link::Cancelled { .. } => t::links_cancelled().into_any(),
    }
}

fn token(delivered: TokenState) -> &'static str {
    match delivered {
        TokenState::Newest => t::links_token_newest(),
        TokenState::Old => t::links_token_old(),
        TokenState::Gone => t::links_token_gone(),
    }
}

fn line(entry: TimelineEntry) -> AnyView {
    let visitor = entry
        .visitor
        .map(|(ip, browser)| t::links_from(&ip, &receipts::browser(&browser)))
        .map(|from| view! { <span class="quiet">{from}</span> }.into_any());
    let sentence = receipts::sentence(&entry.event);
    let what = match entry.event {
        TimelineEvent::MoreVisits { last: Some(at), .. } => within(&sentence, to_the_minute(at)),
        TimelineEvent::MoreVisits { last: None, .. }
        | TimelineEvent::Issued { .. }
        | TimelineEvent::Ended(_)
        | TimelineEvent::Visited(..)
        | TimelineEvent::MoreQuietVisits(_) => name(sentence),
    };
    view! {
        <li>
            <span class="when">{entry.at.map(to_the_second)}</span>
            <span>{what}</span>
            {visitor}
        </li>
    }
    .into_any()
}

/// The notice about visits to an opened link: their possible meaning, and advice.
fn notice(history: &LinkHistory, receipt: &Receipt) -> Option<AnyView> {
    let count = match receipt.undismissed_visits() {
        0 => return None,
        n => t::links_visited_again(n, &number(n)),
    };
    let may_renew = history.viewer.may(Permission::KeysRenew);
    let advice = match (receipt.delivered, may_renew) {
        (TokenState::Gone, _) => t::links_advice_gone(),
        (TokenState::Newest | TokenState::Old, true) => t::links_advice_renew(),
        (TokenState::Newest | TokenState::Old, false) => t::links_advice_ask(),
    };
    let visits: Vec<_> = receipt
        .undismissed_entries()
        .into_iter()
        .take(MAX_LISTED_VISITS)
        .map(line)
        .collect();
    Some(
        view! {
            <div class="banner">
                {icon(WARNING)} <div>
                    <p>
                        <b>{count}</b>
                        {format!(" {} {advice}", t::links_what_it_means())}
                    </p>
                    <ul class="timeline" aria-label=t::links_which_visits()>
                        {visits}
                    </ul>
                    {may_renew.then(|| notice_form(history, receipt))}
                </div>
            </div>
        }
        .into_any(),
    )
}

/// The form that dismisses the notice, with a link to *Renew token* if the visits concern the newest token.
fn notice_form(history: &LinkHistory, receipt: &Receipt) -> AnyView {
    let renew = (receipt.delivered == TokenState::Newest).then(|| {
        let dialog = OpenDialog::action(history.key.clone(), Action::Renew);
        let path = dialog.path(history.viewer.account.as_str(), &KeyQuery::default());
        link_button("btn small", path, t::renew_token()).into_any()
    });
    view! {
        <form method="post" class="pair">
            {hidden(LINK, receipt.token.to_string())}
            {hidden(VISITS, receipt.visits_after_end.to_string())}
            {submit((t::links_dismiss(), t::doing_dismiss()), "btn small")}
            {renew}
        </form>
    }
    .into_any()
}
