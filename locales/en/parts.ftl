### What parts of pages say that only the server draws.

# Stands before the date on which an external key was added.
added-on = Added
