## On the profile

second-factor-title = Segundo factor
second-factor-is-on = Activado
second-factor-is-off = Desactivado
second-factor-about = Con un segundo factor, para iniciar sesión también se necesita un código de una app de tu teléfono. Así, la contraseña sola no basta.
second-factor-turn-on = Activar
second-factor-turn-off = Desactivar
second-factor-since = Desde el { $date }
second-factor-codes-left = { NUMBER($count) } { $count ->
    [one] código de recuperación restante
   *[other] códigos de recuperación restantes
  }
second-factor-few-codes = Quedan pocos códigos de recuperación. Crea otros para poder iniciar sesión sin tu teléfono.

## Turning it on

second-factor-turn-it-on = Activar el segundo factor
second-factor-ended = Esta configuración tardó demasiado o se inició otra. Comienza de nuevo y elimina la entrada antigua de tu app.
second-factor-start-about = Necesitas una app de autenticación en tu teléfono que muestre códigos de seis dígitos que cambian cada 30 segundos. A partir de entonces, iniciarás sesión con tu contraseña y uno de esos códigos. Se cerrarán tus demás sesiones.
second-factor-continue = Continuar
second-factor-scan = Escanea este código con tu app de autenticación
second-factor-qr = Código QR que contiene la clave de abajo
second-factor-type-key = O ingresa esta clave en la app como clave basada en tiempo (TOTP):
second-factor-enter-code = Ingresa el código que muestra la app
second-factor-first-code-hint = Seis dígitos. Confirman que la app tiene la clave y que su reloj está bien.
second-factor-turned-on = El segundo factor está activado. Se cerraron tus demás sesiones.

## Recovery codes

second-factor-codes = Códigos de recuperación
second-factor-codes-replaced = Estos son tus nuevos códigos de recuperación. Los anteriores ya no funcionan.
second-factor-keep-codes = Guarda estos códigos ahora. Se muestran una sola vez.
second-factor-codes-about = Cada código te permite iniciar sesión una vez sin tu teléfono. Imprime los códigos o guárdalos en un gestor de contraseñas, pero no en el mismo teléfono.
second-factor-kept = Ya guardé los códigos

## New recovery codes

second-factor-new-codes = Nuevos códigos de recuperación
second-factor-new-codes-about = Recibes diez nuevos códigos de recuperación, que se muestran una sola vez. Los códigos actuales dejan de funcionar.
second-factor-make-codes = Crear nuevos códigos

## Turning it off

second-factor-turn-it-off = Desactivar el segundo factor
second-factor-off-about = A partir de entonces, solo necesitas tu contraseña para iniciar sesión. La entrada de tu app y tus códigos de recuperación dejan de funcionar. Se cerrarán tus demás sesiones.

## Fields

second-factor-code = Código
second-factor-either-code-hint = Los seis dígitos que muestra tu app o uno de tus códigos de recuperación.
