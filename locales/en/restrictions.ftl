### Why ends, networks and lifetimes are refused.

end-no-date = Enter the last day as year, month and day, such as 2026-11-22.
end-past = This day is over in UTC. Choose today or a later day. To stop the key now, make it inactive.
# $duration is such as "90 days".
end-too-late = In this account, an end may be at most { $duration } ahead. Choose { $date } or an earlier day.
end-needed = This account requires an end, at most { $duration } ahead. Choose a day up to { $date }.
networks-malformed = Line { $line }: “{ $text }” is not an address or network. Write it like 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32.
networks-host-bits = Line { $line }: write { $network } for the whole network, or { $address } for this one address.
networks-too-many = A key can have at most { $most } addresses and networks; this list has { $count }. Combine neighbouring ones into a larger network.
lifetimes-number = Enter a whole number of days from 1 to { $most }, or leave the field empty.
lifetimes-proposed-too-long = This is more than the longest lifetime. Enter fewer days, or leave the field empty.
