ops-serving = Peakend is at { $address } – Ctrl-C stops it.
ops-error-settings = { $count ->
        [one] One setting
       *[other] { $count } settings
    } cannot be used; listed above with their places.
ops-setting-unreadable = cannot be read: { $why }
ops-setting-syntax = not TOML: { $detail }
ops-setting-unknown = there is no setting “{ $key }”{ $hint }
ops-setting-wrong = { $key } must be { $wanted }; { $value } is not
ops-settings-good = The settings can be used.
ops-head-setting = Setting
ops-head-value = Value
ops-head-origin = From
ops-origin-default = default
ops-wanted-address = ADDRESS:PORT in quotes, such as "127.0.0.1:8300"
ops-wanted-web-address = an address in quotes that begins with http:// or https://, or ""
ops-wanted-secure-cookies = one of "auto", "always", "never"
ops-wanted-networks = a list of addresses or networks, such as ["10.0.0.0/8"]
ops-wanted-database = "sqlite:FILE" or "postgres://USER@HOST/NAME"
ops-wanted-connections = a whole number from 1 to 256
ops-wanted-log-format = one of "text", "json"
ops-wanted-log-level = one of "error", "warn", "info", "debug", "trace", or parts apart such as "info,db=debug"
ops-wanted-evaluator = a whole number of seconds from 5 to 600
ops-wanted-metrics = one of "local", "token", "open", "off"
ops-wanted-truth = true or false
ops-wanted-zone = the name of a time zone, such as "Asia/Shanghai"
ops-wanted-language = one of "zh-CN", "en"
ops-progress-replay = Replaying
ops-progress-copy = Copying
ops-replayed = The log makes every row: { $halls } halls, { $visits } visits, { $events } events.
ops-error-replay = { $count } differences between the log and the rows; listed above.
ops-error-replay-copy = { $file }: the log does not make the rows ({ $of }, { $field }). Run `peakend replay --check` on the data.
ops-error-not-empty = { $database } is not empty: there are rows in “{ $table }”. Name an empty database.
ops-error-file-there = { $file } is there already. A backup overwrites nothing; choose another name.
ops-error-damaged = { $file } is no whole backup ({ $why }). Nothing was restored from it.
ops-copied = { $rows } rows of { $tables } tables copied and compared: { $place }
ops-backed-up = { $rows } rows of { $tables } tables written and read back: { $place }
ops-restored = { $rows } rows of { $tables } tables restored and compared: { $place }
ops-head-of = Of
ops-head-field = Field
ops-head-replayed = By the log
ops-head-kept = In the row
ops-first-run = Nobody is set up yet. Open it in a browser and enter the code { $code }.
