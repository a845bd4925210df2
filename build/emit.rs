//! Generates the table of texts, and the module with one function for each message.

use crate::message::{Kind, Message};
use std::fmt::Write;

/// The source of the table and of the module.
pub fn table_and_module(messages: &[Message], languages: usize) -> (String, String) {
    let mut functions = String::new();
    let mut rows = vec![String::new(); languages];
    let (mut at, mut for_browser) = (0, 0);
    for message in messages {
        functions += &function(message, at);
        let forms = if message.count().is_some() { 0..2 } else { 1..2 };
        at += forms.len();
        for (row, texts) in rows.iter_mut().zip(&message.texts) {
            for text in &texts[forms.clone()] {
                let _ = write!(row, "{text:?},");
            }
        }
        if message.in_browser {
            for_browser = at;
        }
    }
    let rows: String = rows.iter().map(|row| format!("[{row}],\n")).collect();
    let table = format!(
        "/// Number of texts that the browser has: the first ones of the table.\n\
         pub(crate) const FOR_BROWSER: usize = {for_browser};\n\
         /// The texts of each language.\n\
         #[cfg(any(feature = \"ssr\", test))]\n\
         pub(crate) static TEXTS: [[&str; {at}]; {languages}] = [\n{rows}];\n"
    );
    (table, functions)
}

/// The function of a message whose texts start at index `at` of the table.
fn function(message: &Message, at: usize) -> String {
    let name = snake(&message.id);
    let [_, english] = &message.texts[0];
    let doc: String = english.chars().map(|c| if c < '\u{20}' { '…' } else { c }).collect();
    // The browser does not use all functions: some belong to pages and modules of the server.
    let head = format!("#[doc = {doc:?}]\n#[cfg_attr(not(feature = \"ssr\"), allow(dead_code))]\npub(crate) fn {name}");
    let text = if message.in_browser { "text" } else { "server_text" };
    let Some(last) = message.variables.len().checked_sub(1) else {
        return format!("{head}() -> &'static str {{ super::{text}({at}) }}\n");
    };
    let (mut parameters, mut arguments) = (String::new(), String::new());
    for (index, (variable, kind)) in message.variables.iter().enumerate() {
        let variable = snake(variable);
        let (kind, argument) = match kind {
            Kind::Text => ("&str", variable.clone()),
            Kind::Number | Kind::Count => ("i64", format!("&super::number({variable})")),
        };
        let comma = if index == last { "" } else { ", " };
        let _ = write!(parameters, "{variable}: {kind}{comma}");
        let _ = write!(arguments, "{argument}{comma}");
    }
    let index = match message.count() {
        Some(count) => format!("super::plural({}, {at})", snake(count)),
        None => at.to_string(),
    };
    format!("{head}({parameters}) -> String {{ super::fill(super::{text}({index}), &[{arguments}]) }}\n")
}

/// The Rust name of a message or variable.
fn snake(id: &str) -> String {
    id.replace('-', "_")
}
