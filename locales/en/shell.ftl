### The frame of every page.

# For screen readers: names the language switch.
language = Language
keyboard-shortcuts = Keyboard shortcuts
shortcut-generate = Generate a key
shortcut-move = Move in a menu
shortcut-close = Close a menu or dialog
shortcut-help = This help
# Above a page whose scripts failed.
scripts-stopped = The scripts of this page have stopped. Everything still works, but nothing updates automatically.
# A button.
scripts-start-again = Restart scripts
# On error pages, before the id of the request.
request-reference = Reference for the operator of this site:
