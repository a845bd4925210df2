### Confirmations that follow a posted form, above the page it leads to.

notice-period-set = Renewal period saved. It applies to the alerts of all keys immediately.
notice-lifetimes-set = Lifetimes saved. They apply to ends that are set from now on.
notice-password-changed = Password changed. You are signed out everywhere else.
# One of the user's sessions was ended, or all others.
notice-sessions-revoked = Signed out. The chosen sessions no longer have access.
notice-browsers-forgotten = Forgotten. Wrong passwords that someone enters elsewhere can now lock you out in these browsers too.
notice-external-added = Key added. It has access to this account with the roles that you assigned.
notice-external-edited = Roles saved. They take effect immediately.
notice-external-removed = Key removed. It no longer has access to this account.
notice-link-notice-dismissed = Notice dismissed. It returns if the link is visited again.
notice-dead-token-dismissed = Notice dismissed. It returns if the deleted token is sent again.
notice-second-factor-off = Second factor turned off. You are signed out everywhere else.
notice-invitation-cancelled = Invitation cancelled. Its link no longer works.
notice-user-roles-saved = Roles saved. They take effect immediately.
notice-user-disabled = User disabled. They no longer have access to this account.
notice-user-enabled = User enabled, with the roles they had before.
notice-user-removed = User removed. They no longer have access to this account.
notice-role-created = Role created. You can now assign it to keys and users.
notice-role-saved = Role saved. The change takes effect immediately for everyone who has it.
notice-role-deleted = Role deleted.
notice-resource-added = Resource added. You can now put it into a role.
notice-resource-deleted = Resource deleted.
notice-own-roles-saved = Your roles are saved. They take effect immediately.
notice-disabled-self = You are disabled in that account. Someone else there can enable you again.
notice-left-account = You left that account. To return, you need an invitation.
notice-verifier-saved = Verifier saved. The change takes effect immediately.
notice-verifier-old-secret-deleted = Old secret deleted. Only the new one is valid.
notice-verifier-revoked = Verifier revoked. Its secrets are no longer valid.
