profile-title = Perfil

## Password

profile-current-password = Senha atual
profile-new-password = Nova senha
profile-new-password-hint = Pelo menos 12 caracteres, de preferência 15 ou mais; uma frase curta funciona bem. As suas outras sessões serão encerradas.
profile-change-password = Alterar senha

## Sessions

profile-sessions = Sessões
profile-this-session = Esta sessão
profile-signed-in = entrou { $when }
profile-last-used = último uso { $when }
profile-sign-out-there = Sair: { $device }, { $ip }
profile-sign-out-others = Sair de todas as outras sessões

## Known browsers

profile-browsers = Navegadores conhecidos
profile-browsers-hint = Você já entrou com estes navegadores. Neles, senhas erradas que alguém tente em outro lugar não bloqueiam seu acesso. Esqueça os que você não usa mais. Uma nova senha esquece todos os outros.
profile-browsers-none = Não há nenhum. O navegador em que você entrar da próxima vez aparecerá aqui.
profile-this-browser = Este navegador
profile-browser-last = entrou por último { $when }
profile-forget = Esquecer
profile-forget-there = Esquecer: { $device }, { $ip }
profile-forget-all = Esquecer todos os navegadores

## Devices

profile-device = { $browser } no { $system }
profile-unknown-device = Dispositivo desconhecido
profile-accounts = Contas
profile-no-account = Nenhuma conta deixa você entrar: você foi removido ou desativado, ou nunca foi convidado. Peça a um proprietário da conta que reative você ou envie um convite.
profile-end-this = Encerrar a sessão que estou usando agora
