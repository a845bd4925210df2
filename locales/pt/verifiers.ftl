## The list

verifiers = Verificadores
verifiers-about = Gateways e serviços que perguntam ao Keydesk se uma chave e seu token são válidos. Cada um se identifica com um segredo.
verifiers-none = Nenhum ainda. Crie um para cada gateway ou serviço, para poder renovar ou revogar cada um separadamente.
verifiers-verifier = Verificador
verifiers-may-ask = Pode perguntar sobre
verifiers-created = Criado em
verifiers-last-used = Último uso
verifiers-all-resources = Todos os recursos
verifiers-never = Nunca
verifiers-valid = Válido
verifiers-revoked = Revogado
verifiers-old-still-valid = Segredo antigo ainda válido
verifiers-new-secret = Novo segredo
verifiers-old-secret = Segredo antigo
verifiers-used-ago = último uso { $ago }
verifiers-never-used = nunca usado
verifiers-all-accounts = Todas as contas
verifiers-several-accounts = Várias contas
verifiers-by-operator = É gerenciado pelo operador deste Keydesk.

## Labels on narrow screens, which have no column headings

verifiers-label-may-ask = Pode perguntar sobre:
verifiers-label-created = Criado em
verifiers-label-last-used = Último uso:

## Buttons and their accessible names

verifiers-create = Criar verificador
verifiers-edit-name = Editar { $name }
verifiers-renew = Renovar
verifiers-renew-name = Renovar { $name }
verifiers-delete-old = Excluir segredo antigo
verifiers-delete-old-name = Excluir o segredo antigo de { $name }
verifiers-revoke = Revogar
verifiers-revoke-name = Revogar { $name }
verifiers-back = Voltar às configurações
verifiers-doing-revoke = Revogando…

## Forms

verifiers-edit = Editar verificador
verifiers-renew-verifier = Renovar verificador
verifiers-revoke-verifier = Revogar verificador
verifiers-name = Nome
verifiers-name-hint = Por exemplo, Gateway em Frankfurt. Aparece nesta lista e no registro de auditoria.
verifiers-account-hint = Ele só pode perguntar sobre a conta { $account }.
verifiers-resources-hint = Ele só pode perguntar sobre os recursos escolhidos, e as respostas não mencionam outros. Se nenhum for escolhido, pode perguntar sobre todos.
verifiers-resource-gone = Este recurso foi excluído.
verifiers-renew-text = O verificador recebe um novo segredo. O atual continua válido até você excluí-lo.
verifiers-renew-again-text = O novo segredo nunca foi usado. Ele é substituído por outro e deixa de ser válido. O segredo antigo continua válido.
verifiers-delete-old-text = O segredo antigo deixa de ser válido imediatamente.
verifiers-old-used = Último uso do segredo antigo: { $ago }.
verifiers-old-never-used = O segredo antigo nunca foi usado.
verifiers-new-used = Último uso do novo segredo: { $ago }.
verifiers-new-never-used = O novo segredo nunca foi usado. Se você excluir o antigo agora, tudo o que usa este verificador deixa de receber respostas.
verifiers-revoke-text = Assim que você o revogar, tudo o que usa este verificador deixa de receber respostas e deve recusar todas as chaves. Esta ação não pode ser desfeita.
verifiers-used = Último uso: { $ago }.
verifiers-not-used = Nunca foi usado.

## A new secret

verifiers-secret = Segredo
verifiers-secret-of = Segredo de { $name }
verifiers-secret-once = Ele é exibido uma única vez. Coloque-o na configuração do gateway ou serviço.
verifiers-secret-renewed = O segredo antigo continua válido. Exclua-o quando nada mais o usar.

## Refusals

verifiers-refused-name-blank = Digite um nome para o verificador.
verifiers-refused-revoked = Este verificador foi revogado. Crie outro.
verifiers-refused-new-secret-in-use = Este verificador tem dois segredos que já foram usados. Exclua primeiro o segredo antigo e depois renove.
verifiers-refused-no-old-secret = Este verificador tem somente um segredo, portanto não há um antigo para excluir.
verifiers-refused-name-taken = Já existe um verificador com este nome. Escolha outro nome.
verifiers-refused-too-many = Esta conta tem { $max } verificadores, que é o máximo. Revogue um que não seja mais necessário.
verifiers-refused-changed = Este verificador foi alterado nesse meio-tempo. Confira o estado atual e tente novamente.
