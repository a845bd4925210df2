## Pending

invitation-title = Convite
invitation-join = Entrar em { $account }
invitation-invites = { $inviter } convida você para a conta { $account } no Keydesk.
invitation-operator = O operador deste Keydesk
invitation-own = Você já entrou com este endereço. Digite sua senha para aceitar o convite.
invitation-new = Escolha uma senha para aceitar o convite. Você vai entrar com ela e com este endereço. Se você já entra aqui com este endereço, digite sua senha atual.
invitation-email = E-mail
invitation-password-hint = Uma senha nova tem pelo menos 12 caracteres, de preferência 15 ou mais. Uma frase curta funciona bem.
invitation-expires = O convite expira em { $time }
invitation-genuine = Convites autênticos começam com { $prefix }
invitation-compare = Confira isso na barra de endereço do navegador antes de digitar uma senha.

## No longer valid

invitation-ended = Este convite não é mais válido
invitation-opened = Este link foi aberto em { $time }.
invitation-opened-advice = Se foi você, entre. Caso contrário, avise imediatamente quem convidou você: outra pessoa entrou na conta em seu lugar.
invitation-expired = Este link expirou em { $time }.
invitation-expired-advice = Ninguém o usou. Peça um novo a quem convidou você.
invitation-cancelled = Este link foi cancelado em { $time }.
invitation-cancelled-advice = O convite foi cancelado ou substituído por um link mais recente. Fale com quem convidou você.
invitation-was-for = Era um convite para a conta { $account }.
invitation-sign-in = Entrar
invitation-refused-raced = Alguém acabou de escolher uma senha para este endereço. Recarregue a página e digite essa senha.
invitation-refused-wrong = Este endereço já tem um usuário aqui, com outra senha. Digite essa senha.

## Not found

invitation-not-found = Link não encontrado
invitation-not-found-advice = Este link não existe. Verifique se você o copiou por inteiro ou peça um novo a quem o enviou.
