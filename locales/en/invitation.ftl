### The page of whoever was invited.

## It can be accepted

# The title of the page: chats show it to everybody in the room, so it names no account.
invitation-title = Invitation
# The heading, and the button that accepts.
invitation-join = Join { $account }
# Both are drawn by themselves; the inviter comes first in every language. `inviter` is an e-mail address or invitation-operator.
invitation-invites = { $inviter } invites you to the account { $account } on Keydesk.
# Stands at the beginning of invitation-invites.
invitation-operator = The operator of this Keydesk
invitation-own = You are signed in with this address: enter your password to join.
invitation-new = Choose a password to join; you will sign in with it and this address. If you sign in here with this address already, enter the password that you have.
invitation-email = Email
invitation-password-hint = A new one has at least 12 characters, better 15 or more; a short sentence works well.
# Followed by a countdown.
invitation-expires = The invitation expires in { $time }
# Followed by how the addresses of all invitations begin.
invitation-genuine = Genuine invitations begin with { $prefix }
invitation-compare = Compare that with your browser's address bar before you enter a password.

## It has ended

invitation-ended = This invitation has ended
invitation-opened = This link was opened at { $time }.
invitation-opened-advice = If that was you, sign in. If not, tell whoever invited you at once: somebody else has joined in your place.
invitation-expired = This link expired at { $time }.
invitation-expired-advice = Nobody used it. Ask whoever invited you for a new one.
invitation-cancelled = This link was cancelled at { $time }.
invitation-cancelled-advice = The invitation was withdrawn, or has a newer link. Ask whoever invited you.
# `account` is drawn by itself.
invitation-was-for = It was an invitation to the account { $account }.
invitation-sign-in = Sign in
# Two forms for the same address were sent at the same moment.
invitation-refused-raced = Somebody has just chosen a password for this address. Reload the page and enter that password.
invitation-refused-wrong = This address has a user here already, with another password. Enter that one.

## There is none

invitation-not-found = Link not found
invitation-not-found-advice = There is no such link. Check that you copied all of it, or ask whoever sent it to you for a new one.
