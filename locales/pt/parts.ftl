added-on = Adicionada em

## Why something is refused on pages that only the server draws

text-email-invalid = Digite um endereço de e-mail como nome@example.com.
text-account-invalid = Use um nome de conta com 2 a 32 letras minúsculas, dígitos e hifens, que comece com uma letra e termine com uma letra ou um dígito, como acme.
text-password-common = Esta senha é fácil de adivinhar. Use uma mais longa ou menos comum, como várias palavras sem relação entre si.
text-external-unknown = Essa chave não existe. Copie a chave do app como o proprietário a tem, por exemplo appkey-acme-7KQ2MX9P.
text-external-own = Esta chave é da própria conta. Dê funções a ela na aba Geradas.
text-external-there = Esta chave já está na lista. Edite as funções dela lá.
text-code-missing = Digite o código.
text-code-wrong = Este código está incorreto ou já foi usado. Digite o que seu app mostra agora; cada um funciona uma única vez.
text-recovery-code-wrong = Este código de recuperação está incorreto ou já foi usado. Cada um funciona uma única vez; tente outro.
text-account-reserved = “{ $name }” é uma palavra usada pelos endereços do próprio Keydesk. Escolha outro nome de conta.
text-password-too-short = Use pelo menos { $least } caracteres; uma frase curta funciona bem.
text-password-too-long = Use no máximo { $most } caracteres.
error-sign-in-refused = O e-mail ou a senha está incorreto. Verifique os dois e tente de novo.
error-setup-refused = Este link de configuração inicial não é válido. Use o que está no log do servidor; ele funciona uma única vez, e um novo é impresso a cada início até que exista uma conta.
