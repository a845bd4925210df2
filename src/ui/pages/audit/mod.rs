//! *Audit log*: the actor, action, subject, time and IP address of each event. A plain page without WebAssembly.

mod filters;

use crate::{
    domain::{
        audit::log::{AuditRecord, PageStart},
        names::AppKey,
    },
    i18n::{number, t},
    ui::{
        components::{
            copy::clip,
            export::export_state,
            icons::{LEFT, RIGHT, SHIELD, icon},
            instant::to_the_second,
            topbar::Section,
        },
        pages::audit::filters::{form, hints, on_paper},
        paths,
        plain::{framed, headed},
        sentences::name,
        shell::shortcuts,
    },
    views::audit::AuditPage,
    words::{events, receipts::browser},
};
use leptos::prelude::*;

pub fn audit_page(page: &AuditPage) -> AnyView {
    let account = page.viewer.account.as_str();
    let filter = &page.query.filter;
    // A misread filter shows no entries, so there is nothing to export.
    let buttons = (!page.query.is_misread()).then(|| {
        view! {
            <div class="pair do">
                <a class="btn" href=paths::audit_workbook(account, &filter.search()) rel="external">
                    {t::audit_export_xlsx()}
                </a>
                <a class="btn" href=paths::audit_export(account, &filter.search()) rel="external">
                    {t::audit_export_csv()}
                </a>
            </div>
        }
        .into_any()
    });
    let filtered = (!filter.is_empty() && !page.query.is_misread()).then(|| all_of_it(account));
    let under = vec![t::audit_under().into_any(), " ".into_any(), filtered.into_any()];
    let content = view! {
        {headed(t::audit_log(), Some(under.into_any()), buttons)}
        {form(account, &page.query)}
        {hints(page)}
        {on_paper(filter)}
        {export_state()}
        <div class="card">
            {if page.records.is_empty() { empty(page) } else { table(account, &page.records) }} {foot(page)}
        </div>
    }
    .into_any();
    let framed = framed(Some(&page.viewer), Section::Audit, t::audit_log(), content);
    vec![framed, shortcuts(false, None, false)].into_any()
}

/// A note that the buttons export only the filtered entries, with links to files of all entries.
fn all_of_it(account: &str) -> AnyView {
    view! {
        {t::audit_export_found()}
        " "
        <a href=paths::audit_workbook(account, "") rel="external">
            {t::audit_export_all_xlsx()}
        </a>
        " · "
        <a href=paths::audit_export(account, "") rel="external">
            {t::audit_export_all_csv()}
        </a>
    }
    .into_any()
}

/// The empty list, with the reason and advice.
fn empty(page: &AuditPage) -> AnyView {
    let (title, text) = if page.query.turn != PageStart::Newest {
        (t::audit_none_here(), t::audit_none_here_advice())
    } else if page.query.filter.is_empty() && !page.query.is_misread() {
        (t::audit_nothing_yet(), t::audit_nothing_yet_advice())
    } else {
        (t::audit_no_match(), t::audit_no_match_advice())
    };
    view! {
        <div class="empty">
            {icon(SHIELD)} <h2>{title}</h2> <p>{text}</p>
            <a class="btn" href=paths::audit(page.viewer.account.as_str())>
                {t::audit_show_newest()}
            </a>
        </div>
    }
    .into_any()
}

fn table(account: &str, records: &[AuditRecord]) -> AnyView {
    let rows: Vec<_> = records.iter().map(|record| row(account, record)).collect();
    let heads = [
        t::audit_time(),
        t::audit_who(),
        t::audit_what(),
        t::audit_key(),
        t::audit_from(),
    ];
    let heads: Vec<_> = heads
        .into_iter()
        .map(|text| {
            view! {
                <th role="columnheader" scope="col">
                    {text}
                </th>
            }
            .into_any()
        })
        .collect();
    view! {
        <table role="table" aria-label=t::audit_log() class="log roomy">
            <thead role="rowgroup">
                <tr role="row">{heads}</tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(account: &str, record: &AuditRecord) -> AnyView {
    let browser_name = record
        .browser
        .as_deref()
        .map(|name| view! { <div class="under">{browser(name)}</div> }.into_any());
    let changed: Vec<_> = events::changes(&record.changed)
        .into_iter()
        .map(|sentence| view! { <div class="under">{name(sentence)}</div> }.into_any())
        .collect();
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="time">
                {to_the_second(record.at)}
                <div class="under">{t::audit_number(&number(record.seq))}</div>
            </th>
            <td role="cell" class="actor" data-label=t::audit_who()>
                {name(capital(&events::who(&record.actor).unwrap_or_default()))}
            </td>
            <td role="cell" data-label=t::audit_what()>
                {events::what(record).to_owned()}
                {changed}
            </td>
            <td role="cell" class="subject">
                {subject(account, record)}
            </td>
            <td role="cell" class="from" data-label=t::audit_from()>
                {record.ip.clone()}
                {browser_name}
            </td>
        </tr>
    }
    .into_any()
}

/// The subject of an entry: the key, with a link to all its entries, or another recorded subject.
fn subject(account: &str, record: &AuditRecord) -> AnyView {
    if AppKey::parse(&record.subject).is_none() || record.key_id.is_empty() {
        return name(events::about(record));
    }
    let search = format!("key={}", record.subject);
    let label = record
        .label
        .clone()
        .map(|label| view! { <div>{name(label)}</div> }.into_any());
    view! {
        {label}
        <a class="mono" href=paths::audit_part(account, &search) title=t::audit_about_key()>
            {record.subject.clone()}
        </a>
        {clip(&record.subject)}
    }
    .into_any()
}

fn capital(text: &str) -> String {
    // E-mail addresses keep their case.
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if !text.contains('@') => first.to_uppercase().chain(chars).collect(),
        Some(_) | None => text.to_owned(),
    }
}

/// Links to newer and older entries. They use sequence numbers, so new entries cause neither duplicates nor gaps.
fn foot(page: &AuditPage) -> AnyView {
    let turn = |name: &str, seq: Option<i64>, possible: bool, text: AnyView| {
        let search = page.query.filter.search();
        let and = if search.is_empty() { "" } else { "&" };
        let href = seq.filter(|_| possible).map(|seq| {
            let search = format!("{search}{and}{name}={seq}");
            paths::audit_part(page.viewer.account.as_str(), &search)
        });
        view! {
            <a
                class="btn small"
                href=href
                role=(!possible).then_some("link")
                aria-disabled=(!possible).then_some("true")
            >
                {text}
            </a>
        }
        .into_any()
    };
    let (first, last) = (page.records.first(), page.records.last());
    let links = (page.newer || page.older).then(|| {
        view! {
            <nav aria-label=t::pages()>
                {turn(
                    "after",
                    first.map(|record| record.seq),
                    page.newer,
                    view! {
                        {icon(LEFT)}
                        {t::audit_newer()}
                    }
                        .into_any(),
                )}
                {turn(
                    "before",
                    last.map(|record| record.seq),
                    page.older,
                    view! {
                        {t::audit_older()}
                        {icon(RIGHT)}
                    }
                        .into_any(),
                )}
            </nav>
        }
        .into_any()
    });
    let count = match page.records.len() {
        0 => return ().into_any(),
        n => t::audit_entries(n as i64),
    };
    view! {
        <div class="foot">
            <p>{count}</p>
            {links}
        </div>
    }
    .into_any()
}
