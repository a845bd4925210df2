## Before it is opened

share-title = Un token para { $key }
share-offer = { $account } comparte contigo un token de API mediante este enlace de acceso único. Solo se puede ver una vez, así que ten listo un lugar seguro donde guardarlo.
share-view-token = Ver token
share-expires-in = El enlace caduca en { $time }
share-genuine = Los enlaces auténticos empiezan por { $address }
share-compare = Compáralo con la barra de direcciones de tu navegador antes de continuar.

## The token

share-your-token = Tu token
share-token-of = Para { $key } de { $account }. Cópialo ahora: se muestra una sola vez y este enlace ya no se abrirá más.
share-copy-key = Copiar clave de la app
share-copy-token = Copiar token de la app
share-keep-safe = Guárdalo bien: quien tenga este token actúa como esta clave. Ponlo en un almacén de secretos, nunca en código, chat o correo electrónico.

## After its end

share-ended = Este enlace ya no es válido
share-opened-at = Este enlace se abrió el { $date }.
share-opened-advice = Si no fuiste tú, avisa de inmediato a quien te envió el enlace: otra persona tiene el token y hay que renovarlo.
share-expired-at = Este enlace caducó el { $date }.
share-expired-advice = Nadie vio el token. Pide un enlace nuevo a quien te envió este.
share-cancelled-at = Este enlace se canceló el { $date }.
share-cancelled-advice = El token se retiró. Pregunta a quien te envió el enlace si hay uno nuevo.
share-was-for = Era para { $key } de { $account }.

## No such link, and errors

share-not-found = Enlace no encontrado
share-not-found-advice = Este enlace no existe. Comprueba que lo copiaste entero o pide uno nuevo a quien te lo envió.
share-try-again = Inténtalo de nuevo
