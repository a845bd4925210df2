## Fechas y horas

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
press-to-copy = Seleccionado. Pulsa Ctrl+C o ⌘C, o mantén pulsado el texto y elige Copiar.
previous = Anterior
next = Siguiente

## Names of things

password = Contraseña
app-key = Clave de la app
app-token = Token de la app
single-access-link = Enlace de acceso único
api-keys = Claves de API
users = Usuarios
roles = Roles
role = Rol
audit-log = Registro de auditoría
audit-log-short = Auditoría
account = Cuenta
settings = Ajustes
status = Estado
active = Activa
inactive = Inactiva
new-token = Token nuevo
old-token = Token antiguo
no-roles = Sin roles
no-resources = Sin recursos

## The frame of the page

profile-of = Perfil de { $email }
sign-out = Cerrar sesión
skip-to-content = Ir al contenido
credentials-for = Credenciales con las que otros sistemas actúan en la cuenta { $account }.
generated = Generadas
external = Externas
export = Exportar
export-all = Exportar todas
export-found = { $count ->
    [one] Exportar solo esta
   *[other] Exportar estas { NUMBER($count) }
  }
exporting = Exportando…
exported = El archivo se ha descargado.
nothing-here = Aquí no hay nada
not-allowed = No permitido
not-possible-now = No es posible ahora
to-start-page = Ir a la página de inicio

## Search, filters and order

search = Buscar
search-by = Buscar por nombre o clave
filters = Filtros
status-any = Estado: todos
role-any = Rol: todos
alert = Alerta
alert-any = Alerta: todas
pending-deletion = Eliminación pendiente
order = Orden
newest-first = Más nuevas primero
oldest-first = Más antiguas primero
name-a-to-z = Nombre de A a Z
name-z-to-a = Nombre de Z a A
oldest-token-first = Token más antiguo primero
active-first = Activas primero
inactive-first = Inactivas primero
ignored-parts = Partes de esta dirección no significan nada aquí y se ignoran: { $parts }.
part-page = página
part-search = texto de búsqueda
part-status = estado
part-role = rol
part-alert = alerta
part-order = orden
part-unknown = un filtro desconocido
no-key-matches = Ninguna clave coincide
no-key-matches-why = Todas las palabras de la búsqueda deben estar en el nombre de la clave o en la clave de la app. Las mayúsculas, las minúsculas y los acentos no importan.
no-key-is-so = Ninguna clave tiene todo lo que piden los filtros.
clear-search = Borrar búsqueda y filtros
pages = Páginas
rows-shown = { $first }–{ $last } de { $all }
keys-listed = { $count ->
    [one] { NUMBER($count) } clave
   *[other] { NUMBER($count) } claves
  }
list-kept = El servidor no responde. Esta es la lista como estaba; Keydesk lo sigue intentando.
try-again = Intentar de nuevo
list-slow = Esperando al servidor…

## The table of keys

generated-keys = Claves generadas
key-or-name = Clave / Nombre
created-date = Fecha de creación
created-on = Creada el
actions = Acciones
actions-for = Acciones para { $label }
link-history = Historial de enlaces
old-token-pending = Eliminación pendiente - Token antiguo
link-expired-unopened = El enlace caducó sin abrirse
renewal-recommended = Renovación recomendada
renewal-highly-recommended = Renovación muy recomendada
alert-and-age = { $alert } · token de { $age }
alert-dates = El token se creó el { $created }. { $alert } desde el { $since }.
link-not-opened = Enlace aún sin abrir · quedan { $time }
link-visited-again = Enlace abierto visitado de nuevo
visits = Visitas: { $times }, la última el { $date }.
created-and-ago = creado el { $date } · { $ago }
also-acts-on = También actúa en: { $accounts }
links-revisited = { $count ->
    [one] Un enlace de { NUMBER($count) } clave se visitó de nuevo después de abrirse.
   *[other] Enlaces de { NUMBER($count) } claves se visitaron de nuevo después de abrirse.
  }
links-revisited-advice = Puede que otra persona tenga la dirección.
no-link-revisited = Ningún enlace abierto se visitó de nuevo.
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
    [one] Mostrar { NUMBER($count) } clave cuyo enlace se visitó de nuevo
   *[other] Mostrar { NUMBER($count) } claves cuyos enlaces se visitaron de nuevo
  }
show-all-keys = Mostrar todas las claves
nothing-waiting = Nada pendiente
nothing-waiting-why = Ninguna clave tiene lo que filtras.
first-key = Genera la primera clave
first-key-why = Con una clave, otro sistema puede actuar en esta cuenta. Le pones un nombre, eliges sus roles y recibes un enlace que entrega su token una sola vez.
no-keys-yet = Aún no hay claves
no-keys-yet-why = Nadie ha generado una clave para esta cuenta, y tus roles no lo permiten. Habla con un propietario de la cuenta.

## Actions

edit = Editar
renew-token = Renovar token
new-link = Enlace nuevo
undo-renewal = Deshacer renovación
delete-old-token = Eliminar token antiguo
deactivate = Desactivar
activate = Activar
delete-key = Eliminar clave
generate-key = Generar clave
reason-link-pending = Su enlace aún no se ha abierto
reason-undo-instead = Deshaz la renovación
reason-no-old-token = No hay token antiguo
reason-new-token-viewed = El token nuevo ya se vio
reason-link-expired = Su enlace caducó
reason-no-link-pending = Ningún enlace por abrir

## Forms

your-password = Tu contraseña
your-password-why = Para asegurarnos de que eres tú quien entrega o destruye credenciales.
key-identification = Identificación de la clave
key-identification-hint = Para qué sirve la clave, como el nombre de la integración.
roles-hint = Elige solo lo que la integración necesita: quien tenga el token podrá hacer todo eso.
no-roles-hint = Esta cuenta aún no tiene roles para sus propias API. Los de aquí sirven para administrar el propio Keydesk; otros se crean en la página Roles.
roles-none = Ningún rol elegido: la clave se rechaza siempre que se exija un recurso.
owner-role-why = Con { $role }, quien tenga el token puede hacer todo en esta cuenta, también administrar usuarios y roles.
active-hint = Las solicitudes con una clave inactiva se rechazan; sus tokens se conservan.
generate = Generar
key-generated = Clave generada
pass-link-on = Entrega el enlace a quien necesite el token o ábrelo tú. Si se pierde, elige Enlace nuevo en el menú de la clave.
link-opens-once = Se abre una sola vez y solo se muestra aquí ahora.
link-genuine = Los enlaces auténticos empiezan por { $address }
link-compare = Pide a quien reciba el enlace que lo compare con la barra de direcciones antes de ver el token.
link-expires-in = Caduca en { $time }

## Renewing

renewal-adds-token = La clave recibe un token nuevo y un enlace de acceso único que dura 24 horas. El token en uso sigue funcionando hasta que lo elimines.
renewal-replaces-unseen = El enlace al token más reciente caducó sin abrirse, así que nadie llegó a ver ese token. Se reemplaza por uno nuevo con un nuevo enlace de acceso único que dura 24 horas; nada más cambia.
consent-to-delete = Eliminar el token antiguo de inmediato
no-old-token-left = Nadie vio nunca el token anterior, así que ya no existe y no hay ningún token antiguo que eliminar.
token-renewed = Token renovado
new-link-made = Enlace nuevo creado
new-link-why = Nadie ha abierto el enlace de esta clave. Su token se revoca y se reemplaza por otro con un nuevo enlace de acceso único que dura 24 horas. El enlace anterior ya no se abre.
nobody-has-token = Nadie tiene todavía el token nuevo. Eliminar el antiguo de todos modos.
delete-the-old-token = Eliminar el token antiguo
later = Después
later-why = Los dos tokens funcionan hasta que elimines el antiguo. Elige esto mientras haya integraciones que lo usen.
now = Ahora
now-why = El token antiguo deja de funcionar de inmediato. Lo que todavía lo use se queda sin acceso.
complete = Completar
undo = Deshacer
undo-why = El token nuevo y su enlace de acceso único dejan de funcionar, y el token antiguo vuelve a ser el único. Nada de lo que usa la clave lo nota.
old-token-stops = El token antiguo deja de funcionar de inmediato. Comprueba que ninguna integración lo use ya: esto no se puede deshacer.
old-token-of-age-stops = El token antiguo, creado { $ago }, deja de funcionar de inmediato. Comprueba que ninguna integración lo use ya: esto no se puede deshacer.
new-token-unseen = Nadie ha visto todavía el token nuevo.
new-token-unseen-why = Su enlace de acceso único nunca se abrió, así que quien use esta clave se quedará sin acceso en cuanto se elimine el token antiguo.
new-token-lost = Ya nadie puede ver el token nuevo.
new-token-lost-why = Su enlace de acceso único caducó sin abrirse, así que quien use esta clave se quedará sin acceso en cuanto se elimine el token antiguo. Mejor renueva otra vez.

## Deactivating, activating, deleting

deactivate-why = Desde ahora se rechaza toda solicitud con esta clave. Sus tokens se conservan: cuando vuelvas a activar la clave, funcionarán como antes.
inactive-already = Esta clave ya está inactiva.
activate-why = Desde ahora se vuelven a aceptar las solicitudes con los tokens de esta clave.
active-already = Esta clave ya está activa.
delete-why = La clave, sus tokens y sus enlaces desaparecen de inmediato, y todo lo que usa la clave deja de funcionar. Si solo quieres pausar la clave, desactívala.
understood = Entiendo que esta acción no se puede deshacer

## What was done

done-edited = Los cambios se han guardado.
done-completed-later = Renovación completada. Los dos tokens funcionan hasta que elimines el antiguo.
done-completed-now = Renovación completada. El token antiguo se ha eliminado y solo funciona el nuevo.
done-undone = Renovación deshecha. El token antiguo vuelve a ser el único y el enlace ya no se abre.
done-old-token-deleted = El token antiguo se ha eliminado. Solo funciona el nuevo.
done-deactivated = La clave está inactiva. Las solicitudes con ella se rechazan.
done-activated = La clave está activa. Sus tokens vuelven a funcionar.
done-deleted = La clave se ha eliminado.

## What is being done, after a moment

saving = Guardando…
generating = Generando…
renewing = Renovando…
making-link = Creando el enlace…
completing = Completando…
undoing = Deshaciendo…
deleting = Eliminando…
deactivating = Desactivando…
activating = Activando…

## What closing a dialog would lose, or means

link-not-copied = Este enlace no se ha copiado y no se muestra en ningún otro sitio. Cópialo o cierra otra vez para salir sin él.
entered-is-lost = Lo que has escrito aquí no se ha guardado. Cierra otra vez para descartarlo.
left-later = Eso significa Después: los dos tokens funcionan hasta que elimines el antiguo.
left-uncopied = El enlace no se ha copiado, así que nadie lo tiene.

## Why something was not done

error-session-ended = Tu sesión ha terminado. Inicia sesión de nuevo en otra pestaña; lo que escribiste aquí se conserva.
sign-in-in-new-tab = Iniciar sesión en una pestaña nueva
error-password-needed = Confirma que eres tú: escribe tu contraseña e inténtalo de nuevo.
error-forbidden = Tus roles en esta cuenta no lo permiten. Habla con un propietario de la cuenta.
error-not-found = Esto no existe o no tienes acceso.
error-invalid = Revisa los campos marcados.
error-conflict = Alguien cambió esta clave mientras tanto, así que no se hizo nada. Aquí está la clave tal como es ahora; inténtalo de nuevo si todavía quieres.
error-sent-twice = Este formulario se envió dos veces. La clave se generó una sola vez y está en la lista; su enlace solo se mostró en la primera respuesta. Si no lo viste, elige Enlace nuevo en el menú de la clave.
error-too-many = Demasiados intentos. Espera { $duration } e inténtalo de nuevo.
error-malformed = No se pudo entender esta solicitud. Recarga la página e inténtalo de nuevo.
error-unavailable = Keydesk no puede acceder a su base de datos ni escribir en ella en este momento, así que no se cambió nada. Inténtalo de nuevo en un momento; si sigue igual, consulta el registro del servidor.
error-unreachable = No se pudo contactar con el servidor. Comprueba tu conexión, recarga la página y mira si el cambio ya está hecho antes de intentarlo de nuevo.

refused-link-pending = El enlace de acceso único del token nuevo de esta clave aún no se ha abierto. Ábrelo, espera a que caduque el { $date } o deshaz la renovación; después renueva.
refused-first-link-pending = El enlace de acceso único del token de esta clave aún no se ha abierto. Ábrelo o espera a que caduque el { $date }; después renueva. Si el enlace se perdió, elige Enlace nuevo.
refused-old-token-would-go = Esta clave todavía tiene un token antiguo, y una clave tiene como máximo dos. Renovar otra vez elimina el token antiguo de inmediato; el token en uso pasa a ser el antiguo y sigue funcionando. Acéptalo o deja los dos tokens como están.
refused-not-renewing = Esta clave tiene un solo token, así que no hay nada que deshacer ni eliminar. Para reemplazarlo, renueva la clave cuando su enlace se haya abierto o haya caducado.
refused-new-token-viewed = El token nuevo se vio el { $date }, así que alguien puede estar usándolo y la renovación no se puede deshacer. Elimina el token antiguo cuando ya no se use o renueva otra vez.
refused-link-expired = El enlace al token nuevo caducó el { $date } sin abrirse, así que no hay nada que deshacer. Renueva otra vez para obtener un enlace nuevo.
refused-no-link-pending = Ningún enlace de esta clave espera a que lo abran, así que no hay nada que reemplazar. Para entregar un token nuevo, renueva la clave.
refused-new-token-unseen = Nadie tiene todavía el token nuevo, porque su enlace no se ha abierto. Elige Después o marca la casilla para eliminar el token antiguo de todos modos.

## Why what was typed is refused

text-label-blank = Escribe un nombre, para que se pueda distinguir esta clave de las demás.
text-label-too-long = Usa como máximo { $most } caracteres; este nombre tiene { $length }.
text-label-control = Quita el carácter de control invisible; un nombre solo puede tener caracteres visibles.
text-password-missing = Escribe tu contraseña.
text-password-wrong = Esta contraseña no es correcta. Revísala e inténtalo de nuevo.
text-role-unknown = Este rol ya no existe. Elige uno de la lista.
text-not-understood = Marca la casilla para confirmar.
