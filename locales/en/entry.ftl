### The ways in, and what stands in the place of a page that cannot be shown.

## Signing in

entry-sign-in = Sign in
entry-email = Email
entry-signed-out = You are signed out.
entry-code-late = The code came too late, or this sign-in was finished already. Begin again with your password.
# Told where an https address was opened by http. $address is a link.
entry-own-address = Keydesk's address is { $address }. At an address that begins with http:// browsers drop its cookies, so nobody can sign in there.
entry-cookies-dropped = Nothing was done, because your browser does not keep Keydesk's cookies at this address.

## Signing in, the second step

entry-enter-code = Enter the code
entry-enter-recovery-code = Enter a recovery code
# $email is in bold.
entry-signing-in-as = You sign in as { $email }.
entry-code = Code
entry-code-hint = The six digits that your authenticator app shows for Keydesk now.
entry-recovery-code = Recovery code
entry-recovery-code-hint = One of those that you kept when you turned the second factor on, such as 0123-4567-89ab-cdef. It works once.
# Links to the other kind of code.
entry-use-app-code = Use a code of your app
entry-use-recovery-code = Use a recovery code
entry-as-somebody-else = Sign in as somebody else

## First start

entry-set-up = Set up Keydesk
entry-set-up-about = This creates the first account and you as its owner. Afterwards this page is closed for good.
entry-account-name = Account name
entry-account-name-hint = Stands in addresses and app keys, such as acme, and cannot be changed later.
entry-password-hint = At least 12 characters, better 15 or more; a short sentence works well.
entry-create-account = Create account

## Signed in, and a member of no account

entry-no-account = No account
# $email is in bold.
entry-no-account-why = You are signed in as { $email }, and no account lets you in: you were removed or disabled, or never invited. Ask an owner of the account to enable you or to send you an invitation.

## What could not be done

entry-sign-in-again = Sign in again
entry-then-send-again = Then come back here and send the form again.
entry-send-again = Send again
entry-from-another-site = This request came from another site, so nothing was done.
entry-busy = Too much is being sent to Keydesk at once, so nothing was done. Try again in a few seconds.
