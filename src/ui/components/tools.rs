//! Search, filters and order above a list. They are a GET form, so every view has an address.

use crate::{
    domain::{
        key_query::{AlertFilter, KeyQuery, QueryParameter, SEARCH_LENGTH, Sort, UnusedFor},
        keys::{alert::RenewalAlert, standing::Standing},
    },
    i18n::t,
    ui::components::{
        actions::link_button,
        banner::{empty_list, warning_banner},
        icons::{LENS, icon},
        table::{Orders, column, head_with_actions, sortable_column},
    },
    views::wire::RoleView,
    words::{keys::standing_name, lists::parameter_name, roles::role_name},
};
use leptos::prelude::*;
use strum::VariantArray;

/// The search box's id.
pub const SEARCH: &str = "search";

/// The controls. A list that `has_tokens`, as that of generated keys, also has the filters and orders by alerts, ages and uses.
pub fn controls(query: &KeyQuery, roles: &[RoleView], has_tokens: bool) -> AnyView {
    let status = query.status.map(Standing::word).unwrap_or_default();
    let role = query.role.as_ref().map(|role| role.as_str()).unwrap_or_default();
    let statuses = Standing::VARIANTS.iter();
    let statuses = statuses.map(|status| (status.word().to_owned(), standing_name(*status).to_owned()));
    let roles = roles
        .iter()
        .map(|role| (role.id.as_str().to_owned(), role_name(&role.name).to_owned()));
    let alerts = has_tokens.then(|| alert_choice(query));
    let unused = has_tokens.then(|| unused_choice(query));
    let sorts = Sort::VARIANTS
        .iter()
        .copied()
        .filter(|sort| has_tokens || !sort.is_by_token());
    let sorts = sorts
        .map(|sort| (sort.word().to_owned(), sort_name(sort).to_owned()))
        .collect();
    let filtered = query.status.is_some() || query.role.is_some() || query.alert.is_some() || query.unused.is_some();
    view! {
        <div class="search">
            {icon(LENS)} <label class="unseen" for=SEARCH>
                {t::search()}
            </label>
            <input
                type="search"
                id=SEARCH
                name=QueryParameter::Search.name()
                value=query.search.clone()
                placeholder=t::search_by()
                maxlength=SEARCH_LENGTH.to_string()
                autocomplete="off"
                spellcheck="false"
            /> <kbd aria-hidden="true">"/"</kbd>
        </div>
        {filters_switch(filtered)}
        <div class="picks">
            {choice(QueryParameter::Status, t::status(), Some(t::status_any()), statuses.collect(), status)}
            {choice(QueryParameter::Role, t::role(), Some(t::role_any()), roles.collect(), role)} {alerts} {unused}
            {choice(QueryParameter::Sort, t::order(), None, sorts, query.sort.word())}
        </div>
        <button type="submit" class="btn apply">
            {t::apply()}
        </button>
    }
    .into_any()
}

/// The filter by renewal alert.
fn alert_choice(query: &KeyQuery) -> AnyView {
    let alert = query.alert.map(AlertFilter::word).unwrap_or_default();
    let alerts = AlertFilter::ALL.map(|alert| (alert.word().to_owned(), alert_name(alert).to_owned()));
    choice(
        QueryParameter::Alert,
        t::alert(),
        Some(t::alert_any()),
        alerts.into(),
        alert,
    )
}

/// The filter by last use.
fn unused_choice(query: &KeyQuery) -> AnyView {
    let unused = query.unused.map(UnusedFor::word).unwrap_or_default();
    let choices = UnusedFor::VARIANTS
        .iter()
        .map(|unused| (unused.word().to_owned(), unused_name(*unused)));
    choice(
        QueryParameter::Unused,
        t::usage(),
        Some(t::usage_any()),
        choices.collect(),
        unused,
    )
}

fn unused_name(unused: UnusedFor) -> String {
    t::not_used_for(&t::days(unused.days()))
}

/// Shows the filters on phones. The filters follow the element instead of being inside it, so that wide screens can always show them.
pub fn filters_switch(open: bool) -> impl IntoView {
    view! {
        <details class="more" open=open>
            <summary class="btn">{t::filters()}</summary>
        </details>
    }
}

/// An option of a select.
pub fn select_option(value: String, name: String, selected: bool) -> AnyView {
    view! {
        <option value=value selected=selected>
            {name}
        </option>
    }
    .into_any()
}

/// A select that narrows or orders the list. `any` is the label of the option without a filter.
fn choice(
    parameter: QueryParameter,
    label: &'static str,
    any: Option<&'static str>,
    choices: Vec<(String, String)>,
    chosen: &str,
) -> AnyView {
    let any = any.map(|any| (String::new(), any.to_owned()));
    let title = choices.iter().find(|(value, _)| value == chosen);
    let title = title.map(|(_, name)| name.clone());
    let options: Vec<_> = any
        .into_iter()
        .chain(choices)
        .map(|(value, name)| {
            let selected = value == chosen;
            select_option(value, name, selected)
        })
        .collect();
    view! {
        <select name=parameter.name() aria-label=label title=title class="pick">
            {options}
        </select>
    }
    .into_any()
}

fn alert_name(alert: AlertFilter) -> &'static str {
    match alert {
        AlertFilter::Renewal(RenewalAlert::Recommended) => t::renewal_recommended(),
        AlertFilter::Renewal(RenewalAlert::HighlyRecommended) => t::renewal_highly_recommended(),
        AlertFilter::PendingDeletion => t::pending_deletion(),
        AlertFilter::VisitedAgain => t::link_visited_again(),
    }
}

fn sort_name(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => t::newest_first(),
        Sort::Oldest => t::oldest_first(),
        Sort::Name => t::name_a_to_z(),
        Sort::NameDescending => t::name_z_to_a(),
        Sort::TokenAge => t::oldest_token_first(),
        Sort::ActiveFirst => t::active_first(),
        Sort::InactiveFirst => t::inactive_first(),
        Sort::LastUsed => t::last_used_first(),
        Sort::LongestUnused => t::longest_unused_first(),
    }
}

const BY_NAME: Orders<Sort> = [(Sort::Name, "ascending"), (Sort::NameDescending, "descending")];
const BY_STATUS: Orders<Sort> = [(Sort::ActiveFirst, "ascending"), (Sort::InactiveFirst, "descending")];
const BY_DATE: Orders<Sort> = [(Sort::Newest, "descending"), (Sort::Oldest, "ascending")];

/// The head of a list of keys. `name` and `date` are the labels of its first and third columns.
pub fn key_columns(
    name: &'static str,
    date: &'static str,
    query: &KeyQuery,
    path: &dyn Fn(&KeyQuery) -> String,
) -> AnyView {
    let sortable = |name, orders| {
        sortable_column(name, orders, query.sort, |sort| {
            path(&KeyQuery {
                sort,
                ..query.at_page(1)
            })
        })
    };
    let columns = view! {
        {sortable(name, BY_NAME)}
        {column(t::roles())}
        {sortable(date, BY_DATE)}
        {sortable(t::status(), BY_STATUS)}
    };
    head_with_actions(columns)
}

/// A notice about query parameters that were not understood, and their effect on the list.
pub fn ignored_parameters(query: &KeyQuery) -> Option<AnyView> {
    let named = |is_filter: bool| {
        let parts = query.ignored.iter().filter(|ignored| ignored.is_filter() == is_filter);
        let parts: Vec<_> = parts.map(|ignored| parameter_name(*ignored)).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    };
    let sentences = [
        named(true).map(|parts| t::misread_parts(&parts)),
        named(false).map(|parts| t::ignored_parts(&parts)),
    ];
    let sentences: Vec<_> = sentences.into_iter().flatten().collect();
    (!sentences.is_empty()).then(|| warning_banner(sentences.join(" ")).into_any())
}

/// The search and filters as a line that only appears in print.
pub fn print_summary(query: &KeyQuery, roles: &[RoleView]) -> Option<AnyView> {
    let part = |name: &str, value: &str| format!("{name}: {value}");
    let role = roles.iter().find(|role| query.role.as_ref() == Some(&role.id));
    let parts = [
        (!query.search.is_empty()).then(|| part(t::search(), &query.search)),
        query.status.map(|status| part(t::status(), standing_name(status))),
        role.map(|role| part(t::role(), &role.name)),
        query.alert.map(|alert| part(t::alert(), alert_name(alert))),
        query.unused.map(|unused| part(t::usage(), &unused_name(unused))),
    ];
    print_line(parts.into_iter().flatten().collect())
}

/// A line that only appears in print, where the form fields are hidden.
pub fn print_line(parts: Vec<String>) -> Option<AnyView> {
    (!parts.is_empty()).then(|| view! { <p class="paper">{parts.join(" · ")}</p> }.into_any())
}

/// The empty result of a search or filter, with a link to the unfiltered list.
pub fn nothing_found(query: &KeyQuery, everything: String) -> AnyView {
    let reason = if query.search.is_empty() {
        t::no_key_is_so()
    } else {
        t::no_key_matches_why()
    };
    let advice = view! {
        <p>{reason}</p>
        <p>{link_button("btn", everything, t::clear_search())}</p>
    };
    empty_list("card empty", LENS, t::no_key_matches(), advice).into_any()
}
