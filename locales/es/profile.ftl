profile-title = Mi perfil

## Password

profile-current-password = Contraseña actual
profile-new-password = Nueva contraseña
profile-new-password-hint = Al menos 12 caracteres, preferiblemente 15 o más. Una frase corta funciona bien. Se cerrarán tus demás sesiones.
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
profile-browsers-hint = Has iniciado sesión con estos navegadores. Las contraseñas incorrectas que alguien ingrese en otro lugar no bloquean tu acceso en ellos. Olvida los navegadores que ya no uses. Si cambias tu contraseña, se olvidan todos los demás.
profile-browsers-none = Ninguno. Aquí aparecerá el navegador con el que inicies sesión la próxima vez.
profile-this-browser = Este navegador
profile-browser-last = último inicio de sesión { $when }
profile-forget = Olvidar
profile-forget-there = Olvidar: { $device }, { $ip }
profile-forget-all = Olvidar todos los navegadores

## Devices

profile-device = { $browser } en { $system }
profile-unknown-device = Dispositivo desconocido
profile-accounts = Cuentas
profile-no-account = No tienes acceso a ninguna cuenta. Se eliminó o desactivó tu usuario, o nunca recibiste una invitación. Pide a un propietario de la cuenta que te active o te envíe una invitación.
profile-end-this = Cerrar la sesión que estoy usando ahora
