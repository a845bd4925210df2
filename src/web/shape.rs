//! The structure hash of a hydrated page.
//!
//! Hydration walks the nodes that the server wrote and does not check which element it finds. A node that an extension or a proxy added
//! would shift all nodes after it without an error: buttons would do nothing, or what another button should do. The page therefore carries
//! a hash of its structure (`data-shape`), and `list.js` compares it with the document before it starts the application.

use crate::ui::shell::APPLICATION;
use axum::{
    body::{Body, to_bytes},
    response::{IntoResponse, Response},
};

/// Void elements: they have no content and no end tag.
const VOID: [&str; 6] = ["input", "br", "hr", "img", "link", "meta"];

/// Adds the structure hash to the application's element.
pub(super) async fn with_structure_hash(response: Response) -> Response {
    let (head, body) = response.into_parts();
    match to_bytes(body, usize::MAX).await {
        Ok(page) => Response::from_parts(
            head,
            Body::from(with_shape(String::from_utf8_lossy(&page).into_owned())),
        ),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered to its end");
            axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn with_shape(mut page: String) -> String {
    let start = format!("<div id=\"{APPLICATION}\"");
    if let Some(at) = page.find(&start).map(|at| at + start.len())
        && let Some(content) = page.get(at + 1..)
    {
        let shape = format!(" data-shape=\"{}\"", hash(content));
        page.insert_str(at, &shape);
    }
    page
}

/// The hash of the nodes up to the end of the element whose content `html` begins with: FNV-1a over each node's name, its content and a
/// slash. `html` is complete and has quotes around attribute values, as leptos writes it.
fn hash(html: &str) -> u32 {
    let mut hash = StructureHash(0x811c_9dc5);
    let (mut rest, mut depth) = (html, 0);
    while !rest.is_empty() {
        let (text, tag) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        if !text.is_empty() {
            hash.add("#text/");
        }
        if let Some(comment) = tag.strip_prefix("<!") {
            hash.add("#comment/");
            let end = if comment.starts_with("--") { "-->" } else { ">" };
            rest = after(comment, end);
        } else if let Some(end) = tag.strip_prefix("</") {
            if depth == 0 {
                break;
            }
            depth -= 1;
            hash.add("/");
            rest = after(end, ">");
        } else if let Some(element) = tag.strip_prefix('<') {
            let name = element.split([' ', '>']).next().unwrap_or_default();
            hash.add(name);
            rest = after_attributes(element);
            if VOID.contains(&name) {
                hash.add("/");
            } else {
                depth += 1;
            }
        } else {
            break;
        }
    }
    hash.0
}

struct StructureHash(u32);

impl StructureHash {
    fn add(&mut self, name: &str) {
        for byte in name.bytes() {
            self.0 = (self.0 ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
}

fn after<'a>(text: &'a str, end: &str) -> &'a str {
    text.split_once(end).map_or("", |(_, rest)| rest)
}

/// The text after a tag. Attribute values may contain `>`.
fn after_attributes(tag: &str) -> &str {
    let mut is_quoted = false;
    let end = tag.bytes().position(|byte| {
        is_quoted ^= byte == b'"';
        byte == b'>' && !is_quoted
    });
    end.and_then(|end| tag.get(end + 1..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(html: &str) -> String {
        let page = with_shape(format!("<body><div id=\"app\">{html}</div><p>b</p></body>"));
        page.split('"').nth(3).unwrap_or_default().to_owned()
    }

    #[test]
    fn the_hash_is_that_of_names_contents_and_slashes() {
        let mut expected = StructureHash(0x811c_9dc5);
        expected.add("p#text/#comment/b/input//");
        let html = r#"<p class="a>b" title="it's">text &lt; <!><b></b><input value=">"></p>"#;
        assert_eq!(shape(html), expected.0.to_string());
        assert_eq!(
            shape(html),
            shape(&html.replace("text", "another text")),
            "texts may change"
        );
    }

    #[test]
    fn every_added_removed_and_exchanged_node_changes_it() {
        let html = r#"<main><h1>a<!></h1><div hidden></div><form><input name="q"> b</form></main>"#;
        for other in [
            html.replace("<h1>", "<i></i><h1>"),
            html.replace("</h1>", "<i></i></h1>"),
            html.replace("<div hidden>", "<div hidden>x"),
            html.replace("<input", "<span></span><input"),
            html.replace("<input", "<!--x--><input"),
            html.replace("<!>", ""),
            html.replace("<div hidden></div>", ""),
            html.replace("h1>", "h2>"),
            html.replace("a<!></h1><div hidden></div>", "<div hidden></div>a<!></h1>"),
            format!("{html}<i></i>"),
            format!("x{html}"),
        ] {
            assert_ne!(shape(&other), shape(html), "{other}");
        }
    }
}
