run-error-no-hall = There is no such hall; check the address.
run-error-no-visit = There is no such visit; the address may be cut short, so scan the code again.
run-error-no-counter = There is no such counter, or it was removed.
run-error-hall-closed = This hall is closed now and gives no tickets.
run-error-purpose = This hall does not offer “{ $purpose }”, or no longer does.
run-error-rule = The calling rule cannot be used: { $why }
run-error-visit-state = { $number } is { $state ->
    [waiting] waiting
    [called] called
    [serving] being served
    [parked] put aside
    [missed] missed
    [left] gone
   *[done] finished
} now, so this cannot be done; somebody else may have seen to it, look at how it stands.
run-error-not-yours = { $number } is being served by a colleague; you cannot do this for them.
run-error-put-back-once = { $number } was put back once already; take a new ticket.
run-error-transfer-nowhere = Choose the purpose, counter or colleague to send it to.
run-error-hold-minutes = A place can be held for 1 to { $most } minutes.
run-error-hold-often = A place can be held { $most } times, and has been.
run-error-counter-not-open = Counter { $counter } is not open.
run-error-counter-is-open = Counter { $counter } is open already.
run-error-counter-of-another = A colleague works at counter { $counter }.
run-error-counter-occupied = Somebody is still at counter { $counter }; finish or send them on first.
run-error-works-elsewhere = You work at counter { $counter }; close it first.
run-error-person-not-here = This colleague is at no counter of this hall now.
run-error-nobody = Nobody can be called to this counter now.
