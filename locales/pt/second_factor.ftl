## On the profile

second-factor-title = Segundo fator
second-factor-is-on = Ativado
second-factor-is-off = Desativado
second-factor-about = Com um segundo fator, para entrar também é preciso um código de um app no seu celular. Assim, apenas a senha não basta.
second-factor-turn-on = Ativar
second-factor-turn-off = Desativar
second-factor-since = Desde { $date }
second-factor-codes-left = { NUMBER($count) } { $count ->
    [one] código de recuperação restante
   *[other] códigos de recuperação restantes
  }
second-factor-few-codes = Restam poucos códigos de recuperação. Crie novos para ainda poder entrar sem o celular.

## Turning it on

second-factor-turn-it-on = Ativar o segundo fator
second-factor-ended = Esta configuração demorou demais ou outra foi iniciada. Comece novamente e remova a entrada antiga do seu app.
second-factor-start-about = Você precisa de um app autenticador no celular que mostre códigos de seis dígitos que mudam a cada 30 segundos. A partir de então, você entra com sua senha e um desses códigos. Suas outras sessões serão encerradas.
second-factor-continue = Continuar
second-factor-scan = Escaneie este código com seu app autenticador
second-factor-qr = Código QR que contém a chave abaixo
second-factor-type-key = Ou insira esta chave no app como chave baseada em tempo (TOTP):
second-factor-enter-code = Digite o código exibido no app
second-factor-first-code-hint = Seis dígitos. Eles confirmam que o app tem a chave e que o relógio dele está certo.
second-factor-turned-on = O segundo fator está ativado. Suas outras sessões foram encerradas.

## Recovery codes

second-factor-codes = Códigos de recuperação
second-factor-codes-replaced = Estes são seus novos códigos de recuperação. Os antigos não funcionam mais.
second-factor-keep-codes = Salve estes códigos agora. Eles são exibidos uma única vez.
second-factor-codes-about = Cada código permite entrar uma vez sem o celular. Imprima os códigos ou guarde-os em um gerenciador de senhas, mas não no mesmo celular.
second-factor-kept = Já salvei os códigos

## New recovery codes

second-factor-new-codes = Novos códigos de recuperação
second-factor-new-codes-about = Você recebe dez novos códigos de recuperação, exibidos uma única vez. Os códigos atuais deixam de funcionar.
second-factor-make-codes = Criar novos códigos

## Turning it off

second-factor-turn-it-off = Desativar o segundo fator
second-factor-off-about = A partir de então, basta sua senha para entrar. A entrada no seu app e seus códigos de recuperação deixam de funcionar. Suas outras sessões serão encerradas.

## Fields

second-factor-code = Código
second-factor-either-code-hint = Os seis dígitos que seu app exibe ou um dos seus códigos de recuperação.
