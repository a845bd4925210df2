//! The choice of the language for each request, the language switch, and that the language changes only texts. The tests of each
//! page cover its translations.

use crate::support::{
    app::{ACCOUNT, EMAIL, PASSWORD, Person, app, path},
    languages::{LANGUAGES, assert_says, language_of},
    stored_account::tamper,
};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use keydesk::{
    error::AppError,
    i18n::{Language, with_language_sync},
};

/// The fields of a form.
type Fields = [(&'static str, &'static str)];

const LIST: &str = "/acme/api-keys/generated";

/// The same person with another cookie, as after choosing a language.
fn with_cookie(person: &Person, cookie: &str) -> Person {
    let cookies: Vec<_> = person.cookie.iter().map(String::as_str).chain([cookie]).collect();
    Person {
        app: person.app.clone(),
        cookie: Some(cookies.join("; ")),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browsers_language_is_taken_unless_one_was_chosen() {
    let (_scratch, app) = app(&[]).await;
    let stranger = app.stranger();
    for (accepted, expected) in [
        ("pt-BR,pt;q=0.9,en;q=0.8", "pt"),
        ("pt-PT", "pt"),
        ("en;q=0.5, es-AR;q=0.7", "es"),
        ("de-DE, fr;q=0.9, es;q=0.1", "es"),
        ("es;q=0, pt;q=0.2", "pt"),
        ("de", "en"),
        ("*", "en"),
        ("", "en"),
        ("\"<script>\";;q=,", "en"),
    ] {
        for address in ["/login", "/no/such/page"] {
            let page = stranger.get_accepting(accepted, address).await;
            assert_eq!(language_of(&page), expected, "{accepted:?} {address}");
        }
    }
    assert_eq!(language_of(&stranger.get("/login").await), "en", "without a header");

    for (cookie, expected) in [
        ("keydesk-language=es", "es"),
        ("a=b; keydesk-language=en; c=d", "en"),
        // Keydesk does not set these cookies.
        ("keydesk-language=de", "pt"),
        ("__Host-keydesk-language=es", "pt"),
    ] {
        let page = with_cookie(&stranger, cookie).get_accepting("pt", "/login").await;
        assert_eq!(language_of(&page), expected, "{cookie}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn choosing_a_language_leads_back_to_the_same_address_and_is_remembered() {
    for (origin, cookie) in [
        (
            "http://localhost:3000",
            "keydesk-language=pt; HttpOnly; SameSite=Lax; Path=/; Max-Age=31536000",
        ),
        (
            "https://keys.example",
            "__Host-keydesk-language=pt; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=31536000",
        ),
    ] {
        let (_scratch, app) = app(&[("KEYDESK_ORIGIN", origin)]).await;
        let mut person = app.stranger();
        for (chosen, location) in [
            ("/login?lang=pt", "/login"),
            (
                "/login?next=%2facme%3Flang=es&lang=pt&x=+%20;y",
                "/login?next=%2facme%3Flang=es&x=+%20;y",
            ),
            (
                "/acme/api-keys/generated?search=a%26b&&lang=pt&page=02",
                "/acme/api-keys/generated?search=a%26b&&page=02",
            ),
            ("/login?lang=es&lang=pt", "/login"),
            ("/nowhere%2F..?lang=pt", "/nowhere%2F.."),
        ] {
            for method in ["GET", "HEAD"] {
                let answer = person.method(method, chosen).await;
                assert_eq!(answer.status, StatusCode::SEE_OTHER, "{method} {chosen}");
                assert_eq!(answer.header("location"), location, "{method} {chosen}");
                assert_eq!(answer.header("set-cookie"), cookie, "{method} {chosen}");
                assert_eq!(
                    answer.header("cache-control"),
                    "no-store, no-transform",
                    "{method} {chosen}"
                );
            }
        }
        let answer = person.get("/login?lang=pt").await;
        person.keep_cookie(&answer);
        assert_eq!(language_of(&person.get_accepting("es", "/login").await), "pt");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn choosing_a_language_leads_nowhere_else() {
    let (_scratch, app) = app(&[]).await;
    for address in [
        "//evil.example?lang=pt",
        "//evil.example/path?a=b&lang=pt",
        "/\\evil.example?lang=pt",
        "/\\/evil.example?lang=pt",
        "/x\\..\\evil?lang=pt",
    ] {
        let answer = app.stranger().get(address).await;
        assert_eq!(answer.header("location"), "/", "{address}");
    }
    for address in ["http://evil.example/login?lang=pt", "/login?lang=pt"] {
        let request = Request::get(address)
            .header(header::HOST, "evil.example")
            .body(Body::empty())
            .unwrap();
        assert_eq!(app.send(request).await.header("location"), "/login", "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_choose_no_language_set_no_cookie() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    for address in [
        "/login?lang=de",
        "/login?lang=",
        "/login?lang",
        "/login?lang=pt-BR",
        "/login?LANG=pt",
        "/login?language=pt",
    ] {
        let page = app.stranger().get(address).await;
        assert_eq!(
            (page.status, page.header("set-cookie")),
            (StatusCode::OK, ""),
            "{address}"
        );
        assert_eq!(language_of(&page), "en", "{address}");
    }
    let form = [("email", EMAIL), ("password", PASSWORD)];
    let signed_in = app.stranger().post_form("/login?lang=pt", &form).await;
    assert_eq!(
        (signed_in.status, signed_in.header("location")),
        (StatusCode::SEE_OTHER, "/")
    );
    assert!(
        signed_in.header("set-cookie").starts_with("keydesk-3000="),
        "{signed_in:?}"
    );
    let refused = app
        .stranger()
        .post_form("/login?lang=pt", &[("email", EMAIL), ("password", "wrong")])
        .await;
    assert_eq!(
        (refused.status, refused.header("set-cookie")),
        (StatusCode::UNAUTHORIZED, "")
    );
    assert_eq!(language_of(&refused), "en", "a form chooses no language");
    let edited = owner
        .post_form("/acme/api-keys/settings?lang=pt", &[("period", "3")])
        .await;
    assert_eq!(edited.status, StatusCode::SEE_OTHER, "{}", edited.body);
    assert_eq!(edited.header("set-cookie"), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_to_a_get_offer_the_other_languages() {
    let (_scratch, app) = app(&[]).await;
    let page = app.stranger().get_accepting("pt", "/login?signed-out").await;
    assert_says(
        &page,
        &[
            "<b aria-current=\"true\">Português</b>",
            "href=\"?signed-out&amp;lang=en\"",
            "href=\"?signed-out&amp;lang=es\"",
            "hreflang=\"es\" lang=\"es\"",
        ],
    );
    assert!(!page.body.contains("lang=pt\""), "{}", page.body);
    // An answer to a form has no language links: a GET would show another page, and the answer may hold recovery codes.
    let reply = app.stranger().post_accepting("pt", "/login", &[("email", EMAIL)]).await;
    assert_eq!((language_of(&reply), reply.body.contains("lang=en")), ("pt", false));
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_keep_the_texts_of_their_language_for_ever() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let mut counts = Vec::new();
    for ((accepted, tag), cancel) in LANGUAGES.into_iter().zip(["Cancel", "Cancelar", "Cancelar"]) {
        let list = owner.get_accepting(accepted, LIST).await;
        let from = list.body.find("/pkg/texts/").expect("the texts' address");
        let address = list.body[from..].split('"').next().unwrap();
        assert!(address.starts_with(&format!("/pkg/texts/{tag}.")), "{address}");
        // The texts depend neither on the user nor on `Accept-Language`.
        let texts = app.stranger().get_accepting("es", address).await;
        assert_eq!(
            (texts.status, texts.header("content-type")),
            (StatusCode::OK, "text/plain; charset=utf-8")
        );
        assert_eq!(texts.header("cache-control"), "public, max-age=31536000, immutable");
        let lines: Vec<_> = texts.body.split('\n').collect();
        assert_eq!(lines[0], tag);
        assert!(
            lines.contains(&cancel) && lines.iter().all(|line| !line.is_empty()),
            "{lines:?}"
        );
        counts.push(lines.len());
        let (hash, other) = (&address[address.len() - 16..], if tag == "en" { "pt" } else { "en" });
        for nothing in [
            format!("/pkg/texts/{tag}"),
            format!("/pkg/texts/{tag}.{}", "0".repeat(16)),
            format!("/pkg/texts/{other}.{hash}"),
            format!("{address}0"),
        ] {
            let answer = app.stranger().get(&nothing).await;
            assert_eq!(
                (answer.status, answer.header("cache-control")),
                (StatusCode::NOT_FOUND, "no-store, no-transform"),
                "{nothing}"
            );
        }
    }
    // One line for the tag, one for each message, and one more for each message with a plural.
    let file = include_str!("../../locales/en/list.ftl");
    let messages = file
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .count();
    let plurals = file
        .lines()
        .filter(|line| line.trim_start().starts_with("[one]"))
        .count();
    assert_eq!(counts, [1 + messages + plurals; 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn async_parts_of_the_list_are_rendered_in_the_language() {
    let (scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let key = owner.generate("ERP").await.unwrap().key;
    let list = owner.get_accepting("pt-BR", LIST).await;
    assert_eq!((list.status, language_of(&list)), (StatusCode::OK, "pt"));
    assert_says(&list, &["title=\"22 nov 2026, 12:00 UTC\"", "Atalhos de teclado"]);
    assert!(!list.body.contains("22 Nov 2026"), "{}", list.body);
    let dialog = owner.get_accepting("es", &format!("{LIST}/{}/delete", key.id)).await;
    assert_says(&dialog, &["title=\"22 nov 2026, 12:00 UTC\""]);
    // An error in the list's own async task, which is rendered into the page.
    tamper(&scratch, "alter table api_keys rename to lost").await;
    for (language, (accepted, tag)) in Language::ALL.into_iter().zip(LANGUAGES) {
        let page = owner.get_accepting(accepted, LIST).await;
        assert_eq!(
            (page.status, language_of(&page)),
            (StatusCode::SERVICE_UNAVAILABLE, tag)
        );
        let sentence = with_language_sync(language, || AppError::Unavailable.to_string());
        assert_says(&page, &[&sentence]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_texts_depend_on_the_language() {
    let (_scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let link = owner.generate("ERP").await.unwrap();
    let key = format!("{LIST}/{}/edit", link.key.id);
    let stranger = app.stranger();
    let external = format!("/{ACCOUNT}/api-keys/external/new");
    let looks = [
        (&owner, "/"),
        (&owner, "/login"),
        (&owner, LIST),
        (&owner, &key),
        (&owner, "/profile"),
        (&owner, "/profile/second-factor"),
        (&owner, "/profile/second-factor/off"),
        (&owner, "/acme/users"),
        (&owner, "/acme/audit"),
        (&owner, "/acme/nowhere"),
        (&owner, "/bravo/api-keys/generated"),
        (&owner, path(&link.url)),
        (&stranger, "/"),
        (&stranger, "/setup?code=x"),
        (&stranger, "/login/code"),
        (&stranger, LIST),
        (&stranger, "/credentials/x"),
        (&stranger, "/invitations/x"),
        (&stranger, "/health"),
    ];
    let posts: [(&Person, &str, &Fields); 6] = [
        (&owner, &key, &[("label", ""), ("version", "1")]),
        (&owner, "/profile", &[("password", ""), ("new_password", "short")]),
        (&owner, &external, &[("app_key", "x")]),
        (&owner, "/acme/api-keys/settings", &[("period", "3")]),
        (&stranger, &key, &[("label", "x"), ("version", "1")]),
        (&stranger, "/login", &[("email", "x"), ("password", "y")]),
    ];
    let (mut expected, mut bodies) = (Vec::new(), Vec::new());
    for (accepted, tag) in LANGUAGES {
        let mut answers = Vec::new();
        for (person, address) in looks {
            answers.push((address, person.get_accepting(accepted, address).await));
        }
        for (person, address, fields) in posts {
            answers.push((address, person.post_accepting(accepted, address, fields).await));
        }
        let facts: Vec<_> = answers
            .iter()
            .map(|(address, answer)| {
                let headers = ["location", "content-type", "cache-control", "retry-after", "set-cookie"];
                (
                    *address,
                    answer.status,
                    headers.map(|name| answer.header(name).to_owned()),
                )
            })
            .collect();
        for (address, answer) in &answers {
            // The recipient's page has its own layout and its own tests.
            if answer.header("content-type").starts_with("text/html") && !address.starts_with("/credentials/") {
                assert_eq!(language_of(answer), tag, "{address}");
            }
        }
        bodies.push(answers.into_iter().map(|(_, answer)| answer.body).collect::<Vec<_>>());
        if expected.is_empty() {
            expected.clone_from(&facts);
        }
        assert_eq!(facts, expected, "{tag}");
    }
    assert!(expected.iter().any(|(_, status, _)| status.is_success()));
    assert!(expected.iter().any(|(_, status, _)| status.is_client_error()));
    assert_ne!(bodies[0], bodies[1], "the words do depend on it");
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_are_answered_in_english() {
    let (_scratch, app) = app(&[]).await;
    let (_owner, verifier) = (app.owner().await, app.verifier().await);
    let ask = async |authorization: &str| {
        let request = Request::post("/v1/verify")
            .header(header::ACCEPT_LANGUAGE, "pt-BR")
            .header(header::AUTHORIZATION, authorization)
            .body(Body::empty())
            .unwrap();
        app.send(request).await.json()["message"].as_str().unwrap().to_owned()
    };
    assert!(ask("Bearer x").await.starts_with("Prove yourself"));
    assert!(ask(&verifier).await.starts_with("The app key is missing"));
    app.lose_database().await;
    assert_eq!(ask(&verifier).await, AppError::Unavailable.to_string());
}
