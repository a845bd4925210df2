//! The menu of a row: a popover that the browser opens and closes by itself, with the arrow keys added where scripts run.

use crate::{
    domain::{key::Action, names::Id, views::KeyRef},
    ui::{
        components::{
            dialog::hidden,
            icons::{DOTS, PAUSE, PENCIL, PLAY, RENEW, TRASH, UNDO, icon},
            key_row::Row,
        },
        desk::Desk,
        focus,
        live::live,
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

/// The menu button of a key and its menu.
#[component]
pub fn RowMenu(id: Id, row: Memo<Option<Row>>) -> impl IntoView {
    let desk = Desk::get();
    let menu = format!("actions-{id}");
    let renew_form = format!("renew-{id}");
    let name = move || {
        row.with(|row| {
            row.as_ref()
                .map(|row| format!("Actions for {}", row.key.label.as_str()))
        })
    };
    let nothing = move || row.with(|row| row.as_ref().is_none_or(|row| row.actions.is_empty()));
    // Each has a place of its own, so that one that appears leaves the others, and the focus in them, alone.
    let items: Vec<_> = Action::ALL
        .into_iter()
        .map(|action| {
            let (id, form) = (id.clone(), renew_form.clone());
            let offered =
                Memo::new(move |_| row.with(|row| row.as_ref().is_some_and(|row| row.actions.contains(&action))));
            live(move || offered.get().then(|| item(desk, action, &id, &form)))
        })
        .collect();
    view! {
        <button
            type="button"
            id=paths::menu_button(id.as_str())
            class="icon-btn"
            hidden=nothing
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
        {live(move || {
            let renewable = row.with(|row| row.as_ref().filter(|row| row.actions.contains(&Action::Renew)).map(|row| row.key.version));
            renewable.map(|version| form_to_renew(desk, &renew_form, id.clone(), version))
        })}
    }
}

/// The form that the menu's *Renew token* sends.
fn form_to_renew(desk: Desk, form: &str, key: Id, version: i64) -> AnyView {
    let place = Place::action(key.clone(), Action::Renew);
    let renewal = move || KeyRef {
        account: desk.account.get_untracked(),
        key: key.clone(),
        version,
    };
    view! {
        <form
            id=form.to_owned()
            method="post"
            action=move || desk.path(&place)
            on:submit=move |event| {
                event.prevent_default();
                desk.renew(renewal());
            }
        >
            {hidden("version", version.to_string())}
        </form>
    }
    .into_any()
}

fn item(desk: Desk, action: Action, key: &Id, renew_form: &str) -> AnyView {
    let class = if matches!(action, Action::DeleteOldToken | Action::Delete) {
        "item red"
    } else {
        "item"
    };
    let content = view! { {icon(picture(action))} {action_name(action)} }.into_any();
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
        // At once: the next key may come before the page is drawn again.
        focus::focus_now(&format!("#{menu} [role=menuitem]"));
        look_again(desk);
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
