language = Idioma
keyboard-shortcuts = Atalhos de teclado
shortcut-generate = Gerar uma chave
shortcut-move = Navegar em um menu
shortcut-close = Fechar um menu ou uma caixa de diálogo
shortcut-help = Esta ajuda
scripts-stopped = Os scripts desta página pararam. Tudo continua funcionando, mas nada é atualizado automaticamente.
scripts-start-again = Reiniciar os scripts
