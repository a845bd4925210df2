language = Idioma
keyboard-shortcuts = Atajos de teclado
shortcut-generate = Generar una clave
shortcut-move = Navegar en un menú
shortcut-close = Cerrar un menú o un cuadro de diálogo
shortcut-help = Esta ayuda
scripts-stopped = Los scripts de esta página se detuvieron. Todo sigue funcionando, pero nada se actualiza automáticamente.
scripts-start-again = Reiniciar los scripts
