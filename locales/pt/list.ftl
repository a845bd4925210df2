## Dates and times

months = jan fev mar abr mai jun jul ago set out nov dez
date = { $day } { $month } { $year }
date-and-time = { $date }, { $time } UTC
just-now = agora mesmo
ago = há { $duration }
seconds = { NUMBER($count) } { $count ->
    [one] segundo
   *[other] segundos
  }
minutes = { NUMBER($count) } { $count ->
    [one] minuto
   *[other] minutos
  }
hours = { NUMBER($count) } { $count ->
    [one] hora
   *[other] horas
  }
days = { NUMBER($count) } { $count ->
    [one] dia
   *[other] dias
  }
for-months = { NUMBER($count) } { $count ->
    [one] mês
   *[other] meses
  }
years = { NUMBER($count) } { $count ->
    [one] ano
   *[other] anos
  }

## Buttons

close = Fechar
cancel = Cancelar
save = Salvar
delete = Excluir
apply = Aplicar
copy = Copiar
copy-named = Copiar { $text }
copied = Copiado
press-to-copy = Selecionado. Pressione Ctrl+C ou ⌘C. No celular, mantenha o dedo no texto e escolha Copiar.
previous = Anterior
next = Próxima

## Names of things

password = Senha
app-key = App key
app-token = App token
single-access-link = Link de acesso único
api-keys = Chaves de API
users = Usuários
roles = Perfis de acesso
roles-short = Perfis
role = Perfil de acesso
audit-log = Registro de auditoria
audit-log-short = Auditoria
account = Conta
settings = Configurações
status = Status
active = Ativa
inactive = Inativa
expired = Expirada
new-token = Token novo
old-token = Token antigo
no-roles = Sem perfis de acesso
no-resources = Sem recursos
role-owner = Proprietário (Admin Super)
role-user-administrator = Administrador de usuários - RESTRITO

## Page frame

profile-of = Perfil de { $email }
sign-out = Sair
skip-to-content = Ir para o conteúdo
credentials-for = Credenciais que dão a outros sistemas acesso à conta { $account }.
generated = Geradas
external = Externas
export = Exportar
export-all = Exportar todas
export-found = { $count ->
    [one] Exportar só esta
   *[other] Exportar estas { NUMBER($count) }
  }
exporting = Exportando…
exported = O arquivo foi baixado.
nothing-here = Não encontrado
not-allowed = Não permitido
not-possible-now = Não é possível agora
to-start-page = Ir para a página inicial

## Search, filters and order

search = Pesquisar
search-by = Pesquisar por nome ou chave
filters = Filtros
status-any = Status: todos
role-any = Perfil de acesso: todos
alert = Alerta
alert-any = Alerta: todos
pending-deletion = Exclusão pendente
order = Ordenar por
newest-first = Mais novas primeiro
oldest-first = Mais antigas primeiro
name-a-to-z = Nome de A a Z
name-z-to-a = Nome de Z a A
oldest-token-first = Token mais antigo primeiro
active-first = Ativas primeiro
inactive-first = Inativas primeiro
part-unused = uso
usage = Uso
usage-any = Uso: todos
not-used-for = Sem uso há { $duration }
last-used-first = Usadas mais recentemente primeiro
longest-unused-first = Há mais tempo sem uso
misread-parts = Estas partes do endereço não são válidas, portanto nenhuma chave é exibida: { $parts }.
ignored-parts = Estas partes do endereço não são compatíveis e foram ignoradas: { $parts }.
part-page = página
part-search = texto da pesquisa
part-status = status
part-role = perfil de acesso
part-alert = alerta
part-order = ordenação
part-unknown = um filtro desconhecido
no-key-matches = Nenhuma chave encontrada
no-key-matches-why = Todas as palavras da pesquisa precisam estar no nome da chave ou na app key. Maiúsculas, minúsculas e acentos não fazem diferença.
no-key-is-so = Nenhuma chave corresponde a todos os filtros.
clear-search = Limpar pesquisa e filtros
pages = Páginas
rows-shown = { $first }–{ $last } de { $all }
keys-listed = { $count ->
    [one] { NUMBER($count) } chave
   *[other] { NUMBER($count) } chaves
  }
list-kept = O servidor não está respondendo. A lista pode estar desatualizada. O Keydesk continua tentando.
try-again = Tentar novamente
list-slow = Aguardando o servidor…

## The table of keys

generated-keys = Chaves geradas
key-or-name = Chave / Nome
created-date = Data de criação
created-on = Criada em
actions = Ações
actions-for = Ações para { $label }
details = Detalhes
old-token-pending = Exclusão pendente - Token antigo
link-expired-unopened = O link expirou sem ser aberto
renewal-recommended = Renovação recomendada
renewal-highly-recommended = Renovação altamente recomendada
expires-in = Expira em { $duration }
expires-on = Expira em { $date }
expired-on = Expirou em { $date }
last-day-is = Último dia: { $date } (UTC)
only-from = Somente de { $networks }
only-from-and-more = Somente de { $networks } e mais { $rest }
alert-and-age = { $alert } · token de { $age }
alert-dates = O token foi criado em { $created }. { $alert } desde { $since }.
link-not-opened = Link ainda não aberto · restam { $time }
link-visited-again = Link aberto visitado novamente
visits = Visitas: { $times }, a última em { $date }.
created-and-ago = criado em { $date } · { $ago }
also-acts-on = Também tem acesso a: { $accounts }
last-used = Último uso { $ago }
not-used-since = Sem uso desde { $date }
dead-token = Token excluído ainda enviado
dead-times = Enviado: { $times }, a última em { $date }.
dead-tokens = Tokens excluídos ainda são enviados.
dead-advice = Uma integração não foi atualizada, ou alguém testa um token vazado. Eles não dão acesso.
dead-of-key = { $label }: enviado { $times }×, o último { $ago }.
dead-of-deleted = { $label } (chave excluída): enviado { $times }×, o último { $ago }.
last-from = De { $address }.
dead-others = { $count ->
    [one] E mais { NUMBER($count) } chave.
   *[other] E mais { NUMBER($count) } chaves.
  }
links-revisited = { $count ->
    [one] { NUMBER($count) } chave tem um link que foi visitado novamente depois de aberto.
   *[other] { NUMBER($count) } chaves têm um link que foi visitado novamente depois de aberto.
  }
links-revisited-advice = Outra pessoa pode ter o endereço.
no-link-revisited = Nenhum link aberto foi visitado novamente.
old-tokens-pending = { $count ->
    [one] { NUMBER($count) } chave tem um token antigo com exclusão pendente.
   *[other] { NUMBER($count) } chaves têm um token antigo com exclusão pendente.
  }
no-old-token-pending = Nenhuma chave tem um token antigo com exclusão pendente.
delete-once-unused = { $count ->
    [one] Exclua o token antigo quando suas integrações já usarem o novo.
   *[other] Exclua os tokens antigos quando suas integrações já usarem os novos.
  }
show-old-tokens = { $count ->
    [one] Mostrar { NUMBER($count) } chave com token antigo
   *[other] Mostrar { NUMBER($count) } chaves com token antigo
  }
show-revisited = { $count ->
    [one] Mostrar { NUMBER($count) } chave com link visitado novamente
   *[other] Mostrar { NUMBER($count) } chaves com link visitado novamente
  }
show-all-keys = Mostrar todas as chaves
nothing-waiting = Nada pendente
nothing-waiting-why = Nenhuma chave corresponde a este filtro.
first-key = Gere a primeira chave
first-key-why = Uma chave dá a outro sistema acesso a esta conta. Você dá um nome a ela, escolhe os perfis de acesso e recebe um link que mostra o token uma única vez.
no-keys-yet = Ainda não há chaves
no-keys-yet-why = Ninguém gerou uma chave para esta conta ainda, e seus perfis de acesso não permitem que você gere. Fale com um proprietário da conta.

## Actions

edit = Editar
renew-token = Renovar token
new-link = Novo link
undo-renewal = Desfazer renovação
delete-old-token = Excluir token antigo
deactivate = Desativar
activate = Ativar
delete-key = Excluir chave
generate-key = Gerar chave
reason-link-pending = O link ainda não foi aberto
reason-undo-instead = Desfaça a renovação primeiro
reason-no-old-token = Não há token antigo
reason-new-token-viewed = O novo token já foi visualizado
reason-link-expired = O link expirou
reason-no-link-pending = Nenhum link pendente

## Forms

your-password = Sua senha
your-password-why = Confirma que é você antes de emitir ou excluir credenciais.
key-identification = Identificação da chave
key-identification-hint = Para que a chave serve, por exemplo o nome da integração.
roles-hint = Escolha somente os perfis de acesso de que a integração precisa. Quem tiver o token poderá usar todos eles.
no-roles-hint = Esta conta ainda não tem perfis de acesso para as próprias APIs. Os perfis abaixo servem para administrar o próprio Keydesk. Crie outros na página Perfis de acesso.
roles-none = Nenhum perfil de acesso selecionado. A chave será recusada sempre que um recurso for exigido.
owner-role-why = { $role } permite que quem tiver o token faça tudo nesta conta, inclusive gerenciar usuários e perfis de acesso.
expires = Expira
no-end = Sem expiração
in-days = Em { $duration }
on-a-date = Em uma data
last-day = Último dia
last-day-hint = A chave funciona até o fim deste dia em UTC.
allowed-addresses = Endereços permitidos
allowed-addresses-hint = Endereços IP ou redes como 10.0.0.0/8, um por linha. A chave é recusada em qualquer outro lugar. Deixe vazio para permitir todos.
active-hint = Solicitações com uma chave inativa são recusadas. Os tokens dela são mantidos.
generate = Gerar
key-generated = Chave gerada
pass-link-on = Envie o link a quem precisa do token ou abra-o você mesmo. Se o link se perder, escolha Novo link no menu da chave.
link-opens-once = Funciona uma única vez. Não será exibido novamente.
link-genuine = Links autênticos começam com { $address }
link-compare = Peça ao destinatário que confira isso na barra de endereço antes de ver o token.
link-expires-in = Expira em { $time }

## Renewing

renewal-adds-token = A chave recebe um novo token e um link de acesso único para ele, válido por 24 horas. O token atual continua funcionando até você excluí-lo.
renewal-replaces-unseen = O link do token mais recente expirou sem ser aberto, portanto ninguém viu esse token. Ele será substituído por um novo token, com um novo link de acesso único válido por 24 horas. Nada mais muda.
consent-to-delete = Excluir o token antigo imediatamente
no-old-token-left = Ninguém viu o token anterior. Ele foi revogado, portanto não há token antigo para excluir.
token-renewed = Token renovado
new-link-made = Novo link criado
new-link-why = Ninguém abriu o link desta chave. O token dela será revogado e substituído por um novo, com um novo link de acesso único válido por 24 horas. O link anterior deixa de funcionar.
nobody-has-token = Ninguém tem o novo token ainda. Excluir o antigo mesmo assim.
delete-the-old-token = Excluir o token antigo
later = Depois
later-why = Os dois tokens funcionam até você excluir o antigo. Escolha esta opção enquanto houver integrações que usam o token antigo.
when-unused = Quando sem uso
when-unused-why = O Keydesk exclui o token antigo quando ninguém o usa há alguns dias e o novo está em uso. Contam apenas os dias em que verificações foram registradas.
when-unused-days = Dias sem uso, de 1 a 90
old-token-goes = O token antigo será excluído quando estiver sem uso há { $duration }.
fact-used-today = { $count ->
    [one] { $token } foi usado uma vez nas últimas 24 horas, { $ago }.
   *[other] { $token } foi usado { $times } vezes nas últimas 24 horas, a última { $ago }.
  }
fact-used = { $token } foi usado pela última vez { $ago }.
fact-quiet = { $token } não é usado há pelo menos 7 dias.
fact-unknown = Não há registro de uso. { $token } pode estar em uso: as verificações ainda não foram registradas por tempo suficiente.
ago-from = { $ago }, a partir de { $address }
fact-token = O token
fact-old-token = O token antigo
fact-new-token = O novo token
safe-to-delete = Pode ser excluído com segurança: o token antigo não é usado há pelo menos 7 dias, e o novo está em uso.
in-use-anyway = Ainda está em uso. Continuar mesmo assim.
now = Agora
now-why = O token antigo deixa de funcionar imediatamente. As integrações que ainda o usam perdem o acesso.
complete = Concluir
undo = Desfazer
undo-why = O novo token e seu link de acesso único deixam de funcionar. O token antigo volta a ser o único. As integrações não são afetadas.
old-token-stops = O token antigo deixa de funcionar imediatamente. Certifique-se de que nenhuma integração ainda o utiliza. Esta ação não pode ser desfeita.
old-token-of-age-stops = O token antigo, criado { $ago }, deixa de funcionar imediatamente. Certifique-se de que nenhuma integração ainda o utiliza. Esta ação não pode ser desfeita.
new-token-unseen = Ninguém viu o novo token ainda.
new-token-unseen-why = O link de acesso único dele não foi aberto. Tudo o que usa esta chave perderá o acesso assim que o token antigo for excluído.
new-token-lost = O novo token não pode mais ser visualizado.
new-token-lost-why = O link de acesso único dele expirou sem ser aberto. Tudo o que usa esta chave perderá o acesso assim que o token antigo for excluído. Em vez disso, renove novamente.

## Deactivating, activating, deleting

deactivate-why = A partir de agora, todas as solicitações com esta chave são recusadas. Os tokens dela são mantidos e voltam a funcionar quando você ativar a chave.
inactive-already = Esta chave já está inativa.
activate-why = A partir de agora, as solicitações com os tokens desta chave voltam a ser aceitas.
active-already = Esta chave já está ativa.
delete-why = A chave, seus tokens e seus links são excluídos imediatamente. Tudo o que usa a chave para de funcionar. Para apenas pausar a chave, desative-a.
understood = Entendo que esta ação não pode ser desfeita

## Confirmations

done-edited = As alterações foram salvas.
done-completed-later = Renovação concluída. Os dois tokens funcionam até você excluir o antigo.
done-completed-now = Renovação concluída. O token antigo foi excluído e somente o novo funciona.
done-completed-when-unused = Renovação concluída. O token antigo será excluído quando não for mais usado.
done-undone = Renovação desfeita. O token antigo voltou a ser o único, e o link não funciona mais.
done-old-token-deleted = O token antigo foi excluído. Somente o novo funciona.
done-deactivated = A chave está inativa. As solicitações com ela são recusadas.
done-activated = A chave está ativa. Os tokens dela voltaram a funcionar.
done-deleted = A chave foi excluída.

## Progress, shown after a short delay

saving = Salvando…
generating = Gerando…
renewing = Renovando…
making-link = Criando o link…
completing = Concluindo…
undoing = Desfazendo…
deleting = Excluindo…
deactivating = Desativando…
activating = Ativando…

## Warnings when a dialog is closed

link-not-copied = Você não copiou este link, e ele não é exibido em nenhum outro lugar. Copie o link ou feche novamente para sair sem ele.
entered-is-lost = Os dados inseridos não foram salvos. Feche novamente para descartá-los.
left-later = Vale a opção Depois: os dois tokens funcionam até você excluir o antigo.
left-uncopied = O link não foi copiado, portanto ninguém o tem.

## Errors

error-session-ended = Sua sessão terminou. Entre novamente em outra aba. Os dados inseridos aqui são mantidos.
sign-in-in-new-tab = Entrar em uma nova aba
error-password-needed = Confirme que é você: digite sua senha e tente novamente.
error-forbidden = Seus perfis de acesso nesta conta não permitem isso. Fale com um proprietário da conta.
error-not-found = Isto não existe ou você não tem acesso.
error-invalid = Verifique os campos marcados.
error-conflict = Outra pessoa alterou esta chave, portanto nada foi feito. O estado atual da chave é exibido aqui. Tente novamente, se ainda quiser.
error-sent-twice = Este formulário já foi enviado, com outro conteúdo ou vezes demais. Verifique se a alteração foi feita antes de enviá-lo novamente. Se você perdeu um link, crie outro.
error-too-many = Muitas tentativas. Aguarde { $duration } e tente novamente.
error-malformed = Não foi possível entender esta solicitação. Recarregue a página e tente novamente.
error-unavailable = O Keydesk não consegue ler nem gravar no banco de dados agora, portanto nada foi alterado. Tente novamente em instantes. Se o problema persistir, consulte o log do servidor.
error-unreachable = Não foi possível conectar ao servidor. Verifique sua conexão e recarregue a página. Antes de tentar novamente, veja se a alteração já foi feita.

refused-link-pending = O link de acesso único do novo token desta chave ainda não foi aberto. Abra o link, aguarde até que ele expire em { $date } ou desfaça a renovação. Depois, renove.
refused-first-link-pending = O link de acesso único do token desta chave ainda não foi aberto. Abra o link ou aguarde até que ele expire em { $date }. Depois, renove. Se o link se perdeu, escolha Novo link.
refused-old-token-would-go = Esta chave ainda tem um token antigo, e uma chave tem no máximo dois tokens. Renovar novamente exclui o token antigo imediatamente. O token atual passa a ser o antigo e continua funcionando. Confirme isso ou mantenha os dois tokens.
refused-not-renewing = Esta chave tem somente um token, portanto não há nada para desfazer ou excluir. Para substituir o token, renove-o depois que o link dele tiver sido aberto ou tiver expirado.
refused-new-token-viewed = O novo token foi visualizado em { $date } e pode estar em uso, portanto a renovação não pode ser desfeita. Exclua o token antigo quando ele não for mais usado ou renove novamente.
refused-link-expired = O link do novo token expirou em { $date } sem ser aberto, portanto não há nada para desfazer. Renove novamente para receber um novo link.
refused-no-link-pending = Esta chave não tem um link pendente para substituir. Para emitir um novo token, renove a chave.
refused-new-token-unseen = Ninguém tem o novo token ainda, porque o link dele não foi aberto. Escolha Depois ou marque a caixa para excluir o token antigo mesmo assim.

## Validation errors

text-label-blank = Digite um nome que diferencie esta chave das outras.
text-label-too-long = Use no máximo { $most } caracteres; este nome tem { $length }.
text-label-control = Remova o caractere de controle invisível. Um nome só pode ter caracteres visíveis.
text-password-missing = Digite sua senha.
text-password-wrong = Esta senha está incorreta. Verifique-a e tente novamente.
text-role-unknown = Este perfil de acesso não existe mais. Escolha um da lista.
text-not-understood = Marque a caixa para confirmar.
text-days-invalid = Digite um número de dias de 1 a 90.
