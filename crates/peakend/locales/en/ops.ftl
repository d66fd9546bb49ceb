ops-serving = Peakend is at { $address } – Ctrl-C stops it.
