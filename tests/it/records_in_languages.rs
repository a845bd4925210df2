//! The audit log, link history, external keys, settings and the recipient's page in Portuguese and Spanish.

use crate::support::{
    Scratch,
    app::{ACCOUNT, Answer, PASSWORD, Person, TestApp, app, path, without_nonces},
    languages::language_of,
    stored_account::tamper,
};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use keydesk::domain::{
    keys::{choice::Consent, key::Key},
    time::days,
};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Asserts that a page is in this language and contains these texts in this order.
fn says(page: &Answer, language: &str, parts: &[&str]) {
    assert_eq!(language_of(page), language, "{}", page.body);
    let text = page.text().replace("&#x27;", "'").replace("&amp;", "&");
    let mut rest = text.as_str();
    for part in parts {
        let (_, after) = rest
            .split_once(part)
            .unwrap_or_else(|| panic!("{part:?} in its place in {text}"));
        rest = after;
    }
}

async fn visit(app: &TestApp, method: &str, url: &str, user_agent: &str) -> StatusCode {
    let request = Request::builder()
        .method(method)
        .uri(path(url))
        .header(header::HOST, "127.0.0.1:3000")
        .header(header::ACCEPT_LANGUAGE, "pt")
        .header(header::USER_AGENT, user_agent)
        .body(Body::empty())
        .unwrap();
    app.send(request).await.status
}

/// A key whose link was viewed, opened, and then visited `again` times.
async fn visited(app: &TestApp, owner: &Person, again: usize) -> Key {
    let link = owner.generate("ERP").await.unwrap();
    visit(app, "GET", &link.url, "").await;
    assert_eq!(visit(app, "POST", &link.url, FIREFOX).await, StatusCode::OK);
    for _ in 0..again {
        assert_eq!(visit(app, "GET", &link.url, FIREFOX).await, StatusCode::GONE);
    }
    link.key
}

both! {
    async fn link_history_is_told_in_words_of_the_reader(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let key = visited(&app, &owner, 2).await;
        let target = format!("/{ACCOUNT}/api-keys/generated/{}", key.id);
        let page = owner.get_accepting("pt-BR,pt;q=0.9", &target).await;
        says(&page, "pt", &[
            "ERP · Chave de API", "Links de acesso único", "Somente Ver token abre o link, uma única vez.",
            "Link de 22 nov 2026, 12:00 UTC", "Aberto. O token dele é o mais recente da chave.",
            "Visitado novamente 2 vezes desde que foi aberto. O destinatário pode ter usado outro navegador",
            "Em caso de dúvida, pergunte ao destinatário. Renove o token e exclua o antigo.", "Dispensar aviso", "Renovar token",
            "Emitido com a chave, por owner@acme.example", "Página visitada", "De unknown, Navegador desconhecido",
            "Aberto; o token foi exibido", "De unknown, Firefox em Linux",
        ]);
        let page = owner.get_accepting("es", &target).await;
        says(&page, "es", &[
            "Solo Ver token abre el link", "Visitado de nuevo 2 veces desde que se abrió.", "Emitido con la clave, por owner@acme.example",
            "Desde unknown, Navegador desconocido", "Desde unknown, Firefox en Linux",
        ]);
        // Stored browser names are English, whatever the visitor's language.
        let kept = tamper(scratch, "select 1 from link_visits where browser in ('Unknown browser', 'Firefox on Linux')").await;
        assert_eq!(kept.len(), 4);

        tamper(scratch, "update links set visits_after_end = visits_seen + 1 where state = 'opened'").await;
        says(&owner.get_accepting("pt", &target).await, "pt", &["Visitado novamente uma vez desde que foi aberto."]);
        tamper(scratch, "update links set visits_after_end = visits_seen + 1000 where state = 'opened'").await;
        says(&owner.get_accepting("es", &target).await, "es", &[
            "Visitado de nuevo 1000 veces", "Visitado al menos 998 veces más, la última el 22 nov 2026, 12:00 UTC",
        ]);
        let answer = owner.post_accepting("pt", &target, &[("link", "x"), ("visits", "1")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let done = owner.get_accepting("pt", &format!("{target}?done=notice-dismissed")).await;
        says(&done, "pt", &["Aviso dispensado. Ele volta se o link for visitado novamente."]);
    }

    async fn the_log_is_told_in_words_of_the_reader_and_exported_in_english(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let empty = owner.get_accepting("pt", "/acme/audit?after=1").await;
        says(&empty, "pt", &["Nenhuma entrada aqui", "Mostrar as entradas mais recentes"]);
        says(&owner.get_accepting("es", "/acme/audit").await, "es", &["Todas las acciones", "Generó la clave", "Creó la cuenta", "1 entrada"]);
        let key = visited(&app, &owner, 0).await;
        assert_eq!(owner.get_accepting("pt", "/api/export_keys?account=acme").await.status, StatusCode::OK);
        let file = owner.get_accepting("pt", "/acme/audit/export").await;
        for english in ["seq,time,at,actor,action,what,", ",Created the account,", ",Opened the link and viewed the token,", ",\"1 generated, 0 external\",", ",Exported the audit log,,all of it,"] {
            assert!(file.body.contains(english), "{english} in {}", file.body);
        }
        let page = owner.get_accepting("pt-PT, en;q=0.5", "/acme/audit").await;
        says(&page, "pt", &[
            "Registro de auditoria", "Quem fez o quê com qual chave, quando e de onde.", "Exportar", "Chave", "Usuário", "Ação", "Aplicar",
            "Horário", "Quem", "O quê", "De onde",
            "22 nov 2026, 12:00:00 UTC", "Nº 5", "Exportou o registro de auditoria", "todo o registro",
            "Exportou as chaves", "geradas: 1, externas: 0",
            "Alguém com o link", "Abriu o link e visualizou o token", key.app_key.as_str(), "Firefox em Linux",
            "Gerou a chave", "Criou a conta", "5 entradas, da mais recente à mais antiga",
        ]);
        let page = owner.get_accepting("es", "/acme/audit?from=yesterday&before=x").await;
        says(&page, "es", &[
            "El filtro Desde (UTC) no es válido, por lo que no se muestra ninguna entrada.",
            "El filtro Página no es válido, por lo que no se muestra ninguna entrada.", "Ninguna entrada coincide con estos filtros",
        ]);
        // Addresses hold filters without words, so a filter chosen in one language works in another.
        let chosen = owner.get_accepting("pt", "/acme/audit?action=link_opened").await;
        says(&chosen, "pt", &["Limpar filtros", "Nº 3", "1 entrada"]);
        assert!(chosen.body.contains("value=\"link_opened\" selected"), "{}", chosen.body);
    }

    async fn external_keys_and_settings_are_in_words_of_the_reader(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let (key, _) = owner.key_in_use("ERP").await;
        let bravo = app.member(scratch, "bravos", "bravo", &["keydesk.keys.view", "keydesk.keys.edit", "keydesk.settings.edit"]).await;
        let external = "/bravo/api-keys/external";
        says(&bravo.get_accepting("pt", external).await, "pt", &["Chaves externas", "Adicionar chave", "Nenhuma chave externa"]);
        let new = format!("{external}/new");
        says(&bravo.get_accepting("es", &new).await, "es", &[
            "Agregar clave · Claves externas", "Identificación de la clave externa", "por ejemplo appkey-acme-7KQ2MX9P", "Cancelar", "Agregar",
        ]);
        let refused = bravo.post_accepting("pt", &new, &[("app_key", "appkey-acme-00000000")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        says(&refused, "pt", &["Identificação da chave externa"]);
        let added = bravo.post_accepting("pt", &new, &[("app_key", key.app_key.as_str()), ("password", PASSWORD)]).await;
        assert_eq!(added.header("location"), "/bravo/api-keys/external?done=external-added");
        let list = bravo.get_accepting("pt", added.header("location")).await;
        says(&list, "pt", &["Chave adicionada.", "Chave / Proprietário", "Adicionada em", "Proprietário: acme", "22 nov 2026", "Editar", "Remover"]);
        assert!(list.body.contains("aria-label=\"Remover ERP\""), "{}", list.body);
        let remove = format!("{external}/{}/remove", key.id);
        says(&bravo.get_accepting("es", &remove).await, "es", &["Quitar · Claves externas", &format!("{} de acme", key.app_key), "Cancelar", "Quitar"]);

        let settings = "/bravo/api-keys/settings";
        says(&bravo.get_accepting("pt", settings).await, "pt", &[
            "Alertas de renovação", "3 meses (recomendado)", "Renovação recomendada após 3 meses, altamente recomendada após 6.", "6 meses", "Aplicar",
        ]);
        let done = bravo.get_accepting("es", &format!("{settings}?done=period-set")).await;
        says(&done, "es", &["Configuración", "Período de renovación guardado. Ya se aplica a las alertas de todas las claves."]);
    }
}

/// An application, its owner and a key with an unopened link.
async fn link() -> (Scratch, TestApp, Person, String) {
    let (scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let url = owner.generate("ERP").await.unwrap().url;
    (scratch, app, owner, url)
}

#[tokio::test(flavor = "multi_thread")]
async fn recipients_read_in_their_language() {
    let (_scratch, app, owner, url) = link().await;
    let stranger = app.stranger();
    let page = stranger.get_accepting("pt-BR", path(&url)).await;
    says(
        &page,
        "pt",
        &[
            "Link de acesso único · Keydesk",
            "Um token para ERP",
            "acme está compartilhando um token de API com você por este link de acesso único.",
            "Ver token",
            "O link expira em 24:00:00",
            "Links autênticos começam com http://127.0.0.1:3000/credentials/",
            "English",
            "Español",
        ],
    );
    let token = stranger.post_accepting("es-MX", path(&url), &[]).await;
    says(
        &token,
        "es",
        &[
            "Tu token",
            "Para ERP de acme. Cópialo ahora. Se muestra una sola vez",
            "App key",
            "App token",
            "Mantenlo en secreto",
        ],
    );
    assert!(
        token
            .body
            .contains("data-copied=\"Copiado\" data-not-copied=\"Texto seleccionado. Presiona Ctrl+C o ⌘C")
    );
    let late = stranger.post_accepting("pt", path(&url), &[]).await;
    assert_eq!(late.status, StatusCode::GONE);
    says(
        &late,
        "pt",
        &[
            "Este link não é mais válido · Keydesk",
            "Este link foi aberto em 22 nov 2026, 12:00 UTC.",
            "Era para ERP de acme.",
            "Se não foi você, avise imediatamente quem enviou o link",
        ],
    );
    let renewed = owner.key_in_use("WMS").await.0;
    let link = owner.renew(&renewed, Consent::NotGiven).await.unwrap();
    app.state.clock.advance(days(2));
    let expired = stranger.get_accepting("es", path(&link.url)).await;
    says(
        &expired,
        "es",
        &[
            "Este link expiró el 23 nov 2026, 12:00 UTC.",
            "Nadie vio el token. Pide un nuevo link a quien te envió este.",
        ],
    );
    let unknown = stranger.get_accepting("pt", "/credentials/x").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    says(
        &unknown,
        "pt",
        &["Link não encontrado · Keydesk", "Este link não existe."],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_offers_other_languages_without_naming_itself() {
    let (_scratch, app, _, url) = link().await;
    let stranger = app.stranger();
    let id = path(&url).trim_start_matches("/credentials/");
    for language in ["en", "pt", "es"] {
        let page = stranger.get_accepting(language, path(&url)).await;
        assert_eq!(page.body.matches("href=\"?lang=").count(), 2, "{}", page.body);
        assert!(!page.body.contains(id), "the address stands nowhere in its page");
        assert!(page.body.len() < 3_000, "{} bytes in {language}", page.body.len());
        let again = stranger.get_accepting(language, path(&url)).await;
        // Two answers differ only in the nonces of their scripts and forms.
        let same = |page: &Answer| without_nonces(&page.body).replace(&page.form_id(), "");
        assert_eq!(same(&page), same(&again));
        let unknown = stranger.get_accepting(language, "/credentials/x").await;
        let other = stranger
            .get_accepting(language, &format!("/credentials/{}", "0".repeat(43)))
            .await;
        assert_eq!(unknown.body, other.body, "the same for whatever is no link");
        assert!(unknown.body.contains("href=\"?lang="));
    }
    // A GET cannot repeat the answer to a form, and its token must not be lost. So it has no language links.
    for _ in 0..2 {
        let answer = stranger.post_accepting("pt", path(&url), &[]).await;
        assert!(
            !answer.body.contains("lang=pt\"") && !answer.body.contains("class=\"languages\""),
            "{}",
            answer.body
        );
        assert!(answer.body.len() < 3_000, "{}", answer.body.len());
    }
    let ended = stranger.get_accepting("pt", path(&url)).await;
    assert!(ended.status == StatusCode::GONE && ended.body.contains("href=\"?lang=es\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn choosing_a_language_opens_no_link_and_works_where_links_have_a_host_of_their_own() {
    let (scratch, app) = app(&[("KEYDESK_SHARE_ORIGIN", "https://share.example")]).await;
    let url = app.owner().await.generate("ERP").await.unwrap().url;
    let get = async |target: &str, cookie: &str| {
        let request = Request::get(target)
            .header(header::HOST, "share.example")
            .header(header::COOKIE, cookie);
        app.send(request.body(Body::empty()).unwrap()).await
    };
    let chosen = get(&format!("{}?lang=pt", path(&url)), "").await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER);
    assert_eq!(
        chosen.header("location"),
        path(&url),
        "the way to itself and to nowhere else"
    );
    assert_eq!(chosen.header("referrer-policy"), "no-referrer");
    let cookie = chosen.header("set-cookie").split(';').next().unwrap().to_owned();
    assert_eq!(cookie, "keydesk-language=pt");
    let looks = tamper(&scratch, "select 1 from link_visits").await;
    assert!(looks.is_empty(), "nobody has looked yet");
    let page = get(path(&url), &cookie).await;
    assert_eq!(page.status, StatusCode::OK);
    says(&page, "pt", &["Ver token"]);
    says(&get("/login", &cookie).await, "pt", &["Link não encontrado"]);
    let elsewhere = get("/login?lang=es", "").await;
    assert_eq!(
        (elsewhere.status, elsewhere.header("location")),
        (StatusCode::SEE_OTHER, "/login")
    );
    // An answer to a form is never a redirect, because a redirect would lose the token.
    let request = Request::post(format!("{}?lang=es", path(&url)))
        .header(header::HOST, "share.example")
        .header(header::COOKIE, &cookie);
    let token = app.send(request.body(Body::empty()).unwrap()).await;
    assert!(
        token.status == StatusCode::OK && token.body.contains("kdt_"),
        "{}",
        token.status
    );
    says(&token, "pt", &["Seu token"]);
}
