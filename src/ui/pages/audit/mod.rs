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
            actions::link_button,
            banner::empty_list,
            copy::icon_copy_button,
            export::export_state,
            icons::SHIELD,
            instant::to_the_second,
            pager::{foot, next, page_link, page_links, previous},
            table::{cell, columns, head, labelled_cell, labelled_cell_of, roomy_table, row, row_head},
            topbar::Section,
        },
        pages::audit::filters::{form, hints, print_summary},
        paths,
        plain::{page_frame, page_head},
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
    // An invalid filter shows no entries, so there is nothing to export.
    let buttons = (!page.query.is_invalid()).then(|| {
        view! {
            <div class="pair do">
                <a class="btn" href=paths::audit_workbook(account, &filter.query_string()) rel="external">
                    {t::audit_export_xlsx()}
                </a>
                <a class="btn" href=paths::audit_export(account, &filter.query_string()) rel="external">
                    {t::audit_export_csv()}
                </a>
            </div>
        }
        .into_any()
    });
    let filtered = (!filter.is_empty() && !page.query.is_invalid()).then(|| export_all_links(account));
    let subtitle = vec![t::audit_under().into_any(), " ".into_any(), filtered.into_any()];
    let content = view! {
        {page_head(t::audit_log(), Some(subtitle.into_any()), buttons)}
        {form(account, &page.query)}
        {hints(page)}
        {print_summary(filter)}
        {export_state()}
        <div class="card">
            {if page.records.is_empty() { empty(page) } else { log(account, &page.records) }} {log_foot(page)}
        </div>
    }
    .into_any();
    let main_page = page_frame(Some(&page.viewer), Section::Audit, t::audit_log(), content);
    vec![main_page, shortcuts(false, None, false)].into_any()
}

/// A note that the buttons export only the filtered entries, with links to files of all entries.
fn export_all_links(account: &str) -> AnyView {
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
    let (title, text) = if page.query.start != PageStart::Newest {
        (t::audit_none_here(), t::audit_none_here_advice())
    } else if page.query.filter.is_empty() && !page.query.is_invalid() {
        (t::audit_nothing_yet(), t::audit_nothing_yet_advice())
    } else {
        (t::audit_no_match(), t::audit_no_match_advice())
    };
    let advice = view! {
        <p>{text}</p>
        {link_button("btn", paths::audit(page.viewer.account.as_str()), t::audit_show_newest())}
    };
    empty_list("empty", SHIELD, title, advice).into_any()
}

fn log(account: &str, records: &[AuditRecord]) -> AnyView {
    let rows = records.iter().map(|record| record_row(account, record));
    let columns = columns(&[
        t::audit_time(),
        t::audit_who(),
        t::audit_what(),
        t::audit_key(),
        t::audit_from(),
    ]);
    roomy_table("log roomy", t::audit_log(), head(columns), rows.collect()).into_any()
}

fn record_row(account: &str, record: &AuditRecord) -> AnyView {
    let browser_name = record
        .browser
        .as_deref()
        .map(|name| view! { <div class="under">{browser(name)}</div> }.into_any());
    let changes: Vec<_> = events::changes(&record.changed)
        .into_iter()
        .map(|sentence| view! { <div class="under">{name(sentence)}</div> }.into_any())
        .collect();
    let time = view! {
        {to_the_second(record.at)}
        <div class="under">{t::audit_number(&number(record.seq))}</div>
    };
    let actor = name(capitalised(&events::actor_name(&record.actor).unwrap_or_default()));
    let what = view! {
        {events::action(record).to_owned()}
        {changes}
    };
    let from = view! {
        {record.ip.clone()}
        {browser_name}
    };
    let cells = view! {
        {row_head("time", time)}
        {labelled_cell_of("actor", t::audit_who().to_owned(), actor)}
        {labelled_cell(t::audit_what().to_owned(), what)}
        {cell("subject", subject(account, record))}
        {labelled_cell_of("from", t::audit_from().to_owned(), from)}
    };
    row(cells)
}

/// The subject of an entry: the key, with a link to all its entries, or another recorded subject.
fn subject(account: &str, record: &AuditRecord) -> AnyView {
    if AppKey::parse(&record.subject).is_none() || record.key_id.is_empty() {
        return name(events::subject(record));
    }
    let search = format!("key={}", record.subject);
    let label = record
        .label
        .clone()
        .map(|label| view! { <div>{name(label)}</div> }.into_any());
    view! {
        {label}
        <a class="mono" href=paths::filtered_audit(account, &search) title=t::audit_about_key()>
            {record.subject.clone()}
        </a>
        {icon_copy_button(&record.subject)}
    }
    .into_any()
}

/// The text with a capital first letter. E-mail addresses keep their case.
fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if !text.contains('@') => first.to_uppercase().chain(chars).collect(),
        Some(_) | None => text.to_owned(),
    }
}

/// Links to newer and older entries. They use sequence numbers, so new entries cause neither duplicates nor gaps.
fn log_foot(page: &AuditPage) -> AnyView {
    let link = |name: &str, record: Option<&AuditRecord>, possible: bool, content: AnyView| {
        let search = page.query.filter.query_string();
        let and = if search.is_empty() { "" } else { "&" };
        let path = record.filter(|_| possible).map(|record| {
            let search = format!("{search}{and}{name}={}", record.seq);
            paths::filtered_audit(page.viewer.account.as_str(), &search)
        });
        page_link(path, content)
    };
    let count = match page.records.len() {
        0 => return ().into_any(),
        n => t::audit_entries(n as i64),
    };
    let links = (page.newer || page.older).then(|| {
        page_links(
            link("after", page.records.first(), page.newer, previous(t::audit_newer())),
            link("before", page.records.last(), page.older, next(t::audit_older())),
        )
    });
    foot(count, links)
}
