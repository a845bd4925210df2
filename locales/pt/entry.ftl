## Signing in

entry-sign-in = Entrar
entry-email = E-mail
entry-signed-out = Você encerrou a sua sessão.
entry-code-late = O código chegou tarde demais, ou este acesso já tinha sido concluído. Comece de novo com a sua senha.
entry-own-address = O endereço do Keydesk é { $address }. Em um endereço que começa com http:// os navegadores descartam os cookies dele, e ninguém consegue entrar.
entry-cookies-dropped = Nada foi feito, porque o seu navegador não guarda os cookies do Keydesk neste endereço.

## Signing in, the second step

entry-enter-code = Digite o código
entry-enter-recovery-code = Digite um código de recuperação
entry-signing-in-as = Você está entrando como { $email }.
entry-code = Código
entry-code-hint = Os seis dígitos que o seu app autenticador mostra agora para o Keydesk.
entry-recovery-code = Código de recuperação
entry-recovery-code-hint = Um dos que você guardou ao ativar o segundo fator, como 0123-4567-89ab-cdef. Ele funciona uma única vez.
entry-use-app-code = Usar um código do app
entry-use-recovery-code = Usar um código de recuperação
entry-as-somebody-else = Entrar como outra pessoa

## First start

entry-set-up = Configure o Keydesk
entry-set-up-about = Isto cria a primeira conta, com você como proprietário. Depois, esta página é fechada de vez.
entry-account-name = Nome da conta
entry-account-name-hint = Faz parte dos endereços e das chaves do app, como acme, e não pode ser alterado depois.
entry-password-hint = Pelo menos 12 caracteres, de preferência 15 ou mais; uma frase curta funciona bem.
entry-create-account = Criar conta

## Signed in, and a member of no account

entry-no-account = Nenhuma conta
entry-no-account-why = Você entrou como { $email }, mas nenhuma conta permite seu acesso: você foi removido ou desativado, ou nunca foi convidado. Peça a um proprietário da conta que reative você ou envie um convite.

## What could not be done

entry-sign-in-again = Entre de novo
entry-then-send-again = Depois volte aqui e envie o formulário de novo.
entry-send-again = Enviar de novo
entry-from-another-site = Esta requisição veio de outro site, então nada foi feito.
entry-busy = Há dados demais chegando ao Keydesk ao mesmo tempo, então nada foi feito. Tente de novo em alguns segundos.
