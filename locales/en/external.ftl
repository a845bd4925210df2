### Keys of other accounts that may act on this one.

## List

external-keys = External keys
external-none = No external keys
external-none-advice = A key of another account can act on this one with roles that are given to it here. Its owner keeps the tokens and decides whether it is active.
# The button is that of the page.
external-none-first = Ask its owner for the app key, such as appkey-bravo-7KQ2MX9P, then press { $button }.
# The owner is the account that the key belongs to.
external-key-and-owner = Key / Owner
external-added-on = Added on
external-owner = Owner: { $account }
external-edit-key = Edit { $key }
external-remove = Remove
external-remove-key = Remove { $key }

## Forms

external-add-key = Add key
external-identification = External key identification
external-identification-hint = The app key as its owner has it, such as appkey-acme-7KQ2MX9P.
external-key-of = { $key } of { $account }
external-remove-advice = The key can no longer act on this account, from the next request on. For its owner it stays what it is, and you can add it again.
external-add = Add

## Done

