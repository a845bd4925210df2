## List

external-keys = Claves externas
external-none = Ninguna clave externa
external-none-advice = Una clave de otra cuenta puede tener acceso a esta, con los roles que le asignes aquí. Su propietario controla sus tokens y su status.
external-none-first = Pide la app key a su propietario, por ejemplo appkey-bravo-7KQ2MX9P, y haz clic en { $button }.
external-key-and-owner = Clave / Propietario
external-added-on = Agregada el
external-owner = Propietario: { $account }
external-edit-key = Editar { $key }
external-remove = Quitar
external-remove-key = Quitar { $key }

## Forms

external-add-key = Agregar clave
external-identification = Identificación de la clave externa
external-identification-hint = La app key que te dio su propietario, por ejemplo appkey-acme-7KQ2MX9P.
external-key-of = { $key } de { $account }
external-remove-advice = La clave pierde el acceso a esta cuenta de inmediato. Nada cambia para su propietario, y puedes agregarla de nuevo.
external-add = Agregar

