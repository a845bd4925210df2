## On the profile

second-factor-title = Segundo factor
second-factor-is-on = Activado
second-factor-is-off = Desactivado
second-factor-about = Con un segundo factor, para iniciar sesión también hace falta un código de una app de tu teléfono; así, solo con tu contraseña no entra nadie.
second-factor-turn-on = Activar
second-factor-turn-off = Desactivar
second-factor-since = Desde el { $date }
second-factor-codes-left = { NUMBER($count) } { $count ->
    [one] código de recuperación restante
   *[other] códigos de recuperación restantes
  }
second-factor-few-codes = Quedan pocos códigos de recuperación. Crea otros nuevos para poder iniciar sesión aunque no tengas tu teléfono.

## Turning it on

second-factor-turn-it-on = Activar el segundo factor
second-factor-ended = Esa configuración tardó demasiado o se empezó otra. Empieza de nuevo y quita la entrada antigua de tu app.
second-factor-start-about = Necesitas una app de autenticación en tu teléfono: cualquiera que muestre códigos de seis dígitos que cambian cada 30 segundos. A partir de entonces, para iniciar sesión se piden tu contraseña y uno de esos códigos. Se cerrarán tus demás sesiones.
second-factor-continue = Continuar
second-factor-scan = Escanea esto con tu app de autenticación
second-factor-qr = Código QR que contiene la clave de abajo
second-factor-type-key = O escribe en ella esta clave, como una basada en tiempo:
second-factor-enter-code = Escribe el código que muestra
second-factor-first-code-hint = Seis dígitos. Así se comprueba que la app tiene la clave y que su reloj va bien.
second-factor-turned-on = El segundo factor está activado. Se cerraron tus demás sesiones.

## Recovery codes

second-factor-codes = Códigos de recuperación
second-factor-codes-replaced = Estos son tus nuevos códigos de recuperación. Los anteriores ya no funcionan.
second-factor-keep-codes = Guarda estos códigos ahora: solo se muestran esta vez.
second-factor-codes-about = Cada uno te permite iniciar sesión una vez cuando no tienes tu teléfono a mano. Imprímelos o guárdalos en un gestor de contraseñas, donde nadie más los encuentre, y no en el mismo teléfono.
second-factor-kept = Ya los guardé

## New recovery codes

second-factor-new-codes = Nuevos códigos de recuperación
second-factor-new-codes-about = Recibes diez nuevos códigos de recuperación, que se muestran una sola vez. Los que tienes ahora dejan de funcionar.
second-factor-make-codes = Crear nuevos códigos

## Turning it off

second-factor-turn-it-off = Desactivar el segundo factor
second-factor-off-about = A partir de entonces, basta tu contraseña para iniciar sesión. La entrada de tu app y tus códigos de recuperación dejan de servir. Se cerrarán tus demás sesiones.

## Fields

second-factor-code = Código
second-factor-either-code-hint = Los seis dígitos que muestra tu app o uno de tus códigos de recuperación.
