## Before it is opened

share-title = Um token para { $key }
share-offer = { $account } está compartilhando um token de API com você por este link de acesso único. Ele só pode ser visto uma vez; tenha à mão um lugar seguro para guardá-lo.
share-view-token = Ver token
share-expires-in = O link expira em { $time }
share-genuine = Links autênticos começam com { $address }
share-compare = Compare com a barra de endereço do seu navegador antes de continuar.

## The token

share-your-token = Seu token
share-token-of = Para { $key } de { $account }. Copie-o agora: ele é mostrado uma única vez, e este link não abre mais.
share-copy-key = Copiar chave do app
share-copy-token = Copiar token do app
share-keep-safe = Guarde-o bem: quem tiver este token age como esta chave. Coloque-o em um cofre de segredos, nunca em código, chat ou e-mail.

## After its end

share-ended = Este link não vale mais
share-opened-at = Este link foi aberto em { $date }.
share-opened-advice = Se não foi você, avise imediatamente quem enviou o link: outra pessoa tem o token, e ele deve ser renovado.
share-expired-at = Este link expirou em { $date }.
share-expired-advice = Ninguém viu o token. Peça um novo link a quem enviou este.
share-cancelled-at = Este link foi cancelado em { $date }.
share-cancelled-advice = O token foi retirado. Pergunte a quem enviou o link se há um novo.
share-was-for = Era para { $key } de { $account }.

## No such link, and errors

share-not-found = Link não encontrado
share-not-found-advice = Este link não existe. Verifique se você o copiou por inteiro ou peça um novo a quem o enviou.
share-try-again = Tente novamente
