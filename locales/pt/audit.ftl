## Page

audit-under = Quem fez o quê com qual chave, quando e de onde.
audit-export-xlsx = Exportar para o Excel
audit-export-csv = Exportar em CSV
audit-export-back = Voltar ao registro de auditoria
audit-clear = Limpar filtros
audit-export-found = As exportações contêm somente as entradas que correspondem aos filtros.
audit-export-all-xlsx = Exportar tudo para o Excel
audit-export-all-csv = Exportar tudo em CSV
audit-filters = Filtros
audit-all-actions = Todas as ações
audit-user-example = nome@example.com

## Filters

audit-field-key = Chave
audit-field-user = Usuário
audit-field-action = Ação
audit-field-from = De (UTC)
audit-field-to = Até (UTC)
audit-field-page = Página

## Hints

audit-not-understood = O filtro { $name } não é válido, portanto nenhuma entrada é exibida. Corrija ou limpe o filtro.
audit-unknown-filter = O endereço contém um filtro desconhecido, portanto nenhuma entrada é exibida.
audit-too-many-users = Há usuários demais que correspondem, portanto a pesquisa inclui somente alguns deles. Digite uma parte maior do endereço.
audit-too-many-keys = Há chaves demais que correspondem, portanto a pesquisa inclui somente algumas delas. Digite uma parte maior do nome.
audit-days-swapped = O último dia é anterior ao primeiro. Inverta De e Até.
audit-none-here = Nenhuma entrada aqui
audit-none-here-advice = Não há mais entradas nesta direção. Volte às mais recentes.
audit-nothing-yet = Nenhuma entrada ainda
audit-nothing-yet-advice = Todas as ações sobre chaves, links e configurações desta conta são registradas aqui no momento em que acontecem.
audit-no-match = Nenhuma entrada corresponde a estes filtros
audit-no-match-advice = Limpe um filtro ou escolha um período maior. Usuários são encontrados pelo começo do endereço. Chaves são encontradas por palavras do nome ou da app key, mesmo depois de excluídas. Acessos ao Keydesk não pertencem a nenhuma conta e não constam neste registro.
audit-show-newest = Mostrar as entradas mais recentes

## Table

audit-time = Horário
audit-who = Quem
audit-what = O quê
audit-key = Chave
audit-from = De onde
audit-number = Nº { $number }
audit-about-key = Mostrar as entradas sobre esta chave
audit-newer = Mais recentes
audit-older = Mais antigas
audit-entries = { $count ->
    [one] { NUMBER($count) } entrada
   *[other] { NUMBER($count) } entradas, da mais recente à mais antiga
  }

## Actors; also used within a sentence: "Issued with the key, by …"

who-link-holder = alguém com o link
who-nobody = alguém sem sessão iniciada
who-clock = Keydesk, automaticamente
who-operator = um operador no servidor

## Details of a change, below the action

audit-renamed = Renomeado de { $old } para { $new }
# Names of roles, or of resources of a role.
audit-added = Adicionado: { $names }
audit-removed = Removido: { $names }
audit-replaced = { $name }: { $before } → { $after }
audit-all-addresses = todos
audit-all-resources = todos
audit-no-lifetime = nenhuma

## Scope of an export, in the column of the key

audit-exported-keys = geradas: { $generated }, externas: { $external }
audit-exported-all = todo o registro

## Actions. They follow the actor in the table, and are the choices of a filter.

event-account-created = Criou a conta
event-database-restored = Restaurou uma cópia do banco de dados
event-signed-in = Entrou
event-sign-in-refused = Tentou entrar e teve o acesso negado
event-signed-out = Saiu
event-key-generated = Gerou a chave
event-token-renewed = Renovou o token
event-link-replaced = Criou um novo link e substituiu o token não visualizado
event-renewal-completed-later = Concluiu a renovação e manteve o token antigo
event-renewal-completed-now = Concluiu a renovação e excluiu o token antigo
event-renewal-completed-when-unused = Concluiu a renovação e escolheu excluir o token antigo quando estiver sem uso
event-renewal-undone = Desfez a renovação
event-old-token-deleted = Excluiu o token antigo
event-old-token-deleted-unused = Excluiu o token antigo, que não era mais usado
event-key-activated = Ativou a chave
event-key-deactivated = Desativou a chave
event-key-edited = Editou a chave
event-key-deleted = Excluiu a chave
event-link-opened = Abriu o link e visualizou o token
event-link-visited-again = Visitou um link que não era mais válido
event-link-expired = Marcou o link como expirado, pois ninguém o abriu em 24 horas
event-link-cancelled = Cancelou o link
event-renewal-period-3-months = Definiu o período de renovação como 3 meses
event-renewal-period-6-months = Definiu o período de renovação como 6 meses
event-key-lifetimes-set = Definiu a validade das chaves
event-verifier-created = Criou um verificador
event-verifier-edited = Alterou o que um verificador pode perguntar
event-verifier-renewed = Renovou um verificador
event-verifier-old-secret-deleted = Excluiu o segredo antigo de um verificador
event-verifier-revoked = Revogou um verificador
event-password-changed = Alterou a senha
event-sessions-revoked = Encerrou sessões
event-browsers-forgotten = Esqueceu navegadores conhecidos
event-external-key-added = Adicionou a chave externa
event-external-key-edited = Editou os perfis de acesso da chave externa
event-external-key-removed = Removeu a chave externa
event-link-notice-dismissed = Dispensou o aviso de que o link foi visitado novamente
event-dead-token-dismissed = Dispensou o aviso de que um token excluído ainda é enviado
event-keys-exported = Exportou as chaves
event-user-invited = Convidou um usuário
event-invitation-cancelled = Cancelou um convite
event-invitation-opened = Aceitou um convite
event-invitation-expired = Marcou um convite como expirado, pois ninguém o aceitou em 24 horas
event-invitation-visited-again = Visitou um convite que não era mais válido
event-user-roles-edited = Alterou os perfis de acesso de um usuário
event-user-disabled = Desativou um usuário
event-user-enabled = Ativou um usuário
event-user-removed = Removeu um usuário
event-role-created = Criou um perfil de acesso
event-role-edited = Editou um perfil de acesso
event-role-deleted = Excluiu um perfil de acesso
event-resource-added = Adicionou um recurso
event-resource-deleted = Excluiu um recurso
event-audit-exported = Exportou o registro de auditoria
event-second-factor-asked = Digitou a senha correta e recebeu o pedido de um código
event-second-factor-refused = Digitou um código que foi recusado
event-second-factor-on = Ativou o segundo fator
event-second-factor-off = Desativou o segundo fator
event-second-factor-reset = Redefiniu o segundo fator
event-recovery-code-used = Usou um código de recuperação
event-password-reset = Redefiniu a senha
event-user-unlocked = Desbloqueou um usuário
event-recovery-codes-replaced = Criou novos códigos de recuperação
