### La página de una clave.

key-page-title = { $key } · Clave de API
key-page-deleted = Esta clave se eliminó el { $date }.
key-page-tokens = Tokens
key-page-token = Token
key-page-recorded-since = Las solicitudes se registran desde el { $date } (UTC).
key-page-not-recorded = Todavía no se registró ninguna solicitud, por lo que no se sabe nada sobre el uso de los tokens.
key-page-first-used = Usado por primera vez el { $date }

## Gráficos

key-page-hours = Solicitudes en las últimas 24 horas
key-page-days = Solicitudes en los últimos 90 días
key-page-requests-made = { $count ->
    [one] { $requests } solicitud
   *[other] { $requests } solicitudes
  }
key-page-requests-denied = { $count ->
    [one] { $requests } solicitud, { $denied } denegada
   *[other] { $requests } solicitudes, { $denied } denegadas
  }
key-page-as-table = Mostrar como tabla
key-page-time = Hora
key-page-day = Día (UTC)
key-page-requests = Solicitudes
key-page-denied = Denegadas

## Desde dónde se usa una clave

key-page-senders = Se usa desde
key-page-address = Dirección
key-page-verifier = Verificador
key-page-last = Última
key-page-senders-kept = De cada token solo se conservan los últimos { NUMBER($senders) } pares de dirección y verificador.
key-page-no-address = No informada por el verificador
key-page-no-verifier = Sin verificador informado
key-page-verifier-elsewhere = Un verificador de otra cuenta

## Solicitudes denegadas

key-page-denials = Solicitudes denegadas
key-page-reason = Motivo
denial-unknown-key = Clave desconocida
denial-key-deleted = La clave está eliminada
denial-unknown-token = Token desconocido
denial-token-revoked = El token está eliminado
denial-key-inactive = La clave estaba inactiva
denial-key-expired = La clave había expirado
denial-address-denied = La clave no se puede usar desde esa dirección
denial-account-denied = La clave no tiene acceso a la cuenta
denial-resource-denied = Ningún rol contiene el recurso

## Tokens eliminados que aún se envían

key-page-dead-of = Eliminado el { $date }
key-page-dead-sent = { $count ->
    [one] Enviado una vez desde entonces, { $ago }.
   *[other] Enviado { $times } veces desde entonces, la última { $ago }.
  }

## Otras partes

key-page-links = Links de acceso único
key-page-events = Eventos de auditoría
key-page-all-events = Todos los eventos de esta clave
key-page-keep-old = Conservar hasta que lo elimine yo
key-page-delete-after = Eliminar cuando no se use por días:
