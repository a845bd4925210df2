## Page

links-back = Volver a las claves de API
links-lead = Visitar la página de un link no lo abre; los programas de chat y los filtros de correo lo hacen por su cuenta. Las visitas de vistas previas de links, de navegadores que precargan páginas y del navegador que abrió el link no generan avisos. Solo { $button } abre el link, una única vez.
links-older = Los links más antiguos no se muestran. El registro de auditoría indica qué pasó con ellos.

## State of a link and of its token

links-link-of = Link del { $date }
links-pending = Aún no se ha abierto; válido hasta el { $date }.
links-opened = Abierto.
links-expired = Expiró sin abrirse.
links-cancelled = Cancelado sin abrirse.
links-token-newest = Su token es el más reciente de la clave.
links-token-old = Su token es el antiguo de la clave y funciona hasta que se elimine.
links-token-gone = Su token se eliminó y ya no da acceso.

## Events of a link

links-from = Desde { $address }, { $browser }
links-issued-with-key = Emitido con la clave
links-issued-with-key-by = Emitido con la clave, por { $who }
links-issued-with-token = Emitido con un nuevo token
links-issued-with-token-by = Emitido con un nuevo token, por { $who }
links-looked = Página visitada
links-was-opened = Abierto; se mostró el token
links-looked-when-expired = Visitado después de expirar
links-looked-when-cancelled = Visitado después de cancelarse
links-looked-when-opened = Visitado de nuevo; la página indicó que el link ya se había abierto
links-by-headers = Solo se solicitaron los encabezados de la página
links-by-prefetch = Precargado por un navegador
links-by-preview = Visitado por una vista previa de links
links-by-opener = Visitado de nuevo por el navegador que lo abrió
links-tried-by-opener = Enviado de nuevo por el navegador que lo abrió; no se mostró ningún token
links-tried = Intento de abrirlo; no se mostró ningún token
links-has-expired = Expiró; nadie lo abrió
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
links-what-it-means = Es posible que el destinatario haya usado otro navegador o que otra persona tenga la dirección. El token no se mostró una segunda vez. Si el destinatario dice que nunca lo vio, otra persona abrió el link antes.
links-advice-gone = El token ya no existe, por lo que no hay que hacer nada.
links-advice-renew = En caso de duda, pregunta al destinatario. Renueva el token y elimina el antiguo.
links-advice-ask = En caso de duda, habla con alguien que pueda renovar el token.
links-which-visits = Las últimas de estas visitas
links-dismiss = Descartar aviso
