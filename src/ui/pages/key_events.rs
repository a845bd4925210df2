//! The last audit events on a key's page.

use crate::{
    domain::audit::log::AuditRecord,
    i18n::t,
    ui::{
        components::{actions::link_button, instant::to_the_second},
        paths,
        plain::part,
        sentences::name,
    },
    views::key_page::KeyPage,
    words::events,
};
use leptos::prelude::*;

/// The events, newest first, with a link to all of them.
pub fn events(page: &KeyPage, records: &[AuditRecord]) -> AnyView {
    let lines: Vec<_> = records.iter().map(line).collect();
    let all = paths::filtered_audit(page.viewer.account.as_str(), &format!("key={}", page.app_key));
    let content = view! {
        <div class="card receipt">
            <ol class="timeline">{lines}</ol>
            <p>{link_button("btn small", all, t::key_page_all_events())}</p>
        </div>
    };
    part("events", t::key_page_events(), content)
}

fn line(record: &AuditRecord) -> AnyView {
    let actor = events::actor_name(&record.actor).unwrap_or_default();
    let changes = events::changes(&record.changed).join(" ");
    view! {
        <li>
            <span class="when">{to_the_second(record.at)}</span>
            <span>{events::action(record).to_owned()}</span>
            <span class="quiet">{name(actor)} " " {record.ip.clone()} " " {name(changes)}</span>
        </li>
    }
    .into_any()
}
