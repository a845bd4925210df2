## The lists

roles-under = O que chaves e usuários podem fazer em { $account }, reunido sob nomes.
roles-new-role = Nova função
roles-all = Todas as funções
roles-resources = Recursos
roles-used-by = Usada por
roles-label-used-by = Usada por:
roles-predefined = Predefinida
roles-no-resources = Nenhum
roles-keys = { $number } { $count ->
    [one] chave
   *[other] chaves
  }
roles-users = { $number } { $count ->
    [one] usuário
   *[other] usuários
  }
roles-invitations = { $number } { $count ->
    [one] convite
   *[other] convites
  }
roles-nobody = ninguém
roles-apis = Recursos das suas APIs
roles-apis-none = Ainda não há nenhum. Um recurso é uma permissão para as suas próprias APIs, como orders.view: inclua-o em uma função, dê a função a uma chave, e a verificação diz se a chave pode usá-lo.
roles-resource = Recurso
roles-description = Descrição
roles-in-roles = Nas funções
roles-label-in-roles = Nas funções:
roles-add-resource = Adicionar recurso

## Buttons, and what each is called among the others of its kind

roles-edit-name = Editar { $name }
roles-delete-name = Excluir { $name }
roles-create = Criar função
roles-add = Adicionar
roles-back = Voltar
roles-show-generated = Mostrar chaves geradas com esta função
roles-show-external = Mostrar chaves externas com esta função

## Forms

roles-edit-role = Editar função
roles-delete-role = Excluir função
roles-delete-role-text = Ninguém tem esta função. Não é possível recuperá-la, mas você pode criar outra igual.
roles-resource-hint = Como a sua API o solicita, por exemplo orders.view. Não é possível renomeá-lo depois.
roles-description-optional = Descrição (opcional)
roles-description-hint = O que ele permite, para quem o inclui em funções.
roles-delete-resource = Excluir recurso
roles-delete-resource-text = Ele não está em nenhuma função, então nenhuma chave e nenhum usuário perde nada.
roles-name = Nome da função
roles-name-hint = Por exemplo, Pedidos - somente leitura.
roles-own-hint = O que usuários com esta função podem fazer nesta conta.
roles-own-hidden = O que você mesmo não pode fazer não é oferecido.
roles-your-apis = Suas APIs
roles-apis-hint = O que chaves com esta função podem fazer.
roles-none-to-choose = Ainda não há nenhum recurso: adicione-os na página das funções.

## What Keydesk's own resources let users do

roles-keys-view = Ver chaves
roles-keys-view-text = Ver a lista de chaves, pesquisar nela e exportá-la.
roles-keys-edit = Editar chaves
roles-keys-edit-text = Gerar e excluir chaves, ativá-las e desativá-las, alterar seus nomes e funções; adicionar chaves externas.
roles-keys-renew = Renovar tokens
roles-keys-renew-text = Renovar tokens, desfazer renovações, excluir tokens antigos.
roles-settings-edit = Alterar configurações
roles-settings-edit-text = Definir depois de quanto tempo a renovação é recomendada.
roles-users-manage = Gerenciar usuários
roles-users-manage-text = Convidar, desativar e remover usuários e dar funções a eles.
roles-roles-manage = Gerenciar funções
roles-roles-manage-text = Criar e alterar funções e os recursos das suas APIs.
roles-audit-view = Ver o registro de auditoria
roles-audit-view-text = Ver quem fez o quê e quando.

## What has a role or resource

roles-the-keys = { $count ->
    [one] da chave { $names }
   *[other] das chaves { $names }
  }
roles-the-users = { $count ->
    [one] do usuário { $names }
   *[other] dos usuários { $names }
  }
roles-the-invitations = { $count ->
    [one] do convite para { $names }
   *[other] dos convites para { $names }
  }
roles-the-roles = { $count ->
    [one] da função { $names }
   *[other] das funções { $names }
  }
roles-and-more = { $names } e mais { $rest }

## Refusals

roles-refused-predefined = Esta função é predefinida e fica como está. Em vez disso, crie uma função sua.
roles-refused-outranked = Esta função permite mais do que as suas, por isso você não pode alterá-la. Fale com um proprietário da conta.
roles-refused-name-blank = Digite um nome para a função.
roles-refused-name-too-long = Use no máximo { $max } caracteres; este nome tem { $length }.
roles-refused-control = Remova o caractere de controle invisível; aqui só são possíveis caracteres visíveis.
roles-refused-name-there = Já existe uma função chamada “{ $name }”. Escolha outro nome.
roles-refused-name-alike = Este nome parece “{ $name }”, que já existe. Escolha outro nome.
roles-refused-too-many-roles = Esta conta tem { $max } funções, o máximo possível. Exclua uma que não seja mais necessária.
roles-refused-beyond-own = Você não pode incluir { $resource } em uma função, pois as suas funções não o permitem. Fale com um proprietário da conta.
roles-refused-resource-unknown = O recurso { $resource } não existe mais. Escolha um da lista.
roles-refused-role-in-use = Esta função está em uso e não pode ser excluída. Antes, retire-a { $uses }.
roles-refused-resource-name = Use de 1 a 64 letras minúsculas sem acento, dígitos, hifens e sublinhados, em palavras unidas por pontos simples, como orders.view.
roles-refused-resource-reserved = Nomes que começam com keydesk. são do próprio Keydesk. Escolha outro nome, como { $name }.
roles-refused-resource-there = Este recurso já existe.
roles-refused-description-too-long = Use no máximo { $max } caracteres; esta descrição tem { $length }.
roles-refused-too-many-resources = Esta conta tem { $max } recursos, o máximo possível. Exclua um que não seja mais necessário.
roles-refused-resource-in-use = Este recurso está em uso e não pode ser excluído. Antes, retire-o { $roles }.

## What a role is now

roles-now-without = { $name }, sem recursos
roles-now-with = { $name } com { $resources }
roles-self-edit = Você mesmo tem esta função. O que tirar dela você não poderá mais fazer, a menos que outra função sua o permita.
roles-self-edit-understood = Entendo que altero o que eu mesmo posso fazer
