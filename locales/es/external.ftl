## List

external-keys = Claves externas
external-none = Ninguna clave externa
external-none-advice = Una clave de otra cuenta puede actuar en esta con los roles que se le dan aquí. Su propietario conserva los tokens y decide si está activa.
external-none-first = Pide a su propietario la clave de la app, como appkey-bravo-7KQ2MX9P, y pulsa { $button }.
external-key-and-owner = Clave / Propietario
external-added-on = Agregada el
external-owner = Propietario: { $account }
external-edit-key = Editar { $key }
external-remove = Quitar
external-remove-key = Quitar { $key }

## Forms

external-add-key = Agregar clave
external-identification = Identificación de la clave externa
external-identification-hint = La clave de la app tal como la tiene su propietario, por ejemplo appkey-acme-7KQ2MX9P.
external-key-of = { $key } de { $account }
external-remove-advice = La clave ya no podrá actuar en esta cuenta a partir de la próxima solicitud. Para su propietario no cambia nada, y puedes agregarla de nuevo.
external-add = Agregar

## Done

