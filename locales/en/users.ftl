### The Users page: members, invitations and their forms.

## The list

users-under = Who can sign in to { $account }, and what they may do there.
users-invite-user = Invite user
users-members = Members
users-user = User
users-member-since = Member since
users-last-active = Last active
# Badge on the viewer's own row.
users-you = You
# In place of the last activity.
users-never = Never
users-invited-by-email = Invited by { $email }
# The status of a user.
users-active = Active
users-disabled = Disabled
# Shown if a user has no roles.
users-no-roles = None
users-pending-invitations = Pending invitations
# An email address.
users-address = Address
users-invited-by = Invited by
# Below "Invited by": the person who runs the server.
users-operator = the operator
users-expires-in = Expires in

## Labels on narrow screens, which have no column headings

users-label-member-since = Member since
users-label-last-active = Last active
users-label-invited-by = Invited by
users-label-expires-in = Expires in

## Buttons and their accessible names

users-edit-roles = Edit roles
users-edit-roles-of = Edit roles of { $email }
users-disable = Disable
users-disable-email = Disable { $email }
users-enable = Enable
users-enable-email = Enable { $email }
users-remove = Remove
users-remove-email = Remove { $email }
users-new-link = New link
users-new-link-for = New link for { $email }
users-cancel-invitation = Cancel invitation
users-cancel-invitation-of = Cancel invitation of { $email }
users-invite = Invite
users-make-new-link = Create new link
# Leaves the form that cancels an invitation.
users-keep-invitation = Keep invitation
users-back = Back to users

## Forms

users-email = Email
users-email-hint = They sign in with this address. You get a link to send them; Keydesk sends no email.
users-roles-hint = Choose only what they need.
users-roles-hidden = Roles that allow more than your own are not shown.
users-disable-user = Disable user
users-disable-text = They lose access to this account immediately, until they are enabled again. They keep their roles. Their other accounts are not affected.
users-enable-user = Enable user
users-enable-text = They can use their roles again immediately.
users-remove-user = Remove user
users-remove-text = They lose access to this account immediately. Their entries stay in the audit log, and their other accounts are not affected. To return, they need an invitation.
users-cancel-text = Its link stops working and says that it was cancelled.
users-new-link-text = You get a new link, valid for 24 hours. The old link stops working.
users-roles-invited-by = { $roles }; invited by { $inviter }
users-roles-invited-by-operator = { $roles }; invited by the operator

## The new link

users-link-text = This link lets { $email } join. Send it over a channel that only they can read: the first person to open it joins with it.
users-link-once = Works once. It is not shown again.
# Follows invitation-genuine.
users-link-compare = Ask the recipient to check this in the address bar before entering a password.
# $time is a countdown.
users-link-expires = Expires in { $time }

## Refusals

users-refused-gone = This no longer exists.
users-refused-not-allowed = Your roles in this account do not allow this. Ask an owner of the account.
users-refused-changed = Someone changed this in the meantime, so nothing was done. Your input is kept. Check the current state ({ $now }), then save again if you still want to.
users-refused-raced = Someone changed something here at the same moment, so nothing was done. Try again.
users-refused-last-owner = This is the last owner of the account who can sign in, and an account always needs one. Make someone else an owner first.
users-refused-outranked = This user may do more in this account than you, so you cannot change this user. Ask an owner of the account.
users-refused-beyond-own = You cannot assign the role "{ $role }": it allows more than your own roles. Ask an owner of the account.
users-refused-no-role = Choose at least one role.
users-refused-member-there = A user of this account already has this address. Edit their roles in the list of users.
users-refused-invited-already = This address is already invited. Cancel that invitation, or create a new link for it in the list of users.
users-refused-alike = This address looks like { $email }, which already belongs to this account. Check the spelling.
users-refused-too-many = This account has { $max } users and invitations, which is the maximum. Remove one that is no longer needed.

## Changing one's own membership

users-self-edit = These are your own roles. You cannot give back to yourself what you remove here.
# Label of a tick box, like the other …-understood messages.
users-self-edit-understood = I understand that I change my own roles
users-self-disable = This is you. You lose access to this account immediately, until someone else enables you again.
users-self-disable-understood = I understand that I disable myself
users-self-remove = This is you. You lose access to this account immediately and need an invitation to return.
users-self-remove-understood = I understand that I remove myself
