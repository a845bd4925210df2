### Settings of an account.

settings-alerts = Renewal alerts
settings-alerts-hint = The age from which the list recommends renewing a token. Tokens do not expire by age: an older token keeps working.
settings-three-months = 3 months (recommended)
settings-three-months-text = Renewal recommended after 3 months, highly recommended after 6.
settings-six-months = 6 months
settings-six-months-text = Renewal recommended after 6 months, highly recommended after 9.
settings-lifetimes = Lifetime of keys
settings-lifetimes-hint = These rules apply when the end of a key is set. Existing keys keep theirs.
settings-longest-lifetime = Longest lifetime, in days
settings-longest-lifetime-hint = Each new key needs an end, at most this many days ahead. Leave empty for no limit.
settings-proposed-lifetime = Lifetime of new keys, in days
settings-proposed-lifetime-hint = What the form for a new key proposes. Leave empty to propose the longest lifetime, or no end if there is no limit.
