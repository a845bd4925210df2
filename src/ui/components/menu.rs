//! The menu of a row: a popover that the browser opens and closes by itself, with the arrow keys added where scripts run.

use crate::{
    domain::{key::Action, names::Id, views::KeyRef},
    ui::{
        components::{
            dialog::hidden,
            icons::{DOTS, LINK, PAUSE, PENCIL, PLAY, RENEW, TRASH, UNDO, icon},
            key_row::Row,
        },
        desk::Desk,
        live::live,
        paths::{self, Place},
        watch::look_again,
        words::action_name,
    },
};
use leptos::{
    ev::{Event, KeyboardEvent, MouseEvent},
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
    // Each has a place of its own, so that one that appears leaves the others, and the focus in them, alone.
    let mut items: Vec<_> = Action::ALL
        .into_iter()
        .map(|action| {
            let (id, form) = (id.clone(), renew_form.clone());
            let offered =
                Memo::new(move |_| row.with(|row| row.as_ref().is_some_and(|row| row.actions.contains(&action))));
            live(move || offered.get().then(|| item(desk, action, &id, &form)))
        })
        .collect();
    // What cannot be undone stays last.
    items.insert(items.len() - 1, history(desk, &id));
    let on_key = {
        let menu = menu.clone();
        move |event: KeyboardEvent| key_pressed(&event, &menu)
    };
    let on_toggle = {
        let menu = menu.clone();
        move |_: Event| opened(desk, &menu)
    };
    let on_click = {
        let menu = menu.clone();
        move |_: MouseEvent| close(&menu)
    };
    view! {
        <button
            type="button"
            id=paths::menu_button(id.as_str())
            class="icon-btn"
            popovertarget=menu.clone()
            aria-haspopup="menu"
            aria-label=name
            on:keydown=on_key.clone()
        >
            {icon(DOTS)}
        </button>
        <div
            id=menu
            class="menu"
            role="menu"
            aria-label="Actions"
            popover="auto"
            on:toggle=on_toggle
            on:keydown=on_key
            on:click=on_click
        >
            {items}
        </div>
        {live(move || {
            let renewable = row
                .with(|row| row.as_ref().filter(|row| row.actions.contains(&Action::Renew)).map(|row| row.key.version));
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
    let content = view! {
        {icon(picture(action))}
        {action_name(action)}
    }
    .into_any();
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

/// The way to the key's links, which everybody may see who sees the key.
fn history(desk: Desk, key: &Id) -> AnyView {
    let path = paths::link_history(&desk.account.get_untracked(), key.as_str());
    view! {
        <a class="item" role="menuitem" rel="external" href=path>
            {icon(LINK)}
            "Link history"
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
fn opened(desk: Desk, menu: &str) {
    let Some(menu) = open_menu(menu) else { return };
    // The browser says late that the menu is open; a key may have moved the focus in it already.
    if focused_in(&menu).is_none() {
        focus(menu.first_element_child());
    }
    look_again(desk);
}

/// The menu, if it is open.
fn open_menu(id: &str) -> Option<HtmlElement> {
    let menu = document().get_element_by_id(id)?;
    let open = menu.matches(":popover-open").unwrap_or(false);
    menu.dyn_into().ok().filter(|_| open)
}

/// The focused item of a menu.
fn focused_in(menu: &HtmlElement) -> Option<Element> {
    let focused = document().active_element()?;
    menu.contains(Some(&focused)).then_some(focused)
}

fn focus(item: Option<Element>) {
    if let Some(item) = item.and_then(|item| item.dyn_into::<HtmlElement>().ok()) {
        let _ = item.focus();
    }
}

fn close(menu: &str) {
    if let Some(menu) = open_menu(menu) {
        let _ = menu.hide_popover();
    }
}

/// Arrow keys, Home and End move through the items; Tab leaves the menu. On the button of a closed menu the arrows open it.
fn key_pressed(event: &KeyboardEvent, id: &str) {
    let key = event.key();
    let Some(menu) = open_menu(id) else {
        let button = event.current_target().and_then(|t| t.dyn_into::<HtmlElement>().ok());
        if let ("ArrowDown" | "ArrowUp", Some(button)) = (key.as_str(), button) {
            event.prevent_default();
            button.click();
        }
        return;
    };
    let (first, last) = (menu.first_element_child(), menu.last_element_child());
    let item = focused_in(&menu).or_else(|| first.clone());
    let next = match key.as_str() {
        "ArrowDown" => item.and_then(|item| item.next_element_sibling()).or(first),
        "ArrowUp" => item.and_then(|item| item.previous_element_sibling()).or(last),
        "Home" => first,
        "End" => last,
        "Tab" => return close(id),
        _ => return,
    };
    event.prevent_default();
    focus(next);
}
