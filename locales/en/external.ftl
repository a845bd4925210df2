### Keys of other accounts that have access to this one.

## List

external-keys = External keys
external-none = No external keys
external-none-advice = A key of another account can have access to this one, with roles that you assign here. Its owner controls its tokens and its status.
# $button is the label of a button on the page.
external-none-first = Ask its owner for the app key, such as appkey-bravo-7KQ2MX9P, then choose { $button }.
# The owner is the account that created the key.
external-key-and-owner = Key / Owner
external-added-on = Added on
external-owner = Owner: { $account }
external-edit-key = Edit { $key }
external-remove = Remove
external-remove-key = Remove { $key }

## Forms

external-add-key = Add key
external-identification = External key identification
external-identification-hint = The app key that you got from its owner, such as appkey-acme-7KQ2MX9P.
external-key-of = { $key } of { $account }
external-remove-advice = The key loses access to this account immediately. Nothing changes for its owner, and you can add it again.
external-add = Add
