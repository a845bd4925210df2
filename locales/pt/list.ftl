## Datas e horas

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
press-to-copy = Selecionado. Pressione Ctrl+C ou ⌘C, ou mantenha o dedo no texto e escolha Copiar.
previous = Anterior
next = Próxima

## Names of things

password = Senha
app-key = Chave do app
app-token = Token do app
single-access-link = Link de acesso único
api-keys = Chaves de API
users = Usuários
roles = Funções
role = Função
audit-log = Registro de auditoria
audit-log-short = Auditoria
account = Conta
settings = Configurações
status = Status
active = Ativa
inactive = Inativa
new-token = Token novo
old-token = Token antigo
no-roles = Sem funções
no-resources = Sem recursos

## The frame of the page

profile-of = Perfil de { $email }
sign-out = Sair
skip-to-content = Ir para o conteúdo
credentials-for = Credenciais com que outros sistemas agem na conta { $account }.
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
nothing-here = Não há nada aqui
not-allowed = Não permitido
not-possible-now = Não é possível agora
to-start-page = Ir para a página inicial

## Search, filters and order

search = Pesquisar
search-by = Pesquisar por nome ou chave
filters = Filtros
status-any = Status: todos
role-any = Função: todas
alert = Alerta
alert-any = Alerta: todos
pending-deletion = Exclusão pendente
order = Ordem
newest-first = Mais novas primeiro
oldest-first = Mais antigas primeiro
name-a-to-z = Nome de A a Z
name-z-to-a = Nome de Z a A
oldest-token-first = Token mais antigo primeiro
active-first = Ativas primeiro
inactive-first = Inativas primeiro
ignored-parts = Partes deste endereço não significam nada aqui e são ignoradas: { $parts }.
part-page = página
part-search = texto da pesquisa
part-status = status
part-role = função
part-alert = alerta
part-order = ordem
part-unknown = um filtro desconhecido
no-key-matches = Nenhuma chave encontrada
no-key-matches-why = Todas as palavras da pesquisa precisam estar no nome da chave ou na chave do app. Maiúsculas, minúsculas e acentos não fazem diferença.
no-key-is-so = Nenhuma chave tem tudo o que os filtros pedem.
clear-search = Limpar pesquisa e filtros
pages = Páginas
rows-shown = { $first }–{ $last } de { $all }
keys-listed = { $count ->
    [one] { NUMBER($count) } chave
   *[other] { NUMBER($count) } chaves
  }
list-kept = O servidor não responde. Esta é a lista como estava; o Keydesk continua tentando.
try-again = Tentar de novo
list-slow = Aguardando o servidor…

## The table of keys

generated-keys = Chaves geradas
key-or-name = Chave / Nome
created-date = Data de criação
created-on = Criada em
actions = Ações
actions-for = Ações para { $label }
link-history = Histórico de links
old-token-pending = Exclusão pendente - Token antigo
link-expired-unopened = O link expirou sem ser aberto
renewal-recommended = Renovação recomendada
renewal-highly-recommended = Renovação altamente recomendada
alert-and-age = { $alert } · token de { $age }
alert-dates = O token foi criado em { $created }. { $alert } desde { $since }.
link-not-opened = Link ainda não aberto · restam { $time }
link-visited-again = Link aberto foi visitado de novo
visits = Visitas: { $times }, a última em { $date }.
created-and-ago = criado em { $date } · { $ago }
also-acts-on = Também age em: { $accounts }
links-revisited = { $count ->
    [one] Um link de { NUMBER($count) } chave foi visitado de novo depois de aberto.
   *[other] Links de { NUMBER($count) } chaves foram visitados de novo depois de abertos.
  }
links-revisited-advice = Outra pessoa pode ter o endereço.
no-link-revisited = Nenhum link aberto foi visitado de novo.
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
    [one] Mostrar { NUMBER($count) } chave cujo link foi visitado de novo
   *[other] Mostrar { NUMBER($count) } chaves cujos links foram visitados de novo
  }
show-all-keys = Mostrar todas as chaves
nothing-waiting = Nada pendente
nothing-waiting-why = Nenhuma chave tem o que você filtra.
first-key = Gere a primeira chave
first-key-why = Com uma chave, outro sistema pode agir nesta conta. Você dá um nome a ela, escolhe as funções e recebe um link que entrega o token uma única vez.
no-keys-yet = Ainda não há chaves
no-keys-yet-why = Ninguém gerou uma chave para esta conta, e suas funções não permitem isso. Fale com um proprietário da conta.

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
reason-undo-instead = Desfaça a renovação
reason-no-old-token = Não há token antigo
reason-new-token-viewed = O novo token foi visto
reason-link-expired = O link expirou
reason-no-link-pending = Nenhum link à espera

## Forms

your-password = Sua senha
your-password-why = Para garantir que é você quem entrega ou destrói credenciais.
key-identification = Identificação da chave
key-identification-hint = Para que serve a chave, como o nome da integração.
roles-hint = Escolha só o que a integração precisa: quem tem o token pode fazer tudo isso.
no-roles-hint = Esta conta ainda não tem funções para as próprias APIs. As que estão aqui servem para administrar o próprio Keydesk; outras são criadas na página Funções.
roles-none = Nenhuma função escolhida: a chave é recusada sempre que um recurso é exigido.
owner-role-why = Com { $role }, quem tem o token pode fazer tudo nesta conta, inclusive administrar usuários e funções.
active-hint = Requisições com uma chave inativa são recusadas; os tokens dela continuam.
generate = Gerar
key-generated = Chave gerada
pass-link-on = Entregue o link a quem precisa do token ou abra você mesmo. Se o link se perder, escolha Novo link no menu da chave.
link-opens-once = Abre uma única vez e só aparece aqui agora.
link-genuine = Links autênticos começam com { $address }
link-compare = Peça a quem recebe o link que compare isso com a barra de endereço antes de ver o token.
link-expires-in = Expira em { $time }

## Renewing

renewal-adds-token = A chave recebe um novo token e um link de acesso único para ele, válido por 24 horas. O token em uso continua funcionando até você excluí-lo.
renewal-replaces-unseen = O link do token mais novo expirou sem ser aberto, então ninguém chegou a ver esse token. Ele é substituído por um novo, com um novo link de acesso único válido por 24 horas; nada mais muda.
consent-to-delete = Excluir o token antigo na hora
no-old-token-left = O token anterior nunca foi visto por ninguém, então ele deixou de existir e não há token antigo a excluir.
token-renewed = Token renovado
new-link-made = Novo link criado
new-link-why = Ninguém abriu o link desta chave. O token dela é revogado e substituído por outro, com um novo link de acesso único válido por 24 horas. O link anterior não abre mais.
nobody-has-token = Ninguém tem o novo token ainda. Excluir o antigo mesmo assim.
delete-the-old-token = Excluir o token antigo
later = Depois
later-why = Os dois tokens funcionam até você excluir o antigo. Escolha esta opção enquanto houver integrações que o usam.
now = Agora
now-why = O token antigo deixa de funcionar na hora. Tudo que ainda o usa perde o acesso.
complete = Concluir
undo = Desfazer
undo-why = O novo token e o link dele deixam de funcionar, e o token antigo volta a ser o único. Nada do que usa a chave percebe.
old-token-stops = O token antigo deixa de funcionar na hora. Verifique que nenhuma integração o usa mais: isso não pode ser desfeito.
old-token-of-age-stops = O token antigo, criado { $ago }, deixa de funcionar na hora. Verifique que nenhuma integração o usa mais: isso não pode ser desfeito.
new-token-unseen = Ninguém viu o novo token ainda.
new-token-unseen-why = O link de acesso único dele nunca foi aberto, então quem usa esta chave perderá o acesso assim que o token antigo for excluído.
new-token-lost = O novo token não pode mais ser visto por ninguém.
new-token-lost-why = O link de acesso único dele expirou sem ser aberto, então quem usa esta chave perderá o acesso assim que o token antigo for excluído. Em vez disso, renove de novo.

## Deactivating, activating, deleting

deactivate-why = A partir de agora, toda requisição com esta chave é recusada. Os tokens dela continuam: quando você ativar a chave de novo, eles funcionarão como antes.
inactive-already = Esta chave já está inativa.
activate-why = A partir de agora, requisições com os tokens desta chave voltam a ser aceitas.
active-already = Esta chave já está ativa.
delete-why = A chave, os tokens e os links dela deixam de existir na hora, e tudo que usa a chave para de funcionar. Se quiser só pausar a chave, desative-a.
understood = Entendo que esta ação não pode ser desfeita

## What was done

done-edited = As alterações foram salvas.
done-completed-later = Renovação concluída. Os dois tokens funcionam até você excluir o antigo.
done-completed-now = Renovação concluída. O token antigo foi excluído e só o novo funciona.
done-undone = Renovação desfeita. O token antigo voltou a ser o único e o link não abre mais.
done-old-token-deleted = O token antigo foi excluído. Só o novo funciona.
done-deactivated = A chave está inativa. Requisições com ela são recusadas.
done-activated = A chave está ativa. Os tokens dela voltaram a funcionar.
done-deleted = A chave foi excluída.

## What is being done, after a moment

saving = Salvando…
generating = Gerando…
renewing = Renovando…
making-link = Criando o link…
completing = Concluindo…
undoing = Desfazendo…
deleting = Excluindo…
deactivating = Desativando…
activating = Ativando…

## What closing a dialog would lose, or means

link-not-copied = Este link não foi copiado e não aparece em nenhum outro lugar. Copie o link ou feche mais uma vez para sair sem ele.
entered-is-lost = O que você digitou aqui não foi salvo. Feche mais uma vez para descartar.
left-later = Isso significa Depois: os dois tokens funcionam até você excluir o antigo.
left-uncopied = O link não foi copiado, então ninguém o tem.

## Why something was not done

error-session-ended = Sua sessão terminou. Entre de novo em outra aba; o que você digitou aqui continua.
sign-in-in-new-tab = Entrar em uma nova aba
error-password-needed = Confirme que é você: digite sua senha e tente de novo.
error-forbidden = Suas funções nesta conta não permitem isso. Fale com um proprietário da conta.
error-not-found = Isto não existe, ou você não tem acesso.
error-invalid = Verifique os campos marcados.
error-conflict = Alguém alterou esta chave nesse meio-tempo, então nada foi feito. Aqui está ela como é agora; tente de novo se ainda quiser.
error-sent-twice = Este formulário foi enviado duas vezes. A chave foi gerada uma vez e está na lista; o link só apareceu na primeira resposta. Se você não o viu, escolha Novo link no menu da chave.
error-too-many = Tentativas demais. Espere { $duration } e tente de novo.
error-malformed = Não foi possível entender esta requisição. Recarregue a página e tente de novo.
error-unavailable = O Keydesk não consegue usar o banco de dados agora, então nada foi alterado. Tente de novo em instantes; se continuar, consulte o log do servidor.
error-unreachable = Não foi possível contatar o servidor. Verifique sua conexão, recarregue a página e veja se a alteração já está lá antes de tentar de novo.

refused-link-pending = O link de acesso único do novo token desta chave ainda não foi aberto. Abra o link, espere que ele expire em { $date } ou desfaça a renovação; depois renove.
refused-first-link-pending = O link de acesso único do token desta chave ainda não foi aberto. Abra o link ou espere que ele expire em { $date }; depois renove. Se o link se perdeu, escolha Novo link.
refused-old-token-would-go = Esta chave ainda tem um token antigo, e uma chave tem no máximo dois. Renovar de novo exclui o token antigo na hora; o token em uso passa a ser o antigo e continua funcionando. Concorde com isso ou mantenha os dois tokens como estão.
refused-not-renewing = Esta chave tem só um token, então não há nada a desfazer ou excluir. Para substituí-lo, renove a chave depois que o link tiver sido aberto ou tiver expirado.
refused-new-token-viewed = O novo token foi visto em { $date }, então alguém pode estar usando e a renovação não pode ser desfeita. Exclua o token antigo quando ele não for mais usado ou renove de novo.
refused-link-expired = O link do novo token expirou em { $date } sem ser aberto, então não há nada a desfazer. Renove de novo para receber um novo link.
refused-no-link-pending = Nenhum link desta chave está à espera de ser aberto, então não há o que substituir. Para entregar um novo token, renove a chave.
refused-new-token-unseen = Ninguém tem o novo token ainda, porque o link dele não foi aberto. Escolha Depois ou marque a caixa para excluir o token antigo mesmo assim.

## Why what was typed is refused

text-label-blank = Digite um nome, para que as pessoas possam distinguir esta chave das outras.
text-label-too-long = Use no máximo { $most } caracteres; este nome tem { $length }.
text-label-control = Remova o caractere de controle invisível; um nome só pode ter caracteres visíveis.
text-password-missing = Digite sua senha.
text-password-wrong = Esta senha está incorreta. Verifique e tente de novo.
text-role-unknown = Esta função não existe mais. Escolha uma da lista.
text-not-understood = Marque a caixa para confirmar.
