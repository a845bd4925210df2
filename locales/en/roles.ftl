### The roles' page: the lists of roles and resources, and the forms beside them.

## The lists

roles-under = What keys and users may do in { $account }, bundled under names.
roles-new-role = New role
roles-all = All roles
roles-resources = Resources
roles-used-by = Used by
# What stands before the users of a role on narrow screens, where the table has no heads.
roles-label-used-by = Used by
# A mark on a role that comes with Keydesk and cannot be changed.
roles-predefined = Predefined
# What stands instead of resources where a role has none.
roles-no-resources = None
# How many keys have a role.
roles-keys = { $number } { $count ->
    [one] key
   *[other] keys
  }
roles-users = { $number } { $count ->
    [one] user
   *[other] users
  }
roles-invitations = { $number } { $count ->
    [one] invitation
   *[other] invitations
  }
# Stands below "Used by".
roles-nobody = nobody
roles-apis = Resources of your APIs
roles-apis-none = None yet. A resource is a permission for your own APIs, such as orders.view: put it into a role, give the role to a key, and verification says whether the key may.
roles-resource = Resource
roles-description = Description
# Names a column with the roles that a resource is in.
roles-in-roles = In roles
# The same on narrow screens, before the names of the roles.
roles-label-in-roles = In
roles-add-resource = Add resource

## Buttons, and what each is called among the others of its kind

roles-edit-name = Edit { $name }
roles-delete-name = Delete { $name }
roles-create = Create role
roles-add = Add
roles-back = Back
roles-show-generated = Show generated keys with this role
roles-show-external = Show external keys with this role

## Forms

roles-edit-role = Edit role
roles-delete-role = Delete role
roles-delete-role-text = Nobody has this role. It cannot be brought back, but you can make one like it.
roles-resource-hint = As your API asks for it, such as orders.view. It cannot be renamed later.
roles-description-optional = Description (optional)
roles-description-hint = What it allows, for those who put it into roles.
roles-delete-resource = Delete resource
roles-delete-resource-text = It is in no role, so no key and no user loses anything.
roles-name = Role name
# With an example of a role's name.
roles-name-hint = Such as Orders - read only.
roles-own-hint = What users with this role may do in this account.
roles-own-hidden = What you may not do yourself is not offered.
roles-your-apis = Your APIs
roles-apis-hint = What keys with this role may do.
roles-none-to-choose = None yet: add them on the page with the roles.

## What Keydesk's own resources let users do

roles-keys-view = View keys
roles-keys-view-text = See the list of keys, search and export it.
roles-keys-edit = Edit keys
roles-keys-edit-text = Generate and delete keys, activate and deactivate them, change their names and roles; add external keys.
roles-keys-renew = Renew tokens
roles-keys-renew-text = Renew tokens, undo renewals, delete old tokens.
roles-settings-edit = Change settings
roles-settings-edit-text = Set after which time renewal is recommended.
roles-users-manage = Manage users
roles-users-manage-text = Invite, disable and remove users, and give them roles.
roles-roles-manage = Manage roles
roles-roles-manage-text = Make and change roles and the resources of your APIs.
roles-audit-view = View the audit log
roles-audit-view-text = See who did what and when.

## What has a role or resource: parts of the sentences roles-refused-role-in-use and roles-refused-resource-in-use. The preposition before them may stand here

roles-the-keys = { $count ->
    [one] the key { $names }
   *[other] the keys { $names }
  }
roles-the-users = { $count ->
    [one] the user { $names }
   *[other] the users { $names }
  }
roles-the-invitations = { $count ->
    [one] the invitation of { $names }
   *[other] the invitations of { $names }
  }
roles-the-roles = { $count ->
    [one] the role { $names }
   *[other] the roles { $names }
  }
# The end of a long list of names.
roles-and-more = { $names } and { $rest } more

## Refusals

roles-refused-predefined = This role is predefined and stays as it is. Make a role of your own instead.
roles-refused-outranked = This role allows more than your own roles do, so you cannot change it. Ask an owner of the account.
roles-refused-name-blank = Enter a name for the role.
roles-refused-name-too-long = Use at most { $max } characters; this name has { $length }.
roles-refused-control = Remove the invisible control character; only characters that can be seen are possible here.
roles-refused-name-there = There is a role named "{ $name }" already. Choose another name.
roles-refused-name-alike = This name looks like "{ $name }", which is there already. Choose another name.
roles-refused-too-many-roles = This account has { $max } roles, which is the most there can be. Delete one that is no longer needed.
# About one of Keydesk's own resources, such as keydesk.keys.view.
roles-refused-beyond-own = You cannot put { $resource } into a role, since your own roles do not allow it. Ask an owner of the account.
roles-refused-resource-unknown = The resource { $resource } does not exist any more. Choose from the list.
roles-refused-role-in-use = This role is in use, so it cannot be deleted. Take it from { $uses } first.
roles-refused-resource-name = Use 1 to 64 lower-case letters, digits, hyphens and underscores, in words joined by single dots, such as orders.view.
roles-refused-resource-reserved = Names that begin with keydesk. are Keydesk's own. Choose another name, such as { $name }.
roles-refused-resource-there = This resource is there already.
roles-refused-description-too-long = Use at most { $max } characters; this description has { $length }.
roles-refused-too-many-resources = This account has { $max } resources, which is the most there can be. Delete one that is no longer needed.
roles-refused-resource-in-use = This resource is in use, so it cannot be deleted. Take it out of { $roles } first.

## What a role is now, in the sentence users-refused-changed

roles-now-without = { $name }, without resources
roles-now-with = { $name } with { $resources }

## A role of whoever edits it

roles-self-edit = You have this role yourself. What you take out of it you can do no more, unless another role of yours allows it.
# Beside a tick box.
roles-self-edit-understood = I understand that I change what I may do myself
