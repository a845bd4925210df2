### The audit log.

## Page

audit-under = Who did what to which key, when and from where.
# Two buttons. Each downloads the matching entries as a file.
audit-export-xlsx = Export to Excel
audit-export-csv = Export as CSV
audit-export-back = Back to the audit log
audit-clear = Clear filters
# Below the heading, while filters are set.
audit-export-found = Exports contain only the entries that match the filters.
# Two links after that sentence.
audit-export-all-xlsx = Export all to Excel
audit-export-all-csv = Export all as CSV
# Names the form, for screen readers.
audit-filters = Filters
audit-all-actions = All actions
audit-user-example = name@example.com

## Filters

audit-field-key = Key
audit-field-user = User
audit-field-action = Action
# The first day.
audit-field-from = From (UTC)
# The last day.
audit-field-to = To (UTC)
audit-field-page = Page

## Hints

audit-not-understood = The filter { $name } is not valid, so no entries are shown. Correct or clear it.
audit-unknown-filter = The address contains an unknown filter, so no entries are shown.
audit-too-many-users = Too many users match, so only some of them are searched. Enter more of the address.
audit-too-many-keys = Too many keys match, so only some of them are searched. Enter more of the name.
audit-days-swapped = The last day is before the first. Swap From and To.
audit-none-here = No entries here
audit-none-here-advice = There are no more entries in this direction. Go back to the newest ones.
audit-nothing-yet = No entries yet
audit-nothing-yet-advice = Every action on the keys, links and settings of this account is recorded here as it happens.
audit-no-match = No entries match these filters
audit-no-match-advice = Clear a filter or choose a longer period. Users are found by the beginning of their address. Keys are found by words of their name or app key, even after they were deleted. Sign-ins belong to no account and are not in this log.
audit-show-newest = Show the newest entries

## Table

audit-time = Time
audit-who = Who
audit-what = What
audit-key = Key
# An IP address and a browser.
audit-from = From
audit-number = No. { $number }
audit-about-key = Show entries about this key
audit-newer = Newer
audit-older = Older
audit-entries = { $count ->
    [one] { NUMBER($count) } entry
   *[other] { NUMBER($count) } entries, the newest first
  }

## Actors; also used within a sentence: "Issued with the key, by …"

who-link-holder = someone with the link
who-nobody = someone not signed in
who-clock = Keydesk itself
who-operator = an operator on the server

## Details of a change, below the action

audit-renamed = Renamed from { $old } to { $new }
# Names of roles, or of resources of a role.
audit-added = Added: { $names }
audit-removed = Removed: { $names }
# A value before and after, such as "Expires: No end → 22 Nov 2026".
audit-replaced = { $name }: { $before } → { $after }
# In place of addresses.
audit-all-addresses = all
# In place of resources.
audit-all-resources = all
# In place of a number of days.
audit-no-lifetime = none

## Scope of an export, in the column of the key

audit-exported-keys = { $generated } generated, { $external } external
# Of the audit log.
audit-exported-all = the whole log

## Actions. They follow the actor in the table, and are the choices of a filter.

event-account-created = Created the account
event-database-restored = Restored a copy of the database
event-signed-in = Signed in
event-sign-in-refused = Tried to sign in and was refused
event-signed-out = Signed out
event-key-generated = Generated the key
event-token-renewed = Renewed the token
event-link-replaced = Created a new link and replaced the unseen token
event-renewal-completed-later = Completed the renewal and kept the old token
event-renewal-completed-now = Completed the renewal and deleted the old token
event-renewal-completed-when-unused = Completed the renewal and chose to delete the old token when it is unused
event-renewal-undone = Undid the renewal
event-old-token-deleted = Deleted the old token
event-old-token-deleted-unused = Deleted the old token, which was no longer used
event-key-activated = Activated the key
event-key-deactivated = Deactivated the key
event-key-edited = Edited the key
event-key-deleted = Deleted the key
event-link-opened = Opened the link and viewed the token
event-link-visited-again = Visited a link that was no longer valid
# Done by Keydesk itself.
event-link-expired = Marked the link as expired, since nobody opened it in 24 hours
event-link-cancelled = Cancelled the link
event-renewal-period-3-months = Set the renewal period to 3 months
event-renewal-period-6-months = Set the renewal period to 6 months
event-key-lifetimes-set = Set the lifetimes of keys
event-verifier-created = Created a verifier
event-verifier-edited = Changed what a verifier may ask about
event-verifier-renewed = Renewed a verifier
event-verifier-old-secret-deleted = Deleted the old secret of a verifier
event-verifier-revoked = Revoked a verifier
event-password-changed = Changed the password
event-sessions-revoked = Ended sessions
event-browsers-forgotten = Forgot known browsers
event-external-key-added = Added the external key
event-external-key-edited = Edited the roles of the external key
event-external-key-removed = Removed the external key
event-link-notice-dismissed = Dismissed the notice that the link was visited again
event-dead-token-dismissed = Dismissed the notice that a deleted token is still sent
event-keys-exported = Exported the keys
event-user-invited = Invited a user
event-invitation-cancelled = Cancelled an invitation
event-invitation-opened = Accepted an invitation
event-invitation-expired = Marked an invitation as expired, since nobody accepted it in 24 hours
event-invitation-visited-again = Visited an invitation that was no longer valid
event-user-roles-edited = Changed the roles of a user
event-user-disabled = Disabled a user
event-user-enabled = Enabled a user
event-user-removed = Removed a user
event-role-created = Created a role
event-role-edited = Edited a role
event-role-deleted = Deleted a role
event-resource-added = Added a resource
event-resource-deleted = Deleted a resource
event-audit-exported = Exported the audit log
event-second-factor-asked = Entered the correct password and was asked for a code
event-second-factor-refused = Entered a code that was refused
event-second-factor-on = Turned the second factor on
event-second-factor-off = Turned the second factor off
event-second-factor-reset = Reset the second factor
event-recovery-code-used = Used a recovery code
event-password-reset = Reset the password
event-user-unlocked = Unlocked a user
event-recovery-codes-replaced = Created new recovery codes
