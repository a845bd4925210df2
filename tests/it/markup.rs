//! Text from users and browsers never becomes markup. The tests parse every page as a browser does.

use crate::support::{
    Scratch,
    app::{ACCOUNT, Answer, FORM_ID, Person, TestApp, app, path},
    team::{link, role, single_value, user},
};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use html5ever::{parse_document, tendril::TendrilSink};
use keydesk::ui::paths::DialogAction;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// Ends every context that may surround it (elements, attributes, comments, CDATA) and starts an element. No white space, so that it is
/// valid in an email address.
const PLANTED: &str = "</title></textarea></script><x-planted>'\"`-->]]>&lt;{{}}";

/// The parsed page.
#[derive(Default)]
struct ParsedPage {
    titles: Vec<String>,
    /// All text nodes and attribute values.
    texts: String,
    elements: Vec<String>,
    comments: Vec<String>,
}

impl ParsedPage {
    fn of(html: &str) -> Self {
        let dom = parse_document(RcDom::default(), Default::default()).one(html);
        let mut page = Self::default();
        page.collect(&dom.document);
        page
    }

    fn collect(&mut self, node: &Handle) {
        match &node.data {
            NodeData::Element { name, attrs, .. } => {
                self.elements.push(name.local.to_string());
                for attribute in attrs.borrow().iter() {
                    self.elements.push(attribute.name.local.to_string());
                    self.texts.push_str(&attribute.value);
                    self.texts.push('\n');
                }
                if &*name.local == "title" {
                    self.titles.push(text(node));
                }
            }
            NodeData::Text { contents } => self.texts.push_str(&contents.borrow()),
            NodeData::Comment { contents } => self.comments.push(contents.to_string()),
            NodeData::Document | NodeData::Doctype { .. } | NodeData::ProcessingInstruction { .. } => {}
        }
        for child in node.children.borrow().iter() {
            self.collect(child);
        }
    }
}

fn text(node: &Handle) -> String {
    let children = node.children.borrow();
    let texts = children.iter().map(|child| match &child.data {
        NodeData::Text { contents } => contents.borrow().to_string(),
        other => format!("{other:?}"),
    });
    texts.collect()
}

/// Asserts that nothing planted became markup and that the page has one title. Returns whether the planted text is shown as text.
#[track_caller]
fn is_unharmed(what: &str, answer: &Answer) -> bool {
    if answer.body.is_empty() {
        assert!(answer.status != StatusCode::OK, "{what}");
        return false;
    }
    let page = ParsedPage::of(&answer.body);
    let planted = page
        .elements
        .iter()
        .find(|name| name.contains("planted") || name.contains('<'));
    assert_eq!(
        planted, None,
        "{what} has an element or attribute that somebody planted: {}",
        answer.body
    );
    let comment = page.comments.iter().find(|comment| comment.contains("planted"));
    assert_eq!(comment, None, "{what}");
    let [title] = page.titles.as_slice() else {
        panic!("{what} has the titles {:?}", page.titles);
    };
    assert!(!title.is_empty() && !title.contains("<!"), "{what} is titled {title}");
    page.texts.contains(PLANTED)
}

/// Asserts that the page shows the planted text as text.
#[track_caller]
fn shows_it_unharmed(what: &str, answer: &Answer) {
    assert!(
        is_unharmed(what, answer),
        "{what} shows what was planted: {}",
        answer.body
    );
}

/// An account in which every name is the planted text, and the paths of its pages.
async fn planted(scratch: &Scratch, app: &TestApp) -> (Person, Vec<String>) {
    let owner = app.owner().await;
    let key = owner.generate(PLANTED).await.unwrap();
    for method in ["GET", "POST", "GET"] {
        let request = Request::builder()
            .method(method)
            .uri(path(&key.url))
            .header(header::HOST, "127.0.0.1:3000")
            .header(header::USER_AGENT, PLANTED)
            .body(Body::empty());
        shows_it_unharmed(&format!("{method} of the link"), &app.send(request.unwrap()).await);
    }
    let pending = owner.generate(PLANTED).await.unwrap();
    let named = [("name", PLANTED), ("resources", "keydesk.keys.view")];
    let made = owner.post_form("/acme/roles/new", &named).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let described = [("name", "orders.view"), ("description", PLANTED)];
    let made = owner.post_form("/acme/roles/resources/new", &described).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let role = role(scratch, &PLANTED.replace('\'', "''")).await;
    let address = format!("{PLANTED}@acme.example");
    let joined = app.join(&owner.invite(&address, &[&role]).await).await;
    shows_it_unharmed("a member's own page", &joined.get("/profile").await);
    shows_it_unharmed("a member's keys", &joined.get("/acme/api-keys/generated").await);
    let invited = owner.try_to_invite(&format!("second-{address}"), &[&role]).await;
    shows_it_unharmed("an invitation's link", &invited);
    let invitation = link(&invited);
    shows_it_unharmed("an invitation", &app.stranger().get(&invitation).await);
    let refused = app.stranger().post_form(&invitation, &[("password", "short")]).await;
    shows_it_unharmed("an invitation with a refused password", &refused);
    let id = single_value(scratch, "select id from invitations where state = 'pending'").await;
    let user = user(scratch, &address.to_lowercase().replace('\'', "''")).await;

    let made = owner
        .post_form("/acme/api-keys/settings/verifiers/new", &[("name", PLANTED)])
        .await;
    shows_it_unharmed("a verifier's secret", &made);
    let verifier = single_value(scratch, "select id from verifiers").await;

    let generated = format!("/{ACCOUNT}/api-keys/generated");
    let key = &pending.key.id;
    let mut pages: Vec<String> = [
        "/acme/users",
        "/acme/users/new",
        "/acme/roles",
        "/acme/roles/new",
        "/acme/roles/resources/new",
        "/acme/roles/resources/orders.view/delete",
        "/acme/audit",
        "/acme/api-keys/external",
        "/acme/api-keys/external/new",
        "/acme/api-keys/settings",
        "/acme/api-keys/settings/verifiers/new",
        "/profile",
        "/profile/second-factor",
        "/nowhere",
    ]
    .map(str::to_owned)
    .to_vec();
    pages.extend(["cancel", "new-link"].map(|step| format!("/acme/users/invitations/{id}/{step}")));
    pages.extend(["edit", "disable", "remove"].map(|step| format!("/acme/users/{user}/{step}")));
    pages.extend(["edit", "delete"].map(|step| format!("/acme/roles/{role}/{step}")));
    let steps = ["edit", "renew", "delete-old-secret", "revoke"];
    pages.extend(steps.map(|step| format!("/acme/api-keys/settings/verifiers/{verifier}/{step}")));
    pages.extend([
        generated.clone(),
        format!("{generated}/new"),
        format!("{generated}/{key}"),
    ]);
    pages.extend(DialogAction::ALL.map(|step| format!("{generated}/{key}/{}", step.segment())));
    (owner, pages)
}

#[tokio::test(flavor = "multi_thread")]
async fn stored_texts_are_shown_as_text_on_every_page() {
    let (scratch, app) = app(&[]).await;
    let (owner, pages) = planted(&scratch, &app).await;
    let mut silent = Vec::new();
    for page in &pages {
        if !is_unharmed(page, &owner.get(page).await) {
            silent.push(page.as_str());
        }
    }
    assert_eq!(
        silent,
        [
            "/acme/roles/resources/new",
            "/acme/roles/resources/orders.view/delete",
            "/acme/api-keys/external",
            "/profile",
            "/profile/second-factor",
            "/nowhere",
        ],
        "all others show something that was planted"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_and_form_fields_are_shown_as_text_on_every_page() {
    let (scratch, app) = app(&[]).await;
    let (owner, mut pages) = planted(&scratch, &app).await;
    pages.extend(["/login", "/login/code", "/setup"].map(str::to_owned));
    let asked = [
        "q", "status", "role", "alert", "sort", "key", "user", "action", "from", "to", "next", "done", "code",
    ];
    let query = serde_html_form::to_string(asked.map(|name| (name, PLANTED))).unwrap();
    let typed = [
        "label",
        "roles",
        "email",
        "name",
        "resources",
        "description",
        "app_key",
        "seen",
        "account",
        "code",
        "version",
    ];
    let mut fields = typed.map(|name| (name, PLANTED)).to_vec();
    fields.push(("form_id", FORM_ID));
    let mut shown = 0;
    for page in &pages {
        for person in [&owner, &app.stranger()] {
            let answer = person.get(&format!("{page}?{query}")).await;
            shown += usize::from(is_unharmed(&format!("{page}?…"), &answer));
        }
        let answer = owner.post_form(page, &fields).await;
        assert!(
            answer.status != StatusCode::INTERNAL_SERVER_ERROR,
            "{page}: {}",
            answer.body
        );
        shown += usize::from(is_unharmed(&format!("a form posted to {page}"), &answer));
    }
    assert!(
        shown > pages.len(),
        "most answers show what was asked or typed, not only {shown}"
    );
}
