### The export of all keys into a spreadsheet, and the page that says why there is none.

## Page

export-failed = Not exported
export-back = Back to the keys
export-busy = Another export is under way. Wait until it is done and try again.
export-not-written = The file could not be written on the server. Try again in a moment; if it stays so, free some space in its folder for temporary files and look at its log.

## Spreadsheet: names of sheets are at most 25 characters long and have none of [ ] : * ? / \ in them

export-title = API keys of { $account }

## Spreadsheet: headings. The English ones are names that programs know; elsewhere they are words for people.

export-id = id
# The app key.
export-app-key = keyName
export-roles = roles
# The name that people gave the key.
export-label = label
export-created = creationDate
export-token-created = creationDateToken
export-new-token-created = creationDateNewToken
export-status = status
# The account that the external key belongs to.
export-account = account
export-added = addedDate

## Spreadsheet: the status of a key

