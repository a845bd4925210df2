//! The *Generated* tab: the list of keys, its pending items, and the dialogs over it.

use crate::{
    domain::{
        key_query::{AlertFilter, KeyQuery},
        keys::key::Action,
        people::permission::Permission,
    },
    error::AppError,
    i18n::{SLOT, number, t},
    ui::{
        components::{
            actions::list_link,
            alert::alert,
            banner::{done_banner, empty_list},
            dialog::query_inputs,
            export::{Exported, export_links, export_state, with_export},
            icons::{KEY, PLUS, WARNING, icon},
            key_row::key_table,
            pager::pager,
            reachability_line::reachability_line,
            tabs::{Tab, Totals, heading, tabs},
            toast::Toast,
            tools::{controls, ignored_parameters, nothing_found, print_summary},
            topbar::{Section, mark, topbar},
        },
        dialogs::{
            delete::DeleteDialog,
            delete_old::DeleteOldDialog,
            edit::EditDialog,
            generate::GenerateDialog,
            new_link::NewLinkDialog,
            renew::RenewDialog,
            status::{ActivateDialog, DeactivateDialog},
            undo::UndoDialog,
        },
        live::live,
        page_state::PageState,
        pages::not_found::NotFound,
        paths::{self, DialogAction, OpenDialog},
        polling, search,
        sentences::{name, within},
        title,
    },
    views::wire::KeysPage,
    words::dates::age,
};
use leptos::prelude::*;

/// The page with the dialog that its address names.
#[component]
pub fn Generated() -> impl IntoView {
    let page_state = PageState::provide();
    polling::watch(page_state);
    search::sync_controls(page_state);
    title::set_for(t::api_keys());
    Effect::new(move |_| {
        if !page_state.dialog_open() {
            title::set_for(t::api_keys());
        }
    });
    view! {
        <div class="page" inert=move || page_state.dialog_open()>
            <div class="progress" hidden=move || !page_state.busy.get()></div>
            {page_content(page_state)}
        </div>
        {live(move || page_state.dialog.with(dialog))}
        <Toast />
    }
}

/// The list, or the reason why it cannot be shown. Rows and parts of the page update themselves. The whole page is rendered again
/// only for another account, viewer or set of roles, because that loses the focus.
fn page_content(page_state: PageState) -> AnyView {
    let answer = list_changes(page_state, KeysPage::is_framed_like);
    live(move || {
        answer.with(|answer| {
            Some(match answer.as_ref()? {
                Ok(page) => content(page_state, page),
                Err(AppError::NotFound) => view! { <NotFound /> }.into_any(),
                Err(error) => failed(error),
            })
        })
    })
}

/// The answer for the list, if it has arrived.
type ListAnswer = Option<Result<KeysPage, AppError>>;

/// The list's answer. It changes only if `same` finds a difference.
fn list_changes(page_state: PageState, same: fn(&KeysPage, &KeysPage) -> bool) -> Memo<ListAnswer> {
    Memo::new_owning(move |previous| {
        let current = page_state.list.get();
        let changed = match (&previous, &current) {
            (Some(Some(Ok(previous))), Some(Ok(current))) => !same(previous, current),
            (Some(previous), current) => previous != current,
            (None, _) => true,
        };
        (current, changed)
    })
}

/// A part of the page that changes with the list. All parts share one type, because each type adds code to the browser's module.
fn part(page_state: PageState, layout: Memo<ListAnswer>, draw: fn(PageState, &KeysPage) -> Option<AnyView>) -> AnyView {
    live(move || layout.with(|answer| draw(page_state, answer.as_ref()?.as_ref().ok()?)))
}

/// The dialog over the list.
fn dialog(open: &OpenDialog) -> Option<AnyView> {
    let (key, action) = match open {
        OpenDialog::List => return None,
        OpenDialog::Generate => return Some(view! { <GenerateDialog /> }.into_any()),
        OpenDialog::Key { key, action } => (key.clone(), *action),
    };
    Some(match action {
        DialogAction::Action(Action::Renew) | DialogAction::CompleteRenewal => view! { <RenewDialog key /> }.into_any(),
        DialogAction::Action(Action::NewLink) => view! { <NewLinkDialog key /> }.into_any(),
        DialogAction::Action(Action::Edit) => view! { <EditDialog key /> }.into_any(),
        DialogAction::Action(Action::UndoRenewal) => view! { <UndoDialog key /> }.into_any(),
        DialogAction::Action(Action::DeleteOldToken) => view! { <DeleteOldDialog key /> }.into_any(),
        DialogAction::Action(Action::Deactivate) => view! { <DeactivateDialog key /> }.into_any(),
        DialogAction::Action(Action::Activate) => view! { <ActivateDialog key /> }.into_any(),
        DialogAction::Action(Action::Delete) => view! { <DeleteDialog key /> }.into_any(),
    })
}

/// The page if the list could not be loaded.
fn failed(error: &AppError) -> AnyView {
    view! {
        <header class="top">{mark()}</header>
        <main>
            <h1>{t::api_keys()}</h1>
            {alert(error)}
        </main>
    }
    .into_any()
}

/// The page around the list. Its parts follow the list by themselves.
fn content(page_state: PageState, page: &KeysPage) -> AnyView {
    let account = page.viewer.account.to_string();
    let layout = list_changes(page_state, KeysPage::is_laid_out_like);
    let dead = list_changes(page_state, KeysPage::has_dead_tokens_like);
    let may_generate = page.viewer.may(Permission::KeysEdit);
    // An empty list has no search. This renders again only when the first key appears or the last one goes.
    let has_keys = Memo::new(move |_| page_state.with_page(|page| page.total > 0) == Some(true));
    view! {
        // The browser follows this link, because the router would scroll but not move the focus.
        <a class="skip" href="#main" rel="external">
            {t::skip_to_content()}
        </a>
        {topbar(&page.viewer, Section::ApiKeys)}
        <main id="main" tabindex="-1">
            {heading(
                account,
                Some(with_export(may_generate.then(|| generate_button(page_state)), part(page_state, layout, exports))),
            )}
            {part(page_state, layout, |_, page| Some(tabs(&page.viewer, Tab::Generated, totals(page))))}
            {live(move || page_state.done.get().map(|done| done_banner(done.sentence()).into_any()))}
            {part(page_state, layout, |_, page| attention_banner(page, AlertFilter::VisitedAgain))}
            {part(page_state, layout, |_, page| attention_banner(page, AlertFilter::PendingDeletion))}
            {part(page_state, dead, dead_banner)}
            {part(page_state, layout, |_, page| ignored_parameters(&page.query))}
            {part(page_state, layout, |_, page| print_summary(&page.query, &page.roles))}
            {live(move || {
                has_keys.get().then(|| untrack(|| page_state.with_page(|page| search_form(page_state, page))))?
            })}
            {export_state()}
            {reachability_line(page_state)}
            // Announces the new length of the list to screen readers.
            <p class="unseen" role="status">
                {part(page_state, layout, |_, page| Some(t::keys_listed(page.matching).into_any()))}
            </p>
            {part(page_state, layout, |page_state, page| Some(list(page_state, page)))}
        </main>
    }
    .into_any()
}

fn exports(_: PageState, page: &KeysPage) -> Option<AnyView> {
    let account = page.viewer.account.as_str();
    export_links(account, Exported::Generated, &page.query, page.matching)
}

fn generate_button(page_state: PageState) -> AnyView {
    let path = move || {
        page_state
            .account
            .with(|account| OpenDialog::Generate.path(account, &KeyQuery::default()))
    };
    view! {
        <form
            class="do"
            method="get"
            action=path
            on:submit=move |event| {
                event.prevent_default();
                page_state.open_dialog(&OpenDialog::Generate);
            }
        >
            {query_inputs(page_state)}
            <button type="submit" class="btn primary" id=paths::GENERATE_BUTTON>
                {icon(PLUS)}
                {t::generate_key()}
            </button>
        </form>
    }
    .into_any()
}

fn totals(page: &KeysPage) -> Totals {
    Totals {
        generated: page.total,
        external: page.external,
    }
}

/// A notice above the table: the number of keys with an old token pending deletion, or with a revisited link. It links to a
/// filtered view, or back.
fn attention_banner(page: &KeysPage, alert: AlertFilter) -> Option<AnyView> {
    let filtered = page.query.alert == Some(alert);
    let is_deletion = alert == AlertFilter::PendingDeletion;
    let keys = if is_deletion {
        page.pending_deletion
    } else {
        page.visited_again
    };
    let show = if is_deletion {
        t::show_old_tokens
    } else {
        t::show_revisited
    };
    let (count, advice) = match (keys, is_deletion) {
        (0, true) if filtered => (t::no_old_token_pending().to_owned(), String::new()),
        (0, false) if filtered => (t::no_link_revisited().to_owned(), String::new()),
        (0, _) => return None,
        (n, true) => (t::old_tokens_pending(n), t::delete_once_unused(n)),
        (n, false) => (t::links_revisited(n), t::links_revisited_advice().to_owned()),
    };
    let query = KeyQuery {
        alert: (!filtered).then_some(alert),
        ..KeyQuery::default()
    };
    let text = if filtered {
        t::show_all_keys().to_owned()
    } else {
        show(keys)
    };
    Some(
        view! {
            <div class="banner" role="status">
                {icon(WARNING)}
                <p>
                    <b>{count}</b>
                    " "
                    {advice}
                </p>
                {list_link(paths::list(page.viewer.account.as_str(), &query), text)}
            </div>
        }
        .into_any(),
    )
}

/// Number of keys that the notice about dead tokens names at once. The others are listed behind it.
const DEAD_LISTED: usize = 3;

/// The notice that revoked or deleted tokens are still sent, with the keys where that was last so.
fn dead_banner(page_state: PageState, page: &KeysPage) -> Option<AnyView> {
    let account = page.viewer.account.as_str();
    let keys = page.dead_tokens.iter().map(|dead| {
        let ago = age(dead.last_at, page.now);
        let sentence = if dead.key_is_deleted {
            t::dead_of_deleted(SLOT, &number(dead.times), &ago)
        } else {
            t::dead_of_key(SLOT, &number(dead.times), &ago)
        };
        let from = (!dead.address.is_empty()).then(|| t::last_from(&dead.address));
        let label = view! {
            <a href=paths::key(account, dead.key.as_str()) rel="external">
                {name(dead.label.as_str())}
            </a>
        };
        view! { <li>{within(&sentence, label.into_any())} " " {from}</li> }.into_any()
    });
    let mut keys: Vec<_> = keys.collect();
    let unnamed = page.dead_keys - keys.len() as i64;
    let others = keys.split_off(keys.len().min(DEAD_LISTED));
    let others = (!others.is_empty()).then(|| {
        let unnamed_keys = (unnamed > 0).then(|| view! { <li>{t::dead_others(unnamed)}</li> }.into_any());
        view! {
            // Stays open when the notice is rendered again, because tokens are still sent.
            <details
                open=page_state.dead_tokens_open.get_untracked()
                on:toggle:target=move |event| page_state.dead_tokens_open.set(event.target().open())
            >
                <summary>{t::dead_others(page.dead_keys - DEAD_LISTED as i64)}</summary>
                <ul>{others} {unnamed_keys}</ul>
            </details>
        }
        .into_any()
    });
    (!keys.is_empty()).then(|| {
        view! {
            <div class="banner" role="status">
                {icon(WARNING)}
                <div>
                    <p>
                        <b>{t::dead_tokens()}</b>
                        " "
                        {t::dead_advice()}
                    </p>
                    <ul>{keys}</ul>
                    {others}
                </div>
            </div>
        }
        .into_any()
    })
}

/// Search, filters and order.
fn search_form(page_state: PageState, page: &KeysPage) -> AnyView {
    view! {
        <form
            class="tools"
            role="search"
            method="get"
            action=paths::list(page.viewer.account.as_str(), &KeyQuery::default())
            on:input=move |event| search::on_input(page_state, &event)
            on:submit=move |event| search::on_submit(page_state, &event)
        >
            {controls(&page.query, &page.roles, true)}
        </form>
    }
    .into_any()
}

fn list(page_state: PageState, page: &KeysPage) -> AnyView {
    let account = page.viewer.account.as_str();
    // Whether the whole list has no such keys, regardless of the other filters.
    let no_such_keys = match page.query.alert {
        Some(AlertFilter::PendingDeletion) => page.pending_deletion == 0,
        Some(AlertFilter::VisitedAgain) => page.visited_again == 0,
        Some(AlertFilter::Renewal(_)) | None => false,
    };
    if page.keys.is_empty() && page.total > 0 && !no_such_keys {
        return nothing_found(&page.query, paths::list(account, &KeyQuery::default()));
    }
    if page.keys.is_empty() {
        return empty(page);
    }
    let foot = pager(&page.query, page.keys.len(), page.matching, &|query| {
        paths::list(account, query)
    });
    view! { <div class="card">{key_table(page_state, page)} {foot}</div> }.into_any()
}

/// The empty list, with advice.
fn empty(page: &KeysPage) -> AnyView {
    let (title, text) = if page.total > 0 {
        (t::nothing_waiting(), t::nothing_waiting_why())
    } else if page.viewer.may(Permission::KeysEdit) {
        (t::first_key(), t::first_key_why())
    } else {
        (t::no_keys_yet(), t::no_keys_yet_why())
    };
    empty_list("card empty", KEY, title, view! { <p>{text}</p> }).into_any()
}
