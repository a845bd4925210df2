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

## Devices

profile-device = { $browser } en { $system }
profile-unknown-device = Dispositivo desconocido
profile-accounts = Cuentas
profile-no-account = Ninguna cuenta te deja entrar: te eliminaron o te desactivaron, o nunca te invitaron. Pide a un propietario de la cuenta que te active o que te envíe una invitación.
profile-end-this = Cerrar la sesión que estoy usando ahora
