language = Idioma
keyboard-shortcuts = Atajos de teclado
shortcut-generate = Generar una clave
shortcut-move = Moverse en un menú
shortcut-close = Cerrar un menú o diálogo
shortcut-help = Esta ayuda
