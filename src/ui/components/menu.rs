//! The menu of a row: a popover that the browser opens and closes by itself, with the arrow keys added where scripts run.

use crate::{
    domain::{
        key::{Action, Key},
        names::Id,
        views::KeyRef,
    },
    ui::{
        components::{
            dialog::hidden,
            icons::{DOTS, PAUSE, PENCIL, PLAY, RENEW, TRASH, UNDO, icon},
        },
        desk::Desk,
        focus,
        paths::{self, Place},
        watch::look_again,
        words::action_name,
    },
};
use leptos::{
    ev::{Event, KeyboardEvent},
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement},
};

/// The menu button of a key and its menu with the given actions.
#[component]
pub fn RowMenu(key: Key, actions: Vec<Action>) -> impl IntoView {
    let desk = Desk::get();
    let id = key.id.to_string();
    let menu = format!("actions-{id}");
    let renew_form = format!("renew-{id}");
    let name = format!("Actions for {}", key.label.as_str());
    let renewable = actions.contains(&Action::Renew);
    let items = {
        let (key_id, form) = (key.id.clone(), renew_form.clone());
        actions
            .into_iter()
            .map(move |action| item(desk, action, &key_id, &form))
            .collect_view()
    };
    let target = key.id.clone();
    let renewal = Place::action(key.id.clone(), Action::Renew);
    let renew = move || KeyRef {
        account: desk.account.get_untracked(),
        key: target.clone(),
        version: key.version,
    };
    view! {
        <button
            type="button"
            id=paths::menu_button(&id)
            class="icon-btn"
            popovertarget=menu.clone()
            aria-haspopup="menu"
            aria-label=name
        >
            {icon(DOTS)}
        </button>
        <div
            id=menu.clone()
            class="menu"
            role="menu"
            aria-label="Actions"
            popover="auto"
            on:toggle=move |event| opened(desk, &event, &menu)
            on:keydown=move |event| move_focus(&event)
            on:click=move |event| close(&event)
        >
            {items}
        </div>
        {renewable
            .then(|| {
                view! {
                    <form
                        id=renew_form
                        method="post"
                        action=move || desk.path(&renewal)
                        on:submit=move |event| {
                            event.prevent_default();
                            desk.renew(renew());
                        }
                    >
                        {hidden("version", key.version.to_string())}
                    </form>
                }
            })}
    }
}

fn item(desk: Desk, action: Action, key: &Id, renew_form: &str) -> AnyView {
    let class = if matches!(action, Action::DeleteOldToken | Action::Delete) {
        "item red"
    } else {
        "item"
    };
    let content = (icon(picture(action)), action_name(action));
    if action == Action::Renew {
        // The new token is made at once, so this is a button that posts, not a link that may be followed by accident.
        return view! {
            <button type="submit" class=class role="menuitem" form=renew_form.to_owned()>
                {content}
            </button>
        }
        .into_any();
    }
    let place = Place::action(key.clone(), action);
    view! {
        <a class=class role="menuitem" href=move || desk.path(&place) data-noscroll="">
            {content}
        </a>
    }
    .into_any()
}

fn picture(action: Action) -> &'static str {
    match action {
        Action::Edit => PENCIL,
        Action::Renew => RENEW,
        Action::UndoRenewal => UNDO,
        Action::DeleteOldToken | Action::Delete => TRASH,
        Action::Deactivate => PAUSE,
        Action::Activate => PLAY,
    }
}

/// The menu offers what is possible now, whatever was when the list was loaded.
fn opened(desk: Desk, event: &Event, menu: &str) {
    let opened = event
        .target()
        .and_then(|t| t.dyn_into::<Element>().ok())
        .is_some_and(|m| m.matches(":popover-open").unwrap_or(false));
    if opened {
        look_again(desk);
        focus::focus_first([format!("#{menu} [role=menuitem]")]);
    }
}

fn close(event: &Event) {
    if let Some(menu) = event.current_target().and_then(|t| t.dyn_into::<HtmlElement>().ok()) {
        let _ = menu.hide_popover();
    }
}

/// Arrow keys, Home and End move through the items; Tab leaves the menu.
fn move_focus(event: &KeyboardEvent) {
    let Some(item) = document().active_element() else {
        return;
    };
    let next = match event.key().as_str() {
        "ArrowDown" => item
            .next_element_sibling()
            .or_else(|| item.parent_element()?.first_element_child()),
        "ArrowUp" => item
            .previous_element_sibling()
            .or_else(|| item.parent_element()?.last_element_child()),
        "Home" => item.parent_element().and_then(|menu| menu.first_element_child()),
        "End" => item.parent_element().and_then(|menu| menu.last_element_child()),
        "Tab" => return close(event),
        _ => return,
    };
    event.prevent_default();
    if let Some(next) = next.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = next.focus();
    }
}
