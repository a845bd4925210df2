### The second factor and its recovery codes.

## On the profile

second-factor-title = Second factor
# State of the second factor, in a badge.
second-factor-is-on = On
second-factor-is-off = Off
second-factor-about = With a second factor, signing in also requires a code from an app on your phone. Your password alone is then not enough.
# Buttons.
second-factor-turn-on = Turn on
second-factor-turn-off = Turn off
# $date as in "12 Nov 2025".
second-factor-since = Since { $date }
second-factor-codes-left = { NUMBER($count) } { $count ->
    [one] recovery code left
   *[other] recovery codes left
  }
second-factor-few-codes = Few recovery codes are left. Create new ones, so that you can still sign in without your phone.

## Turning it on

second-factor-turn-it-on = Turn on the second factor
second-factor-ended = This set-up took too long, or another one was started. Start again, and remove the old entry from your app.
second-factor-start-about = You need an authenticator app on your phone that shows six-digit codes which change every 30 seconds. From then on, signing in requires your password and such a code. You are signed out everywhere else.
second-factor-continue = Continue
second-factor-scan = Scan this with your authenticator app
second-factor-qr = QR code that contains the key below
# Apps ask whether a key is time-based (TOTP) or counter-based (HOTP).
second-factor-type-key = Or enter this key in the app as a time-based key (TOTP):
second-factor-enter-code = Enter the code that the app shows
second-factor-first-code-hint = Six digits. They confirm that the app has the key and that its clock is right.
second-factor-turned-on = The second factor is on. You are signed out everywhere else.

## Recovery codes

second-factor-codes = Recovery codes
second-factor-codes-replaced = Here are your new recovery codes. The old ones no longer work.
# Bold, before second-factor-codes-about.
second-factor-keep-codes = Save these codes now. They are shown only once.
second-factor-codes-about = Each code lets you sign in once without your phone. Print the codes or store them in a password manager, but not on the same phone.
second-factor-kept = I have saved them

## New recovery codes

second-factor-new-codes = New recovery codes
second-factor-new-codes-about = You get ten new recovery codes, shown once. Your current codes stop working.
second-factor-make-codes = Create new codes

## Turning it off

second-factor-turn-it-off = Turn off the second factor
second-factor-off-about = From then on, your password alone signs you in. The entry in your app and your recovery codes stop working. You are signed out everywhere else.

## Fields

second-factor-code = Code
second-factor-either-code-hint = The six digits that your app shows, or one of your recovery codes.
