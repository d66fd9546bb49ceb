### The words of --help. `help-<command>` says what a command does, `help-<command>-<option>` what an option does;
### options that many commands share are under `help-any-…`.

help = Runs the service experience of a network of walk-in halls: what will customers remember, how sure is that, and what drives it?
help-exit-codes =
    Exit codes: 0 done · 1 the input cannot be used · 2 the command line is wrong · 3 the system said no (disk, rights) · 4 a row was rejected under --strict · 70 a fault of the program · 130 stopped
help-import = Turn any long or wide table into a table of moments, after a small map
help-import-source = The table: CSV or TSV (plain, gzip, zstd) or Parquet
help-import-map = The map: which column means what (docs/guide/import.md)
help-import-out = File to write: .parquet, .csv or .tsv, the last two also with .gz or .zst
help-score = Score a table of moments: peak–end, intervals, estimates drawn toward the peers
help-score-by = What to group by; several with commas [default: hall,purpose]
help-score-score = What visits are scored by: the peak–end score, or what the evidence in the table says is remembered
help-score-report = Write a report in HTML that works offline, and say its three sentences
help-score-max-groups = Most groups to count before giving up
help-evidence = Check whether peak and end explain remembered satisfaction here
help-drivers = Find which touchpoints drive the overall judgement
help-drivers-table = The table of moments, or with --map any table
help-drivers-map = Map of a table that is not one of moments (docs/guide/import.md)
help-drivers-missing = How a visit is read that lacks a touchpoint; never as a zero
help-blueprint = Check or show a blueprint
help-blueprint-check = Report every fault of a blueprint with file, line, column and suggestion
help-blueprint-check-dir = Folder of the blueprint, or service-hall for the built-in one
help-blueprint-show = Print a blueprint, or one of its touchpoints
help-blueprint-show-touchpoint = The touchpoint’s id; without it the whole journey in brief
help-blueprint-show-blueprint = Folder of the blueprint
help-sample = Simulate a network of halls, to try things on
help-sample-out = File to write: .parquet, .csv or .tsv
help-sample-seed = The same seed gives the same file
help-sample-halls = Number of halls
help-sample-days = Number of days
help-completions = Print completions for a shell
help-completions-shell = The shell
help-any-table = The table of moments: Parquet, or CSV or TSV (plain, gzip, zstd)
help-any-lang = Language of what is printed [default: of the environment]
help-any-zone = Zone of times that carry none, and of days and weeks, such as Asia/Shanghai
help-any-blueprint = Reject touchpoints that this blueprint does not know: a folder, or service-hall
help-any-threads = Threads to use; the result does not depend on it [default: all cores]
help-any-reject-to = List every rejected row in this CSV file
help-any-strict = Treat the first rejected row as an error
help-any-format = Form of the result; parquet needs --out
help-any-out = Write the result to this file instead of printing it
help-any-help = Print help
help-any-version = Print the version
help-heading-arguments = Arguments
help-heading-options = Options
help-heading-commands = Commands
help-heading-usage = Usage:
