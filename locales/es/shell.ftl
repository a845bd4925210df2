language = Idioma
keyboard-shortcuts = Atajos de teclado
shortcut-generate = Generar una clave
shortcut-move = Moverse en un menú
shortcut-close = Cerrar un menú o diálogo
shortcut-help = Esta ayuda
scripts-stopped = Los scripts de esta página se han detenido. Todo sigue funcionando, pero nada se actualiza solo.
scripts-start-again = Iniciarlos de nuevo
