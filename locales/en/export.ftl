### The spreadsheet exports and their error page.

## Page

export-failed = Not exported
export-back = Back to the keys
export-busy = Another export is running. Wait until it is done and try again.
export-not-written = The server could not write the file. Try again in a moment. If the problem persists, free space in the server's folder for temporary files and check its log.
export-clock = The server's clock is set to a date before 1970, so no file can be written. Have the clock corrected and try again.

## Sheet names: at most 25 characters, none of [ ] : * ? / \

export-title = API keys of { $account }

## Column headings. In English they are identifiers that programs rely on; in other languages they are plain words.

export-id = id
# The app key.
export-app-key = keyName
export-roles = roles
# The name of the key.
export-label = label
export-created = creationDate (UTC)
export-token-created = creationDateToken (UTC)
export-new-token-created = creationDateNewToken (UTC)
export-status = status
# The last day of a key.
export-expires = expirationDate (UTC)
export-allowed-addresses = allowedAddresses
export-last-used = lastUsed (UTC)
# The owner of an external key.
export-account = account
export-added = addedDate (UTC)

## Audit log: title and headings

export-audit-title = Audit log of { $account }
export-audit-number = No.
export-audit-time = Time (UTC)
# Details of a change.
export-audit-changed = Changes
# The key, user or role affected.
export-audit-about = About
export-audit-address = Address
# The identifier of the action, for programs.
export-audit-action = Action name
export-audit-key-id = Key id
export-audit-hash = Hash
