## Page

export-failed = Não exportado
export-back = Voltar às chaves
export-busy = Outra exportação está em andamento. Espere até que termine e tente novamente.
export-not-written = Não foi possível gravar o arquivo no servidor. Tente novamente daqui a pouco; se continuar assim, libere espaço na pasta de arquivos temporários do servidor e consulte o log dele.
export-clock = O relógio do servidor marca uma data anterior a 1970, com a qual nenhum arquivo pode ser gravado. Peça que o acertem e tente de novo.

## Spreadsheet: names of sheets are at most 25 characters long and have none of [ ] : * ? / \ in them

export-title = Chaves de API de { $account }

## Spreadsheet: headings. The English ones are names that programs know; elsewhere they are words for people.

export-id = ID
export-app-key = Chave do app
export-roles = Funções
export-label = Nome
export-created = Data de criação (UTC)
export-token-created = Data de criação do token (UTC)
export-new-token-created = Data de criação do novo token (UTC)
export-status = Status
export-account = Conta
export-added = Data de inclusão (UTC)

## Spreadsheet: the status of a key

## Spreadsheet of the audit log: its title and headings

export-audit-title = Registro de auditoria de { $account }
export-audit-number = N.º
export-audit-time = Horário (UTC)
export-audit-changed = Alterações
export-audit-about = Sobre
export-audit-address = Endereço
export-audit-action = Nome da ação
export-audit-key-id = ID da chave
export-audit-hash = Hash
