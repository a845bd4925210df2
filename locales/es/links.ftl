## Page

links-title-of = Historial de enlaces · { $key }
links-back = Volver a las claves de API
links-lead = Mirar un enlace no lo abre, y los programas de chat y los filtros de correo miran por su cuenta. Las visitas de vistas previas, de navegadores que cargan páginas por adelantado y del navegador que abrió el enlace no generan aviso. Solo { $button } lo abre, una única vez.
links-older = Los enlaces más antiguos no se muestran. Lo que pasó con ellos está en el registro de auditoría.

## A link: how it is now, and what has become of the token that it delivered

links-link-of = Enlace del { $date }
links-pending = Aún no se ha abierto; se puede abrir hasta el { $date }.
links-opened = Abierto.
links-expired = Caducó sin abrirse.
links-cancelled = Cancelado sin abrirse.
links-token-newest = Su token es el más nuevo de la clave.
links-token-old = Su token es el antiguo de la clave, que funciona hasta que se elimine.
links-token-gone = Su token se eliminó y ya no da acceso a nadie.

## What happened to a link, line by line

links-from = Desde { $address }, { $browser }
links-issued-with-key = Emitido con la clave
links-issued-with-key-by = Emitido con la clave, por { $who }
links-issued-with-token = Emitido con un token nuevo
links-issued-with-token-by = Emitido con un token nuevo, por { $who }
links-looked = Página vista
links-was-opened = Abierto; se mostró el token
links-looked-when-expired = Visitado cuando ya había caducado
links-looked-when-cancelled = Visitado cuando ya estaba cancelado
links-looked-when-opened = Visitado de nuevo; la página dijo que el enlace ya se había abierto
links-by-headers = Solo se pidieron las cabeceras de la página
links-by-prefetch = Cargado por adelantado por un navegador
links-by-preview = Visto por una vista previa de enlaces
links-by-opener = Visto de nuevo por el navegador que lo abrió
links-tried-by-opener = Enviado de nuevo por el navegador que lo abrió; no se mostró ningún token
links-tried = Intento de abrirlo; no se mostró ningún token
links-has-expired = Caducó; nadie lo abrió
links-was-cancelled = Cancelado; nadie lo abrió
links-more-visits = { $count ->
    [one] Visitado una vez más
   *[other] Visitado { $times } veces más
  }
links-more-visits-last = { $count ->
    [one] Visitado una vez más, el { $date }
   *[other] Visitado { $times } veces más, la última el { $date }
  }
links-more-quiet = { $count ->
    [one] Una visita más que no generó aviso
   *[other] { $times } visitas más que no generaron aviso
  }
links-many-visits = Visitado al menos { $times } veces más
links-many-visits-last = Visitado al menos { $times } veces más, la última el { $date }

## A browser, as in "From 192.0.2.1, Firefox on Linux"

links-browser-on = { $browser } en { $system }
links-browser-unknown = Navegador desconocido

## The notice that an opened link was visited again

links-visited-again = { $count ->
    [one] Visitado de nuevo una vez desde que se abrió.
   *[other] Visitado de nuevo { $times } veces desde que se abrió.
  }
links-what-it-means = Puede que el destinatario haya usado otro navegador o que otra persona tenga la dirección. El token no se mostró a nadie una segunda vez. Si el destinatario dice que nunca lo vio, otra persona llegó primero.
links-advice-gone = El token ya no existe, así que esto no tiene consecuencias.
links-advice-renew = En caso de duda, pregunta al destinatario; renueva el token y elimina el antiguo.
links-advice-ask = En caso de duda, habla con alguien que pueda renovar el token.
links-which-visits = Las últimas de estas visitas
links-dismiss = Descartar aviso
