## Page

export-failed = No se exportó
export-back = Volver a las claves
export-busy = Hay otra exportación en curso. Espera a que termine e inténtalo de nuevo.
export-not-written = No se pudo escribir el archivo en el servidor. Inténtalo de nuevo en un momento; si sigue así, libera espacio en la carpeta de archivos temporales del servidor y consulta su registro.
export-clock = El reloj del servidor marca una fecha anterior a 1970, con la que no se puede escribir ningún archivo. Pide que lo pongan en hora e inténtalo de nuevo.

## Spreadsheet: names of sheets are at most 25 characters long and have none of [ ] : * ? / \ in them

export-title = Claves de API de { $account }

## Spreadsheet: headings. The English ones are names that programs know; elsewhere they are words for people.

export-id = ID
export-app-key = Clave de la app
export-roles = Roles
export-label = Nombre
export-created = Fecha de creación (UTC)
export-token-created = Fecha de creación del token (UTC)
export-new-token-created = Fecha de creación del token nuevo (UTC)
export-status = Estado
export-account = Cuenta
export-added = Fecha de incorporación (UTC)

## Spreadsheet: the status of a key

## Spreadsheet of the audit log: its title and headings

export-audit-title = Registro de auditoría de { $account }
export-audit-number = N.º
export-audit-time = Hora (UTC)
export-audit-changed = Cambios
export-audit-about = Sobre
export-audit-address = Dirección
export-audit-action = Nombre de la acción
export-audit-key-id = ID de la clave
export-audit-hash = Hash
