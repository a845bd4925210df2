## Pending

share-title = Un token para { $key }
share-offer = { $account } comparte contigo un token de API mediante este link de acceso único. Puedes visualizarlo una sola vez, así que ten listo un lugar seguro para guardarlo.
share-view-token = Ver token
share-expires-in = El link expira en { $time }
share-genuine = Los links auténticos empiezan por { $address }
share-compare = Verifícalo en la barra de direcciones de tu navegador antes de continuar.

## The token

share-your-token = Tu token
share-token-of = Para { $key } de { $account }. Cópialo ahora. Se muestra una sola vez y este link ya no funciona.
share-copy-key = Copiar app key
share-copy-token = Copiar app token
share-keep-safe = Mantenlo en secreto: quien tenga este token puede usar esta clave. Guárdalo en un gestor de secretos, nunca en código, chat o correo electrónico.

## No longer valid

share-ended = Este link ya no es válido
share-opened-at = Este link se abrió el { $date }.
share-opened-advice = Si no fuiste tú, avisa de inmediato a quien te envió el link: otra persona tiene el token y hay que renovarlo.
share-expired-at = Este link expiró el { $date }.
share-expired-advice = Nadie vio el token. Pide un nuevo link a quien te envió este.
share-cancelled-at = Este link se canceló el { $date }.
share-cancelled-advice = El token se revocó. Pregunta a quien te envió el link si hay uno nuevo.
share-was-for = Era para { $key } de { $account }.

## Not found, and errors

share-not-found = Link no encontrado
share-not-found-advice = Este link no existe. Comprueba que lo copiaste entero o pide uno nuevo a quien te lo envió.
share-try-again = Inténtalo de nuevo
