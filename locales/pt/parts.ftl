added-on = Adicionada em

## Validation errors

text-email-invalid = Digite um endereço de e-mail, por exemplo nome@example.com.
text-account-invalid = Use de 2 a 32 letras minúsculas, dígitos e hifens, por exemplo acme. Comece com uma letra e termine com uma letra ou um dígito.
text-password-common = Esta senha é fácil de adivinhar. Use uma mais longa ou menos comum, como várias palavras sem relação entre si.
text-external-unknown = Esta chave não existe. Copie a app key que você recebeu do proprietário, por exemplo appkey-acme-7KQ2MX9P.
text-external-own = Esta chave pertence a esta conta. Atribua perfis de acesso a ela na aba Geradas.
text-external-there = Esta chave já está na lista. Edite os perfis de acesso dela lá.
text-code-missing = Digite o código.
text-code-wrong = Este código está incorreto ou já foi usado. Digite o código que seu app exibe agora. Cada código funciona uma única vez.
text-recovery-code-wrong = Este código de recuperação está incorreto ou já foi usado. Cada código funciona uma única vez. Tente outro.
text-account-reserved = “{ $name }” é reservado para os endereços do próprio Keydesk. Escolha outro nome de conta.
text-password-too-short = Use pelo menos { $least } caracteres. Uma frase curta funciona bem.
text-password-too-long = Use no máximo { $most } caracteres.
error-sign-in-refused = E-mail ou senha incorretos. Verifique os dois e tente novamente.
error-setup-refused = Este link de configuração inicial não é válido. Use o que está no log do servidor. Cada link funciona uma única vez, e um novo é exibido a cada início até que exista uma conta.
