### What stands around plain pages, and what a posted form has just done, above the page to which it leads.


## What was just done

notice-period-set = The period is set. The alerts of all keys follow it at once.
notice-password-changed = The password is changed. You are signed out everywhere else.
# One of the user's own sessions was ended, or all but this one.
notice-sessions-revoked = Signed out there. It counts from the next request on.
notice-browsers-forgotten = Forgotten. Wrong passwords that somebody tries elsewhere can lock you out there.
notice-external-added = The key is added. It can act on this account with the roles that you gave it.
notice-external-edited = The roles are saved. They count from the next request on.
notice-external-removed = The key is removed. It can no longer act on this account.
notice-link-notice-dismissed = The notice is dismissed. It comes back if the link is visited again.
notice-second-factor-off = The second factor is off. You are signed out everywhere else.
notice-invitation-cancelled = The invitation is cancelled. Its link opens no more.
notice-user-roles-saved = The roles are saved. They count from the next request on.
notice-user-disabled = The user is disabled and can do nothing in this account, from the next request on.
notice-user-enabled = The user is enabled again, with the roles they had.
notice-user-removed = The user is removed from this account, from the next request on.
notice-role-created = The role is there. Give it to keys and users now.
notice-role-saved = The role is saved. It counts for everybody who has it, from the next request on.
notice-role-deleted = The role is deleted.
notice-resource-added = The resource is added. Put it into a role now.
notice-resource-deleted = The resource is deleted.
notice-own-roles-saved = Your roles are saved. They count from the next request on.
notice-disabled-self = You are disabled in that account. Somebody else there can enable you again.
notice-left-account = You are removed from that account. To come back you need an invitation.
