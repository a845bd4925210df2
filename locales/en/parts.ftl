### Texts of components that only the server renders.

# Precedes the date on which an external key was added.
added-on = Added

## Validation errors

text-email-invalid = Enter an email address such as name@example.com.
text-account-invalid = Use 2 to 32 lower-case letters, digits and hyphens, such as acme. Start with a letter and end with a letter or digit.
text-password-common = This password is easy to guess. Use a longer or less common one, such as several unrelated words.
text-external-unknown = This key does not exist. Copy the app key that you got from its owner, such as appkey-acme-7KQ2MX9P.
text-external-own = This key belongs to this account. Assign its roles in the Generated tab.
text-external-there = This key is already in the list. Edit its roles there.
text-code-missing = Enter the code.
text-code-wrong = This code is wrong or was already used. Enter the code that your app shows now. Each code works once.
text-recovery-code-wrong = This recovery code is wrong or was already used. Each code works once. Try another one.
text-account-reserved = "{ $name }" is reserved for Keydesk's own addresses. Choose another account name.
text-password-too-short = Use at least { $least } characters. A short sentence works well.
text-password-too-long = Use at most { $most } characters.
error-sign-in-refused = Email or password is wrong. Check both and try again.
error-setup-refused = This setup link is not valid. Use the one in the server's log. Each link works once, and a new one is printed at each start until an account exists.
