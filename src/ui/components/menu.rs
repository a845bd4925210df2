//! The menu of a row: a popover that the browser opens and closes. `list.js` adds the arrow keys.

use crate::{
    domain::{
        id::Id,
        keys::key::{Action, Key},
    },
    i18n::t,
    ui::{
        components::{
            field::hidden,
            form_id::FORM_ID,
            icons::{CLOCK, DOTS, LINK, PAUSE, PENCIL, PLAY, RENEW, REVOKE, TRASH, UNDO, icon},
            row::Row,
        },
        live::{live, memoized},
        page_state::PageState,
        paths::{self, OpenDialog},
        polling::refresh_list,
    },
    views::wire::KeyRef,
    words::keys::action_name,
};
use leptos::{ev::Event, prelude::*, wasm_bindgen::JsCast, web_sys::Element};
use strum::VariantArray;

/// The menu button of a key and its menu.
#[component]
pub fn RowMenu(id: Id<Key>, row: Memo<Option<Row>>) -> impl IntoView {
    let page_state = PageState::get();
    let menu = format!("actions-{id}");
    let renew_form = format!("renew-{id}");
    let name = move || row.with(|row| row.as_ref().map(|row| t::actions_for(row.key.label.as_str())));
    let items = menu_items(page_state, &id, &renew_form, row);
    view! {
        <button
            type="button"
            id=paths::menu_button(id.as_str())
            class="icon-btn"
            popovertarget=menu.clone()
            aria-haspopup="menu"
            aria-label=name
        >
            {icon(DOTS)}
        </button>
        <div
            id=menu
            class="menu"
            role="menu"
            aria-label=t::actions()
            popover="auto"
            on:toggle=move |event| {
                if is_open(&event) {
                    refresh_list(page_state);
                }
            }
        >
            {items}
        </div>
        {live(move || {
            let renewable = row
                .with(|row| row.as_ref().filter(|row| row.can(Action::Renew)).map(|row| row.key.version));
            renewable.map(|version| renewal_form(page_state, &renew_form, id.clone(), version))
        })}
    }
}

/// The items of the menu. Each has its own slot, so that a new item does not affect the other items or the focus in them.
fn menu_items(page_state: PageState, key: &Id<Key>, renew_form: &str, row: Memo<Option<Row>>) -> Vec<AnyView> {
    let mut items: Vec<_> = Action::VARIANTS
        .iter()
        .map(|&action| {
            let (key, renew_form) = (key.clone(), renew_form.to_owned());
            // `None` if the menu does not list the action, `Some(None)` if it is possible.
            let listed = memoized(move || {
                row.with(|row| {
                    let menu = &row.as_ref()?.menu;
                    menu.iter()
                        .find(|(listed, _)| *listed == action)
                        .map(|(_, reason)| *reason)
                })
            });
            live(move || {
                listed().map(|reason| match reason {
                    None => item(page_state, action, &key, &renew_form),
                    Some(reason) => disabled_item(action, reason),
                })
            })
        })
        .collect();
    // *Delete* stays last, because it cannot be undone.
    items.insert(items.len() - 1, page_item(page_state, key));
    items
}

/// Whether a toggle event opened the popover.
fn is_open(toggled: &Event) -> bool {
    let popover = toggled.target().and_then(|target| target.dyn_into::<Element>().ok());
    popover.is_some_and(|popover| popover.matches(":popover-open") == Ok(true))
}

/// The form that *Renew token* submits.
fn renewal_form(page_state: PageState, form: &str, key: Id<Key>, version: i64) -> AnyView {
    let dialog = OpenDialog::action(key.clone(), Action::Renew);
    let renewal = move || KeyRef {
        account: page_state.account.get_untracked(),
        key: key.clone(),
        version,
    };
    view! {
        <form
            id=form.to_owned()
            method="post"
            action=untrack(|| page_state.path(&dialog))
            on:submit=move |event| {
                event.prevent_default();
                page_state.renew(renewal());
            }
        >
            {hidden("version", version.to_string())}
            {hidden(FORM_ID, untrack(|| page_state.form_id()).into_string())}
        </form>
    }
    .into_any()
}

fn item(page_state: PageState, action: Action, key: &Id<Key>, renew_form: &str) -> AnyView {
    let class = if matches!(action, Action::DeleteOldToken | Action::Delete) {
        "item red"
    } else {
        "item"
    };
    let content = view! {
        {icon(action_icon(action))}
        {action_name(action)}
    }
    .into_any();
    if action == Action::Renew {
        // Renewal creates the token at once, so this is a submit button, not a link that can be followed by accident.
        return view! {
            <button type="submit" class=class role="menuitem" form=renew_form.to_owned()>
                {content}
            </button>
        }
        .into_any();
    }
    // The list renders its rows again, so the path need not be reactive. Reactive paths would cost one effect per item.
    let path = untrack(|| page_state.path(&OpenDialog::action(key.clone(), action)));
    view! {
        <a class=class role="menuitem" href=path data-noscroll="">
            {content}
        </a>
    }
    .into_any()
}

/// An action that is not possible now, with the reason. The arrow keys focus it like the other items, so that screen readers read it.
fn disabled_item(action: Action, reason: &'static str) -> AnyView {
    view! {
        <span class="item" role="menuitem" aria-disabled="true" tabindex="-1">
            {icon(action_icon(action))}
            <span>{action_name(action)} " " <small>{reason}</small></span>
        </span>
    }
    .into_any()
}

/// The link to the key's page. Every user who can view the key can open it.
fn page_item(page_state: PageState, key: &Id<Key>) -> AnyView {
    let path = paths::key(&page_state.account.get_untracked(), key.as_str());
    view! {
        <a class="item" role="menuitem" rel="external" href=path>
            {icon(CLOCK)}
            {t::details()}
        </a>
    }
    .into_any()
}

fn action_icon(action: Action) -> &'static str {
    match action {
        Action::Edit => PENCIL,
        Action::Renew => RENEW,
        Action::UndoRenewal => UNDO,
        Action::NewLink => LINK,
        Action::DeleteOldToken => REVOKE,
        Action::Delete => TRASH,
        Action::Deactivate => PAUSE,
        Action::Activate => PLAY,
    }
}
