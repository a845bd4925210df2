## It can be accepted

invitation-title = Invitación
invitation-join = Unirse a { $account }
invitation-invites = { $inviter } te invita a la cuenta { $account } en Keydesk.
invitation-operator = El operador de este Keydesk
invitation-own = Has iniciado sesión con esta dirección: introduce tu contraseña para unirte.
invitation-new = Elige una contraseña para unirte; iniciarás sesión con ella y esta dirección. Si ya inicias sesión aquí con esta dirección, introduce la contraseña que tienes.
invitation-email = Correo electrónico
invitation-password-hint = Una nueva tiene al menos 12 caracteres, mejor 15 o más; una frase corta funciona bien.
invitation-expires = La invitación caduca en { $time }
invitation-genuine = Las invitaciones auténticas empiezan por { $prefix }
invitation-compare = Compáralo con la barra de direcciones de tu navegador antes de introducir una contraseña.

## It has ended

invitation-ended = Esta invitación ya no es válida
invitation-opened = Este enlace se abrió el { $time }.
invitation-opened-advice = Si fuiste tú, inicia sesión. Si no, avisa de inmediato a quien te invitó: otra persona se ha unido en tu lugar.
invitation-expired = Este enlace caducó el { $time }.
invitation-expired-advice = Nadie lo usó. Pide uno nuevo a quien te invitó.
invitation-cancelled = Este enlace se canceló el { $time }.
invitation-cancelled-advice = La invitación se retiró o tiene un enlace más reciente. Habla con quien te invitó.
invitation-was-for = Era una invitación a la cuenta { $account }.
invitation-sign-in = Iniciar sesión
invitation-refused-raced = Alguien acaba de elegir una contraseña para esta dirección. Recarga la página e introduce esa contraseña.
invitation-refused-wrong = Esta dirección ya tiene un usuario aquí, con otra contraseña. Introduce esa.

## There is none

invitation-not-found = Enlace no encontrado
invitation-not-found-advice = Este enlace no existe. Comprueba que lo copiaste entero o pide uno nuevo a quien te lo envió.
