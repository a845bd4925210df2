### What stands around every page.

# Names the switch between languages, for screen readers.
language = Language
keyboard-shortcuts = Keyboard shortcuts
shortcut-generate = Generate a key
shortcut-move = Move in a menu
shortcut-close = Close a menu or dialog
shortcut-help = This help
