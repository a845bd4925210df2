//! The pages about users, roles and invitations in Portuguese and Spanish.

use crate::support::{
    Scratch,
    app::{Answer, EMAIL, PASSWORD, TestApp},
    stored_account::tamper,
    team::{link, role, user},
};
use axum::http::StatusCode;
use keydesk::domain::people::permission::{OWNER_ROLE, Permission, USER_ADMINISTRATOR_ROLE};

const PT: &str = "pt-BR,pt;q=0.9,en;q=0.8";
const ES: &str = "es";

#[track_caller]
fn says(answer: &Answer, sentences: &[&str]) {
    let text = answer.text();
    for sentence in sentences {
        assert!(text.contains(sentence), "{sentence}: {text}");
    }
}

/// Asserts that the page's main part contains none of these words.
#[track_caller]
fn says_none_of(answer: &Answer, words: &[&str]) {
    let (_, main) = answer.body.split_once("<main").expect("a page");
    for word in words {
        assert!(!main.contains(word), "{word}: {main}");
    }
}

both! {
    async fn users_are_shown_and_refused_in_the_language_of_the_browser(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        app.member(scratch, "viewer", crate::support::app::ACCOUNT, &["keydesk.keys.view"]).await;
        let restricted = role(scratch, USER_ADMINISTRATOR_ROLE).await;
        owner.invite("new@acme.example", &[&restricted]).await;
        let page = owner.get_accepting(PT, "/acme/users").await;
        says(&page, &[
            "Quem pode entrar na conta acme e o que pode fazer nela.", "Membros", "Última atividade", "Você", "Editar perfis de acesso",
            "Convites pendentes", "Cancelar convite", "Administrador de usuários - RESTRITO",
        ]);
        assert!(page.body.contains("aria-label=\"Desativar viewer@people.example\""), "{}", page.body);
        assert!(page.body.contains("data-label=\"Última atividade: \""), "{}", page.body);
        let page = owner.get_accepting(ES, "/acme/users").await;
        says(&page, &["Quién puede iniciar sesión en la cuenta acme y qué puede hacer en ella.", "Invitaciones pendientes", "Tú"]);
        says_none_of(&page, &["Users", "Roles of", "Member", "Invite", "Disable", "Remove", "Never", "Expires", "Actions"]);

        let (owner_id, viewer) = (user(scratch, EMAIL).await, user(scratch, "viewer@people.example").await);
        let path = format!("/acme/users/{owner_id}/remove");
        let last = owner.post_accepting(PT, &path, &[("understood", "on")]).await;
        assert_eq!(last.status, StatusCode::CONFLICT);
        says(&last, &["Este é o último proprietário da conta que pode entrar, e toda conta precisa ter um."]);
        says(&owner.post_accepting(ES, &path, &[]).await, &["Este usuario eres tú.", "Marca la casilla para confirmar."]);
        says(&owner.post_accepting(ES, &path, &[("understood", "on")]).await, &["Antes, haz propietaria a otra persona."]);
        let none = owner.post_accepting(ES, &format!("/acme/users/{viewer}/edit"), &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        says(&none, &["Elige al menos un rol.", "Elige solo lo necesario."]);
        let stale = [("seen", "old"), ("roles", &*role(scratch, OWNER_ROLE).await)];
        says(&owner.post_accepting(PT, &format!("/acme/users/{viewer}/edit"), &stale).await, &["Confira o estado atual (role of viewer)"]);
        says(&owner.get_accepting(ES, &format!("/acme/users/{viewer}/disable")).await, &["hasta que se active de nuevo"]);
    }

    async fn roles_are_shown_and_refused_in_the_language_of_the_browser(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let viewer = app.member(scratch, "viewer", crate::support::app::ACCOUNT, &["keydesk.roles.manage", "keydesk.keys.view"]).await;
        app.member(scratch, "other", crate::support::app::ACCOUNT, &["keydesk.keys.view"]).await;
        tamper(scratch, "insert into member_roles (account_id, user_id, role_id) select account_id, 'user-viewer', 'role-other' from memberships where user_id = 'user-other'").await;
        let page = owner.get_accepting(PT, "/acme/roles").await;
        says(&page, &[
            "Todos os perfis de acesso", "Predefinido", "1 usuário", "2 usuários", "ninguém", "Recursos das suas APIs", "Nenhum recurso ainda.",
            "Proprietário (Admin Super)", "Administrador de usuários - RESTRITO", "keydesk.keys.view",
        ]);
        says(&owner.get_accepting(ES, "/acme/roles").await, &["2 usuarios", "nadie", "Predefinido", "Agregar recurso"]);
        let form = viewer.get_accepting(PT, "/acme/roles/new").await;
        says(&form, &[
            "Novo perfil de acesso · Perfis de acesso · Keydesk", "Ver chaves", "keydesk.keys.view · Ver, pesquisar e exportar a lista de chaves.",
            "O que os usuários com este perfil de acesso podem fazer nesta conta. As permissões que você não tem não são exibidas.",
        ]);
        let form = owner.get_accepting(ES, "/acme/roles/new").await;
        says(&form, &["Lo que las claves con este rol pueden hacer. Aún no hay ningún recurso", "Ver quién hizo qué y cuándo."]);
        says_none_of(&form, &["View keys", "Edit keys", "Manage", "Change", "What", "Such as", "Create role", "Cancel<"]);

        let used = format!("/acme/roles/{}/delete", role(scratch, "role of other").await);
        let sentence = "Este perfil de acesso está em uso e não pode ser excluído. Antes, remova-o dos usuários other@people.example, viewer@people.example.";
        says(&owner.get_accepting(PT, &used).await, &[sentence]);
        says(&owner.post_accepting(PT, &used, &[]).await, &[sentence]);
        let one = format!("/acme/roles/{}/delete", role(scratch, "role of viewer").await);
        says(&owner.post_accepting(ES, &one, &[]).await, &["Antes, quítalo del usuario viewer@people.example."]);
        let long = "x".repeat(61);
        let refused = owner.post_accepting(ES, "/acme/roles/new", &[("name", &long)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        says(&refused, &["Usa como máximo 60 caracteres; este nombre tiene 61."]);
        let there = owner.post_accepting(PT, "/acme/roles/new", &[("name", OWNER_ROLE)]).await;
        says(&there, &[&format!("Já existe um perfil de acesso chamado “{OWNER_ROLE}”. Escolha outro nome.")]);
        let beyond = viewer.post_accepting(PT, "/acme/roles/new", &[("name", "x"), ("resources", Permission::AuditView.resource())]).await;
        says(&beyond, &["Você não pode incluir keydesk.audit.view em um perfil de acesso"]);
    }

    async fn predefined_roles_have_a_name_in_each_language_and_keep_the_stored_one(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let restricted = role(scratch, USER_ADMINISTRATOR_ROLE).await;
        let fields = [("label", "ERP"), ("roles", &*restricted), ("form_id", crate::support::app::FORM_ID)];
        owner.post_accepting(ES, "/acme/api-keys/generated/new", &fields).await;
        for (language, owners, administrators) in [
            ("en", OWNER_ROLE, USER_ADMINISTRATOR_ROLE),
            (PT, "Proprietário (Admin Super)", "Administrador de usuários - RESTRITO"),
            (ES, "Propietario (Admin Super)", "Administrador de usuarios - RESTRINGIDO"),
        ] {
            for path in ["/acme/roles", "/acme/users/new", "/acme/api-keys/generated", "/acme/api-keys/generated/new"] {
                let page = owner.get_accepting(language, path).await;
                says(&page, &[owners, administrators]);
                if language != "en" {
                    says_none_of(&page, &[OWNER_ROLE, USER_ADMINISTRATOR_ROLE]);
                }
            }
            says(&owner.get_accepting(language, "/acme/users").await, &[owners]);
        }
        // Audit records do not depend on the reader's language.
        says(&owner.get_accepting(PT, "/acme/audit").await, &[USER_ADMINISTRATOR_ROLE]);
        assert_eq!(tamper(scratch, "select 1 from roles where predefined = 1 and name like '%(Admin Super)'").await.len(), 1);
        let alike = owner.post_accepting("en", "/acme/roles/new", &[("name", "Propietario (Admin Super)")]).await;
        assert_eq!(alike.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", alike.body);
    }

    async fn an_invitation_is_made_and_accepted_in_the_language_of_the_browser(scratch) {
        let app = TestApp::on(scratch).await;
        let owner = app.owner().await;
        let restricted = role(scratch, USER_ADMINISTRATOR_ROLE).await;
        let fields = [("email", "new@acme.example"), ("roles", &*restricted)];
        let made = owner.post_accepting(PT, "/acme/users/new", &fields).await;
        says(&made, &["Link de acesso único", "Com este link, new@acme.example pode entrar na conta.", "Funciona uma única vez", "Expira em 24:00:00"]);
        let again = owner.post_accepting(ES, "/acme/users/new", &fields).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        says(&again, &["Esta dirección ya está invitada."]);
        let (link, stranger) = (link(&made), app.stranger());
        let page = stranger.get_accepting(PT, &link).await;
        says(&page, &[
            "Convite · Keydesk", "Entrar em acme", "owner@acme.example convida você para a conta acme no Keydesk. Escolha uma senha para aceitar o convite.",
            "O convite expira em 24:00:00", "Convites autênticos começam com http",
        ]);
        let page = stranger.get_accepting(ES, &link).await;
        says(&page, &["owner@acme.example te invita a la cuenta acme en Keydesk. Elige una contraseña para unirte.", "Contraseña"]);
        says_none_of(&page, &["Join", "invites", "account", "Password", "Genuine", "expires", "At least"]);
        tamper(scratch, "update invitations set invited_by = ''").await;
        says(&stranger.get_accepting(PT, &link).await, &["O operador deste Keydesk convida você"]);
        assert_eq!(stranger.post_accepting(ES, &link, &[("password", PASSWORD)]).await.status, StatusCode::SEE_OTHER);
        let ended = stranger.get_accepting(PT, &link).await;
        assert_eq!(ended.status, StatusCode::GONE);
        says(&ended, &["Este link foi aberto em 22 nov 2026, 12:00 UTC.", "Era um convite para a conta acme.", "Se foi você, entre."]);
        let ended = stranger.get_accepting(ES, &link).await;
        says(&ended, &["Este link se abrió el 22 nov 2026, 12:00 UTC.", "otra persona se unió en tu lugar", "Iniciar sesión"]);
        app.member(scratch, "known", "bravo", &[]).await;
        let fields = [("email", "known@people.example"), ("roles", &*restricted)];
        let known = crate::support::team::link(&owner.post_accepting(ES, "/acme/users/new", &fields).await);
        let wrong = stranger.post_accepting(PT, &known, &[("password", "copper lantern beside the ferry")]).await;
        says(&wrong, &["Este endereço já tem um usuário aqui, com outra senha. Digite essa senha."]);
        says(&stranger.get_accepting(ES, "/invitations/nonsense").await, &["Link no encontrado · Keydesk"]);
    }
}
