### What stands around every page.

# Names the switch between languages, for screen readers.
language = Language
keyboard-shortcuts = Keyboard shortcuts
shortcut-generate = Generate a key
shortcut-move = Move in a menu
shortcut-close = Close a menu or dialog
shortcut-help = This help
# Above a page whose scripts could not start or broke.
scripts-stopped = The scripts of this page have stopped. Everything still works, but nothing updates by itself.
# A button.
scripts-start-again = Start them again
