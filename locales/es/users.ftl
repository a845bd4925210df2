## The list

users-under = Quién puede iniciar sesión en { $account } y qué puede hacer allí.
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
users-expires-in = Caduca en

## What stands before a value on narrow screens, where the table has no heads

users-label-member-since = Miembro desde
users-label-last-active = Última actividad:
users-label-invited-by = Invitado por:
users-label-expires-in = Caduca en

## Buttons, and what each is called among the others of its kind

users-edit-roles = Editar roles
users-edit-roles-of = Editar roles de { $email }
users-disable = Desactivar
users-disable-email = Desactivar { $email }
users-enable = Activar
users-enable-email = Activar { $email }
users-remove = Quitar
users-remove-email = Quitar { $email }
users-new-link = Enlace nuevo
users-new-link-for = Enlace nuevo para { $email }
users-cancel-invitation = Cancelar invitación
users-cancel-invitation-of = Cancelar invitación para { $email }
users-invite = Invitar
users-make-new-link = Crear enlace nuevo
users-keep-invitation = Mantener invitación
users-back = Volver a los usuarios

## Forms

users-email = Correo electrónico
users-email-hint = Con esta dirección iniciará sesión. Recibes un enlace para compartir; Keydesk no envía correos.
users-roles-hint = Elige solo lo necesario.
users-roles-hidden = No se ofrecen los roles que permiten más que los tuyos.
users-disable-user = Desactivar usuario
users-disable-text = A partir de la próxima solicitud, esta persona no podrá hacer nada en esta cuenta hasta que vuelva a estar activa. Sus roles se conservan y sus otras cuentas también.
users-enable-user = Activar usuario
users-enable-text = A partir de la próxima solicitud, esta persona podrá volver a usar sus roles.
users-remove-user = Quitar usuario
users-remove-text = A partir de la próxima solicitud, esta persona deja de pertenecer a esta cuenta. Lo que hizo queda en el registro de auditoría y sus otras cuentas se conservan. Para volver necesita una invitación.
users-cancel-text = Su enlace deja de abrirse e indica que se canceló.
users-new-link-text = Recibes un enlace nuevo, válido durante 24 horas a partir de ahora. El anterior deja de abrirse.
users-roles-invited-by = { $roles }; invitación de { $inviter }
users-roles-invited-by-operator = { $roles }; invitación del operador

## The new link

users-link-text = Con este enlace, { $email } puede unirse. Envíalo por un canal que solo lea esa persona: quien lo abra primero se une con él.
users-link-once = Se abre una sola vez y solo se muestra aquí ahora.
users-link-compare = Pide a quien reciba la invitación que lo compare con la barra de direcciones antes de introducir una contraseña.
users-link-expires = Caduca en { $time }

## Refusals

users-refused-gone = Esto ya no existe.
users-refused-not-allowed = Tus roles en esta cuenta no permiten esto. Habla con un propietario de la cuenta.
users-refused-changed = Alguien hizo un cambio aquí mientras tanto, así que no se hizo nada. Lo que introdujiste sigue aquí; mira cómo está ahora ({ $now }) y vuelve a guardar si aún quieres hacerlo.
users-refused-raced = Alguien cambió algo aquí en el mismo instante, así que no se hizo nada. Inténtalo de nuevo.
users-refused-last-owner = Este es el último propietario de la cuenta que puede iniciar sesión, y una cuenta siempre tiene uno. Antes, haz propietaria a otra persona.
users-refused-outranked = Este usuario puede hacer más que tú en esta cuenta, por lo que no puedes modificarlo. Habla con un propietario de la cuenta.
users-refused-beyond-own = No puedes dar el rol “{ $role }”: permite más que los tuyos. Habla con un propietario de la cuenta.
users-refused-no-role = Elige al menos un rol.
users-refused-member-there = Un usuario de esta cuenta ya tiene esta dirección. Edita sus roles en la lista de usuarios.
users-refused-invited-already = Esta dirección ya está invitada. Cancela esa invitación o crea un enlace nuevo para ella en la lista de usuarios.
users-refused-alike = Esta dirección parece { $email }, que ya está en esta cuenta. Comprueba cómo está escrita.
users-refused-too-many = Esta cuenta tiene { $max } usuarios e invitaciones, el máximo posible. Quita uno que ya no haga falta.
users-self-edit = Estos son tus propios roles. Lo que te quites aquí no podrás devolvértelo.
users-self-edit-understood = Entiendo que cambio mis propios roles
users-self-disable = Este usuario eres tú. No podrás hacer nada en esta cuenta, desde la próxima solicitud, hasta que otra persona te vuelva a activar.
users-self-disable-understood = Entiendo que me desactivo a mí mismo
users-self-remove = Este usuario eres tú. Sales de esta cuenta de inmediato y necesitarás una invitación para volver.
users-self-remove-understood = Entiendo que me elimino a mí mismo
