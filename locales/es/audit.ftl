## Page

audit-under = Quién hizo qué con qué clave, cuándo y desde dónde.
audit-export-xlsx = Exportar a Excel
audit-export-csv = Exportar en CSV
audit-export-back = Volver al registro de auditoría
audit-clear = Borrar filtros
audit-export-found = Las exportaciones contienen solo lo que encuentran los filtros.
audit-filters = Filtros
audit-all-actions = Todas las acciones
audit-user-example = nombre@example.com

## Filters

audit-field-key = Clave
audit-field-user = Usuario
audit-field-action = Acción
audit-field-from = Desde (UTC)
audit-field-to = Hasta (UTC)
audit-field-page = Página

## Hints

audit-not-understood = El filtro { $name } no se entendió, así que no se muestra nada. Corrígelo o bórralo.
audit-ignored-unknown = La dirección tiene un filtro que no existe. Se ignora.
audit-too-many-users = Muchos usuarios empiezan así y solo se buscan algunos de ellos. Escribe una parte mayor de la dirección.
audit-too-many-keys = Hay más claves con ese nombre de las que se buscan. Escribe más del nombre.
audit-days-swapped = El último día es anterior al primero. Intercambia Desde y Hasta.
audit-none-here = No hay entradas aquí
audit-none-here-advice = El registro no tiene entradas de este lado. Vuelve a las más recientes.
audit-nothing-yet = Todavía no ha pasado nada
audit-nothing-yet-advice = Todo lo que se hace con las claves, los enlaces y los ajustes de esta cuenta se registra aquí, en el momento en que se hace.
audit-no-match = Nada coincide con estos filtros
audit-no-match-advice = Borra uno de ellos o incluye más días. Un usuario se encuentra por el comienzo de la dirección; una clave, por palabras de su nombre o de su clave de la app, aunque se haya eliminado. Los inicios de sesión no pertenecen a ninguna cuenta y no están en este registro.
audit-show-newest = Mostrar las entradas más recientes

## Table

audit-time = Hora
audit-who = Quién
audit-what = Qué
audit-key = Clave
audit-from = Desde dónde
audit-number = N.º { $number }
audit-about-key = Mostrar lo que pasó con esta clave
audit-newer = Más recientes
audit-older = Más antiguas
audit-entries = { $count ->
    [one] { NUMBER($count) } entrada
   *[other] { NUMBER($count) } entradas, de la más reciente a la más antigua
  }

## Who acted; also within a sentence: "Issued with the key, by …"

who-link-holder = quien tenía el enlace
who-nobody = alguien sin sesión iniciada
who-clock = Keydesk, automáticamente
who-operator = un operador en el servidor

## What was changed, below what was done

audit-renamed = Renombrado de { $old } a { $new }
# Names of roles, or of resources of a role.
audit-added = Agregado: { $names }
audit-removed = Quitado: { $names }

## What was exported, in the column of the key

audit-exported-keys = generadas: { $generated }, externas: { $external }
audit-exported-all = el registro completo

## What somebody did, beside who it was and to which key. Also the choices of a filter.

event-account-created = Creó la cuenta
event-signed-in = Inició sesión
event-sign-in-refused = Intentó iniciar sesión y no se le permitió
event-signed-out = Cerró sesión
event-key-generated = Generó la clave
event-token-renewed = Renovó el token
event-link-replaced = Creó un enlace nuevo para un token que nadie había visto
event-renewal-completed-later = Completó la renovación; el token antiguo se eliminará más tarde
event-renewal-completed-now = Completó la renovación y eliminó el token antiguo
event-renewal-undone = Deshizo la renovación
event-old-token-deleted = Eliminó el token antiguo
event-key-activated = Activó la clave
event-key-deactivated = Desactivó la clave
event-key-edited = Editó la clave
event-key-deleted = Eliminó la clave
event-link-opened = Abrió el enlace y recibió el token
event-link-visited-again = Volvió a un enlace que ya no era válido
event-link-expired = Cerró el enlace, que nadie había abierto en 24 horas
event-renewal-period-3-months = Fijó el período de renovación en 3 meses
event-renewal-period-6-months = Fijó el período de renovación en 6 meses
event-verifier-created = Creó un verificador
event-password-changed = Cambió la contraseña
event-sessions-revoked = Cerró sesiones
event-browsers-forgotten = Olvidó navegadores conocidos
event-external-key-added = Agregó la clave externa
event-external-key-edited = Editó los roles de la clave externa
event-external-key-removed = Quitó la clave externa
event-link-notice-dismissed = Descartó el aviso de que el enlace se visitó de nuevo
event-keys-exported = Exportó las claves
event-user-invited = Invitó a un usuario
event-invitation-cancelled = Canceló una invitación
event-invitation-opened = Aceptó una invitación
event-invitation-expired = Cerró una invitación, que nadie había aceptado en 24 horas
event-invitation-visited-again = Volvió a una invitación que ya no era válida
event-user-roles-edited = Cambió los roles de un usuario
event-user-disabled = Desactivó a un usuario
event-user-enabled = Activó a un usuario
event-user-removed = Quitó a un usuario
event-role-created = Creó un rol
event-role-edited = Editó un rol
event-role-deleted = Eliminó un rol
event-resource-added = Agregó un recurso
event-resource-deleted = Eliminó un recurso
event-audit-exported = Exportó el registro de auditoría
event-second-factor-asked = Introdujo la contraseña correcta y se le pidió un código
event-second-factor-refused = Introdujo un código que fue rechazado
event-second-factor-on = Activó el segundo factor
event-second-factor-off = Desactivó el segundo factor
event-second-factor-reset = Restableció el segundo factor
event-recovery-code-used = Usó un código de recuperación
event-password-reset = Restableció la contraseña
event-recovery-codes-replaced = Creó códigos de recuperación nuevos
