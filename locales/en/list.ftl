### What the page of generated keys says, and whatever else both halves need.

## Dates and times

# The short names of the months, from January on, with spaces in between.
months = Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec
date = { $day } { $month } { $year }
date-and-time = { $date }, { $time } UTC
just-now = just now
# A duration, as in "5 minutes ago".
ago = { $duration } ago
seconds = { NUMBER($count) } { $count ->
    [one] second
   *[other] seconds
  }
minutes = { NUMBER($count) } { $count ->
    [one] minute
   *[other] minutes
  }
hours = { NUMBER($count) } { $count ->
    [one] hour
   *[other] hours
  }
days = { NUMBER($count) } { $count ->
    [one] day
   *[other] days
  }
for-months = { NUMBER($count) } { $count ->
    [one] month
   *[other] months
  }
years = { NUMBER($count) } { $count ->
    [one] year
   *[other] years
  }

## Buttons

close = Close
cancel = Cancel

## Names of things

password = Password
app-key = App key
app-token = App token
