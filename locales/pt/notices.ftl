
## What was just done

notice-period-set = O período foi definido. Os alertas de todas as chaves já o seguem.
notice-password-changed = A senha foi alterada. As suas outras sessões foram encerradas.
notice-sessions-revoked = O acesso foi encerrado lá. Vale a partir da próxima requisição.
notice-browsers-forgotten = Esquecido. Senhas erradas que alguém tente em outro lugar podem bloquear seu acesso lá.
notice-external-added = A chave foi adicionada. Ela pode agir nesta conta com as funções que você deu a ela.
notice-external-edited = As funções foram salvas. Valem a partir da próxima requisição.
notice-external-removed = A chave foi removida. Ela não pode mais agir nesta conta.
notice-link-notice-dismissed = O aviso foi dispensado. Ele volta se o link for visitado de novo.
notice-second-factor-off = O segundo fator está desativado. As suas outras sessões foram encerradas.
notice-invitation-cancelled = O convite foi cancelado. O link dele não abre mais.
notice-user-roles-saved = As funções foram salvas. Valem a partir da próxima requisição.
notice-user-disabled = O usuário foi desativado e não pode fazer nada nesta conta a partir da próxima requisição.
notice-user-enabled = O usuário está ativo de novo, com as funções que tinha.
notice-user-removed = O usuário foi removido desta conta, a partir da próxima requisição.
notice-role-created = A função foi criada. Agora atribua-a a chaves e usuários.
notice-role-saved = A função foi salva. Vale para todos que a têm, a partir da próxima requisição.
notice-role-deleted = A função foi excluída.
notice-resource-added = O recurso foi adicionado. Agora inclua-o em uma função.
notice-resource-deleted = O recurso foi excluído.
notice-own-roles-saved = As suas funções foram salvas. Elas valem a partir da próxima requisição.
notice-disabled-self = Você está desativado naquela conta. Outra pessoa de lá pode reativar você.
notice-left-account = Você foi removido daquela conta. Para voltar, precisa de um convite.
