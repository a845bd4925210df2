### Turning the second factor on and off, and its recovery codes.

## On the profile

second-factor-title = Second factor
# The state of the second factor, in badges.
second-factor-is-on = On
second-factor-is-off = Off
second-factor-about = With a second factor, signing in also asks for a code of an app on your phone, so that your password alone lets nobody in.
# Buttons.
second-factor-turn-on = Turn on
second-factor-turn-off = Turn off
# Since when it is on: $date as in "12 Nov 2025".
second-factor-since = Since { $date }
second-factor-codes-left = { NUMBER($count) } { $count ->
    [one] recovery code left
   *[other] recovery codes left
  }
second-factor-few-codes = Few recovery codes are left. Make new ones, so that you can still sign in without your phone.

## Turning it on

second-factor-turn-it-on = Turn on the second factor
second-factor-ended = That set-up took too long, or another one was begun. Begin again, and remove the old entry from your app.
second-factor-start-about = You need an authenticator app on your phone: any that shows codes of six digits which change every 30 seconds. From then on, signing in asks for your password and such a code. You are signed out everywhere else.
second-factor-continue = Continue
second-factor-scan = Scan this with your authenticator app
second-factor-qr = QR code that holds the key below
# "One that is based on time": apps ask whether a key is for codes by time (TOTP) or by counter.
second-factor-type-key = Or type this key into it, as one that is based on time:
second-factor-enter-code = Enter the code that it shows
second-factor-first-code-hint = Six digits. It shows that the app has the key and that its clock is right.
second-factor-turned-on = The second factor is on. You are signed out everywhere else.

## Recovery codes

second-factor-codes = Recovery codes
second-factor-codes-replaced = Here are your new recovery codes. The old ones work no more.
# In bold, before the next one.
second-factor-keep-codes = Keep these codes now: they are shown only this once.
second-factor-codes-about = Each lets you sign in once when your phone is not at hand. Print them or put them into a password manager, where nobody else finds them, and not on the same phone.
second-factor-kept = I have kept them

## New recovery codes

second-factor-new-codes = New recovery codes
second-factor-new-codes-about = You get ten new recovery codes, shown once. The ones that you have now stop working.
second-factor-make-codes = Make new codes

## Turning it off

second-factor-turn-it-off = Turn off the second factor
second-factor-off-about = From then on your password alone signs you in. The entry in your app and your recovery codes are worth nothing any more. You are signed out everywhere else.

## Fields

second-factor-code = Code
second-factor-either-code-hint = The six digits that your app shows, or one of your recovery codes.
