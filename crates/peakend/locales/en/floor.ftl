floor-minutes = min
floor-lost = Connection lost, trying again
floor-back = Connected again
floor-error-no-alarm = There is no such alarm.
floor-error-alarm-over = This alarm is over.
floor-error-alarm-seen = { $name } is seeing to it already.
floor-error-outcome = Say in a word what came of it.
