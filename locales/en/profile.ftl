### A user's own page.

profile-title = Profile

## Password

profile-current-password = Current password
profile-new-password = New password
profile-new-password-hint = At least 12 characters, better 15 or more. A short sentence works well. You are signed out everywhere else.
profile-change-password = Change password

## Sessions

profile-sessions = Sessions
profile-this-session = This session
# $when is an age, such as "5 minutes ago" or "just now". Follows an IP address and a dot.
profile-signed-in = signed in { $when }
profile-last-used = last used { $when }
# For screen readers. Must begin with the visible label "Sign out". $device is as in "Chrome on Linux".
profile-sign-out-there = Sign out { $device } at { $ip }
profile-sign-out-others = Sign out everywhere else

## Known browsers

profile-browsers = Known browsers
profile-browsers-hint = You have signed in with these browsers. Wrong passwords that someone enters elsewhere do not lock you out in them. Forget the browsers that you no longer use. Changing your password forgets all others.
profile-browsers-none = None. The browser that you next sign in with appears here.
profile-this-browser = This browser
# $when is an age, such as "5 minutes ago" or "just now". Follows an IP address and a dot.
profile-browser-last = last signed in { $when }
profile-forget = Forget
# For screen readers. Must begin with the visible label "Forget".
profile-forget-there = Forget { $device } at { $ip }
profile-forget-all = Forget all browsers

## Devices

# Such as "Chrome on Linux", "Safari on iPhone".
profile-device = { $browser } on { $system }
profile-unknown-device = Unknown device

## Accounts

profile-accounts = Accounts
# Shown to a signed-in user without an account.
profile-no-account = You have access to no account. You were removed or disabled, or never invited. Ask an owner of the account to enable you or to send you an invitation.

## Ending the current session

# Label of a tick box.
profile-end-this = End the session that I am using now
