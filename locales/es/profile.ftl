profile-title = Perfil

## Password

profile-current-password = Contraseña actual
profile-new-password = Contraseña nueva
profile-new-password-hint = Al menos 12 caracteres, mejor 15 o más; una frase corta funciona bien. Se cerrarán tus demás sesiones.
profile-change-password = Cambiar contraseña

## Sessions

profile-sessions = Sesiones
profile-this-session = Esta sesión
profile-signed-in = inicio de sesión { $when }
profile-last-used = último uso { $when }
profile-sign-out-there = Cerrar sesión: { $device }, { $ip }
profile-sign-out-others = Cerrar todas las demás sesiones

## Known browsers

profile-browsers = Navegadores conocidos
profile-browsers-hint = Has iniciado sesión con estos navegadores. En ellos, las contraseñas incorrectas que alguien pruebe en otro lugar no te bloquean el acceso. Olvida los que ya no uses. Una contraseña nueva olvida todos los demás.
profile-browsers-none = No hay ninguno. Aquí aparecerá el navegador con el que inicies sesión la próxima vez.
profile-this-browser = Este navegador
profile-browser-last = último inicio de sesión { $when }
profile-forget = Olvidar
profile-forget-there = Olvidar: { $device }, { $ip }
profile-forget-all = Olvidar todos los navegadores

## Devices

profile-device = { $browser } en { $system }
profile-unknown-device = Dispositivo desconocido
profile-accounts = Cuentas
profile-no-account = Ninguna cuenta te deja entrar: te eliminaron o te desactivaron, o nunca te invitaron. Pide a un propietario de la cuenta que te active o que te envíe una invitación.
profile-end-this = Cerrar la sesión que estoy usando ahora
