### Verifiers: their section in the settings, and their forms.

## The list

verifiers = Verifiers
verifiers-about = Gateways and services that ask Keydesk whether a key and its token are valid. Each proves itself with a secret.
verifiers-none = None yet. Create one for each gateway or service, so that you can renew or revoke it alone.
verifiers-verifier = Verifier
# Column with the resources that a verifier is bound to.
verifiers-may-ask = May ask about
verifiers-created = Created
verifiers-last-used = Last used
verifiers-all-resources = All resources
verifiers-never = Never
# Status of a verifier.
verifiers-valid = Valid
verifiers-revoked = Revoked
verifiers-old-still-valid = Old secret still valid
verifiers-new-secret = New secret
verifiers-old-secret = Old secret
# $ago is such as "4 minutes ago".
verifiers-used-ago = last used { $ago }
verifiers-never-used = never used
# Badges on verifiers that an account cannot change.
verifiers-all-accounts = All accounts
verifiers-several-accounts = Several accounts
verifiers-by-operator = The operator of this Keydesk manages it.

## Labels on narrow screens, which have no column headings

verifiers-label-may-ask = May ask about
verifiers-label-created = Created
verifiers-label-last-used = Last used

## Buttons and their accessible names

verifiers-create = Create verifier
verifiers-edit-name = Edit { $name }
verifiers-renew = Renew
verifiers-renew-name = Renew { $name }
verifiers-delete-old = Delete old secret
verifiers-delete-old-name = Delete the old secret of { $name }
verifiers-revoke = Revoke
verifiers-revoke-name = Revoke { $name }
verifiers-back = Back to the settings
verifiers-doing-revoke = Revoking…

## Forms

verifiers-edit = Edit verifier
verifiers-renew-verifier = Renew verifier
verifiers-revoke-verifier = Revoke verifier
verifiers-name = Name
# Contains an example of a name.
verifiers-name-hint = Such as Gateway in Frankfurt. Shown in this list and in the audit log.
verifiers-account-hint = It may ask about the account { $account } only.
verifiers-resources-hint = It may ask about the chosen resources only, and answers name no others. If none is chosen, it may ask about all.
# A resource that a verifier is bound to and that was deleted since.
verifiers-resource-gone = This resource was deleted.
verifiers-renew-text = The verifier gets a new secret. The one in use stays valid until you delete it.
verifiers-renew-again-text = The new secret was never used. It is replaced by another one and is no longer valid. The old secret stays valid.
verifiers-delete-old-text = The old secret stops being valid immediately.
verifiers-old-used = The old secret was last used { $ago }.
verifiers-old-never-used = The old secret was never used.
verifiers-new-used = The new secret was last used { $ago }.
verifiers-new-never-used = The new secret was never used. If you delete the old one now, whatever uses this verifier gets no more answers.
verifiers-revoke-text = As soon as you revoke it, whatever uses this verifier gets no more answers, and should refuse all keys. This cannot be undone.
verifiers-used = It was last used { $ago }.
verifiers-not-used = It was never used.

## A new secret

verifiers-secret = Secret
verifiers-secret-of = Secret of { $name }
verifiers-secret-once = It is shown only once. Put it into the configuration of the gateway or service.
verifiers-secret-renewed = The old secret stays valid. Delete it once nothing uses it any more.

## Refusals

verifiers-refused-name-blank = Enter a name for the verifier.
verifiers-refused-revoked = This verifier was revoked. Create another one.
verifiers-refused-new-secret-in-use = This verifier has two secrets that were used. Delete the old secret first, then renew.
verifiers-refused-no-old-secret = This verifier has only one secret, so there is no old one to delete.
verifiers-refused-name-taken = A verifier has this name already. Choose another name.
verifiers-refused-too-many = This account has { $max } verifiers, which is the maximum. Revoke one that is no longer needed.
verifiers-refused-changed = This verifier was changed in the meantime. Check its current state and try again.
