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

## Devices

profile-device = { $browser } no { $system }
profile-unknown-device = Dispositivo desconhecido
profile-accounts = Contas
profile-no-account = Nenhuma conta deixa você entrar: você foi removido ou desativado, ou nunca foi convidado. Peça a um proprietário da conta que reative você ou envie um convite.
profile-end-this = Encerrar a sessão que estou usando agora
