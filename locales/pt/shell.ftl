language = Idioma
keyboard-shortcuts = Atalhos de teclado
shortcut-generate = Gerar uma chave
shortcut-move = Mover-se em um menu
shortcut-close = Fechar um menu ou diálogo
shortcut-help = Esta ajuda
scripts-stopped = Os scripts desta página pararam. Tudo continua funcionando, mas nada se atualiza sozinho.
scripts-start-again = Iniciar de novo
