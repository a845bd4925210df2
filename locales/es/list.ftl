## Dates and times

months = ene feb mar abr may jun jul ago sept oct nov dic
date = { $day } { $month } { $year }
date-and-time = { $date }, { $time } UTC
just-now = ahora mismo
ago = hace { $duration }
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
    [one] día
   *[other] días
  }
for-months = { NUMBER($count) } { $count ->
    [one] mes
   *[other] meses
  }
years = { NUMBER($count) } { $count ->
    [one] año
   *[other] años
  }

## Buttons

close = Cerrar
cancel = Cancelar
save = Guardar
delete = Eliminar
apply = Aplicar
copy = Copiar
copy-named = Copiar { $text }
copied = Copiado
press-to-copy = Texto seleccionado. Presiona Ctrl+C o ⌘C. En el teléfono, mantén presionado el texto y elige Copiar.
previous = Anterior
next = Siguiente

## Names of things

password = Contraseña
app-key = App key
app-token = App token
single-access-link = Link de acceso único
api-keys = Claves de API
users = Usuarios
roles = Roles
roles-short = Roles
role = Rol
audit-log = Registro de auditoría
audit-log-short = Auditoría
account = Cuenta
settings = Configuración
status = Status
active = Activa
inactive = Inactiva
expired = Expirada
new-token = Nuevo token
old-token = Token antiguo
no-roles = Sin roles
no-resources = Sin recursos
role-owner = Propietario (Admin Super)
role-user-administrator = Administrador de usuarios - RESTRINGIDO

## Page frame

profile-of = Perfil de { $email }
sign-out = Cerrar sesión
skip-to-content = Ir al contenido
credentials-for = Credenciales que dan a otros sistemas acceso a la cuenta { $account }.
generated = Generadas
external = Externas
export = Exportar
export-all = Exportar todas
export-found = { $count ->
    [one] Exportar solo esta
   *[other] Exportar estas { NUMBER($count) }
  }
exporting = Exportando…
exported = El archivo se descargó.
nothing-here = No encontrado
not-allowed = No permitido
not-possible-now = No es posible ahora
to-start-page = Ir a la página de inicio

## Search, filters and order

search = Buscar
search-by = Buscar por nombre o clave
filters = Filtros
status-any = Status: todos
role-any = Rol: todos
alert = Alerta
alert-any = Alerta: todas
pending-deletion = Eliminación pendiente
order = Ordenar por
newest-first = Más nuevas primero
oldest-first = Más antiguas primero
name-a-to-z = Nombre de A a Z
name-z-to-a = Nombre de Z a A
oldest-token-first = Token más antiguo primero
active-first = Activas primero
inactive-first = Inactivas primero
part-unused = uso
usage = Uso
usage-any = Uso: todos
not-used-for = Sin uso desde hace { $duration }
last-used-first = Usadas más recientemente primero
longest-unused-first = Más tiempo sin uso primero
misread-parts = Estas partes de la dirección no son válidas, por lo que no se muestra ninguna clave: { $parts }.
ignored-parts = Estas partes de la dirección no son compatibles y se ignoraron: { $parts }.
part-page = página
part-search = texto de búsqueda
part-status = status
part-role = rol
part-alert = alerta
part-order = ordenamiento
part-unknown = un filtro desconocido
no-key-matches = No se encontró ninguna clave
no-key-matches-why = Todas las palabras de la búsqueda deben estar en el nombre de la clave o en la app key. No se distinguen mayúsculas, minúsculas ni acentos.
no-key-is-so = Ninguna clave coincide con todos los filtros.
clear-search = Borrar búsqueda y filtros
pages = Páginas
rows-shown = { $first }–{ $last } de { $all }
keys-listed = { $count ->
    [one] { NUMBER($count) } clave
   *[other] { NUMBER($count) } claves
  }
list-kept = El servidor no responde. Es posible que la lista no esté actualizada. Keydesk sigue intentándolo.
try-again = Intentar de nuevo
list-slow = Esperando al servidor…

## The table of keys

generated-keys = Claves generadas
key-or-name = Clave / Nombre
created-date = Fecha de creación
created-on = Creada el
actions = Acciones
actions-for = Acciones para { $label }
details = Detalles
old-token-pending = Eliminación pendiente - Token antiguo
link-expired-unopened = El link expiró sin abrirse
renewal-recommended = Renovación recomendada
renewal-highly-recommended = Renovación muy recomendada
expires-in = Expira en { $duration }
expires-on = Expira el { $date }
expired-on = Expiró el { $date }
last-day-is = Último día: { $date } (UTC)
only-from = Solo desde { $networks }
only-from-and-more = Solo desde { $networks } y { $rest } más
alert-and-age = { $alert } · token de { $age }
alert-dates = El token se creó el { $created }. { $alert } desde el { $since }.
link-not-opened = Link aún sin abrir · quedan { $time }
link-visited-again = Link abierto visitado de nuevo
visits = Visitas: { $times }, la última el { $date }.
created-and-ago = creado el { $date } · { $ago }
also-acts-on = También tiene acceso a: { $accounts }
last-used = Último uso { $ago }
not-used-since = Sin uso desde el { $date }
dead-token = Token eliminado aún enviado
dead-times = Enviado: { $times }, la última el { $date }.
dead-tokens = Todavía se envían tokens eliminados.
dead-advice = Una integración no se actualizó, o alguien prueba un token filtrado. No dan acceso.
dead-of-key = { $label }: enviado { $times }×, el último { $ago }.
dead-of-deleted = { $label } (clave eliminada): enviado { $times }×, el último { $ago }.
last-from = Desde { $address }.
dead-others = { $count ->
    [one] Y { NUMBER($count) } clave más.
   *[other] Y { NUMBER($count) } claves más.
  }
links-revisited = { $count ->
    [one] { NUMBER($count) } clave tiene un link que se visitó de nuevo después de abrirse.
   *[other] { NUMBER($count) } claves tienen un link que se visitó de nuevo después de abrirse.
  }
links-revisited-advice = Es posible que otra persona tenga la dirección.
no-link-revisited = Ningún link abierto se visitó de nuevo.
old-tokens-pending = { $count ->
    [one] { NUMBER($count) } clave tiene un token antiguo pendiente de eliminación.
   *[other] { NUMBER($count) } claves tienen un token antiguo pendiente de eliminación.
  }
no-old-token-pending = Ninguna clave tiene un token antiguo pendiente de eliminación.
delete-once-unused = { $count ->
    [one] Elimina el token antiguo cuando tus integraciones ya usen el nuevo.
   *[other] Elimina los tokens antiguos cuando tus integraciones ya usen los nuevos.
  }
show-old-tokens = { $count ->
    [one] Mostrar { NUMBER($count) } clave con token antiguo
   *[other] Mostrar { NUMBER($count) } claves con token antiguo
  }
show-revisited = { $count ->
    [one] Mostrar { NUMBER($count) } clave con un link visitado de nuevo
   *[other] Mostrar { NUMBER($count) } claves con un link visitado de nuevo
  }
show-all-keys = Mostrar todas las claves
nothing-waiting = Nada pendiente
nothing-waiting-why = Ninguna clave coincide con este filtro.
first-key = Genera la primera clave
first-key-why = Una clave da a otro sistema acceso a esta cuenta. Le asignas un nombre, eliges sus roles y recibes un link que muestra su token una sola vez.
no-keys-yet = Aún no hay claves
no-keys-yet-why = Nadie ha generado una clave para esta cuenta todavía, y tus roles no te permiten hacerlo. Habla con un propietario de la cuenta.

## Actions

edit = Editar
renew-token = Renovar token
new-link = Nuevo link
undo-renewal = Deshacer renovación
delete-old-token = Eliminar token antiguo
deactivate = Desactivar
activate = Activar
delete-key = Eliminar clave
generate-key = Generar clave
reason-link-pending = Su link aún no se ha abierto
reason-undo-instead = Primero deshaz la renovación
reason-no-old-token = No hay token antiguo
reason-new-token-viewed = El nuevo token ya se visualizó
reason-link-expired = Su link expiró
reason-no-link-pending = No hay ningún link pendiente

## Forms

your-password = Tu contraseña
your-password-why = Confirma que eres tú antes de emitir o eliminar credenciales.
key-identification = Identificación de la clave
key-identification-hint = Para qué sirve la clave, por ejemplo el nombre de la integración.
roles-hint = Elige solo los roles que la integración necesita. Quien tenga el token podrá usarlos todos.
no-roles-hint = Esta cuenta aún no tiene roles para sus propias API. Los roles de abajo sirven para administrar el propio Keydesk. Crea otros en la página Roles.
roles-none = Ningún rol seleccionado. La clave se rechazará siempre que se exija un recurso.
owner-role-why = { $role } permite que quien tenga el token haga todo en esta cuenta, incluso administrar usuarios y roles.
expires = Expira
no-end = Sin expiración
in-days = En { $duration }
on-a-date = En una fecha
last-day = Último día
last-day-hint = La clave funciona hasta el final de este día en UTC.
allowed-addresses = Direcciones permitidas
allowed-addresses-hint = Direcciones IP o redes como 10.0.0.0/8, una por línea. La clave se rechaza en cualquier otro lugar. Deja el campo vacío para permitir todas.
active-hint = Las solicitudes con una clave inactiva se rechazan. Sus tokens se conservan.
generate = Generar
key-generated = Clave generada
pass-link-on = Envía el link a quien necesite el token o ábrelo tú. Si se pierde, elige Nuevo link en el menú de la clave.
link-opens-once = Funciona una sola vez. No se mostrará de nuevo.
link-genuine = Los links auténticos empiezan por { $address }
link-compare = Pide al destinatario que lo verifique en la barra de direcciones antes de ver el token.
link-expires-in = Expira en { $time }

## Renewing

renewal-adds-token = La clave recibe un nuevo token y un link de acceso único, válido por 24 horas. El token actual sigue funcionando hasta que lo elimines.
renewal-replaces-unseen = El link al token más reciente expiró sin abrirse, por lo que nadie vio ese token. Se reemplaza por un nuevo token, con un nuevo link de acceso único válido por 24 horas. Nada más cambia.
consent-to-delete = Eliminar el token antiguo de inmediato
no-old-token-left = Nadie vio el token anterior. Se revocó, por lo que no hay ningún token antiguo que eliminar.
token-renewed = Token renovado
new-link-made = Nuevo link creado
new-link-why = Nadie ha abierto el link de esta clave. Su token se revoca y se reemplaza por uno nuevo, con un nuevo link de acceso único válido por 24 horas. El link anterior deja de funcionar.
nobody-has-token = Nadie tiene el nuevo token todavía. Eliminar el antiguo de todos modos.
delete-the-old-token = Eliminar el token antiguo
later = Después
later-why = Los dos tokens funcionan hasta que elimines el antiguo. Elige esta opción mientras haya integraciones que usen el token antiguo.
when-unused = Cuando no se use
when-unused-why = Keydesk elimina el token antiguo cuando nadie lo usa desde hace unos días y el nuevo está en uso. Solo cuentan los días en que se registraron verificaciones.
when-unused-days = Días sin uso, de 1 a 90
old-token-goes = El token antiguo se eliminará cuando lleve { $duration } sin uso.
fact-used-today = { $count ->
    [one] { $token } se usó una vez en las últimas 24 horas, { $ago }.
   *[other] { $token } se usó { $times } veces en las últimas 24 horas, la última { $ago }.
  }
fact-used = { $token } se usó por última vez { $ago }.
fact-quiet = { $token } no se usa desde hace al menos 7 días.
fact-unknown = No hay registro de uso. { $token } puede estar en uso: las verificaciones no se registran desde hace suficiente tiempo.
ago-from = { $ago }, desde { $address }
fact-token = El token
fact-old-token = El token antiguo
fact-new-token = El nuevo token
safe-to-delete = Se puede eliminar con seguridad: el token antiguo no se usa desde hace al menos 7 días y el nuevo está en uso.
in-use-anyway = Todavía está en uso. Continuar de todos modos.
now = Ahora
now-why = El token antiguo deja de funcionar de inmediato. Las integraciones que todavía lo usen pierden el acceso.
complete = Completar
undo = Deshacer
undo-why = El nuevo token y su link de acceso único dejan de funcionar. El token antiguo vuelve a ser el único. Las integraciones no se ven afectadas.
old-token-stops = El token antiguo deja de funcionar de inmediato. Asegúrate de que ninguna integración lo siga usando. Esta acción no se puede deshacer.
old-token-of-age-stops = El token antiguo, creado { $ago }, deja de funcionar de inmediato. Asegúrate de que ninguna integración lo siga usando. Esta acción no se puede deshacer.
new-token-unseen = Nadie ha visto el nuevo token todavía.
new-token-unseen-why = Su link de acceso único no se ha abierto. Todo lo que usa esta clave perderá el acceso en cuanto se elimine el token antiguo.
new-token-lost = El nuevo token ya no se puede visualizar.
new-token-lost-why = Su link de acceso único expiró sin abrirse. Todo lo que usa esta clave perderá el acceso en cuanto se elimine el token antiguo. En su lugar, renueva otra vez.

## Deactivating, activating, deleting

deactivate-why = A partir de ahora, todas las solicitudes con esta clave se rechazan. Sus tokens se conservan y vuelven a funcionar cuando actives la clave.
inactive-already = Esta clave ya está inactiva.
activate-why = A partir de ahora, las solicitudes con los tokens de esta clave se vuelven a aceptar.
active-already = Esta clave ya está activa.
delete-why = La clave, sus tokens y sus links se eliminan de inmediato. Todo lo que usa la clave deja de funcionar. Si solo quieres pausar la clave, desactívala.
understood = Entiendo que esta acción no se puede deshacer

## Confirmations

done-edited = Los cambios se guardaron.
done-completed-later = Renovación completada. Los dos tokens funcionan hasta que elimines el antiguo.
done-completed-now = Renovación completada. El token antiguo se eliminó y solo funciona el nuevo.
done-completed-when-unused = Renovación completada. El token antiguo se eliminará cuando ya no se use.
done-undone = Renovación deshecha. El token antiguo vuelve a ser el único y el link ya no funciona.
done-old-token-deleted = El token antiguo se eliminó. Solo funciona el nuevo.
done-deactivated = La clave está inactiva. Las solicitudes con ella se rechazan.
done-activated = La clave está activa. Sus tokens vuelven a funcionar.
done-deleted = La clave se eliminó.

## Progress, shown after a short delay

saving = Guardando…
generating = Generando…
renewing = Renovando…
making-link = Creando el link…
completing = Completando…
undoing = Deshaciendo…
deleting = Eliminando…
deactivating = Desactivando…
activating = Activando…

## Warnings when a dialog is closed

link-not-copied = No has copiado este link y no se muestra en ningún otro lugar. Cópialo o cierra otra vez para salir sin él.
entered-is-lost = Los datos ingresados no se guardaron. Cierra otra vez para descartarlos.
left-later = Se aplica la opción Después: los dos tokens funcionan hasta que elimines el antiguo.
left-uncopied = El link no se copió, por lo que nadie lo tiene.

## Errors

error-session-ended = Tu sesión terminó. Inicia sesión de nuevo en otra pestaña. Los datos ingresados aquí se conservan.
sign-in-in-new-tab = Iniciar sesión en una pestaña nueva
error-password-needed = Confirma que eres tú: ingresa tu contraseña e inténtalo de nuevo.
error-forbidden = Tus roles en esta cuenta no permiten esto. Habla con un propietario de la cuenta.
error-not-found = Esto no existe o no tienes acceso.
error-invalid = Revisa los campos marcados.
error-conflict = Otra persona cambió esta clave, por lo que no se hizo nada. Aquí se muestra el estado actual de la clave. Inténtalo de nuevo si todavía quieres hacerlo.
error-sent-twice = Este formulario ya se envió, con otro contenido o demasiadas veces. Comprueba si el cambio se hizo antes de enviarlo de nuevo. Si perdiste un link, crea otro.
error-too-many = Demasiados intentos. Espera { $duration } e inténtalo de nuevo.
error-malformed = No se pudo entender esta solicitud. Recarga la página e inténtalo de nuevo.
error-unavailable = Keydesk no puede leer ni escribir en su base de datos en este momento, por lo que no se cambió nada. Inténtalo de nuevo en un momento. Si el problema continúa, consulta el log del servidor.
error-unreachable = No se pudo conectar con el servidor. Comprueba tu conexión y recarga la página. Antes de intentarlo de nuevo, comprueba si el cambio ya se hizo.

refused-link-pending = El link de acceso único del nuevo token de esta clave aún no se ha abierto. Ábrelo, espera a que expire el { $date } o deshaz la renovación. Después, renueva.
refused-first-link-pending = El link de acceso único del token de esta clave aún no se ha abierto. Ábrelo o espera a que expire el { $date }. Después, renueva. Si el link se perdió, elige Nuevo link.
refused-old-token-would-go = Esta clave todavía tiene un token antiguo, y una clave tiene como máximo dos tokens. Renovar otra vez elimina el token antiguo de inmediato. El token actual pasa a ser el antiguo y sigue funcionando. Confírmalo o conserva los dos tokens.
refused-not-renewing = Esta clave tiene un solo token, por lo que no hay nada que deshacer ni eliminar. Para reemplazar el token, renuévalo cuando su link se haya abierto o haya expirado.
refused-new-token-viewed = El nuevo token se visualizó el { $date } y puede estar en uso, por lo que la renovación no se puede deshacer. Elimina el token antiguo cuando ya no se use o renueva otra vez.
refused-link-expired = El link del nuevo token expiró el { $date } sin abrirse, por lo que no hay nada que deshacer. Renueva otra vez para obtener un nuevo link.
refused-no-link-pending = Esta clave no tiene ningún link pendiente que reemplazar. Para emitir un nuevo token, renueva la clave.
refused-new-token-unseen = Nadie tiene el nuevo token todavía, porque su link no se ha abierto. Elige Después o marca la casilla para eliminar el token antiguo de todos modos.

## Validation errors

text-label-blank = Ingresa un nombre que distinga esta clave de las demás.
text-label-too-long = Usa como máximo { $most } caracteres; este nombre tiene { $length }.
text-label-control = Elimina el carácter de control invisible. Un nombre solo puede tener caracteres visibles.
text-password-missing = Ingresa tu contraseña.
text-password-wrong = Esta contraseña es incorrecta. Revísala e inténtalo de nuevo.
text-role-unknown = Este rol ya no existe. Elige uno de la lista.
text-not-understood = Marca la casilla para confirmar.
text-days-invalid = Ingresa un número de días de 1 a 90.
