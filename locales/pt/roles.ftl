## The lists

roles-under = Conjuntos de permissões para as chaves e os usuários da conta { $account }.
roles-new-role = Novo perfil de acesso
roles-all = Todos os perfis de acesso
roles-resources = Recursos
roles-used-by = Usado por
roles-label-used-by = Usado por:
roles-predefined = Predefinido
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
roles-apis-none = Nenhum recurso ainda. Um recurso é uma permissão para suas próprias APIs, como orders.view. Inclua-o em um perfil de acesso e atribua o perfil a uma chave. A verificação informa à sua API se a chave tem o recurso.
roles-resource = Recurso
roles-description = Descrição
roles-in-roles = Nos perfis de acesso
roles-label-in-roles = Nos perfis de acesso:
roles-add-resource = Adicionar recurso

## Buttons and their accessible names

roles-edit-name = Editar { $name }
roles-delete-name = Excluir { $name }
roles-create = Criar perfil de acesso
roles-add = Adicionar
roles-back = Voltar
roles-show-generated = Mostrar chaves geradas com este perfil de acesso
roles-show-external = Mostrar chaves externas com este perfil de acesso

## Forms

roles-edit-role = Editar perfil de acesso
roles-delete-role = Excluir perfil de acesso
roles-delete-role-text = Ninguém tem este perfil de acesso. Não é possível restaurá-lo, mas você pode criar outro igual.
roles-resource-hint = O nome que sua API solicita, por exemplo orders.view. Não é possível renomeá-lo depois.
roles-description-optional = Descrição (opcional)
roles-description-hint = O que ele permite. Exibida a quem edita perfis de acesso.
roles-delete-resource = Excluir recurso
roles-delete-resource-text = Ele não está em nenhum perfil de acesso, portanto nenhuma chave e nenhum usuário perde acesso.
roles-name = Nome do perfil de acesso
roles-name-hint = Por exemplo, Pedidos - somente leitura.
roles-own-hint = O que os usuários com este perfil de acesso podem fazer nesta conta.
roles-own-hidden = As permissões que você não tem não são exibidas.
roles-your-apis = Suas APIs
roles-apis-hint = O que as chaves com este perfil de acesso podem fazer.
roles-none-to-choose = Nenhum recurso ainda. Adicione recursos na página Perfis de acesso.

## Keydesk's own resources

roles-keys-view = Ver chaves
roles-keys-view-text = Ver, pesquisar e exportar a lista de chaves.
roles-keys-edit = Editar chaves
roles-keys-edit-text = Gerar, excluir, ativar e desativar chaves, alterar seus nomes e perfis de acesso; adicionar chaves externas.
roles-keys-renew = Renovar tokens
roles-keys-renew-text = Renovar tokens, desfazer renovações, excluir tokens antigos.
roles-settings-edit = Alterar configurações
roles-settings-edit-text = Definir o período após o qual a renovação é recomendada e gerenciar os verificadores da conta.
roles-users-manage = Gerenciar usuários
roles-users-manage-text = Convidar, desativar e remover usuários e atribuir perfis de acesso a eles.
roles-roles-manage = Gerenciar perfis de acesso
roles-roles-manage-text = Criar e alterar perfis de acesso e os recursos das suas APIs.
roles-audit-view = Ver o registro de auditoria
roles-audit-view-text = Ver quem fez o quê e quando.

## $uses of roles-refused-role-in-use and $roles of roles-refused-resource-in-use. A translation may begin with a preposition.

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
    [one] do perfil de acesso { $names }
   *[other] dos perfis de acesso { $names }
  }
roles-and-more = { $names } e mais { $rest }

## Refusals

roles-refused-predefined = Este perfil de acesso é predefinido e não pode ser alterado. Em vez disso, crie seu próprio perfil de acesso.
roles-refused-outranked = Este perfil de acesso permite mais do que os seus, portanto você não pode alterá-lo. Fale com um proprietário da conta.
roles-refused-name-blank = Digite um nome para o perfil de acesso.
roles-refused-name-too-long = Use no máximo { $max } caracteres; este nome tem { $length }.
roles-refused-control = Remova o caractere de controle invisível. Somente caracteres visíveis são permitidos aqui.
roles-refused-name-there = Já existe um perfil de acesso chamado “{ $name }”. Escolha outro nome.
roles-refused-name-alike = Este nome é parecido com “{ $name }”, que já existe. Escolha outro nome.
roles-refused-too-many-roles = Esta conta tem { $max } perfis de acesso, o máximo permitido. Exclua um que não seja mais necessário.
roles-refused-beyond-own = Você não pode incluir { $resource } em um perfil de acesso, porque seus próprios perfis não o incluem. Fale com um proprietário da conta.
roles-refused-resource-unknown = O recurso { $resource } não existe mais. Escolha um da lista.
roles-refused-role-in-use = Este perfil de acesso está em uso e não pode ser excluído. Antes, remova-o { $uses }.
roles-refused-resource-name = Use de 1 a 64 letras minúsculas sem acento, dígitos, hifens e sublinhados, em palavras separadas por um único ponto, como orders.view.
roles-refused-resource-reserved = Nomes que começam com keydesk. são reservados para o Keydesk. Escolha outro nome, como { $name }.
roles-refused-resource-there = Este recurso já existe.
roles-refused-description-too-long = Use no máximo { $max } caracteres; esta descrição tem { $length }.
roles-refused-too-many-resources = Esta conta tem { $max } recursos, o máximo permitido. Exclua um que não seja mais necessário.
roles-refused-resource-in-use = Este recurso está em uso e não pode ser excluído. Antes, remova-o { $roles }.

## $now of users-refused-changed

roles-now-without = { $name }, sem recursos
roles-now-with = { $name } com { $resources }
roles-self-edit = Você mesmo tem este perfil de acesso. Você perde as permissões que remover aqui, a menos que outro perfil de acesso seu as inclua.
roles-self-edit-understood = Entendo que altero minhas próprias permissões
