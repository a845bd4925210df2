profile-title = Meu perfil

## Password

profile-current-password = Senha atual
profile-new-password = Nova senha
profile-new-password-hint = Pelo menos 12 caracteres, de preferência 15 ou mais. Uma frase curta funciona bem. Suas outras sessões serão encerradas.
profile-change-password = Alterar senha

## Sessions

profile-sessions = Sessões
profile-this-session = Esta sessão
profile-signed-in = entrou { $when }
profile-last-used = último uso { $when }
profile-sign-out-there = Sair: { $device }, { $ip }
profile-sign-out-others = Encerrar todas as outras sessões

## Known browsers

profile-browsers = Navegadores conhecidos
profile-browsers-hint = Você já entrou com estes navegadores. Senhas incorretas digitadas em outro lugar não bloqueiam seu acesso neles. Esqueça os navegadores que você não usa mais. Alterar sua senha esquece todos os outros.
profile-browsers-none = Nenhum. O navegador em que você entrar da próxima vez aparecerá aqui.
profile-this-browser = Este navegador
profile-browser-last = último acesso { $when }
profile-forget = Esquecer
profile-forget-there = Esquecer: { $device }, { $ip }
profile-forget-all = Esquecer todos os navegadores

## Devices

profile-device = { $browser } no { $system }
profile-unknown-device = Dispositivo desconhecido
profile-accounts = Contas
profile-no-account = Você não tem acesso a nenhuma conta. Você foi removido ou desativado, ou nunca foi convidado. Peça a um proprietário da conta que ative você novamente ou envie um convite.
profile-end-this = Encerrar a sessão que estou usando agora
