### The users' page: the list of members and invitations, and the forms beside it.

## The list

users-under = Who may sign in to { $account }, and what they may do there.
users-invite-user = Invite user
users-members = Members
users-user = User
users-member-since = Member since
users-last-active = Last active
# A mark on the row of whoever looks at the list.
users-you = You
# When somebody signed in last.
users-never = Never
users-invited-by-email = Invited by { $email }
# The status of a user.
users-active = Active
users-disabled = Disabled
# What stands instead of roles where there are none.
users-no-roles = None
users-pending-invitations = Pending invitations
# An e-mail address.
users-address = Address
users-invited-by = Invited by
# Stands below "Invited by": whoever runs the server.
users-operator = the operator
users-expires-in = Expires in

## What stands before a value on narrow screens, where the table has no heads

users-label-member-since = Member since
users-label-last-active = Last active
users-label-invited-by = Invited by
users-label-expires-in = Expires in

## Buttons, and what each is called among the others of its kind

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
users-make-new-link = Make new link
# The way back from cancelling an invitation.
users-keep-invitation = Keep it
users-back = Back to users

## Forms

users-email = Email
users-email-hint = With this address they will sign in. You get a link to pass on; Keydesk sends no mail.
users-roles-hint = Pick only what they need.
users-roles-hidden = Roles that allow more than your own are not offered.
users-disable-user = Disable user
users-disable-text = They can do nothing in this account, from the next request on, until they are enabled again. Their roles stay, and so do other accounts.
users-enable-user = Enable user
users-enable-text = They can use their roles again, from the next request on.
users-remove-user = Remove user
users-remove-text = They belong to this account no more, from the next request on. What they did stays in the audit log, and other accounts stay. To come back they need an invitation.
users-cancel-text = Its link opens no more, and says that it was cancelled.
users-new-link-text = You get a new link, good for 24 hours from now. The old one opens no more.
users-roles-invited-by = { $roles }; invited by { $inviter }
users-roles-invited-by-operator = { $roles }; invited by the operator

## The new link

users-link-text = This link lets { $email } join. Send it over a channel that only they read: whoever opens it first joins with it.
users-link-once = Opens once, and is shown here only now.
# Stands behind invitation-genuine.
users-link-compare = Ask the recipient to compare that with the address bar before entering a password.
# Followed by a countdown.
users-link-expires = Expires in { $time }

## Refusals

users-refused-gone = This does not exist any more.
users-refused-not-allowed = Your roles in this account do not allow this. Ask an owner of the account.
users-refused-changed = Somebody changed this in the meantime, so nothing was done. What you entered is still here; look at what it is now ({ $now }), then save again if you still want to.
users-refused-raced = Somebody changed something here in the same moment, so nothing was done. Try again.
users-refused-last-owner = This is the last owner of the account who can sign in, and an account always has one. Make somebody else an owner first.
users-refused-outranked = This user may do more in this account than you, so you cannot change them. Ask an owner of the account.
users-refused-beyond-own = You cannot give the role "{ $role }": it allows more than your own roles do. Ask an owner of the account.
users-refused-no-role = Choose at least one role.
users-refused-member-there = A user of this account has this address already. Edit their roles in the list of users.
users-refused-invited-already = This address is invited already. Cancel that invitation, or make a new link for it in the list of users.
users-refused-alike = This address looks like { $email }, which is in this account already. Check how it is written.
users-refused-too-many = This account has { $max } users and invitations, which is the most there can be. Remove one that is no longer needed.

## What somebody does to themselves

users-self-edit = These are your own roles. What you give up here you cannot give back to yourself.
# Beside a tick box, as are the others that begin like this.
users-self-edit-understood = I understand that I change my own roles
users-self-disable = This is you. You can do nothing in this account, from the next request on, until somebody else enables you again.
users-self-disable-understood = I understand that I disable myself
users-self-remove = This is you. You leave this account at once, and need an invitation to come back.
users-self-remove-understood = I understand that I remove myself
