## The list

users-under = Quem pode entrar na conta { $account } e o que pode fazer nela.
users-invite-user = Convidar usuário
users-members = Membros
users-user = Usuário
users-member-since = Membro desde
users-last-active = Última atividade
users-you = Você
users-never = Nunca
users-invited-by-email = Convite de { $email }
users-active = Ativo
users-disabled = Desativado
users-no-roles = Nenhum
users-pending-invitations = Convites pendentes
users-address = Endereço
users-invited-by = Convidado por
users-operator = o operador
users-expires-in = Expira em

## Labels on narrow screens, which have no column headings

users-label-member-since = Membro desde
users-label-last-active = Última atividade:
users-label-invited-by = Convidado por:
users-label-expires-in = Expira em

## Buttons and their accessible names

users-edit-roles = Editar perfis de acesso
users-edit-roles-of = Editar perfis de acesso de { $email }
users-disable = Desativar
users-disable-email = Desativar { $email }
users-enable = Ativar
users-enable-email = Ativar { $email }
users-remove = Remover
users-remove-email = Remover { $email }
users-new-link = Novo link
users-new-link-for = Novo link para { $email }
users-cancel-invitation = Cancelar convite
users-cancel-invitation-of = Cancelar convite para { $email }
users-invite = Convidar
users-make-new-link = Criar novo link
users-keep-invitation = Manter convite
users-back = Voltar aos usuários

## Forms

users-email = E-mail
users-email-hint = A pessoa entra com este endereço. Você recebe um link para enviar a ela; o Keydesk não envia e-mails.
users-roles-hint = Escolha somente o necessário.
users-roles-hidden = Os perfis de acesso que permitem mais do que os seus não são exibidos.
users-disable-user = Desativar usuário
users-disable-text = Este usuário perde o acesso a esta conta imediatamente, até ser ativado novamente. Os perfis de acesso dele são mantidos. As outras contas dele não são afetadas.
users-enable-user = Ativar usuário
users-enable-text = Este usuário pode voltar a usar seus perfis de acesso imediatamente.
users-remove-user = Remover usuário
users-remove-text = Este usuário perde o acesso a esta conta imediatamente. As entradas dele continuam no registro de auditoria, e as outras contas dele não são afetadas. Para voltar, ele precisa de um convite.
users-cancel-text = O link deixa de funcionar e informa que foi cancelado.
users-new-link-text = Você recebe um novo link, válido por 24 horas. O antigo deixa de funcionar.
users-roles-invited-by = { $roles }; convite de { $inviter }
users-roles-invited-by-operator = { $roles }; convite do operador

## The new link

users-link-text = Com este link, { $email } pode entrar na conta. Envie-o por um canal que somente essa pessoa leia: quem o abrir primeiro entra na conta com ele.
users-link-once = Funciona uma única vez. Não será exibido novamente.
users-link-compare = Peça ao destinatário que confira isso na barra de endereço antes de digitar uma senha.
users-link-expires = Expira em { $time }

## Refusals

users-refused-gone = Isto não existe mais.
users-refused-not-allowed = Seus perfis de acesso nesta conta não permitem isso. Fale com um proprietário da conta.
users-refused-changed = Alguém fez uma alteração nesse meio-tempo, portanto nada foi feito. Seus dados foram mantidos. Confira o estado atual ({ $now }) e salve novamente, se ainda quiser.
users-refused-raced = Alguém fez uma alteração aqui no mesmo instante, portanto nada foi feito. Tente novamente.
users-refused-last-owner = Este é o último proprietário da conta que pode entrar, e toda conta precisa ter um. Antes, torne outra pessoa proprietária.
users-refused-outranked = Este usuário pode fazer mais do que você nesta conta, portanto você não pode alterá-lo. Fale com um proprietário da conta.
users-refused-beyond-own = Você não pode atribuir o perfil de acesso “{ $role }”: ele permite mais do que os seus. Fale com um proprietário da conta.
users-refused-no-role = Escolha pelo menos um perfil de acesso.
users-refused-member-there = Um usuário desta conta já tem este endereço. Edite os perfis de acesso dele na lista de usuários.
users-refused-invited-already = Este endereço já foi convidado. Cancele o convite ou crie um novo link para ele na lista de usuários.
users-refused-alike = Este endereço é parecido com { $email }, que já pertence a esta conta. Confira como está escrito.
users-refused-too-many = Esta conta tem { $max } usuários e convites, o máximo permitido. Remova um que não seja mais necessário.
users-self-edit = Estes são seus próprios perfis de acesso. Você não poderá devolver a si mesmo o que remover aqui.
users-self-edit-understood = Entendo que altero meus próprios perfis de acesso
users-self-disable = Este usuário é você. Você perde o acesso a esta conta imediatamente, até que outra pessoa ative você novamente.
users-self-disable-understood = Entendo que desativo meu próprio usuário
users-self-remove = Este usuário é você. Você perde o acesso a esta conta imediatamente e precisará de um convite para voltar.
users-self-remove-understood = Entendo que removo meu próprio usuário
