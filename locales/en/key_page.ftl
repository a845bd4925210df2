### The page of a key.

key-page-title = { $key } · API key
# $date is when the key was deleted.
key-page-deleted = This key was deleted on { $date }.
key-page-tokens = Tokens
# Heading of the only token of a key.
key-page-token = Token
# $date is a day in UTC.
key-page-recorded-since = Requests are recorded since { $date } (UTC).
key-page-not-recorded = No request was recorded yet, so nothing is known about the use of tokens.
# Of a token.
key-page-first-used = First used on { $date }

## Charts

key-page-hours = Requests in the last 24 hours
key-page-days = Requests in the last 90 days
key-page-requests-made = { $count ->
    [one] { $requests } request
   *[other] { $requests } requests
  }
key-page-requests-denied = { $count ->
    [one] { $requests } request, { $denied } denied
   *[other] { $requests } requests, { $denied } denied
  }
key-page-as-table = Show as a table
key-page-time = Time
key-page-day = Day (UTC)
key-page-requests = Requests
key-page-denied = Denied

## From where a key is used

key-page-senders = Used from
key-page-address = Address
key-page-verifier = Verifier
key-page-last = Last
key-page-senders-kept = Only the last { NUMBER($senders) } pairs of address and verifier are kept for each token.
# Instead of an address.
key-page-no-address = Not told by the verifier
# Instead of a verifier's name.
key-page-no-verifier = No verifier named
key-page-verifier-elsewhere = A verifier of another account

## Denied requests

key-page-denials = Denied requests
key-page-reason = Reason
denial-unknown-key = Unknown key
denial-key-deleted = The key is deleted
denial-unknown-token = Unknown token
denial-token-revoked = The token is deleted
denial-key-inactive = The key was inactive
denial-key-expired = The key had ended
denial-address-denied = The key may not be used from that address
denial-account-denied = The key has no access to the account
denial-resource-denied = No role contains the resource

## Deleted tokens that are still sent

# $date is when the token was deleted.
key-page-dead-of = Deleted on { $date }
key-page-dead-sent = { $count ->
    [one] Sent once since then, { $ago }.
   *[other] Sent { $times } times since then, last { $ago }.
  }

## Other parts

key-page-links = Single-access links
key-page-events = Audit events
key-page-all-events = All events of this key
key-page-keep-old = Keep it until I delete it
key-page-delete-after = Delete it when unused for days:
