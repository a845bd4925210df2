## Sign-in

entry-sign-in = Iniciar sesión
entry-email = Correo electrónico
entry-signed-out = Cerraste la sesión.
entry-code-late = El código llegó demasiado tarde o este inicio de sesión ya se completó. Comienza de nuevo con tu contraseña.
entry-own-address = La dirección de Keydesk es { $address }. En las direcciones que empiezan por http://, los navegadores descartan las cookies de Keydesk y nadie puede iniciar sesión.
entry-cookies-dropped = No se hizo nada, porque tu navegador no almacena las cookies de Keydesk en esta dirección.

## Sign-in, second step

entry-enter-code = Ingresa el código
entry-enter-recovery-code = Ingresa un código de recuperación
entry-signing-in-as = Estás iniciando sesión como { $email }.
entry-code = Código
entry-code-hint = Los seis dígitos que tu app de autenticación muestra ahora para Keydesk.
entry-recovery-code = Código de recuperación
entry-recovery-code-hint = Uno de los códigos que guardaste al activar el segundo factor, como 0123-4567-89ab-cdef. Cada código funciona una sola vez.
entry-use-app-code = Usar un código de tu app
entry-use-recovery-code = Usar un código de recuperación
entry-as-somebody-else = Iniciar sesión como otra persona

## Set-up

entry-set-up = Configurar Keydesk
entry-set-up-about = Esto crea la primera cuenta, contigo como propietario. Después, esta página deja de estar disponible.
entry-account-name = Nombre de la cuenta
entry-account-name-hint = Forma parte de las direcciones y de las app keys, por ejemplo acme. No se puede cambiar después.
entry-password-hint = Al menos 12 caracteres, preferiblemente 15 o más. Una frase corta funciona bien.
entry-create-account = Crear cuenta

## Signed in without an account

entry-no-account = Ninguna cuenta
entry-no-account-why = Iniciaste sesión como { $email }, pero no tienes acceso a ninguna cuenta. Se eliminó o desactivó tu usuario, o nunca recibiste una invitación. Pide a un propietario de la cuenta que te active o te envíe una invitación.

## Errors

entry-sign-in-again = Iniciar sesión de nuevo
entry-then-send-again = Después, vuelve aquí y envía el formulario de nuevo.
entry-send-again = Enviar de nuevo
entry-from-another-site = Esta solicitud provino de otro sitio, por lo que no se hizo nada.
entry-busy = Keydesk está recibiendo demasiados datos a la vez, por lo que no se hizo nada. Inténtalo de nuevo en unos segundos.
