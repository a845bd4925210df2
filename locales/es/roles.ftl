## The lists

roles-under = Conjuntos de permisos para las claves y los usuarios de la cuenta { $account }.
roles-new-role = Nuevo rol
roles-all = Todos los roles
roles-resources = Recursos
roles-used-by = Usado por
roles-label-used-by = Usado por:
roles-predefined = Predefinido
roles-no-resources = Ninguno
roles-keys = { $number } { $count ->
    [one] clave
   *[other] claves
  }
roles-users = { $number } { $count ->
    [one] usuario
   *[other] usuarios
  }
roles-invitations = { $number } { $count ->
    [one] invitación
   *[other] invitaciones
  }
roles-nobody = nadie
roles-apis = Recursos de tus API
roles-apis-none = Aún no hay ninguno. Un recurso es un permiso para tus propias API, como orders.view. Inclúyelo en un rol y asigna el rol a una clave. La verificación indica a tu API si la clave tiene el recurso.
roles-resource = Recurso
roles-description = Descripción
roles-in-roles = En los roles
roles-label-in-roles = En los roles:
roles-add-resource = Agregar recurso

## Buttons and their accessible names

roles-edit-name = Editar { $name }
roles-delete-name = Eliminar { $name }
roles-create = Crear rol
roles-add = Agregar
roles-back = Volver
roles-show-generated = Mostrar claves generadas con este rol
roles-show-external = Mostrar claves externas con este rol

## Forms

roles-edit-role = Editar rol
roles-delete-role = Eliminar rol
roles-delete-role-text = Nadie tiene este rol. No se puede restaurar, pero puedes crear otro igual.
roles-resource-hint = El nombre que solicita tu API, por ejemplo orders.view. No se puede cambiar después.
roles-description-optional = Descripción (opcional)
roles-description-hint = Lo que permite. Se muestra a quienes editan roles.
roles-delete-resource = Eliminar recurso
roles-delete-resource-text = No está en ningún rol, por lo que ninguna clave y ningún usuario pierde acceso.
roles-name = Nombre del rol
roles-name-hint = Por ejemplo, Pedidos - solo lectura.
roles-own-hint = Lo que los usuarios con este rol pueden hacer en esta cuenta.
roles-own-hidden = Los permisos que tú no tienes no se muestran.
roles-your-apis = Tus API
roles-apis-hint = Lo que las claves con este rol pueden hacer.
roles-none-to-choose = Aún no hay ningún recurso. Agrega recursos en la página Roles.

## Keydesk's own resources

roles-keys-view = Ver claves
roles-keys-view-text = Ver, buscar y exportar la lista de claves.
roles-keys-edit = Editar claves
roles-keys-edit-text = Generar, eliminar, activar y desactivar claves, cambiar sus nombres y roles; agregar claves externas.
roles-keys-renew = Renovar tokens
roles-keys-renew-text = Renovar tokens, deshacer renovaciones, eliminar tokens antiguos.
roles-settings-edit = Cambiar la configuración
roles-settings-edit-text = Definir el período tras el cual se recomienda la renovación y administrar los verificadores de la cuenta.
roles-users-manage = Administrar usuarios
roles-users-manage-text = Invitar, desactivar y quitar usuarios y asignarles roles.
roles-roles-manage = Administrar roles
roles-roles-manage-text = Crear y cambiar roles y los recursos de tus API.
roles-audit-view = Ver el registro de auditoría
roles-audit-view-text = Ver quién hizo qué y cuándo.

## $uses of roles-refused-role-in-use and $roles of roles-refused-resource-in-use. A translation may begin with a preposition.

roles-the-keys = { $count ->
    [one] de la clave { $names }
   *[other] de las claves { $names }
  }
roles-the-users = { $count ->
    [one] del usuario { $names }
   *[other] de los usuarios { $names }
  }
roles-the-invitations = { $count ->
    [one] de la invitación para { $names }
   *[other] de las invitaciones para { $names }
  }
roles-the-roles = { $count ->
    [one] del rol { $names }
   *[other] de los roles { $names }
  }
roles-and-more = { $names } y { $rest } más

## Refusals

roles-refused-predefined = Este rol es predefinido y no se puede cambiar. En su lugar, crea tu propio rol.
roles-refused-outranked = Este rol permite más que los tuyos, por lo que no puedes cambiarlo. Habla con un propietario de la cuenta.
roles-refused-name-blank = Ingresa un nombre para el rol.
roles-refused-name-too-long = Usa como máximo { $max } caracteres; este nombre tiene { $length }.
roles-refused-control = Elimina el carácter de control invisible. Aquí solo se permiten caracteres visibles.
roles-refused-name-there = Ya existe un rol llamado “{ $name }”. Elige otro nombre.
roles-refused-name-alike = Este nombre se parece a “{ $name }”, que ya existe. Elige otro nombre.
roles-refused-too-many-roles = Esta cuenta tiene { $max } roles, el máximo permitido. Elimina uno que ya no sea necesario.
roles-refused-beyond-own = No puedes incluir { $resource } en un rol, porque tus propios roles no lo incluyen. Habla con un propietario de la cuenta.
roles-refused-resource-unknown = El recurso { $resource } ya no existe. Elige uno de la lista.
roles-refused-role-in-use = Este rol está en uso y no se puede eliminar. Antes, quítalo { $uses }.
roles-refused-resource-name = Usa de 1 a 64 letras minúsculas sin acento, dígitos, guiones y guiones bajos, en palabras separadas por un solo punto, como orders.view.
roles-refused-resource-reserved = Los nombres que empiezan por keydesk. están reservados para Keydesk. Elige otro nombre, como { $name }.
roles-refused-resource-there = Este recurso ya existe.
roles-refused-description-too-long = Usa como máximo { $max } caracteres; esta descripción tiene { $length }.
roles-refused-too-many-resources = Esta cuenta tiene { $max } recursos, el máximo permitido. Elimina uno que ya no sea necesario.
roles-refused-resource-in-use = Este recurso está en uso y no se puede eliminar. Antes, quítalo { $roles }.

## $now of users-refused-changed

roles-now-without = { $name }, sin recursos
roles-now-with = { $name } con { $resources }
roles-self-edit = Tú mismo tienes este rol. Pierdes los permisos que quites aquí, a menos que otro de tus roles los incluya.
roles-self-edit-understood = Entiendo que cambio mis propios permisos
