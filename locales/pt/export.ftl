## Page

export-failed = Exportação não concluída
export-back = Voltar às chaves
export-busy = Outra exportação está em andamento. Aguarde até que ela termine e tente novamente.
export-not-written = O servidor não conseguiu gravar o arquivo. Tente novamente em instantes. Se o problema persistir, libere espaço na pasta de arquivos temporários do servidor e consulte o log dele.
export-clock = O relógio do servidor marca uma data anterior a 1970, portanto nenhum arquivo pode ser gravado. Solicite o acerto do relógio e tente novamente.

## Sheet names: at most 25 characters, none of [ ] : * ? / \

export-title = Chaves de API de { $account }

## Column headings. In English they are identifiers that programs rely on; in other languages they are plain words.

export-id = ID
export-app-key = App key
export-roles = Perfis de acesso
export-label = Nome
export-created = Data de criação (UTC)
export-token-created = Data de criação do token (UTC)
export-new-token-created = Data de criação do novo token (UTC)
export-status = Status
export-expires = Expiração (UTC)
export-allowed-addresses = Endereços permitidos
export-last-used = Último uso (UTC)
export-account = Conta
export-added = Data de inclusão (UTC)

## Audit log: title and headings

export-audit-title = Registro de auditoria de { $account }
export-audit-number = N.º
export-audit-time = Horário (UTC)
export-audit-changed = Alterações
export-audit-about = Sobre
export-audit-address = Endereço
export-audit-action = Nome da ação
export-audit-key-id = ID da chave
export-audit-hash = Hash
