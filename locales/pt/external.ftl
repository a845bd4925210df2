## List

external-keys = Chaves externas
external-none = Nenhuma chave externa
external-none-advice = Uma chave de outra conta pode agir nesta com as funções que recebe aqui. O proprietário guarda os tokens e decide se ela está ativa.
external-none-first = Peça ao proprietário a chave do app, como appkey-bravo-7KQ2MX9P, e pressione { $button }.
external-key-and-owner = Chave / Proprietário
external-added-on = Adicionada em
external-owner = Proprietário: { $account }
external-edit-key = Editar { $key }
external-remove = Remover
external-remove-key = Remover { $key }

## Forms

external-add-key = Adicionar chave
external-identification = Identificação da chave externa
external-identification-hint = A chave do app como o proprietário a tem, por exemplo appkey-acme-7KQ2MX9P.
external-key-of = { $key } de { $account }
external-remove-advice = A chave não poderá mais agir nesta conta, a partir da próxima requisição. Para o proprietário nada muda, e você pode adicioná-la de novo.
external-add = Adicionar

## Done

