//! *Link history* of a key: the life of each of its links. A plain page without WebAssembly.

use crate::{
    domain::{
        key::Action,
        link::Link,
        page::KeyQuery,
        permission::Permission,
        receipt::{Delivered, LinkHistory, Moment, Receipt},
        time::Timestamp,
    },
    ui::{
        components::{
            dialog::hidden,
            icons::{WARNING, icon},
            topbar::Section,
        },
        paths::{self, Place},
        plain::{framed, headed},
    },
};
use leptos::prelude::*;

/// The field that names the link whose notice is dismissed, by the token that it delivered.
pub const LINK: &str = "link";

/// The field with the number of visits that the person saw.
pub const VISITS: &str = "visits";

/// The page.
pub fn links_page(history: &LinkHistory) -> AnyView {
    let receipts: Vec<_> = history.receipts.iter().map(|receipt| card(history, receipt)).collect();
    let older = history.more.then(|| {
        view! { <p class="quiet">"Older links are not listed. What happened to them is in the audit log."</p> }
            .into_any()
    });
    let under = format!("{} · {}", history.label, history.app_key);
    let back = paths::list(history.viewer.account.as_str(), &KeyQuery::default());
    let button = view! {
        <a class="btn" href=back>
            "Back to API keys"
        </a>
    }
    .into_any();
    let content = view! {
        {headed("Link history", Some(under), Some(button))}
        <p class="quiet lead">
            "Looking at a link opens nothing, and chat programs and mail scanners look by themselves. Only "
            <b>"View token"</b> " opens it, once. All times are UTC."
        </p>
        {receipts}
        {older}
    }
    .into_any();
    let title = format!("Link history · {}", history.label);
    framed(Some(&history.viewer), Section::ApiKeys, &title, content)
}

fn card(history: &LinkHistory, receipt: &Receipt) -> AnyView {
    let lines: Vec<_> = receipt.timeline().into_iter().map(line).collect();
    let title = format!("link-{}", receipt.token);
    view! {
        <section class="card receipt" aria-labelledby=title>
            <h2 id=title.clone()>{format!("Link of {}", receipt.issued_at.date_and_time())}</h2>
            <p class="quiet">{format!("{} {}", state(receipt.link), token(receipt.delivered))}</p>
            {notice(history, receipt)}
            <ol class="timeline">{lines}</ol>
        </section>
    }
    .into_any()
}

fn state(link: Link) -> String {
    match link {
        Link::Pending { expires_at } => format!("Not opened yet; it can be until {}.", expires_at.date_and_time()),
        Link::Opened { .. } => "Opened.".to_owned(),
        Link::Expired { .. } => "Expired unopened.".to_owned(),
        Link::Cancelled { .. } => "Cancelled unopened.".to_owned(),
    }
}

fn token(delivered: Delivered) -> &'static str {
    match delivered {
        Delivered::Newest => "Its token is the key's newest one.",
        Delivered::Old => "Its token is the key's old one, which works until it is deleted.",
        Delivered::Gone => "Its token is deleted and lets nobody in.",
    }
}

fn line(moment: Moment) -> AnyView {
    let visitor = moment
        .visitor
        .map(|(ip, browser)| view! { <span class="quiet">{format!("From {ip}, {browser}")}</span> }.into_any());
    view! {
        <li>
            <span class="when">{moment.at.map(exact)}</span>
            <span dir="auto">{moment.what}</span>
            {visitor}
        </li>
    }
    .into_any()
}

/// An instant to the second.
pub fn exact(at: Timestamp) -> AnyView {
    view! { <time datetime=at.iso()>{at.to_the_second()}</time> }.into_any()
}

/// What visits to an opened link may mean, and what to do.
fn notice(history: &LinkHistory, receipt: &Receipt) -> Option<AnyView> {
    let count = match receipt.unseen() {
        0 => return None,
        1 => "Visited again once since it was opened.".to_owned(),
        n => format!("Visited again {n} times since it was opened."),
    };
    let may = history.viewer.may(Permission::KeysRenew);
    let advice = match (receipt.delivered, may) {
        (Delivered::Gone, _) => "The token is gone, so nothing can come of it.",
        (Delivered::Newest | Delivered::Old, true) => {
            "If you are in doubt, ask the recipient; renew the token and delete the old one."
        }
        (Delivered::Newest | Delivered::Old, false) => "If you are in doubt, ask somebody who may renew the token.",
    };
    Some(
        view! {
            <div class="banner">
                {icon(WARNING)} <div>
                    <p>
                        <b>{count}</b>
                        " The recipient may have reloaded the page, or somebody else has the address. Nobody was shown the token a second time. Where the recipient says that they never saw it, somebody else was first. "
                        {advice}
                    </p>
                    {may.then(|| buttons(history, receipt))}
                </div>
            </div>
        }
        .into_any(),
    )
}

fn buttons(history: &LinkHistory, receipt: &Receipt) -> AnyView {
    let renew = (receipt.delivered == Delivered::Newest).then(|| {
        let place = Place::action(history.key.clone(), Action::Renew);
        let path = place.path(history.viewer.account.as_str(), &KeyQuery::default());
        view! {
            <a class="btn small" href=path>
                "Renew token"
            </a>
        }
        .into_any()
    });
    view! {
        <form method="post" class="pair">
            {hidden(LINK, receipt.token.to_string())}
            {hidden(VISITS, receipt.visits_after_end.to_string())}
            <button type="submit" class="btn small">
                "Dismiss notice"
            </button>
            {renew}
        </form>
    }
    .into_any()
}
