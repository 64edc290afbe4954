"""A subject in 40 lines: loads what is asked for most, where this saves more than it costs. Run: teleo falsify --command "python3 most_wanted.py"."""
import base64, json, math, sys

MEMORY, HORIZON, MISS = 400.0, 200.0, 2.0
counts, last, skills = [], 0.0, []


def observe(event, now):
    global last
    if event["kind"] in ("arrival", "miss") and event["skill"] >= 0:
        left, last = math.exp((last - now) / MEMORY), now
        counts[:] = [c * left for c in counts]
        counts[event["skill"]] += 1


def value(i, view):
    return counts[i] / MEMORY * HORIZON * MISS + 20.0 * view["skills"][i]["queued"]


def decide(view):
    rows, offers = view["skills"], [{"action": "no-op", "score": 0.0}]
    for i, row in enumerate(rows):
        if row["resident"] or row["moving"] or view["free_loaders"] < 1 or view["now_s"] < row["retry_at_s"]:
            continue
        free, out, lost = view["capacity_bytes"] - view["used_bytes"] - view["reserved_bytes"], [], 0.0
        for k in sorted((k for k, r in enumerate(rows) if r["resident"] and not r["protected"]), key=lambda k: value(k, view) / rows[k]["bytes"]):
            if free >= row["bytes"]:
                break
            free, lost = free + rows[k]["bytes"], lost + value(k, view)
            out.append(k)
        if free >= row["bytes"]:
            offers.append({"action": "replace" if out else "activate", "skill": i, "out": out, "score": value(i, view) - lost - row["load_s"]})
    best = max(range(len(offers)), key=lambda k: offers[k]["score"])
    return {"candidates": offers, "chosen": [best] if offers[best]["score"] > 20 else []}


for line in sys.stdin:
    m = json.loads(line)
    if m["op"] == "hello":
        counts = [0.0] * len(m["skills"])
        print(json.dumps({"name": "most-wanted", "decides_on": ["tick", "miss", "loaded", "unloaded"], "tick_s": 5, "margin": 20}), flush=True)
    elif m["op"] == "observe":
        observe(m["event"], m["now_s"])
    elif m["op"] == "save":
        print(json.dumps({"theta": base64.b64encode(json.dumps([counts, last]).encode()).decode(), "rest": ""}), flush=True)
    elif m["op"] == "restore":
        if m.get("theta"):
            counts, last = json.loads(base64.b64decode(m["theta"]))
        print("{}", flush=True)
    elif m["op"] == "decide":
        print(json.dumps(decide(m["view"])), flush=True)
    elif m["op"] == "settle":
        print("{}", flush=True)
    elif m["op"] == "bye":
        break
