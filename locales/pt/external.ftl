## List

external-keys = Chaves externas
external-none = Nenhuma chave externa
external-none-advice = Uma chave de outra conta pode ter acesso a esta conta, com os perfis de acesso que você atribuir aqui. O proprietário controla os tokens e o status dela.
external-none-first = Peça a app key ao proprietário, por exemplo appkey-bravo-7KQ2MX9P, e clique em { $button }.
external-key-and-owner = Chave / Proprietário
external-added-on = Adicionada em
external-owner = Proprietário: { $account }
external-edit-key = Editar { $key }
external-remove = Remover
external-remove-key = Remover { $key }

## Forms

external-add-key = Adicionar chave
external-identification = Identificação da chave externa
external-identification-hint = A app key que você recebeu do proprietário, por exemplo appkey-acme-7KQ2MX9P.
external-key-of = { $key } de { $account }
external-remove-advice = A chave perde o acesso a esta conta imediatamente. Nada muda para o proprietário, e você pode adicioná-la novamente.
external-add = Adicionar

