### What parts of pages say that only the server draws.

# Stands before the date on which an external key was added.
added-on = Added

## Why something is refused on pages that only the server draws

text-email-invalid = Enter an email address such as name@example.com.
text-account-invalid = Use an account name of 2 to 32 lower-case letters, digits and hyphens that starts with a letter and ends with a letter or digit, such as acme.
text-password-common = This password is easy to guess. Use a longer or less common one, such as several unrelated words.
text-external-unknown = There is no such key. Copy the app key as its owner has it, such as appkey-acme-7KQ2MX9P.
text-external-own = This key is one of this account's own. Give it roles in the Generated tab.
text-external-there = This key is in the list already. Edit its roles there.
text-code-missing = Enter the code.
text-code-wrong = This code is wrong or was used already. Enter the one that your app shows now; each works once.
text-recovery-code-wrong = This recovery code is wrong or was used already. Each works once; try another one.
text-account-reserved = "{ $name }" is a word that Keydesk's own addresses use. Choose another account name.
text-password-too-short = Use at least { $least } characters; a short sentence works well.
text-password-too-long = Use at most { $most } characters.
error-sign-in-refused = Email or password is wrong. Check both and try again.
error-setup-refused = This setup link is not valid. Use the one in the log of the server; it works once, and a new one is printed at each start until an account exists.
