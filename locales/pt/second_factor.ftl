## On the profile

second-factor-title = Segundo fator
second-factor-is-on = Ativado
second-factor-is-off = Desativado
second-factor-about = Com um segundo fator, para entrar também é preciso um código de um app no seu celular; assim, só com a sua senha ninguém entra.
second-factor-turn-on = Ativar
second-factor-turn-off = Desativar
second-factor-since = Desde { $date }
second-factor-codes-left = { NUMBER($count) } { $count ->
    [one] código de recuperação restante
   *[other] códigos de recuperação restantes
  }
second-factor-few-codes = Restam poucos códigos de recuperação. Crie novos, para que você ainda possa entrar sem o celular.

## Turning it on

second-factor-turn-it-on = Ativar o segundo fator
second-factor-ended = Essa configuração demorou demais, ou outra foi iniciada. Comece de novo e remova a entrada antiga do seu app.
second-factor-start-about = Você precisa de um app autenticador no celular: qualquer um que mostre códigos de seis dígitos que mudam a cada 30 segundos. A partir daí, para entrar são pedidos a sua senha e um desses códigos. As suas outras sessões serão encerradas.
second-factor-continue = Continuar
second-factor-scan = Escaneie isto com o seu app autenticador
second-factor-qr = Código QR que contém a chave abaixo
second-factor-type-key = Ou digite nele esta chave, como uma baseada em tempo:
second-factor-enter-code = Digite o código que ele mostra
second-factor-first-code-hint = Seis dígitos. Isso mostra que o app tem a chave e que o relógio dele está certo.
second-factor-turned-on = O segundo fator está ativado. As suas outras sessões foram encerradas.

## Recovery codes

second-factor-codes = Códigos de recuperação
second-factor-codes-replaced = Aqui estão os seus novos códigos de recuperação. Os antigos não funcionam mais.
second-factor-keep-codes = Guarde estes códigos agora: eles só são mostrados desta vez.
second-factor-codes-about = Cada um permite entrar uma vez quando o celular não está à mão. Imprima-os ou guarde-os em um gerenciador de senhas, onde ninguém mais os encontre, e não no mesmo celular.
second-factor-kept = Já os guardei

## New recovery codes

second-factor-new-codes = Novos códigos de recuperação
second-factor-new-codes-about = Você recebe dez novos códigos de recuperação, mostrados uma única vez. Os que você tem agora deixam de funcionar.
second-factor-make-codes = Criar novos códigos

## Turning it off

second-factor-turn-it-off = Desativar o segundo fator
second-factor-off-about = A partir daí, basta a sua senha para entrar. A entrada no seu app e os seus códigos de recuperação deixam de valer. As suas outras sessões serão encerradas.

## Fields

second-factor-code = Código
second-factor-either-code-hint = Os seis dígitos que o seu app mostra ou um dos seus códigos de recuperação.
