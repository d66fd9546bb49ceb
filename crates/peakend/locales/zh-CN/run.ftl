run-error-no-hall = 没有这个厅；请核对地址。
run-error-no-visit = 没有这个号；可能地址不完整，请重新扫码。
run-error-no-counter = 没有这个台席，或者它已经撤掉。
run-error-hall-closed = 本厅现在没有营业，暂不取号。
run-error-purpose = 本厅没有“{ $purpose }”这项业务，或者已经停办。
run-error-rule = 叫号规则不能用：{ $why }
run-error-visit-state = { $number } 号现在是“{ $state ->
    [waiting] 等候
    [called] 已叫号
    [serving] 办理中
    [parked] 挂起
    [missed] 过号
    [left] 已离开
   *[done] 已办结
}”，不能这样操作；可能别人已经处理了，请看最新状态。
run-error-not-yours = { $number } 号正由同事办理，不能代为操作。
run-error-put-back-once = { $number } 号已经重排过一次；请重新取号。
run-error-transfer-nowhere = 请选择要转到哪项业务、哪个台席或哪位同事。
run-error-hold-minutes = 保留时间请填 1 到 { $most } 分钟。
run-error-hold-often = 最多保留 { $most } 次，已经用完。
run-error-counter-not-open = { $counter } 号台没有开。
run-error-counter-is-open = { $counter } 号台已经开着。
run-error-counter-of-another = { $counter } 号台是同事在用。
run-error-counter-occupied = { $counter } 号台还有顾客，请先办完或转走。
run-error-works-elsewhere = 您正在 { $counter } 号台；请先关闭那里。
run-error-person-not-here = 这位同事现在不在本厅的台席上。
run-error-nobody = 现在没有可以叫到这个台席的顾客。
