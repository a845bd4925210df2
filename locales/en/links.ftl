### Link history of a key.

## Page

links-back = Back to API keys
# $button is the label of the button "View token", in bold.
links-lead = Viewing a link's page does not open the link; chat programs and mail scanners view it on their own. Visits by link previews, by prefetching browsers and by the browser that opened the link raise no notice. Only { $button } opens the link, once.
links-older = Older links are not listed. The audit log records what happened to them.

## State of a link and of its token

# $date is when the link was issued.
links-link-of = Link of { $date }
links-pending = Not opened yet; valid until { $date }.
links-opened = Opened.
links-expired = Expired unopened.
links-cancelled = Cancelled unopened.
links-token-newest = Its token is the key's newest one.
links-token-old = Its token is the key's old one and works until it is deleted.
links-token-gone = Its token is deleted and no longer gives access.

## Events of a link

links-from = From { $address }, { $browser }
links-issued-with-key = Issued with the key
links-issued-with-key-by = Issued with the key, by { $who }
links-issued-with-token = Issued with a new token
links-issued-with-token-by = Issued with a new token, by { $who }
links-looked = Page viewed
links-was-opened = Opened; the token was shown
links-looked-when-expired = Viewed after it expired
links-looked-when-cancelled = Viewed after it was cancelled
links-looked-when-opened = Visited again; the page said that the link had been opened
links-by-headers = Only the page's headers were requested
links-by-prefetch = Prefetched by a browser
links-by-preview = Viewed by a link preview
links-by-opener = Viewed again by the browser that opened it
links-tried-by-opener = Sent again by the browser that opened it; no token was shown
links-tried = Tried to open; no token was shown
links-has-expired = Expired; nobody opened it
links-was-cancelled = Cancelled; nobody opened it
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
links-what-it-means = The recipient may have used another browser, or someone else has the address. The token was not shown a second time. If the recipient says that they never saw it, someone else opened the link first.
links-advice-gone = The token no longer exists, so there is nothing to do.
links-advice-renew = If in doubt, ask the recipient. Renew the token and delete the old one.
links-advice-ask = If in doubt, ask someone who can renew the token.
# For screen readers: names the list of visits.
links-which-visits = The latest of these visits
links-dismiss = Dismiss notice
