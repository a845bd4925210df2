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
