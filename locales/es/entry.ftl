## Signing in

entry-sign-in = Iniciar sesión
entry-email = Correo electrónico
entry-signed-out = Has cerrado la sesión.
entry-code-late = El código llegó demasiado tarde o este inicio de sesión ya se había completado. Empieza de nuevo con tu contraseña.
entry-own-address = La dirección de Keydesk es { $address }. En una dirección que empieza por http:// los navegadores descartan sus cookies y nadie puede iniciar sesión.
entry-cookies-dropped = No se hizo nada, porque tu navegador no guarda las cookies de Keydesk en esta dirección.

## Signing in, the second step

entry-enter-code = Escribe el código
entry-enter-recovery-code = Escribe un código de recuperación
entry-signing-in-as = Estás iniciando sesión como { $email }.
entry-code = Código
entry-code-hint = Los seis dígitos que tu app de autenticación muestra ahora para Keydesk.
entry-recovery-code = Código de recuperación
entry-recovery-code-hint = Uno de los que guardaste al activar el segundo factor, como 0123-4567-89ab-cdef. Funciona una sola vez.
entry-use-app-code = Usar un código de tu app
entry-use-recovery-code = Usar un código de recuperación
entry-as-somebody-else = Iniciar sesión como otra persona

## First start

entry-set-up = Configura Keydesk
entry-set-up-about = Esto crea la primera cuenta, contigo como propietario. Después, esta página se cierra para siempre.
entry-account-name = Nombre de la cuenta
entry-account-name-hint = Forma parte de las direcciones y de las claves de la app, como acme, y no se puede cambiar después.
entry-password-hint = Al menos 12 caracteres, mejor 15 o más; una frase corta funciona bien.
entry-create-account = Crear cuenta

## Signed in, and a member of no account

entry-no-account = Ninguna cuenta
entry-no-account-why = Has iniciado sesión como { $email }, pero ninguna cuenta te deja entrar: te quitaron o te desactivaron, o nunca te invitaron. Pide a un propietario de la cuenta que te active o que te envíe una invitación.

## What could not be done

entry-sign-in-again = Inicia sesión de nuevo
entry-then-send-again = Después vuelve aquí y envía el formulario de nuevo.
entry-send-again = Enviar de nuevo
entry-from-another-site = Esta solicitud llegó desde otro sitio, así que no se hizo nada.
entry-busy = Keydesk está recibiendo demasiados datos a la vez, así que no se hizo nada. Inténtalo de nuevo en unos segundos.
