//! Set-up, sign-in, the profile and the second factor in Portuguese and Spanish.

use crate::support::{
    app::{EMAIL, PASSWORD, app, path},
    languages::{assert_says, language_of},
    phone::{PAGE, Phone, form_of},
    stored_account::tamper,
};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use keydesk::server::accounts;

const PT: &str = "pt-BR,pt;q=0.9";
const ES: &str = "es";

#[tokio::test(flavor = "multi_thread")]
async fn set_up_and_sign_in_speak_both_languages() {
    let (_scratch, app) = app(&[]).await;
    let link = accounts::setup_link(&app.state).await.unwrap().unwrap();
    let setup = &link.expose()[link.expose().find("/setup").unwrap()..];
    let stranger = app.stranger();
    assert_says(
        &stranger.get_accepting(PT, setup).await,
        &[
            "<title>Configurar o Keydesk</title>",
            ">Nome da conta<",
            ">E-mail<",
            ">Senha<",
            "Criar conta",
        ],
    );
    assert_says(
        &stranger.get_accepting(ES, setup).await,
        &[
            "Después, esta página deja de estar disponible.",
            "preferiblemente 15 o más",
            "Crear cuenta",
        ],
    );
    let owner = app.owner().await;
    assert_says(
        &stranger.get_accepting(ES, "/login?signed-out").await,
        &[
            "<title>Iniciar sesión · Keydesk</title>",
            "Cerraste la sesión.",
            ">Correo electrónico<",
            ">Contraseña<",
        ],
    );
    assert_says(
        &stranger.get_accepting(PT, "/login?code-late").await,
        &[
            "<h1>Entrar</h1>",
            "ou este acesso já foi concluído. Comece novamente com sua senha.",
        ],
    );
    // After the session ended, the answer keeps the posted form, ready to be sent again.
    let key = owner.generate("ERP").await.unwrap().key;
    let form = format!("/acme/api-keys/generated/{}/edit", key.id);
    let waiting = stranger
        .post_accepting(PT, &form, &[("label", "x"), ("version", "1")])
        .await;
    assert_eq!(waiting.status, StatusCode::UNAUTHORIZED);
    assert_says(
        &waiting,
        &[
            "<h1>Entrar novamente</h1>",
            "Depois, volte aqui e envie o formulário novamente.",
            "Enviar novamente",
        ],
    );
    for (accepted, sentence) in [
        (PT, "Esta solicitação veio de outro site, portanto nada foi feito.\n"),
        (
            ES,
            "Esta solicitud provino de otro sitio, por lo que no se hizo nada.\n",
        ),
        ("fr", "This request came from another site, so nothing was done.\n"),
    ] {
        let request = Request::post("/logout")
            .header(header::ACCEPT_LANGUAGE, accepted)
            .header("sec-fetch-site", "cross-site")
            .body(Body::empty())
            .unwrap();
        let refused = app.send(request).await;
        assert_eq!(
            (refused.status, refused.body.as_str()),
            (StatusCode::FORBIDDEN, sentence)
        );
        assert_eq!(refused.header("content-type"), "text/plain; charset=utf-8");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_account_is_told_so_in_both_languages() {
    let (scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    tamper(&scratch, "update memberships set disabled_at = 1").await;
    let page = owner.get_accepting(PT, "/").await;
    assert_says(
        &page,
        &[
            "<title>Nenhuma conta · Keydesk</title>",
            &format!("Você entrou como <b>{EMAIL}</b>, mas não tem acesso a nenhuma conta"),
            ">Meu perfil</a>",
            ">Sair</button>",
        ],
    );
    let page = owner.get_accepting(ES, "/").await;
    assert_says(&page, &["<h1 tabindex=\"-1\">Ninguna cuenta</h1>", "que te active"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_profile_speaks_both_languages() {
    let (scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    let form = [("email", EMAIL), ("password", PASSWORD)];
    app.stranger().post_accepting(PT, "/login", &form).await;
    let page = owner.get_accepting(PT, "/profile").await;
    assert_says(
        &page,
        &[
            "<title>Meu perfil · Keydesk</title>",
            "Ir para o conteúdo",
            ">Senha atual<",
            "Alterar senha",
            "Segundo fator",
            ">Desativado<",
            "Esta sessão",
            "<b>Chrome no Linux</b>",
            "Dispositivo desconhecido",
            " · entrou <time",
            ">agora mesmo</time> · último uso <time",
            "aria-label=\"Sair: Chrome no Linux, unknown\"",
            "Encerrar todas as outras sessões",
        ],
    );
    assert!(
        !page.body.contains("signed in") && !page.body.contains("Sign out everywhere"),
        "{}",
        page.body
    );
    assert_says(
        &owner.get_accepting(ES, "/profile?done=password-changed").await,
        &[
            "Contraseña cambiada. Se cerraron tus demás sesiones.",
            "<b>Chrome en Linux</b>",
            "Cerrar todas las demás sesiones",
        ],
    );
    assert_says(
        &owner.get("/profile").await,
        &[
            "<b>Chrome on Linux</b>",
            "aria-label=\"Sign out Chrome on Linux at unknown\"",
        ],
    );

    // The stored name of a visitor's browser does not depend on the visitor's language.
    let link = owner.generate("ERP").await.unwrap();
    app.stranger().get_accepting(ES, path(&link.url)).await;
    let stored = tamper(&scratch, "select browser from link_visits").await;
    assert_eq!(sqlx::Row::get::<String, _>(&stored[0], 0), "Chrome on Linux");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_factor_speaks_both_languages() {
    let (scratch, app) = app(&[]).await;
    let owner = app.owner().await;
    assert_says(
        &owner.get_accepting(ES, PAGE).await,
        &[
            "<title>Activar el segundo factor · Keydesk</title>",
            "códigos de seis dígitos que cambian cada 30 segundos",
            "Continuar",
            "Cancelar",
        ],
    );
    let begun = owner.post_accepting(PT, PAGE, &[("password", PASSWORD)]).await;
    assert_says(
        &begun,
        &[
            "Escaneie este código com seu app autenticador",
            "aria-label=\"Código QR que contém a chave abaixo\"",
            "o relógio dele está certo",
        ],
    );
    let (phone, form) = (Phone::reading(&app, &begun.body), form_of(&begun.body));
    let codes = owner
        .post_accepting(PT, PAGE, &[("setup", &form), ("code", &phone.code())])
        .await;
    assert_says(
        &codes,
        &[
            "O segundo fator está ativado. Suas outras sessões foram encerradas.",
            "<h1 tabindex=\"-1\">Códigos de recuperação</h1>",
            "<b>Salve estes códigos agora. Eles são exibidos uma única vez.</b> Cada código permite entrar uma vez",
            "Já salvei os códigos",
            "data-copied=\"Copiado\"",
        ],
    );
    for (left, portuguese, spanish) in [
        (
            10,
            " · 10 códigos de recuperação restantes<",
            " · 10 códigos de recuperación restantes<",
        ),
        (
            1,
            "· 1 código de recuperação restante<",
            "· 1 código de recuperación restante<",
        ),
        (
            0,
            "· 0 código de recuperação restante<",
            "· 0 códigos de recuperación restantes<",
        ),
    ] {
        let keep = format!(
            "delete from recovery_codes where code_hash not in (select code_hash from recovery_codes limit {left})"
        );
        tamper(&scratch, &keep).await;
        let page = owner.get_accepting(PT, "/profile").await;
        assert_says(&page, &[portuguese, ">Ativado<"]);
        assert!(page.text().contains("Desde 22 nov 2026 · "), "{}", page.text());
        assert_eq!(
            page.body.contains("Restam poucos códigos de recuperação."),
            left < 10,
            "{left}"
        );
        assert_says(&owner.get_accepting(ES, "/profile").await, &[spanish]);
    }
    assert_says(
        &owner.get_accepting(ES, "/profile/second-factor/off").await,
        &["Desactivar el segundo factor", "Tu contraseña"],
    );
    assert_says(
        &owner.get_accepting(PT, "/profile/second-factor/codes").await,
        &["Novos códigos de recuperação", "Criar novos códigos"],
    );

    let person = app.enter_password(PASSWORD).await;
    let page = person.get_accepting(PT, "/login/code?next=%2F").await;
    assert_eq!(language_of(&page), "pt");
    assert_says(
        &page,
        &[
            "<h1>Digite o código</h1>",
            "<p>Você está entrando como <b>owner@acme.example</b>.</p>",
            "Entrar como outra pessoa",
        ],
    );
    let page = person.get_accepting(ES, "/login/code?next=%2F&recovery").await;
    assert_says(
        &page,
        &[
            "<title>Ingresa un código de recuperación · Keydesk</title>",
            "como 0123-4567-89ab-cdef. Cada código funciona una sola vez.",
            "Usar un código de tu app",
        ],
    );
}
