### Link history of a key.

## Page

links-title-of = Link history · { $key }
links-back = Back to API keys
# The slot is the name of the button "View token", in bold.
links-lead = Looking at a link opens nothing, and chat programs and mail scanners look by themselves. Visits by link previews, by browsers that load pages ahead of time, and by the browser that opened a link raise no notice. Only { $button } opens it, once.
links-older = Older links are not listed. What happened to them is in the audit log.

## A link: how it is now, and what has become of the token that it delivered

# The date says which link it is.
links-link-of = Link of { $date }
links-pending = Not opened yet; it can be until { $date }.
links-opened = Opened.
links-expired = Expired unopened.
links-cancelled = Cancelled unopened.
links-token-newest = Its token is the key's newest one.
links-token-old = Its token is the key's old one, which works until it is deleted.
links-token-gone = Its token is deleted and lets nobody in.

## What happened to a link, line by line

links-from = From { $address }, { $browser }
links-issued-with-key = Issued with the key
links-issued-with-key-by = Issued with the key, by { $who }
links-issued-with-token = Issued with a new token
links-issued-with-token-by = Issued with a new token, by { $who }
links-looked = Page looked at
links-was-opened = Opened; the token was shown
links-looked-when-expired = Looked at when it had expired
links-looked-when-cancelled = Looked at when it was cancelled
links-looked-when-opened = Visited again; the page said that the link was opened
links-by-headers = Only the page's headers were asked for
links-by-prefetch = Loaded ahead of time by a browser
links-by-preview = Looked at by a link preview
links-by-opener = Looked at again by the browser that opened it
links-tried-by-opener = Sent again by the browser that opened it; no token was shown
links-tried = Tried to open; no token was shown
links-has-expired = Expired; nobody has opened it
links-was-cancelled = Cancelled; nobody has opened it
links-more-visits = { $count ->
    [one] Visited once more
   *[other] Visited { $times } more times
  }
links-more-visits-last = { $count ->
    [one] Visited once more, the last on { $date }
   *[other] Visited { $times } more times, the last on { $date }
  }
links-more-quiet = { $count ->
    [one] 1 more visit that raised no notice
   *[other] { $times } more visits that raised no notice
  }
links-many-visits = Visited at least { $times } more times
links-many-visits-last = Visited at least { $times } more times, the last on { $date }

## A browser, as in "From 192.0.2.1, Firefox on Linux"

links-browser-on = { $browser } on { $system }
links-browser-unknown = Unknown browser

## The notice that an opened link was visited again

links-visited-again = { $count ->
    [one] Visited again once since it was opened.
   *[other] Visited again { $times } times since it was opened.
  }
links-what-it-means = The recipient may have used another browser, or somebody else has the address. Nobody was shown the token a second time. Where the recipient says that they never saw it, somebody else was first.
links-advice-gone = The token is gone, so nothing can come of it.
links-advice-renew = If you are in doubt, ask the recipient; renew the token and delete the old one.
links-advice-ask = If you are in doubt, ask somebody who may renew the token.
# Names the list of visits, for screen readers.
links-which-visits = The latest of these visits
links-dismiss = Dismiss notice
