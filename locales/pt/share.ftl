## Pending

share-title = Um token para { $key }
share-offer = { $account } está compartilhando um token de API com você por este link de acesso único. Você pode visualizá-lo uma única vez, então tenha um lugar seguro para guardá-lo.
share-view-token = Ver token
share-expires-in = O link expira em { $time }
share-genuine = Links autênticos começam com { $address }
share-compare = Confira isso na barra de endereço do navegador antes de continuar.

## The token

share-your-token = Seu token
share-token-of = Para { $key } de { $account }. Copie-o agora. Ele é exibido uma única vez, e este link não funciona mais.
share-copy-key = Copiar app key
share-copy-token = Copiar app token
share-keep-safe = Mantenha-o em segredo: quem tiver este token pode usar esta chave. Guarde-o em um gerenciador de segredos, nunca em código, chat ou e-mail.

## No longer valid

share-ended = Este link não é mais válido
share-opened-at = Este link foi aberto em { $date }.
share-opened-advice = Se não foi você, avise imediatamente quem enviou o link: outra pessoa tem o token, e ele precisa ser renovado.
share-expired-at = Este link expirou em { $date }.
share-expired-advice = Ninguém viu o token. Peça um novo link a quem enviou este.
share-cancelled-at = Este link foi cancelado em { $date }.
share-cancelled-advice = O token foi revogado. Pergunte a quem enviou o link se há um novo.
share-was-for = Era para { $key } de { $account }.

## Not found, and errors

share-not-found = Link não encontrado
share-not-found-advice = Este link não existe. Verifique se você o copiou por inteiro ou peça um novo a quem o enviou.
share-try-again = Tente novamente
