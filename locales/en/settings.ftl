### Settings of an account.

settings-alerts = Renewal alerts
settings-alerts-hint = How old a token may become before its row recommends to renew it. Nothing expires by age: an older token keeps working.
settings-three-months = 3 months (recommended)
settings-three-months-text = Renewal recommended after 3 months, highly recommended after 6.
settings-six-months = 6 months
settings-six-months-text = Renewal recommended after 6 months, highly recommended after 9.
