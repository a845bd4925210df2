### A página de uma chave.

key-page-title = { $key } · Chave de API
key-page-deleted = Esta chave foi excluída em { $date }.
key-page-tokens = Tokens
key-page-token = Token
key-page-recorded-since = As solicitações são registradas desde { $date } (UTC).
key-page-not-recorded = Nenhuma solicitação foi registrada ainda, portanto nada se sabe sobre o uso dos tokens.
key-page-first-used = Usado pela primeira vez em { $date }

## Gráficos

key-page-hours = Solicitações nas últimas 24 horas
key-page-days = Solicitações nos últimos 90 dias
key-page-requests-made = { $count ->
    [one] { $requests } solicitação
   *[other] { $requests } solicitações
  }
key-page-requests-denied = { $count ->
    [one] { $requests } solicitação, { $denied } negada
   *[other] { $requests } solicitações, { $denied } negadas
  }
key-page-as-table = Mostrar como tabela
key-page-time = Horário
key-page-day = Dia (UTC)
key-page-requests = Solicitações
key-page-denied = Negadas

## De onde uma chave é usada

key-page-senders = Usada a partir de
key-page-address = Endereço
key-page-verifier = Verificador
key-page-last = Última
key-page-senders-kept = De cada token são mantidos apenas os últimos { NUMBER($senders) } pares de endereço e verificador.
key-page-no-address = Não informado pelo verificador
key-page-no-verifier = Sem verificador informado
key-page-verifier-elsewhere = Um verificador de outra conta

## Solicitações negadas

key-page-denials = Solicitações negadas
key-page-reason = Motivo
denial-unknown-key = Chave desconhecida
denial-key-deleted = A chave foi excluída
denial-unknown-token = Token desconhecido
denial-token-revoked = O token foi excluído
denial-key-inactive = A chave estava inativa
denial-key-expired = A chave tinha expirado
denial-address-denied = A chave não pode ser usada a partir desse endereço
denial-account-denied = A chave não tem acesso à conta
denial-resource-denied = Nenhum perfil de acesso contém o recurso

## Tokens excluídos que ainda são enviados

key-page-dead-of = Excluído em { $date }
key-page-dead-sent = { $count ->
    [one] Enviado uma vez desde então, { $ago }.
   *[other] Enviado { $times } vezes desde então, a última { $ago }.
  }

## Outras partes

key-page-links = Links de acesso único
key-page-events = Eventos de auditoria
key-page-all-events = Todos os eventos desta chave
key-page-keep-old = Manter até que eu o exclua
key-page-delete-after = Excluir quando sem uso por dias:
