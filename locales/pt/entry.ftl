## Sign-in

entry-sign-in = Entrar
entry-email = E-mail
entry-signed-out = Você saiu.
entry-code-late = O código chegou tarde demais ou este acesso já foi concluído. Comece novamente com sua senha.
entry-own-address = O endereço do Keydesk é { $address }. Em endereços que começam com http://, os navegadores descartam os cookies do Keydesk, e ninguém consegue entrar.
entry-cookies-dropped = Nada foi feito, porque seu navegador não armazena os cookies do Keydesk neste endereço.

## Sign-in, second step

entry-enter-code = Digite o código
entry-enter-recovery-code = Digite um código de recuperação
entry-signing-in-as = Você está entrando como { $email }.
entry-code = Código
entry-code-hint = Os seis dígitos que seu app autenticador exibe agora para o Keydesk.
entry-recovery-code = Código de recuperação
entry-recovery-code-hint = Um dos códigos que você salvou ao ativar o segundo fator, como 0123-4567-89ab-cdef. Cada código funciona uma única vez.
entry-use-app-code = Usar um código do app
entry-use-recovery-code = Usar um código de recuperação
entry-as-somebody-else = Entrar como outra pessoa

## Set-up

entry-set-up = Configurar o Keydesk
entry-set-up-about = Isto cria a primeira conta, com você como proprietário. Depois disso, esta página deixa de estar disponível.
entry-account-name = Nome da conta
entry-account-name-hint = Faz parte dos endereços e das app keys, por exemplo acme. Não pode ser alterado depois.
entry-password-hint = Pelo menos 12 caracteres, de preferência 15 ou mais. Uma frase curta funciona bem.
entry-create-account = Criar conta

## Signed in without an account

entry-no-account = Nenhuma conta
entry-no-account-why = Você entrou como { $email }, mas não tem acesso a nenhuma conta. Você foi removido ou desativado, ou nunca foi convidado. Peça a um proprietário da conta que ative você novamente ou envie um convite.

## Errors

entry-sign-in-again = Entrar novamente
entry-then-send-again = Depois, volte aqui e envie o formulário novamente.
entry-send-again = Enviar novamente
entry-from-another-site = Esta solicitação veio de outro site, portanto nada foi feito.
entry-busy = O Keydesk está recebendo dados demais ao mesmo tempo, portanto nada foi feito. Tente novamente em alguns segundos.
