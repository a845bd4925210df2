### The page of a single-access link.

## Pending

share-title = A token for { $key }
share-offer = { $account } shares an API token with you through this single-access link. You can view it once, so have a safe place for it ready.
# A button.
share-view-token = View token
# $time is a countdown: 23:59:41.
share-expires-in = The link expires in { $time }
share-genuine = Genuine links begin with { $address }
share-compare = Check this in your browser's address bar before you continue.

## The token

share-your-token = Your token
# $key must come before $account.
share-token-of = For { $key } of { $account }. Copy it now. It is shown once, and this link no longer works.
# For screen readers: two buttons with the visible label "Copy", with which these must begin.
share-copy-key = Copy app key
share-copy-token = Copy app token
share-keep-safe = Keep it secret: anyone with this token can use this key. Store it in a secret manager, never in code, chat or email.

## No longer valid

share-ended = This link is no longer valid
share-opened-at = This link was opened at { $date }.
share-opened-advice = If that was not you, tell the sender at once: someone else has the token, and it must be renewed.
share-expired-at = This link expired at { $date }.
share-expired-advice = Nobody saw the token. Ask the sender for a new link.
share-cancelled-at = This link was cancelled at { $date }.
share-cancelled-advice = The token was withdrawn. Ask the sender whether there is a new link.
# $key must come before $account.
share-was-for = It was for { $key } of { $account }.

## Not found, and errors

share-not-found = Link not found
share-not-found-advice = This link does not exist. Check that you copied all of it, or ask the sender for a new one.
share-try-again = Please try again
