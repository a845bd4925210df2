### The export of all keys into a spreadsheet, and the page that says why there is none.

## Page

export-failed = Not exported
export-back = Back to the keys
export-busy = Another export is under way. Wait until it is done and try again.
export-not-written = The file could not be written on the server. Try again in a moment; if it stays so, free some space in its folder for temporary files and look at its log.
export-clock = The server's clock says a time before 1970, with which no file can be written. Have it set right and try again.

## Spreadsheet: names of sheets are at most 25 characters long and have none of [ ] : * ? / \ in them

export-title = API keys of { $account }

## Spreadsheet: headings. The English ones are names that programs know; elsewhere they are words for people.

export-id = id
# The app key.
export-app-key = keyName
export-roles = roles
# The name that people gave the key.
export-label = label
export-created = creationDate (UTC)
export-token-created = creationDateToken (UTC)
export-new-token-created = creationDateNewToken (UTC)
export-status = status
# The account that the external key belongs to.
export-account = account
export-added = addedDate (UTC)

## Spreadsheet: the status of a key

## Spreadsheet of the audit log: its title and headings

export-audit-title = Audit log of { $account }
export-audit-number = No.
export-audit-time = Time (UTC)
# What was changed.
export-audit-changed = Changes
# The key, user or role that it is about.
export-audit-about = About
export-audit-address = Address
# The name of what was done, for programs.
export-audit-action = Action name
export-audit-key-id = Key id
export-audit-hash = Hash
