added-on = Agregada el

## Validation errors

text-email-invalid = Ingresa una dirección de correo electrónico, por ejemplo nombre@example.com.
text-account-invalid = Usa de 2 a 32 letras minúsculas, dígitos y guiones, por ejemplo acme. Empieza con una letra y termina con una letra o un dígito.
text-password-common = Esta contraseña es fácil de adivinar. Usa una más larga o menos común, como varias palabras sin relación entre sí.
text-external-unknown = Esta clave no existe. Copia la app key que te dio su propietario, por ejemplo appkey-acme-7KQ2MX9P.
text-external-own = Esta clave pertenece a esta cuenta. Asígnale roles en la pestaña Generadas.
text-external-there = Esta clave ya está en la lista. Edita sus roles allí.
text-code-missing = Ingresa el código.
text-code-wrong = Este código es incorrecto o ya se usó. Ingresa el código que tu app muestra ahora. Cada código funciona una sola vez.
text-recovery-code-wrong = Este código de recuperación es incorrecto o ya se usó. Cada código funciona una sola vez. Prueba con otro.
text-account-reserved = “{ $name }” está reservado para las direcciones del propio Keydesk. Elige otro nombre de cuenta.
text-password-too-short = Usa al menos { $least } caracteres. Una frase corta funciona bien.
text-password-too-long = Usa como máximo { $most } caracteres.
error-sign-in-refused = El correo electrónico o la contraseña son incorrectos. Revísalos e inténtalo de nuevo.
error-setup-refused = Este link de configuración inicial no es válido. Usa el que está en el log del servidor. Cada link funciona una sola vez, y en cada inicio se muestra uno nuevo hasta que exista una cuenta.
