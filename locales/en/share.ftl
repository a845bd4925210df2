### What the recipient of a single-access link reads.

## Before it is opened

share-title = A token for { $key }
share-offer = { $account } shares an API token with you through this single-access link. It can be viewed once, so have a safe place for it ready.
# A button.
share-view-token = View token
# The slot is a countdown: 23:59:41.
share-expires-in = The link expires in { $time }
share-genuine = Genuine links begin with { $address }
share-compare = Compare that with your browser's address bar before you go on.

## The token

share-your-token = Your token
# The key comes before the account.
share-token-of = For { $key } of { $account }. Copy it now: it is shown once, and this link opens no more.
# Two buttons whose text is only that of copy, with which these have to begin.
share-copy-key = Copy app key
share-copy-token = Copy app token
share-keep-safe = Keep it safe: whoever has this token acts as this key. Put it into a secret store, never into code, chat or email.

## After its end

share-ended = This link has ended
share-opened-at = This link was opened at { $date }.
share-opened-advice = If that was not you, tell whoever sent you the link at once: somebody else has the token, and it should be renewed.
share-expired-at = This link expired at { $date }.
share-expired-advice = Nobody saw the token. Ask whoever sent you the link for a new one.
share-cancelled-at = This link was cancelled at { $date }.
share-cancelled-advice = The token was withdrawn. Ask whoever sent you the link whether there is a new one.
# The key comes before the account.
share-was-for = It was for { $key } of { $account }.

## No such link, and errors

share-not-found = Link not found
share-not-found-advice = There is no such link. Check that you copied all of it, or ask whoever sent it to you for a new one.
share-try-again = Please try again
