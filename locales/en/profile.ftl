### A user's own page.

profile-title = Profile

## Password

profile-current-password = Current password
profile-new-password = New password
profile-new-password-hint = At least 12 characters, better 15 or more; a short sentence works well. You are signed out everywhere else.
profile-change-password = Change password

## Sessions

profile-sessions = Sessions
profile-this-session = This session
# $when is an age, such as "5 minutes ago" or "just now". Stands after an IP address and a dot.
profile-signed-in = signed in { $when }
profile-last-used = last used { $when }
# For screen readers, in place of "Sign out", which it has to begin with. $device is as in "Chrome on Linux", $ip an address.
profile-sign-out-there = Sign out { $device } at { $ip }
profile-sign-out-others = Sign out everywhere else

## Known browsers

profile-browsers = Known browsers
profile-browsers-hint = You have signed in with these browsers. In them, wrong passwords that somebody tries elsewhere do not lock you out. Forget the ones that you no longer use. A new password forgets all others.
profile-browsers-none = There is none. The browser in which you sign in next will be here.
profile-this-browser = This browser
# $when is an age, such as "5 minutes ago" or "just now". Stands after an IP address and a dot.
profile-browser-last = last signed in { $when }
profile-forget = Forget
# For screen readers, in place of "Forget", which it has to begin with.
profile-forget-there = Forget { $device } at { $ip }
profile-forget-all = Forget all browsers

## Devices

# Such as "Chrome on Linux", "Safari on iPhone".
profile-device = { $browser } on { $system }
profile-unknown-device = Unknown device

## Accounts

profile-accounts = Accounts
# Whoever reads it is signed in.
profile-no-account = No account lets you in: you were removed or disabled, or never invited. Ask an owner of the account to enable you or to send you an invitation.

## Ending the session in use

# Beside a tick box.
profile-end-this = End the session that I am using now
