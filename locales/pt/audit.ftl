## Page

audit-under = Quem fez o quê com qual chave, quando e de onde.
audit-export-xlsx = Exportar para o Excel
audit-export-csv = Exportar em CSV
audit-export-back = Voltar ao registro de auditoria
audit-clear = Limpar filtros
audit-export-found = As exportações contêm só o que os filtros encontram.
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

audit-not-understood = O filtro { $name } não foi entendido, então nada é mostrado. Corrija ou limpe o filtro.
audit-ignored-unknown = O endereço tem um filtro que não existe. Ele é ignorado.
audit-too-many-users = Muitos usuários começam assim, e só alguns deles são pesquisados. Digite mais do endereço.
audit-too-many-keys = Há mais chaves com esse nome do que as pesquisadas. Digite mais do nome.
audit-days-swapped = O último dia vem antes do primeiro. Troque De e Até.
audit-none-here = Não há entradas aqui
audit-none-here-advice = O registro não tem entradas deste lado. Volte às mais recentes.
audit-nothing-yet = Nada aconteceu ainda
audit-nothing-yet-advice = Tudo o que se faz com chaves, links e configurações desta conta é registrado aqui, no momento em que acontece.
audit-no-match = Nada corresponde a estes filtros
audit-no-match-advice = Limpe um deles ou inclua mais dias. Um usuário é encontrado pelo começo do endereço; uma chave, por palavras do nome ou da chave do app, mesmo que tenha sido excluída. As entradas de usuários no Keydesk não pertencem a nenhuma conta e não estão neste registro.
audit-show-newest = Mostrar as entradas mais recentes

## Table

audit-time = Horário
audit-who = Quem
audit-what = O quê
audit-key = Chave
audit-from = De onde
audit-number = Nº { $number }
audit-about-key = Mostrar o que aconteceu com esta chave
audit-newer = Mais recentes
audit-older = Mais antigas
audit-entries = { $count ->
    [one] { NUMBER($count) } entrada
   *[other] { NUMBER($count) } entradas, da mais recente à mais antiga
  }

## Who acted; also within a sentence: "Issued with the key, by …"

who-link-holder = quem tinha o link
who-nobody = alguém sem sessão iniciada
who-clock = Keydesk, automaticamente
who-operator = um operador no servidor

## What was changed, below what was done

audit-renamed = Renomeado de { $old } para { $new }
# Names of roles, or of resources of a role.
audit-added = Adicionado: { $names }
audit-removed = Removido: { $names }

## What was exported, in the column of the key

audit-exported-keys = geradas: { $generated }, externas: { $external }
audit-exported-all = o registro inteiro

## What somebody did, beside who it was and to which key. Also the choices of a filter.

event-account-created = Criou a conta
event-signed-in = Entrou
event-sign-in-refused = Tentou entrar e foi recusado
event-signed-out = Saiu
event-key-generated = Gerou a chave
event-token-renewed = Renovou o token
event-link-replaced = Criou um novo link para um token que ninguém tinha visto
event-renewal-completed-later = Concluiu a renovação; o token antigo será excluído depois
event-renewal-completed-now = Concluiu a renovação e excluiu o token antigo
event-renewal-undone = Desfez a renovação
event-old-token-deleted = Excluiu o token antigo
event-key-activated = Ativou a chave
event-key-deactivated = Desativou a chave
event-key-edited = Editou a chave
event-key-deleted = Excluiu a chave
event-link-opened = Abriu o link e recebeu o token
event-link-visited-again = Voltou a um link que não valia mais
event-link-expired = Encerrou o link, que ninguém tinha aberto em 24 horas
event-renewal-period-3-months = Definiu o período de renovação como 3 meses
event-renewal-period-6-months = Definiu o período de renovação como 6 meses
event-verifier-created = Criou um verificador
event-password-changed = Mudou a senha
event-sessions-revoked = Encerrou sessões
event-browsers-forgotten = Esqueceu navegadores conhecidos
event-external-key-added = Adicionou a chave externa
event-external-key-edited = Editou as funções da chave externa
event-external-key-removed = Removeu a chave externa
event-link-notice-dismissed = Dispensou o aviso de que o link foi visitado de novo
event-keys-exported = Exportou as chaves
event-user-invited = Convidou um usuário
event-invitation-cancelled = Cancelou um convite
event-invitation-opened = Aceitou um convite
event-invitation-expired = Encerrou um convite, que ninguém tinha aceitado em 24 horas
event-invitation-visited-again = Voltou a um convite que não valia mais
event-user-roles-edited = Mudou as funções de um usuário
event-user-disabled = Desativou um usuário
event-user-enabled = Ativou um usuário
event-user-removed = Removeu um usuário
event-role-created = Criou uma função
event-role-edited = Editou uma função
event-role-deleted = Excluiu uma função
event-resource-added = Adicionou um recurso
event-resource-deleted = Excluiu um recurso
event-audit-exported = Exportou o registro de auditoria
event-second-factor-asked = Digitou a senha certa e recebeu o pedido de um código
event-second-factor-refused = Digitou um código que foi recusado
event-second-factor-on = Ativou o segundo fator
event-second-factor-off = Desativou o segundo fator
event-second-factor-reset = Redefiniu o segundo fator
event-recovery-code-used = Usou um código de recuperação
event-password-reset = Redefiniu a senha
event-recovery-codes-replaced = Gerou novos códigos de recuperação
