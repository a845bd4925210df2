//! The list of keys, its dialogs and its errors in the user's language.

use crate::support::{
    Scratch,
    app::{Answer, FORM_ID, Person, TestApp},
};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use keydesk::domain::keys::choice::Consent;

const LIST: &str = "/acme/api-keys/generated";
const NEW: &str = "/acme/api-keys/generated/new";

/// The answer to a browser that prefers this language: to a GET, or to a POST if a form is given.
async fn asked(person: &Person, language: &str, path: &str, form: Option<&[(&str, &str)]>) -> Answer {
    let request = Request::builder()
        .method(if form.is_some() { "POST" } else { "GET" })
        .uri(path)
        .header(header::HOST, "127.0.0.1:3000")
        .header(header::ACCEPT_LANGUAGE, language)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header(header::COOKIE, person.cookie.clone().unwrap_or_default());
    let body = form.map(|fields| serde_html_form::to_string(fields).unwrap());
    person
        .app
        .send(request.body(Body::from(body.unwrap_or_default())).unwrap())
        .await
}

fn assert_says(answer: &Answer, sentences: &[&str]) {
    for sentence in sentences {
        assert!(answer.body.contains(sentence), "{sentence}: {}", answer.body);
    }
}

both! {
    async fn the_list_and_its_alerts_follow_the_browsers_language(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let answer = asked(&owner, "pt-BR", LIST, None).await;
        assert_says(&answer, &["<html lang=\"pt\">", "Chaves de API · Keydesk", "Gere a primeira chave"]);
        assert!(!answer.body.contains("Generate"), "{}", answer.body);

        for (label, pt, es) in [
            ("ERP", "1 chave tem um token antigo com exclusão pendente.", "1 clave tiene un token antiguo pendiente de eliminación."),
            ("Shop", "2 chaves têm um token antigo com exclusão pendente.", "2 claves tienen un token antiguo pendiente de eliminación."),
        ] {
            let (key, _) = owner.key_in_use(label).await;
            owner.renew(&key, Consent::NotGiven).await.unwrap();
            assert_says(&asked(&owner, "pt-BR", LIST, None).await, &[pt, "Link ainda não aberto · restam ", "criado em "]);
            assert_says(&asked(&owner, "es", LIST, None).await, &["<html lang=\"es\">", es, "quedan ", "Configuración"]);
        }
    }

    async fn refusals_are_said_in_the_language_of_whoever_sent_the_form(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let long = "é".repeat(101);
        for (language, label, sentence) in [
            ("pt-BR", "", "Digite um nome que diferencie esta chave das outras."),
            ("pt-BR", long.as_str(), "Use no máximo 100 caracteres; este nome tem 101."),
            ("es", "", "Ingresa un nombre que distinga esta clave de las demás."),
            ("es", long.as_str(), "Usa como máximo 100 caracteres; este nombre tiene 101."),
        ] {
            let answer = asked(&owner, language, NEW, Some(&[("label", label), ("form_id", FORM_ID)])).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
            assert_says(&answer, &[sentence]);
        }

        let link = owner.generate("ERP").await.unwrap();
        let renew = format!("{LIST}/{}/renew", link.key.id);
        let form = [("version", "1")];
        for (language, start, end) in [
            ("pt-BR", "Abra o link ou aguarde até que ele expire em ", ". Depois, renove."),
            ("es", "Ábrelo o espera a que expire el ", ". Después, renueva."),
        ] {
            let answer = asked(&owner, language, &renew, Some(&form)).await;
            assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.body);
            assert_says(&answer, &[start, end]);
        }
        let answer = asked(&app.stranger(), "es", "/nowhere/at/all", None).await;
        assert_says(&answer, &["Esto no existe o no tienes acceso.", "Ir a la página de inicio"]);
    }
}
