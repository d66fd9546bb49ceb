"""What the bench of staffing asks of Python: staffing.py PEERS OUT

Takes the requirements from the peers' own script (their generator, as it is), writes them to OUT.csv, and the
counters that are needed at least to OUT.exact: for Erlang C by the recursion of Erlang B, for Erlang A by the balance
of births and deaths, in plain Python and so in nobody's fast code. Prints how often pyworkforce takes more.
"""
import json
import math
import runpy
import sys

peers, out = sys.argv[1:3]
sys.argv = [peers, "requirements"]
script = runpy.run_path(peers)
arrivals, service = script["L"], script["H"]
TARGETS = [(.80, 5.0), (.70, 15.0), (.50, 10.0)]
PATIENCE, LEAVING = 20.0, .03


def erlang_c(load, services, share):
    blocked, counters = 1.0, 0
    while True:
        counters += 1
        blocked = load * blocked / (counters + load * blocked)
        if counters > load:
            waits = counters * blocked / (counters - load * (1 - blocked))
            if 1 - waits * math.exp(-(counters - load) * services) >= share:
                return counters


def erlang_a(load, impatience):
    blocked, counters = 1.0, 0
    while True:
        counters += 1
        blocked = load * blocked / (counters + load * blocked)
        state, states, leaving, j = 1.0, 0.0, 0.0, 0
        while j == 0 or load >= counters + j * impatience or state * j > 1e-16 * (1 + leaving):
            j += 1
            state *= load / (counters + j * impatience)
            states += state
            leaving += j * state
        if impatience / load * leaving / (1 / blocked + states) <= LEAVING:
            return counters


with open(out + ".csv", "w") as rows, open(out + ".exact", "w") as exact:
    for l, h in zip(arrivals, service):
        load = l / 15 * h
        answers = [erlang_c(load, wait / h, share) for share, wait in TARGETS] + [erlang_a(load, h / PATIENCE)]
        rows.write(f"{l!r},{h!r}\n")
        exact.write(",".join(map(str, answers)) + "\n")

with open(out + ".exact") as exact:
    answers = [list(map(int, line.split(","))) for line in exact]
more = {}
for place, (share, wait) in enumerate(TARGETS):
    theirs = [script["pw"](l, h, T=wait, target=share)["raw_positions"] for l, h in zip(arrivals, service)]
    more[f"{share:.0%} within {wait:g} min"] = sum(a > b[place] for a, b in zip(theirs, answers)) / len(answers)
print(json.dumps({"requirements": len(answers), "positions": sum(a[0] for a in answers), "more": more}))
