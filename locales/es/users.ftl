## The list

users-under = Quién puede iniciar sesión en la cuenta { $account } y qué puede hacer en ella.
users-invite-user = Invitar usuario
users-members = Miembros
users-user = Usuario
users-member-since = Miembro desde
users-last-active = Última actividad
users-you = Tú
users-never = Nunca
users-invited-by-email = Invitación de { $email }
users-active = Activo
users-disabled = Desactivado
users-no-roles = Ninguno
users-pending-invitations = Invitaciones pendientes
users-address = Dirección
users-invited-by = Invitado por
users-operator = el operador
users-expires-in = Expira en

## Labels on narrow screens, which have no column headings

users-label-member-since = Miembro desde
users-label-last-active = Última actividad:
users-label-invited-by = Invitado por:
users-label-expires-in = Expira en

## Buttons and their accessible names

users-edit-roles = Editar roles
users-edit-roles-of = Editar roles de { $email }
users-disable = Desactivar
users-disable-email = Desactivar { $email }
users-enable = Activar
users-enable-email = Activar { $email }
users-remove = Quitar
users-remove-email = Quitar { $email }
users-new-link = Nuevo link
users-new-link-for = Nuevo link para { $email }
users-cancel-invitation = Cancelar invitación
users-cancel-invitation-of = Cancelar invitación para { $email }
users-invite = Invitar
users-make-new-link = Crear nuevo link
users-keep-invitation = Mantener invitación
users-back = Volver a los usuarios

## Forms

users-email = Correo electrónico
users-email-hint = La persona inicia sesión con esta dirección. Recibes un link para enviárselo; Keydesk no envía correos.
users-roles-hint = Elige solo lo necesario.
users-roles-hidden = Los roles que permiten más que los tuyos no se muestran.
users-disable-user = Desactivar usuario
users-disable-text = Este usuario pierde el acceso a esta cuenta de inmediato, hasta que se active de nuevo. Sus roles se conservan. Sus otras cuentas no se ven afectadas.
users-enable-user = Activar usuario
users-enable-text = Este usuario puede volver a usar sus roles de inmediato.
users-remove-user = Quitar usuario
users-remove-text = Este usuario pierde el acceso a esta cuenta de inmediato. Sus entradas permanecen en el registro de auditoría y sus otras cuentas no se ven afectadas. Para volver, necesita una invitación.
users-cancel-text = Su link deja de funcionar e indica que se canceló.
users-new-link-text = Recibes un nuevo link, válido por 24 horas. El anterior deja de funcionar.
users-roles-invited-by = { $roles }; invitación de { $inviter }
users-roles-invited-by-operator = { $roles }; invitación del operador

## The new link

users-link-text = Con este link, { $email } puede unirse a la cuenta. Envíalo por un canal que solo esa persona lea: la primera persona que lo abra se une con él.
users-link-once = Funciona una sola vez. No se mostrará de nuevo.
users-link-compare = Pide al destinatario que lo verifique en la barra de direcciones antes de ingresar una contraseña.
users-link-expires = Expira en { $time }

## Refusals

users-refused-gone = Esto ya no existe.
users-refused-not-allowed = Tus roles en esta cuenta no permiten esto. Habla con un propietario de la cuenta.
users-refused-changed = Alguien hizo un cambio mientras tanto, por lo que no se hizo nada. Tus datos se conservan. Revisa el estado actual ({ $now }) y guarda de nuevo si todavía quieres hacerlo.
users-refused-raced = Alguien hizo un cambio aquí en el mismo instante, por lo que no se hizo nada. Inténtalo de nuevo.
users-refused-last-owner = Este es el último propietario de la cuenta que puede iniciar sesión, y una cuenta siempre necesita uno. Antes, haz propietaria a otra persona.
users-refused-outranked = Este usuario puede hacer más que tú en esta cuenta, por lo que no puedes modificarlo. Habla con un propietario de la cuenta.
users-refused-beyond-own = No puedes asignar el rol “{ $role }”: permite más que los tuyos. Habla con un propietario de la cuenta.
users-refused-no-role = Elige al menos un rol.
users-refused-member-there = Un usuario de esta cuenta ya tiene esta dirección. Edita sus roles en la lista de usuarios.
users-refused-invited-already = Esta dirección ya está invitada. Cancela esa invitación o crea un nuevo link para ella en la lista de usuarios.
users-refused-alike = Esta dirección se parece a { $email }, que ya pertenece a esta cuenta. Revisa cómo está escrita.
users-refused-too-many = Esta cuenta tiene { $max } usuarios e invitaciones, el máximo permitido. Quita uno que ya no sea necesario.
users-self-edit = Estos son tus propios roles. No podrás devolverte lo que quites aquí.
users-self-edit-understood = Entiendo que cambio mis propios roles
users-self-disable = Este usuario eres tú. Pierdes el acceso a esta cuenta de inmediato, hasta que otra persona te active de nuevo.
users-self-disable-understood = Entiendo que desactivo mi propio usuario
users-self-remove = Este usuario eres tú. Pierdes el acceso a esta cuenta de inmediato y necesitarás una invitación para volver.
users-self-remove-understood = Entiendo que quito mi propio usuario de esta cuenta
