### The Roles page: roles, resources and their forms.

## The lists

roles-under = Named sets of permissions for the keys and users of { $account }.
roles-new-role = New role
roles-all = All roles
roles-resources = Resources
roles-used-by = Used by
# Label on narrow screens, which have no column headings.
roles-label-used-by = Used by
# Badge on a role that comes with Keydesk and cannot be changed.
roles-predefined = Predefined
# Shown if a role has no resources.
roles-no-resources = None
# The number of keys with a role.
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
# Below "Used by".
roles-nobody = nobody
roles-apis = Resources of your APIs
roles-apis-none = None yet. A resource is a permission for your own APIs, such as orders.view. Put it into a role and assign the role to a key. Verification then tells your API whether the key has it.
roles-resource = Resource
roles-description = Description
# Column with the roles that include a resource.
roles-in-roles = In roles
# Label on narrow screens, before the names of the roles.
roles-label-in-roles = In
roles-add-resource = Add resource

## Buttons and their accessible names

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
roles-delete-role-text = Nobody has this role. It cannot be restored, but you can create the same role again.
roles-resource-hint = The name that your API asks for, such as orders.view. It cannot be renamed later.
roles-description-optional = Description (optional)
roles-description-hint = What it allows. Shown to people who edit roles.
roles-delete-resource = Delete resource
roles-delete-resource-text = It is in no role, so no key or user loses access.
roles-name = Role name
# Contains an example of a role name.
roles-name-hint = Such as Orders - read only.
roles-own-hint = What users with this role may do in this account.
roles-own-hidden = Permissions that you do not have yourself are not shown.
roles-your-apis = Your APIs
roles-apis-hint = What keys with this role may do.
roles-none-to-choose = None yet. Add resources on the Roles page.

## Keydesk's own resources

roles-keys-view = View keys
roles-keys-view-text = See the list of keys, search and export it.
roles-keys-edit = Edit keys
roles-keys-edit-text = Generate and delete keys, activate and deactivate them, change their names and roles; add external keys.
roles-keys-renew = Renew tokens
roles-keys-renew-text = Renew tokens, undo renewals, delete old tokens.
roles-settings-edit = Change settings
roles-settings-edit-text = Set the period after which renewal is recommended, and manage the verifiers of the account.
roles-users-manage = Manage users
roles-users-manage-text = Invite, disable and remove users, and give them roles.
roles-roles-manage = Manage roles
roles-roles-manage-text = Create and change roles and the resources of your APIs.
roles-audit-view = View the audit log
roles-audit-view-text = See who did what and when.

## $uses of roles-refused-role-in-use and $roles of roles-refused-resource-in-use. A translation may begin with a preposition.

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
# The end of a shortened list of names.
roles-and-more = { $names } and { $rest } more

## Refusals

roles-refused-predefined = This role is predefined and cannot be changed. Create a role of your own instead.
roles-refused-outranked = This role allows more than your own roles, so you cannot change it. Ask an owner of the account.
roles-refused-name-blank = Enter a name for the role.
roles-refused-name-too-long = Use at most { $max } characters; this name has { $length }.
roles-refused-control = Remove the invisible control character. Only visible characters are allowed here.
roles-refused-name-there = A role named "{ $name }" already exists. Choose another name.
roles-refused-name-alike = This name looks like "{ $name }", which already exists. Choose another name.
roles-refused-too-many-roles = This account has { $max } roles, which is the maximum. Delete one that is no longer needed.
# $resource is one of Keydesk's own, such as keydesk.keys.view.
roles-refused-beyond-own = You cannot put { $resource } into a role, because your own roles do not include it. Ask an owner of the account.
roles-refused-resource-unknown = The resource { $resource } no longer exists. Choose one from the list.
roles-refused-role-in-use = This role is in use, so it cannot be deleted. Remove it from { $uses } first.
roles-refused-resource-name = Use 1 to 64 lower-case letters, digits, hyphens and underscores, in words separated by single dots, such as orders.view.
roles-refused-resource-reserved = Names that begin with keydesk. are reserved for Keydesk. Choose another name, such as { $name }.
roles-refused-resource-there = This resource already exists.
roles-refused-description-too-long = Use at most { $max } characters; this description has { $length }.
roles-refused-too-many-resources = This account has { $max } resources, which is the maximum. Delete one that is no longer needed.
roles-refused-resource-in-use = This resource is in use, so it cannot be deleted. Remove it from { $roles } first.

## $now of users-refused-changed

roles-now-without = { $name }, without resources
roles-now-with = { $name } with { $resources }

## Editing one's own role

roles-self-edit = You have this role yourself. You lose the permissions that you remove here, unless another of your roles includes them.
# Label of a tick box.
roles-self-edit-understood = I understand that I change my own permissions
