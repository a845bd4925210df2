//! The list of keys, its dialogs and its errors in the user's language.

use crate::support::{
    Scratch,
    app::{FORM_ID, TestApp},
    languages::assert_says,
};
use axum::http::StatusCode;
use keydesk::domain::keys::choice::Consent;

const LIST: &str = "/acme/api-keys/generated";
const NEW: &str = "/acme/api-keys/generated/new";

both! {
    async fn the_list_and_its_alerts_follow_the_browsers_language(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let answer = owner.get_accepting("pt-BR", LIST).await;
        assert_says(&answer, &["<html lang=\"pt\">", "Chaves de API · Keydesk", "Gere a primeira chave"]);
        assert!(!answer.body.contains("Generate"), "{}", answer.body);

        for (label, pt, es) in [
            ("ERP", "1 chave tem um token antigo com exclusão pendente.", "1 clave tiene un token antiguo pendiente de eliminación."),
            ("Shop", "2 chaves têm um token antigo com exclusão pendente.", "2 claves tienen un token antiguo pendiente de eliminación."),
        ] {
            let (key, _) = owner.key_in_use(label).await;
            owner.renew(&key, Consent::NotGiven).await.unwrap();
            assert_says(&owner.get_accepting("pt-BR", LIST).await, &[pt, "Link ainda não aberto · restam ", "criado em "]);
            assert_says(&owner.get_accepting("es", LIST).await, &["<html lang=\"es\">", es, "quedan ", "Configuración"]);
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
            let answer = owner.post_accepting(language, NEW, &[("label", label), ("form_id", FORM_ID)]).await;
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
            let answer = owner.post_accepting(language, &renew, &form).await;
            assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.body);
            assert_says(&answer, &[start, end]);
        }
        let answer = app.stranger().get_accepting("es", "/nowhere/at/all").await;
        assert_says(&answer, &["Esto no existe o no tienes acceso.", "Ir a la página de inicio"]);
    }
}
