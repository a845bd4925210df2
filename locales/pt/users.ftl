## The list

users-under = Quem pode entrar em { $account } e o que pode fazer lá.
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
users-no-roles = Nenhuma
users-pending-invitations = Convites pendentes
users-address = Endereço
users-invited-by = Convidado por
users-operator = o operador
users-expires-in = Expira em

## What stands before a value on narrow screens, where the table has no heads

users-label-member-since = Membro desde
users-label-last-active = Última atividade:
users-label-invited-by = Convidado por:
users-label-expires-in = Expira em

## Buttons, and what each is called among the others of its kind

users-edit-roles = Editar funções
users-edit-roles-of = Editar funções de { $email }
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
users-email-hint = É com este endereço que a pessoa vai entrar. Você recebe um link para repassar; o Keydesk não envia e-mails.
users-roles-hint = Escolha apenas o necessário.
users-roles-hidden = Funções que permitem mais do que as suas não são oferecidas.
users-disable-user = Desativar usuário
users-disable-text = A partir da próxima requisição, esta pessoa não pode fazer nada nesta conta até ser ativada de novo. As funções dela são mantidas, e as outras contas também.
users-enable-user = Ativar usuário
users-enable-text = A partir da próxima requisição, esta pessoa pode voltar a usar as funções dela.
users-remove-user = Remover usuário
users-remove-text = A partir da próxima requisição, esta pessoa deixa de fazer parte desta conta. O que ela fez continua no registro de auditoria, e as outras contas dela são mantidas. Para voltar, ela precisa de um convite.
users-cancel-text = O link deixa de abrir e informa que foi cancelado.
users-new-link-text = Você recebe um novo link, válido por 24 horas a partir de agora. O antigo deixa de abrir.
users-roles-invited-by = { $roles }; convite de { $inviter }
users-roles-invited-by-operator = { $roles }; convite do operador

## The new link

users-link-text = Com este link, { $email } pode entrar na conta. Envie-o por um canal que só essa pessoa leia: quem o abrir primeiro entra com ele.
users-link-once = Abre uma única vez e só é mostrado aqui agora.
users-link-compare = Peça a quem recebe o convite que compare isso com a barra de endereço antes de digitar uma senha.
users-link-expires = Expira em { $time }

## Refusals

users-refused-gone = Isto não existe mais.
users-refused-not-allowed = Suas funções nesta conta não permitem isso. Fale com um proprietário da conta.
users-refused-changed = Alguém fez uma alteração aqui nesse meio-tempo, então nada foi feito. O que você preencheu continua aqui; veja como está agora ({ $now }) e salve de novo se ainda quiser.
users-refused-raced = Alguém alterou algo aqui no mesmo instante, então nada foi feito. Tente de novo.
users-refused-last-owner = Este é o último proprietário da conta que pode entrar, e toda conta precisa ter um. Antes, torne outra pessoa proprietária.
users-refused-outranked = Este usuário pode fazer mais do que você nesta conta, por isso você não pode alterá-lo. Fale com um proprietário da conta.
users-refused-beyond-own = Você não pode dar a função “{ $role }”: ela permite mais do que as suas. Fale com um proprietário da conta.
users-refused-no-role = Escolha pelo menos uma função.
users-refused-member-there = Um usuário desta conta já tem este endereço. Edite as funções dele na lista de usuários.
users-refused-invited-already = Este endereço já foi convidado. Cancele o convite ou crie um novo link para ele na lista de usuários.
users-refused-alike = Este endereço parece { $email }, que já está nesta conta. Confira como está escrito.
users-refused-too-many = Esta conta tem { $max } usuários e convites, o máximo possível. Remova um que não seja mais necessário.
users-self-edit = Estas são as suas próprias funções. O que você retirar aqui não poderá devolver a si mesmo.
users-self-edit-understood = Entendo que altero as minhas próprias funções
users-self-disable = Este usuário é você. Você não poderá fazer nada nesta conta, a partir da próxima requisição, até que outra pessoa reative você.
users-self-disable-understood = Entendo que desativo a mim mesmo
users-self-remove = Este usuário é você. Você sai desta conta na hora e precisará de um convite para voltar.
users-self-remove-understood = Entendo que removo a mim mesmo
