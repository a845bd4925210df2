### The page that an invited user opens.

## Pending

# Page title. Chat previews show it to everyone, so it names no account.
invitation-title = Invitation
# Heading and button.
invitation-join = Join { $account }
# Both variables are rendered separately, and $inviter must come first in every language. $inviter is an email address or invitation-operator.
invitation-invites = { $inviter } invites you to the account { $account } on Keydesk.
# Used as $inviter in invitation-invites.
invitation-operator = The operator of this Keydesk
invitation-own = You are signed in with this address. Enter your password to join.
invitation-new = Choose a password to join. You will sign in with it and this address. If you already sign in here with this address, enter your existing password.
invitation-email = Email
invitation-password-hint = A new password has at least 12 characters, better 15 or more. A short sentence works well.
# $time is a countdown.
invitation-expires = The invitation expires in { $time }
# $prefix is the common prefix of all invitations.
invitation-genuine = Genuine invitations begin with { $prefix }
invitation-compare = Check this in your browser's address bar before you enter a password.

## No longer valid

invitation-ended = This invitation is no longer valid
invitation-opened = This link was opened at { $time }.
invitation-opened-advice = If that was you, sign in. If not, tell the person who invited you at once: someone else has joined in your place.
invitation-expired = This link expired at { $time }.
invitation-expired-advice = Nobody used it. Ask the person who invited you for a new one.
invitation-cancelled = This link was cancelled at { $time }.
invitation-cancelled-advice = The invitation was withdrawn or replaced by a newer link. Ask the person who invited you.
# $account is rendered separately.
invitation-was-for = It was an invitation to the account { $account }.
invitation-sign-in = Sign in
# Two forms for the same address were sent at the same time.
invitation-refused-raced = Someone has just chosen a password for this address. Reload the page and enter that password.
invitation-refused-wrong = This address already has a user here, with another password. Enter that password.

## Not found

invitation-not-found = Link not found
invitation-not-found-advice = This link does not exist. Check that you copied all of it, or ask the sender for a new one.
