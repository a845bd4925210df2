## Pending

invitation-title = Invitación
invitation-join = Unirse a { $account }
invitation-invites = { $inviter } te invita a la cuenta { $account } en Keydesk.
invitation-operator = El operador de este Keydesk
invitation-own = Ya iniciaste sesión con esta dirección. Ingresa tu contraseña para unirte.
invitation-new = Elige una contraseña para unirte. Iniciarás sesión con ella y con esta dirección. Si ya inicias sesión aquí con esta dirección, ingresa tu contraseña actual.
invitation-email = Correo electrónico
invitation-password-hint = Una contraseña nueva tiene al menos 12 caracteres, preferiblemente 15 o más. Una frase corta funciona bien.
invitation-expires = La invitación expira en { $time }
invitation-genuine = Las invitaciones auténticas empiezan por { $prefix }
invitation-compare = Verifícalo en la barra de direcciones de tu navegador antes de ingresar una contraseña.

## No longer valid

invitation-ended = Esta invitación ya no es válida
invitation-opened = Este link se abrió el { $time }.
invitation-opened-advice = Si fuiste tú, inicia sesión. Si no, avisa de inmediato a quien te invitó: otra persona se unió en tu lugar.
invitation-expired = Este link expiró el { $time }.
invitation-expired-advice = Nadie lo usó. Pide uno nuevo a quien te invitó.
invitation-cancelled = Este link se canceló el { $time }.
invitation-cancelled-advice = La invitación se canceló o se reemplazó por un link más reciente. Habla con quien te invitó.
invitation-was-for = Era una invitación a la cuenta { $account }.
invitation-sign-in = Iniciar sesión
invitation-refused-raced = Alguien acaba de elegir una contraseña para esta dirección. Recarga la página e ingresa esa contraseña.
invitation-refused-wrong = Esta dirección ya tiene un usuario aquí, con otra contraseña. Ingresa esa contraseña.

## Not found

invitation-not-found = Link no encontrado
invitation-not-found-advice = Este link no existe. Comprueba que lo copiaste entero o pide uno nuevo a quien te lo envió.
