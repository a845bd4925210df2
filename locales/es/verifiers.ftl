## The list

verifiers = Verificadores
verifiers-about = Gateways y servicios que preguntan a Keydesk si una clave y su token son válidos. Cada uno se identifica con un secreto.
verifiers-none = Aún no hay ninguno. Crea uno para cada gateway o servicio, para poder renovar o revocar cada uno por separado.
verifiers-verifier = Verificador
verifiers-may-ask = Puede preguntar por
verifiers-created = Creado el
verifiers-last-used = Último uso
verifiers-all-resources = Todos los recursos
verifiers-never = Nunca
verifiers-valid = Válido
verifiers-revoked = Revocado
verifiers-old-still-valid = Secreto antiguo aún válido
verifiers-new-secret = Nuevo secreto
verifiers-old-secret = Secreto antiguo
verifiers-used-ago = último uso { $ago }
verifiers-never-used = nunca usado
verifiers-all-accounts = Todas las cuentas
verifiers-several-accounts = Varias cuentas
verifiers-by-operator = Lo administra el operador de este Keydesk.

## Labels on narrow screens, which have no column headings

verifiers-label-may-ask = Puede preguntar por:
verifiers-label-created = Creado el
verifiers-label-last-used = Último uso:

## Buttons and their accessible names

verifiers-create = Crear verificador
verifiers-edit-name = Editar { $name }
verifiers-renew = Renovar
verifiers-renew-name = Renovar { $name }
verifiers-delete-old = Eliminar secreto antiguo
verifiers-delete-old-name = Eliminar el secreto antiguo de { $name }
verifiers-revoke = Revocar
verifiers-revoke-name = Revocar { $name }
verifiers-back = Volver a la configuración
verifiers-doing-revoke = Revocando…

## Forms

verifiers-edit = Editar verificador
verifiers-renew-verifier = Renovar verificador
verifiers-revoke-verifier = Revocar verificador
verifiers-name = Nombre
verifiers-name-hint = Por ejemplo, Gateway en Fráncfort. Aparece en esta lista y en el registro de auditoría.
verifiers-account-hint = Solo puede preguntar por la cuenta { $account }.
verifiers-resources-hint = Solo puede preguntar por los recursos elegidos, y las respuestas no mencionan otros. Si no eliges ninguno, puede preguntar por todos.
verifiers-resource-gone = Este recurso se eliminó.
verifiers-renew-text = El verificador recibe un nuevo secreto. El actual sigue siendo válido hasta que lo elimines.
verifiers-renew-again-text = El nuevo secreto nunca se usó. Se reemplaza por otro y deja de ser válido. El secreto antiguo sigue siendo válido.
verifiers-delete-old-text = El secreto antiguo deja de ser válido de inmediato.
verifiers-old-used = Último uso del secreto antiguo: { $ago }.
verifiers-old-never-used = El secreto antiguo nunca se usó.
verifiers-new-used = Último uso del nuevo secreto: { $ago }.
verifiers-new-never-used = El nuevo secreto nunca se usó. Si eliminas el antiguo ahora, todo lo que usa este verificador deja de recibir respuestas.
verifiers-revoke-text = En cuanto lo revoques, todo lo que usa este verificador deja de recibir respuestas y debe rechazar todas las claves. Esta acción no se puede deshacer.
verifiers-used = Último uso: { $ago }.
verifiers-not-used = Nunca se usó.

## A new secret

verifiers-secret = Secreto
verifiers-secret-of = Secreto de { $name }
verifiers-secret-once = Se muestra una sola vez. Colócalo en la configuración del gateway o servicio.
verifiers-secret-renewed = El secreto antiguo sigue siendo válido. Elimínalo cuando ya nada lo use.

## Refusals

verifiers-refused-name-blank = Ingresa un nombre para el verificador.
verifiers-refused-revoked = Este verificador se revocó. Crea otro.
verifiers-refused-new-secret-in-use = Este verificador tiene dos secretos que ya se usaron. Elimina primero el secreto antiguo y después renueva.
verifiers-refused-no-old-secret = Este verificador tiene un solo secreto, por lo que no hay uno antiguo que eliminar.
verifiers-refused-name-taken = Ya hay un verificador con este nombre. Elige otro nombre.
verifiers-refused-too-many = Esta cuenta tiene { $max } verificadores, que es el máximo. Revoca uno que ya no sea necesario.
verifiers-refused-changed = Este verificador se modificó mientras tanto. Revisa su estado actual e inténtalo de nuevo.
