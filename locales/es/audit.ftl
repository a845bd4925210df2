## Page

audit-under = Quién hizo qué con qué clave, cuándo y desde dónde.
audit-export-xlsx = Exportar a Excel
audit-export-csv = Exportar en CSV
audit-export-back = Volver al registro de auditoría
audit-clear = Borrar filtros
audit-export-found = Las exportaciones contienen solo las entradas que coinciden con los filtros.
audit-export-all-xlsx = Exportar todo a Excel
audit-export-all-csv = Exportar todo en CSV
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

audit-not-understood = El filtro { $name } no es válido, por lo que no se muestra ninguna entrada. Corrígelo o bórralo.
audit-unknown-filter = La dirección contiene un filtro desconocido, por lo que no se muestra ninguna entrada.
audit-too-many-users = Hay demasiados usuarios que coinciden, por lo que solo se buscan algunos. Ingresa más caracteres de la dirección.
audit-too-many-keys = Hay demasiadas claves que coinciden, por lo que solo se buscan algunas. Ingresa más palabras del nombre.
audit-days-swapped = El último día es anterior al primero. Intercambia Desde y Hasta.
audit-none-here = No hay entradas aquí
audit-none-here-advice = No hay más entradas en esta dirección. Vuelve a las más recientes.
audit-nothing-yet = Todavía no hay entradas
audit-nothing-yet-advice = Todas las acciones sobre las claves, los links y la configuración de esta cuenta se registran aquí en el momento en que ocurren.
audit-no-match = Ninguna entrada coincide con estos filtros
audit-no-match-advice = Borra un filtro o elige un período más largo. Los usuarios se encuentran por el comienzo de su dirección. Las claves se encuentran por palabras de su nombre o de su app key, incluso después de eliminarse. Los inicios de sesión no pertenecen a ninguna cuenta y no están en este registro.
audit-show-newest = Mostrar las entradas más recientes

## Table

audit-time = Hora
audit-who = Quién
audit-what = Qué
audit-key = Clave
audit-from = Desde dónde
audit-number = N.º { $number }
audit-about-key = Mostrar las entradas sobre esta clave
audit-newer = Más recientes
audit-older = Más antiguas
audit-entries = { $count ->
    [one] { NUMBER($count) } entrada
   *[other] { NUMBER($count) } entradas, de la más reciente a la más antigua
  }

## Actors; also used within a sentence: "Issued with the key, by …"

who-link-holder = alguien con el link
who-nobody = alguien sin sesión iniciada
who-clock = Keydesk, automáticamente
who-operator = un operador en el servidor

## Details of a change, below the action

audit-renamed = Renombrado de { $old } a { $new }
# Names of roles, or of resources of a role.
audit-added = Agregado: { $names }
audit-removed = Quitado: { $names }
audit-replaced = { $name }: { $before } → { $after }
audit-all-addresses = todas
audit-all-resources = todos
audit-no-lifetime = ninguna

## Scope of an export, in the column of the key

audit-exported-keys = generadas: { $generated }, externas: { $external }
audit-exported-all = todo el registro

## Actions. They follow the actor in the table, and are the choices of a filter.

event-account-created = Creó la cuenta
event-database-restored = Restauró una copia de la base de datos
event-signed-in = Inició sesión
event-sign-in-refused = Intentó iniciar sesión y se le denegó el acceso
event-signed-out = Cerró sesión
event-key-generated = Generó la clave
event-token-renewed = Renovó el token
event-link-replaced = Creó un nuevo link y reemplazó el token no visualizado
event-renewal-completed-later = Completó la renovación y conservó el token antiguo
event-renewal-completed-now = Completó la renovación y eliminó el token antiguo
event-renewal-completed-when-unused = Completó la renovación y eligió eliminar el token antiguo cuando no se use
event-renewal-undone = Deshizo la renovación
event-old-token-deleted = Eliminó el token antiguo
event-old-token-deleted-unused = Eliminó el token antiguo, que ya no se usaba
event-key-activated = Activó la clave
event-key-deactivated = Desactivó la clave
event-key-edited = Editó la clave
event-key-deleted = Eliminó la clave
event-link-opened = Abrió el link y visualizó el token
event-link-visited-again = Visitó un link que ya no era válido
event-link-expired = Marcó el link como expirado, porque nadie lo abrió en 24 horas
event-link-cancelled = Canceló el link
event-renewal-period-3-months = Definió el período de renovación en 3 meses
event-renewal-period-6-months = Definió el período de renovación en 6 meses
event-key-lifetimes-set = Definió la vigencia de las claves
event-verifier-created = Creó un verificador
event-verifier-edited = Cambió lo que un verificador puede preguntar
event-verifier-renewed = Renovó un verificador
event-verifier-old-secret-deleted = Eliminó el secreto antiguo de un verificador
event-verifier-revoked = Revocó un verificador
event-password-changed = Cambió la contraseña
event-sessions-revoked = Cerró sesiones
event-browsers-forgotten = Olvidó navegadores conocidos
event-external-key-added = Agregó la clave externa
event-external-key-edited = Editó los roles de la clave externa
event-external-key-removed = Quitó la clave externa
event-link-notice-dismissed = Descartó el aviso de que el link se visitó de nuevo
event-dead-token-dismissed = Descartó el aviso de que un token eliminado aún se envía
event-keys-exported = Exportó las claves
event-user-invited = Invitó a un usuario
event-invitation-cancelled = Canceló una invitación
event-invitation-opened = Aceptó una invitación
event-invitation-expired = Marcó una invitación como expirada, porque nadie la aceptó en 24 horas
event-invitation-visited-again = Visitó una invitación que ya no era válida
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
event-second-factor-asked = Ingresó la contraseña correcta y se le pidió un código
event-second-factor-refused = Ingresó un código que fue rechazado
event-second-factor-on = Activó el segundo factor
event-second-factor-off = Desactivó el segundo factor
event-second-factor-reset = Restableció el segundo factor
event-recovery-code-used = Usó un código de recuperación
event-password-reset = Restableció la contraseña
event-user-unlocked = Desbloqueó a un usuario
event-recovery-codes-replaced = Creó nuevos códigos de recuperación
