### Settings of an account.

settings-alerts = Renewal alerts
settings-alerts-hint = The age from which the list recommends renewing a token. Tokens do not expire by age: an older token keeps working.
settings-three-months = 3 months (recommended)
settings-three-months-text = Renewal recommended after 3 months, highly recommended after 6.
settings-six-months = 6 months
settings-six-months-text = Renewal recommended after 6 months, highly recommended after 9.
