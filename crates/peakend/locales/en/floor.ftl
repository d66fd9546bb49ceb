floor-minutes = min
floor-lost = Connection lost, trying again
floor-back = Connected again
