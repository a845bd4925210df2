## Page

export-failed = Exportación no completada
export-back = Volver a las claves
export-busy = Hay otra exportación en curso. Espera a que termine e inténtalo de nuevo.
export-not-written = El servidor no pudo escribir el archivo. Inténtalo de nuevo en un momento. Si el problema continúa, libera espacio en la carpeta de archivos temporales del servidor y consulta su log.
export-clock = El reloj del servidor marca una fecha anterior a 1970, por lo que no se puede escribir ningún archivo. Solicita que corrijan el reloj e inténtalo de nuevo.

## Sheet names: at most 25 characters, none of [ ] : * ? / \

export-title = Claves de API de { $account }

## Column headings. In English they are identifiers that programs rely on; in other languages they are plain words.

export-id = ID
export-app-key = App key
export-roles = Roles
export-label = Nombre
export-created = Fecha de creación (UTC)
export-token-created = Fecha de creación del token (UTC)
export-new-token-created = Fecha de creación del nuevo token (UTC)
export-status = Status
export-expires = Expiración (UTC)
export-allowed-addresses = Direcciones permitidas
export-last-used = Último uso (UTC)
export-account = Cuenta
export-added = Fecha de incorporación (UTC)

## Audit log: title and headings

export-audit-title = Registro de auditoría de { $account }
export-audit-number = N.º
export-audit-time = Hora (UTC)
export-audit-changed = Cambios
export-audit-about = Sobre
export-audit-address = Dirección
export-audit-action = Nombre de la acción
export-audit-key-id = ID de la clave
export-audit-hash = Hash
