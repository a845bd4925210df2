added-on = Agregada el

## Why something is refused on pages that only the server draws

text-email-invalid = Escribe una dirección de correo electrónico como nombre@example.com.
text-account-invalid = Usa un nombre de cuenta de 2 a 32 letras minúsculas, dígitos y guiones que empiece por una letra y termine en una letra o un dígito, como acme.
text-password-common = Esta contraseña es fácil de adivinar. Usa una más larga o menos común, como varias palabras sin relación entre sí.
text-external-unknown = Esa clave no existe. Copia la clave de la app tal como la tiene su propietario, por ejemplo appkey-acme-7KQ2MX9P.
text-external-own = Esta clave es de la propia cuenta. Dale roles en la pestaña Generadas.
text-external-there = Esta clave ya está en la lista. Edita sus roles allí.
text-code-missing = Escribe el código.
text-code-wrong = Este código no es correcto o ya se usó. Escribe el que tu app muestra ahora; cada uno funciona una sola vez.
text-recovery-code-wrong = Este código de recuperación no es correcto o ya se usó. Cada uno funciona una sola vez; prueba con otro.
text-account-reserved = «{ $name }» es una palabra que usan las direcciones del propio Keydesk. Elige otro nombre de cuenta.
text-password-too-short = Usa al menos { $least } caracteres; una frase corta funciona bien.
text-password-too-long = Usa como máximo { $most } caracteres.
error-sign-in-refused = El correo electrónico o la contraseña no son correctos. Revísalos e inténtalo de nuevo.
error-setup-refused = Este enlace de configuración inicial no es válido. Usa el que está en el registro del servidor; funciona una sola vez, y en cada inicio se imprime uno nuevo hasta que exista una cuenta.
