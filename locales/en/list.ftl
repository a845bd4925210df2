### What the page of generated keys says, and whatever else both halves need.

## Dates and times

# The short names of the months, from January on, with spaces in between.
months = Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec
date = { $day } { $month } { $year }
date-and-time = { $date }, { $time } UTC
just-now = just now
# A duration, as in "5 minutes ago".
ago = { $duration } ago
seconds = { NUMBER($count) } { $count ->
    [one] second
   *[other] seconds
  }
minutes = { NUMBER($count) } { $count ->
    [one] minute
   *[other] minutes
  }
hours = { NUMBER($count) } { $count ->
    [one] hour
   *[other] hours
  }
days = { NUMBER($count) } { $count ->
    [one] day
   *[other] days
  }
for-months = { NUMBER($count) } { $count ->
    [one] month
   *[other] months
  }
years = { NUMBER($count) } { $count ->
    [one] year
   *[other] years
  }

## Buttons

close = Close
cancel = Cancel
save = Save
delete = Delete
apply = Apply
copy = Copy
# Names a button for screen readers, such as that beside an app key.
copy-named = Copy { $text }
copied = Copied
press-to-copy = Selected. Press Ctrl+C or ⌘C, or hold the text and choose Copy.
previous = Previous
next = Next

## Names of things

password = Password
app-key = App key
app-token = App token
single-access-link = Single-access link
api-keys = API keys
users = Users
roles = Roles
# A single one.
role = Role
audit-log = Audit log
# The same in the bar at the top, as short as can be: all its links stand on one line of a phone.
audit-log-short = Audit log
# Stands before an account's name, and names the pages of the account for screen readers.
account = Account
settings = Settings
status = Status
# Of a key.
active = Active
# Of a key.
inactive = Inactive
new-token = New token
old-token = Old token
no-roles = No roles
no-resources = No resources

## The frame of the page

profile-of = Profile of { $email }
sign-out = Sign out
skip-to-content = Skip to content
credentials-for = Credentials that let other systems act on { $account }.
# The tab with the keys that the account generated.
generated = Generated
# The tab with keys of other accounts.
external = External
export = Export
# All keys, whatever is filtered.
export-all = Export all
# The keys that the filters find.
export-found = { $count ->
    [one] Export this one
   *[other] Export these { NUMBER($count) }
  }
exporting = Exporting…
exported = The file is downloaded.
nothing-here = Nothing here
not-allowed = Not allowed
not-possible-now = Not possible right now
to-start-page = Go to the start page

## Search, filters and order

search = Search
search-by = Search by name or key
# Names the button that shows the filters, on phones.
filters = Filters
status-any = Status: any
role-any = Role: any
# What a key warns of, such as that its renewal is recommended.
alert = Alert
alert-any = Alert: any
pending-deletion = Pending deletion
order = Order
newest-first = Newest first
oldest-first = Oldest first
name-a-to-z = Name A to Z
name-z-to-a = Name Z to A
oldest-token-first = Oldest token first
active-first = Active first
inactive-first = Inactive first
# The parts are those that follow.
ignored-parts = Parts of this address mean nothing here and are ignored: { $parts }.
part-page = page
part-search = search text
part-status = status
part-role = role
part-alert = alert
part-order = order
part-unknown = an unknown filter
no-key-matches = No key matches
no-key-matches-why = Every word of the search must be in a key's name or in its app key. Upper and lower case and accents make no difference.
no-key-is-so = No key has all that the filters ask for.
clear-search = Clear search and filters
# Names the links to the other pages of a list, for screen readers.
pages = Pages
rows-shown = { $first }–{ $last } of { $all }
# How long the list is by now, read out by screen readers.
keys-listed = { $count ->
    [one] { NUMBER($count) } key
   *[other] { NUMBER($count) } keys
  }
# Above the rows while the server is away.
list-kept = The server does not answer. This is the list as it was; Keydesk keeps trying.
try-again = Try again
# While the rows that were asked for take long.
list-slow = Waiting for the server…

## The table of keys

generated-keys = Generated keys
key-or-name = Key / Name
created-date = Created date
# Stands before the date on which a key was created.
created-on = Created
actions = Actions
actions-for = Actions for { $label }
link-history = Link history
old-token-pending = Pending deletion - Old token
link-expired-unopened = Link expired unopened
renewal-recommended = Renewal recommended
renewal-highly-recommended = Renewal highly recommended
# The alert is one of the two before; the age is that of the key's token, as in "3 months".
alert-and-age = { $alert } · { $age } old
alert-dates = The token was created on { $created }. { $alert } since { $since }.
# The time counts down.
link-not-opened = Link not opened yet · { $time } left
link-visited-again = Opened link visited again
visits = Visits: { $times }, the last on { $date }.
# Of a token: a date, and how long ago that was.
created-and-ago = created { $date } · { $ago }
also-acts-on = Also acts on: { $accounts }
links-revisited = { $count ->
    [one] A link of { NUMBER($count) } key was visited again after it was opened.
   *[other] Links of { NUMBER($count) } keys were visited again after they were opened.
  }
links-revisited-advice = Somebody else may have the address.
no-link-revisited = No opened link was visited again.
old-tokens-pending = { $count ->
    [one] { NUMBER($count) } key has an old token pending deletion.
   *[other] { NUMBER($count) } keys have an old token pending deletion.
  }
no-old-token-pending = No key has an old token pending deletion.
delete-once-unused = { $count ->
    [one] Delete the old token once your integrations use the new one.
   *[other] Delete the old tokens once your integrations use the new ones.
  }
show-old-tokens = { $count ->
    [one] Show { NUMBER($count) } key with an old token
   *[other] Show { NUMBER($count) } keys with an old token
  }
show-revisited = { $count ->
    [one] Show { NUMBER($count) } key whose link was visited again
   *[other] Show { NUMBER($count) } keys whose links were visited again
  }
show-all-keys = Show all keys
nothing-waiting = Nothing is waiting
nothing-waiting-why = No key has what you filter for.
first-key = Generate the first key
first-key-why = A key lets another system act on this account. You name it, pick its roles, and get a link that hands its token over once.
no-keys-yet = No keys yet
no-keys-yet-why = Nobody has generated a key for this account, and your roles do not allow it. Ask an owner of the account.

## Actions

edit = Edit
renew-token = Renew token
new-link = New link
undo-renewal = Undo renewal
delete-old-token = Delete old token
deactivate = Deactivate
activate = Activate
delete-key = Delete key
# A button.
generate-key = Generate key
# Why an action in the menu is not possible now.
reason-link-pending = Its link is not opened yet
reason-undo-instead = Undo the renewal instead
reason-no-old-token = There is no old token
reason-new-token-viewed = The new token was viewed
reason-link-expired = Its link expired
reason-no-link-pending = No link waits to be opened

## Forms

your-password = Your password
your-password-why = To make sure that it is you who hands out or destroys credentials.
key-identification = Key identification
key-identification-hint = What the key is for, such as the name of the integration.
roles-hint = Pick only what the integration needs: whoever holds the token can do all of it.
no-roles-hint = This account has no roles for its own APIs yet. What stands here is for managing Keydesk itself; others are made on the Roles page.
roles-none = No role is chosen: the key is refused wherever a resource is asked for.
# The name of a role.
owner-role-why = { $role } lets whoever holds the token do everything in this account, managing users and roles included.
# Beside a tick box.
active-hint = Requests with an inactive key are refused; its tokens stay.
generate = Generate
# The heading of the dialog, once it is done.
key-generated = Key generated
pass-link-on = Give the link to whoever needs the token, or open it yourself. If it is lost, choose New link in the key's menu.
link-opens-once = Opens once, and is shown here only now.
# The address is the part that all links have in common.
link-genuine = Genuine links begin with { $address }
link-compare = Ask the recipient to compare that with the address bar before viewing the token.
# The time counts down.
link-expires-in = Expires in { $time }

## Renewing

renewal-adds-token = The key gets a new token, and a single-access link to it that lives for 24 hours. The token in use keeps working until you delete it.
renewal-replaces-unseen = The link to the newest token expired without being opened, so nobody ever saw that token. It is replaced by a new one with a new single-access link that lives for 24 hours; nothing else changes.
consent-to-delete = Delete the old token at once
no-old-token-left = The token before this one was never seen by anyone, so it is gone and there is no old token to delete.
# The heading of the dialog, once it is done.
token-renewed = Token renewed
# The heading of the dialog, once it is done.
new-link-made = New link made
new-link-why = Nobody has opened the link of this key. Its token is revoked and replaced by one with a new single-access link that lives for 24 hours. The link so far does not open any more.
# Beside a tick box.
nobody-has-token = Nobody has the new token yet. Delete the old one all the same.
delete-the-old-token = Delete the old token
later = Later
later-why = Both tokens work until you delete the old one. Choose this while integrations still use it.
now = Now
now-why = The old token stops working at once. Whatever still uses it is locked out.
# A renewal.
complete = Complete
# A renewal.
undo = Undo
undo-why = The new token and its single-access link stop working, and the old token is the only one again. Nothing that uses the key notices.
old-token-stops = The old token stops working at once. Make sure that no integration uses it any more: this cannot be undone.
# As in "created 3 months ago".
old-token-of-age-stops = The old token, created { $ago }, stops working at once. Make sure that no integration uses it any more: this cannot be undone.
new-token-unseen = Nobody has seen the new token yet.
new-token-unseen-why = Its single-access link was never opened, so whoever uses this key will be locked out as soon as the old token is deleted.
new-token-lost = Nobody can ever see the new token.
new-token-lost-why = Its single-access link expired without being opened, so whoever uses this key will be locked out as soon as the old token is deleted. Renew again instead.

## Deactivating, activating, deleting

deactivate-why = Every request with this key is refused from now on. Its tokens stay: once you activate the key again, they work as before.
inactive-already = This key is inactive already.
activate-why = Requests with this key's tokens are accepted again from now on.
active-already = This key is active already.
delete-why = The key, its tokens and its links are gone at once, and whatever uses the key stops working. To pause a key instead, deactivate it.
understood = I understand that this action cannot be undone

## What was done

done-edited = The changes are saved.
done-completed-later = Renewal completed. Both tokens work until you delete the old one.
done-completed-now = Renewal completed. The old token is deleted and only the new one works.
done-undone = Renewal undone. The old token is the only one again and the link no longer opens.
done-old-token-deleted = The old token is deleted. Only the new one works.
done-deactivated = The key is inactive. Requests with it are refused.
done-activated = The key is active. Its tokens work again.
done-deleted = The key is deleted.

## What is being done, after a moment

saving = Saving…
generating = Generating…
renewing = Renewing…
making-link = Making the link…
completing = Completing…
undoing = Undoing…
deleting = Deleting…
deactivating = Deactivating…
activating = Activating…

## What closing a dialog would lose, or means

link-not-copied = This link was not copied, and it is shown nowhere else. Copy it, or close once more to leave without it.
entered-is-lost = What you entered here is not saved. Close once more to discard it.
# The choice Later.
left-later = That means Later: both tokens work until you delete the old one.
left-uncopied = The link was not copied, so nobody has it.

## Why something was not done

error-session-ended = Your session has ended. Sign in again in another tab; what you entered here stays.
sign-in-in-new-tab = Sign in in a new tab
error-password-needed = Please confirm that it is you: enter your password and try again.
error-forbidden = Your roles in this account do not allow this. Ask an owner of the account.
error-not-found = This does not exist, or you have no access to it.
error-invalid = Please check the marked fields.
error-conflict = Somebody changed this key in the meantime, so nothing was done. Here is the key as it is now; try again if you still want to.
error-sent-twice = This form was sent twice. The key was generated once and is in the list; its link was shown in the first answer only. If you missed it, choose New link in the key's menu.
# A duration, as in "5 minutes".
error-too-many = Too many attempts. Wait { $duration } and try again.
error-malformed = This request could not be understood. Reload the page and try again.
error-unavailable = Keydesk cannot reach or write its database right now, so nothing was changed. Try again in a moment; if it stays so, look at the server's log.
error-unreachable = The server could not be reached. Check your connection, reload the page and look whether the change is there before you try again.

refused-link-pending = The single-access link of this key's new token has not been opened yet. Open it, wait until it expires on { $date }, or undo the renewal; then renew.
refused-first-link-pending = The single-access link of this key's token has not been opened yet. Open it or wait until it expires on { $date }; then renew. If the link is lost, choose New link.
refused-old-token-would-go = This key still has an old token, and a key has at most two. Renewing again deletes the old token at once; the token in use becomes the old one and keeps working. Agree to that, or keep both tokens as they are.
refused-not-renewing = This key has only one token, so there is nothing to undo or delete. To replace it, renew the key once its link has been opened or has expired.
refused-new-token-viewed = The new token was viewed on { $date }, so somebody may use it and the renewal cannot be undone. Delete the old token once it is no longer used, or renew again.
refused-link-expired = The link to the new token expired on { $date } without being opened, so there is nothing to undo. Renew again for a new link.
refused-no-link-pending = No link of this key waits to be opened, so there is none to replace. To hand out a new token, renew the key.
refused-new-token-unseen = Nobody has the new token yet, because its link was not opened. Choose Later, or tick the box to delete the old token all the same.

## Why what was typed is refused

text-label-blank = Enter a name, so that people can tell this key from the others.
text-label-too-long = Use at most { $most } characters; this name has { $length }.
text-label-control = Remove the invisible control character; a name may only hold characters that can be seen.
text-password-missing = Enter your password.
text-password-wrong = This password is wrong. Check it and try again.
text-role-unknown = This role does not exist any more. Choose from the list.
text-not-understood = Tick the box to confirm.
