### Sign-in, set-up, and error pages.

## Sign-in

entry-sign-in = Sign in
entry-email = Email
entry-signed-out = You are signed out.
entry-code-late = The code came too late, or this sign-in was already completed. Start again with your password.
# Shown when an https address was opened with http. $address is a link.
entry-own-address = Keydesk's address is { $address }. At addresses that begin with http://, browsers discard its cookies, so nobody can sign in there.
entry-cookies-dropped = Nothing was done, because your browser does not store Keydesk's cookies at this address.

## Sign-in, second step

entry-enter-code = Enter the code
entry-enter-recovery-code = Enter a recovery code
# $email is bold.
entry-signing-in-as = You are signing in as { $email }.
entry-code = Code
entry-code-hint = The six digits that your authenticator app currently shows for Keydesk.
entry-recovery-code = Recovery code
entry-recovery-code-hint = One of the codes that you saved when you turned on the second factor, such as 0123-4567-89ab-cdef. Each code works once.
# Links to the other kind of code.
entry-use-app-code = Use a code from your app
entry-use-recovery-code = Use a recovery code
entry-as-somebody-else = Sign in as someone else

## Set-up

entry-set-up = Set up Keydesk
entry-set-up-about = This creates the first account, with you as its owner. Afterwards this page is no longer available.
entry-account-name = Account name
entry-account-name-hint = Part of addresses and app keys, such as acme. It cannot be changed later.
entry-password-hint = At least 12 characters, better 15 or more. A short sentence works well.
entry-create-account = Create account

## Signed in without an account

entry-no-account = No account
# $email is bold.
entry-no-account-why = You are signed in as { $email }, but you have access to no account. You were removed or disabled, or never invited. Ask an owner of the account to enable you or to send you an invitation.

## Errors

entry-sign-in-again = Sign in again
entry-then-send-again = Then come back here and send the form again.
entry-send-again = Send again
entry-from-another-site = This request came from another site, so nothing was done.
entry-busy = Keydesk is receiving too much data at once, so nothing was done. Try again in a few seconds.
