### The list of generated keys, its dialogs, and every text that the browser needs.

## Dates and times

# The short names of the months from January on, separated by spaces.
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
# For screen readers: the button beside an app key, for example.
copy-named = Copy { $text }
copied = Copied
press-to-copy = Selected. Press Ctrl+C or ⌘C. On a phone, hold the text and choose Copy.
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
# In the bar at the top, which is narrow on phones.
roles-short = Roles
# A single one.
role = Role
audit-log = Audit log
# The short name in the top bar, whose links must fit on one line of a phone.
audit-log-short = Audit log
# Precedes an account's name. For screen readers it also names the account's navigation.
account = Account
settings = Settings
status = Status
# Of a key.
active = Active
# Of a key.
inactive = Inactive
# Of a key whose end has passed.
expired = Expired
new-token = New token
old-token = Old token
no-roles = No roles
no-resources = No resources
# The predefined roles. Their stored names are the English ones.
role-owner = Owner (Admin Super)
role-user-administrator = User administrator - RESTRICTED

## Page frame

profile-of = Profile of { $email }
sign-out = Sign out
skip-to-content = Skip to content
credentials-for = Credentials that give other systems access to { $account }.
# The tab with the keys that the account generated.
generated = Generated
# The tab with keys of other accounts.
external = External
export = Export
# All keys, regardless of filters.
export-all = Export all
# The keys that match the filters.
export-found = { $count ->
    [one] Export this one
   *[other] Export these { NUMBER($count) }
  }
exporting = Exporting…
exported = The file was downloaded.
nothing-here = Not found
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
# A warning about a key, such as a recommended renewal.
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
part-unused = usage
usage = Usage
usage-any = Usage: any
# $duration is "30 days".
not-used-for = Not used for { $duration }
last-used-first = Last used first
longest-unused-first = Longest unused first
# The parts are the part-… messages below.
misread-parts = These parts of the address are not valid, so no keys are shown: { $parts }.
# The same for the parts that do not decide which keys are shown.
ignored-parts = These parts of the address are not supported and were ignored: { $parts }.
part-page = page
part-search = search text
part-status = status
part-role = role
part-alert = alert
part-order = order
part-unknown = an unknown filter
no-key-matches = No key matches
no-key-matches-why = Every search word must occur in the key's name or app key. Case and accents are ignored.
no-key-is-so = No key matches all filters.
clear-search = Clear search and filters
# For screen readers: names the pagination links.
pages = Pages
rows-shown = { $first }–{ $last } of { $all }
# For screen readers: the length of the list.
keys-listed = { $count ->
    [one] { NUMBER($count) } key
   *[other] { NUMBER($count) } keys
  }
# Above the rows while the server cannot be reached.
list-kept = The server is not responding. The list may be out of date. Keydesk keeps trying.
try-again = Try again
# While a slow request is running.
list-slow = Waiting for the server…

## The table of keys

generated-keys = Generated keys
key-or-name = Key / Name
created-date = Created date
# Precedes the creation date of a key.
created-on = Created
actions = Actions
actions-for = Actions for { $label }
# A menu item: leads to the page of the key.
details = Details
old-token-pending = Pending deletion - Old token
link-expired-unopened = Link expired unopened
renewal-recommended = Renewal recommended
renewal-highly-recommended = Renewal highly recommended
# $duration is such as "12 days".
expires-in = Expires in { $duration }
# $date is the last day.
expires-on = Expires on { $date }
expired-on = Expired on { $date }
# For those who point at one of the texts above, and for screen readers.
last-day-is = Last day: { $date } (UTC)
# The networks from which a key may be used.
only-from = Only from { $networks }
only-from-and-more = Only from { $networks } and { $rest } more
# $alert is one of the two messages above; $age is the age of the newest token, such as "3 months".
alert-and-age = { $alert } · { $age } old
alert-dates = The token was created on { $created }. { $alert } since { $since }.
# $time is a countdown.
link-not-opened = Link not opened yet · { $time } left
link-visited-again = Opened link visited again
visits = Visits: { $times }, the last on { $date }.
# Of a token. $date is a date, $ago its age as in "3 months ago".
created-and-ago = created { $date } · { $ago }
also-acts-on = Also has access to: { $accounts }
# $ago is an age, as in "4 minutes ago".
last-used = Last used { $ago }
not-used-since = Not used since { $date }
# Of a revoked or deleted token.
dead-token = Deleted token still sent
dead-times = Sent: { $times }, the last on { $date }.
dead-tokens = Deleted tokens are still sent.
dead-advice = An integration was not switched over, or someone tries a leaked token. They give no access.
# $label is the key's name, $ago an age.
dead-of-key = { $label }: sent { $times }×, last { $ago }.
dead-of-deleted = { $label } (deleted key): sent { $times }×, last { $ago }.
last-from = From { $address }.
dead-others = { $count ->
    [one] And { NUMBER($count) } more key.
   *[other] And { NUMBER($count) } more keys.
  }
links-revisited = { $count ->
    [one] { NUMBER($count) } key has a link that was visited again after it was opened.
   *[other] { NUMBER($count) } keys have a link that was visited again after it was opened.
  }
links-revisited-advice = Someone else may have the address.
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
nothing-waiting = Nothing pending
nothing-waiting-why = No key matches this filter.
first-key = Generate the first key
first-key-why = A key gives another system access to this account. You name it, choose its roles, and get a link that shows its token once.
no-keys-yet = No keys yet
no-keys-yet-why = Nobody has generated a key for this account yet, and your roles do not allow you to. Ask an owner of the account.

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
# Why a menu item is disabled.
reason-link-pending = Its link is not opened yet
reason-undo-instead = Undo the renewal instead
reason-no-old-token = There is no old token
reason-new-token-viewed = The new token was viewed
reason-link-expired = Its link expired
reason-no-link-pending = No link is pending

## Forms

your-password = Your password
your-password-why = Confirms that it is you before credentials are issued or deleted.
key-identification = Key identification
key-identification-hint = What the key is for, such as the name of the integration.
roles-hint = Choose only the roles that the integration needs. Anyone with the token can use all of them.
no-roles-hint = This account has no roles for its own APIs yet. The roles below are for managing Keydesk itself. Create others on the Roles page.
roles-none = No role is selected. The key is refused wherever a resource is required.
# $role is the name of a role.
owner-role-why = { $role } lets anyone with the token do everything in this account, including managing users and roles.
# When a key stops working by itself.
expires = Expires
no-end = No end
# $duration is such as "30 days".
in-days = In { $duration }
on-a-date = On a date
last-day = Last day
last-day-hint = The key works until the end of this day in UTC.
allowed-addresses = Allowed addresses
allowed-addresses-hint = IP addresses or networks such as 10.0.0.0/8, one on each line. The key is refused everywhere else. Leave empty to allow all.
# Label of a tick box.
active-hint = Requests with an inactive key are refused. Its tokens are kept.
generate = Generate
# Heading of the dialog after success.
key-generated = Key generated
pass-link-on = Send the link to the person who needs the token, or open it yourself. If it is lost, choose New link in the key's menu.
link-opens-once = Works once. It is not shown again.
# $address is the common prefix of all links.
link-genuine = Genuine links begin with { $address }
link-compare = Ask the recipient to check this in the address bar before viewing the token.
# $time is a countdown.
link-expires-in = Expires in { $time }

## Renewing

renewal-adds-token = The key gets a new token and a single-access link to it, valid for 24 hours. The current token keeps working until you delete it.
renewal-replaces-unseen = The link to the newest token expired unopened, so nobody has seen that token. It is replaced by a new token with a new single-access link, valid for 24 hours. Nothing else changes.
consent-to-delete = Delete the old token at once
no-old-token-left = Nobody ever saw the previous token. It was revoked, so there is no old token to delete.
# Heading of the dialog after success.
token-renewed = Token renewed
# Heading of the dialog after success.
new-link-made = New link created
new-link-why = Nobody has opened this key's link. Its token is revoked and replaced by a new one, with a new single-access link valid for 24 hours. The previous link stops working.
# Label of a tick box.
nobody-has-token = Nobody has the new token yet. Delete the old one anyway.
delete-the-old-token = Delete the old token
later = Later
later-why = Both tokens work until you delete the old one. Choose this while integrations still use it.
when-unused = When unused
when-unused-why = Keydesk deletes the old token once nobody has used it for some days and the new one is in use. Only days on which verifications were recorded count.
when-unused-days = Days without use, 1 to 90
# $duration is "7 days".
old-token-goes = The old token is deleted once it has not been used for { $duration }.
# $token is "The old token", "The new token" or "The token"; $ago is "4 minutes ago" or "4 minutes ago from 10.0.0.7".
fact-used-today = { $count ->
    [one] { $token } was used once in the last 24 hours, { $ago }.
   *[other] { $token } was used { $times } times in the last 24 hours, last { $ago }.
  }
fact-used = { $token } was last used { $ago }.
fact-quiet = { $token } has not been used for at least 7 days.
fact-unknown = { $token } has not been used as far as is known. Verifications were not recorded for long enough to say more.
ago-from = { $ago } from { $address }
fact-token = The token
fact-old-token = The old token
fact-new-token = The new token
safe-to-delete = Safe to delete: the old token has not been used for at least 7 days, and the new one is in use.
# Label of a tick box.
in-use-anyway = It is still in use. Do it anyway.
now = Now
now-why = The old token stops working at once. Integrations that still use it lose access.
# A renewal.
complete = Complete
# A renewal.
undo = Undo
undo-why = The new token and its single-access link stop working. The old token is the only one again. Integrations are not affected.
old-token-stops = The old token stops working at once. Make sure that no integration uses it any more. This cannot be undone.
# As in "created 3 months ago".
old-token-of-age-stops = The old token, created { $ago }, stops working at once. Make sure that no integration uses it any more. This cannot be undone.
new-token-unseen = Nobody has seen the new token yet.
new-token-unseen-why = Its single-access link has not been opened. Everything that uses this key loses access as soon as the old token is deleted.
new-token-lost = The new token can no longer be viewed.
new-token-lost-why = Its single-access link expired unopened. Everything that uses this key loses access as soon as the old token is deleted. Renew again instead.

## Deactivating, activating, deleting

deactivate-why = From now on, every request with this key is refused. Its tokens are kept and work again when you activate the key.
inactive-already = This key is already inactive.
activate-why = From now on, requests with this key's tokens are accepted again.
active-already = This key is already active.
delete-why = The key, its tokens and its links are deleted at once. Everything that uses the key stops working. To pause a key instead, deactivate it.
understood = I understand that this action cannot be undone

## Confirmations

done-edited = The changes are saved.
done-completed-later = Renewal completed. Both tokens work until you delete the old one.
done-completed-now = Renewal completed. The old token is deleted and only the new one works.
done-completed-when-unused = Renewal completed. The old token is deleted once it is no longer used.
done-undone = Renewal undone. The old token is the only one again, and the link no longer works.
done-old-token-deleted = The old token is deleted. Only the new one works.
done-deactivated = The key is inactive. Requests with it are refused.
done-activated = The key is active. Its tokens work again.
done-deleted = The key is deleted.

## Progress, shown after a short delay

saving = Saving…
generating = Generating…
renewing = Renewing…
making-link = Creating the link…
completing = Completing…
undoing = Undoing…
deleting = Deleting…
deactivating = Deactivating…
activating = Activating…

## Warnings when a dialog is closed

link-not-copied = You have not copied this link, and it is not shown anywhere else. Copy it, or close again to leave without it.
entered-is-lost = Your input is not saved. Close again to discard it.
# Later is the default choice.
left-later = Later applies: both tokens work until you delete the old one.
left-uncopied = The link was not copied, so nobody has it.

## Errors

error-session-ended = Your session has ended. Sign in again in another tab. Your input here is kept.
sign-in-in-new-tab = Sign in in a new tab
error-password-needed = Confirm that it is you: enter your password and try again.
error-forbidden = Your roles in this account do not allow this. Ask an owner of the account.
error-not-found = This does not exist, or you do not have access to it.
error-invalid = Check the marked fields.
error-conflict = Someone else changed this key, so nothing was done. You see the key's current state. Try again if you still want to.
error-sent-twice = This form was already sent, with different content or too often. Check whether the change was made before you send it again. If you missed a link, create a new one.
# A duration, as in "5 minutes".
error-too-many = Too many attempts. Wait { $duration } and try again.
error-malformed = This request could not be understood. Reload the page and try again.
error-unavailable = Keydesk cannot read or write its database right now, so nothing was changed. Try again in a moment. If the problem persists, check the server's log.
error-unreachable = The server could not be reached. Check your connection and reload the page. See whether the change was made before you try again.

refused-link-pending = The single-access link to this key's new token has not been opened yet. Open it, wait until it expires on { $date }, or undo the renewal. Then renew.
refused-first-link-pending = The single-access link to this key's token has not been opened yet. Open it or wait until it expires on { $date }. Then renew. If the link is lost, choose New link.
refused-old-token-would-go = This key still has an old token, and a key has at most two tokens. Renewing again deletes the old token at once. The current token becomes the old one and keeps working. Confirm this, or keep both tokens.
refused-not-renewing = This key has only one token, so there is nothing to undo or delete. To replace the token, renew it once its link has been opened or has expired.
refused-new-token-viewed = The new token was viewed on { $date } and may be in use, so the renewal cannot be undone. Delete the old token once it is no longer used, or renew again.
refused-link-expired = The link to the new token expired on { $date } without being opened, so there is nothing to undo. Renew again for a new link.
refused-no-link-pending = This key has no pending link to replace. To issue a new token, renew the key.
refused-new-token-unseen = Nobody has the new token yet, because its link was not opened. Choose Later, or tick the box to delete the old token anyway.

## Validation errors

text-label-blank = Enter a name that distinguishes this key from the others.
text-label-too-long = Use at most { $most } characters; this name has { $length }.
text-label-control = Remove the invisible control character. A name can contain visible characters only.
text-password-missing = Enter your password.
text-password-wrong = This password is wrong. Check it and try again.
text-role-unknown = This role no longer exists. Choose one from the list.
text-not-understood = Tick the box to confirm.
text-days-invalid = Enter a number of days from 1 to 90.
