//! *Audit log*: who did what to which key, when and from where. A plain page without WebAssembly.

use crate::{
    domain::{
        audit::{AuditFilter, AuditPage, AuditRecord, FIELDS, Turn, who},
        event::Event,
        names::AppKey,
    },
    ui::{
        components::{
            icons::{LEFT, RIGHT, SHIELD, WARNING, icon},
            topbar::Section,
        },
        pages::links::exact,
        paths,
        plain::{framed, headed},
    },
};
use leptos::prelude::*;

/// The page.
pub fn audit_page(page: &AuditPage) -> AnyView {
    let account = page.viewer.account.as_str();
    let filter = &page.query.filter;
    let under = "Who did what to which key, when and from where.";
    let button = view! {
        <a class="btn" href=paths::audit_export(account, &filter.search()) download="">
            "Export"
        </a>
    }
    .into_any();
    let content = view! {
        {headed("Audit log", Some(under.to_owned()), Some(button))}
        {form(account, filter)}
        {hints(page)}
        <div class="card">
            {if page.records.is_empty() { empty(page) } else { table(account, &page.records) }} {foot(page)}
        </div>
    }
    .into_any();
    framed(Some(&page.viewer), Section::Audit, "Audit log", content)
}

/// The filters, as they are.
fn form(account: &str, filter: &AuditFilter) -> AnyView {
    let fields: Vec<_> = FIELDS
        .iter()
        .map(|(name, label)| field(name, label, filter.text(name)))
        .collect();
    let clear = (!filter.is_empty()).then(|| {
        view! {
            <a class="btn" href=paths::audit(account)>
                "Clear filters"
            </a>
        }
        .into_any()
    });
    view! {
        <form method="get" action=paths::audit(account) class="card filters" role="search" aria-label="Filters">
            {fields}
            <div class="pair">
                <button type="submit" class="btn primary">
                    "Filter"
                </button>
                {clear}
            </div>
        </form>
    }
    .into_any()
}

fn field(name: &'static str, label: &'static str, value: String) -> AnyView {
    let control = match name {
        "action" => actions(&value),
        "from" | "to" => view! { <input type="date" id=name name=name value=value /> }.into_any(),
        _ => {
            let placeholder = if name == "key" {
                "appkey-acme-7KQ2MX9P"
            } else {
                "name@example.com"
            };
            view! {
                <input
                    type="text"
                    id=name
                    name=name
                    value=value
                    placeholder=placeholder
                    autocomplete="off"
                    spellcheck="false"
                    autocapitalize="none"
                />
            }
            .into_any()
        }
    };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            {control}
        </div>
    }
    .into_any()
}

fn actions(chosen: &str) -> AnyView {
    let options: Vec<_> = Event::ALL
        .iter()
        .filter(|event| !event.is_of_installation() || event.name() == chosen)
        .map(|event| {
            view! {
                <option value=event.name() selected=event.name() == chosen>
                    {event.sentence()}
                </option>
            }
            .into_any()
        })
        .collect();
    view! {
        <select id="action" name="action">
            <option value="">"All actions"</option>
            {options}
        </select>
    }
    .into_any()
}

/// What about the filters could not be followed.
fn hints(page: &AuditPage) -> Vec<AnyView> {
    let mut hints: Vec<_> = page
        .query
        .ignored
        .iter()
        .map(|label| format!("The filter {label} was not understood and is ignored."))
        .collect();
    if page.too_many_users {
        hints.push(
            "Many users begin like this, and only some of them are looked for. Type more of the address.".to_owned(),
        );
    }
    let filter = &page.query.filter;
    if filter.from.zip(filter.to).is_some_and(|(from, to)| from > to) {
        hints.push("The last day is before the first. Exchange From and To.".to_owned());
    }
    let hints = hints.into_iter().map(|hint| {
        view! {
            <div class="banner" role="status">
                {icon(WARNING)}
                <p>{hint}</p>
            </div>
        }
        .into_any()
    });
    hints.collect()
}

/// Nothing to list: says why, and what to do.
fn empty(page: &AuditPage) -> AnyView {
    let (title, text) = if page.query.turn != Turn::Newest {
        (
            "No entries here",
            "The log has no entries on this side. Go back to the newest ones.",
        )
    } else if page.query.filter.is_empty() {
        (
            "Nothing has happened yet",
            "Whatever is done to keys, links and settings of this account is recorded here, in the moment in which it is done.",
        )
    } else {
        (
            "Nothing matches these filters",
            "Clear one of them, or allow more days. A user is found by the beginning of the address; a key by its whole app key, also when it is deleted. Sign-ins belong to no account and are not in this log.",
        )
    };
    view! {
        <div class="empty">
            {icon(SHIELD)} <h2>{title}</h2> <p>{text}</p>
            <a class="btn" href=paths::audit(page.viewer.account.as_str())>
                "Show the newest entries"
            </a>
        </div>
    }
    .into_any()
}

fn table(account: &str, records: &[AuditRecord]) -> AnyView {
    let rows: Vec<_> = records.iter().map(|record| row(account, record)).collect();
    let heads: Vec<_> = ["Time", "Who", "What", "Key", "From"]
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
        <table role="table" aria-label="Audit log" class="log">
            <thead role="rowgroup">
                <tr role="row">{heads}</tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(account: &str, record: &AuditRecord) -> AnyView {
    let browser = record
        .browser
        .clone()
        .map(|browser| view! { <div class="under">{browser}</div> }.into_any());
    view! {
        <tr role="row">
            <td role="cell" class="time">
                {exact(record.at)}
                <div class="under">{format!("No. {}", record.seq)}</div>
            </td>
            <td role="cell" dir="auto">
                {capital(&who(&record.actor).unwrap_or_default())}
            </td>
            <td role="cell">{record.what().to_owned()}</td>
            <td role="cell">{subject(account, record)}</td>
            <td role="cell">{record.ip.clone()} {browser}</td>
        </tr>
    }
    .into_any()
}

/// What it is about: the key, with the way to all that happened to it, or whatever else was written down.
fn subject(account: &str, record: &AuditRecord) -> AnyView {
    if AppKey::parse(&record.subject).is_none() || record.key_id.is_empty() {
        return view! { <span dir="auto">{record.subject.clone()}</span> }.into_any();
    }
    let search = format!("key={}", record.subject);
    let name = record
        .label
        .clone()
        .map(|label| view! { <div dir="auto">{label}</div> }.into_any());
    view! {
        {name}
        <a class="mono" href=paths::audit_part(account, &search) title="Show what happened to this key">
            {record.subject.clone()}
        </a>
    }
    .into_any()
}

fn capital(text: &str) -> String {
    // Addresses stay as they are.
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if !text.contains('@') => first.to_uppercase().chain(chars).collect(),
        Some(_) | None => text.to_owned(),
    }
}

/// The way to newer and older entries: by the numbers of those that are shown, so that none comes twice or is left out when
/// others are added.
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
            <nav aria-label="Pages">
                {turn(
                    "after",
                    first.map(|record| record.seq),
                    page.newer,
                    view! {
                        {icon(LEFT)}
                        "Newer"
                    }
                        .into_any(),
                )}
                {turn(
                    "before",
                    last.map(|record| record.seq),
                    page.older,
                    view! {
                        "Older"
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
        1 => "1 entry".to_owned(),
        n => format!("{n} entries, the newest first"),
    };
    view! {
        <div class="foot">
            <p>{count}</p>
            {links}
        </div>
    }
    .into_any()
}
