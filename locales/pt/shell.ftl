language = Idioma
keyboard-shortcuts = Atalhos de teclado
shortcut-generate = Gerar uma chave
shortcut-move = Mover-se em um menu
shortcut-close = Fechar um menu ou diálogo
shortcut-help = Esta ajuda
