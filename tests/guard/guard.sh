#!/usr/bin/env bash
# Shows that a change of the code changed no behaviour: records what a build of teleo decides, measures and draws, and compares two recordings.
#
#   bash tests/guard/guard.sh record TELEO FOLDER         runs the program TELEO and records into FOLDER, which must not exist
#   bash tests/guard/guard.sh compare OLD NEW [RENAMES]   compares two such folders; prints the first line of each file that differs; exit code 1
#   bash tests/guard/guard.sh check FOLDER                compares a folder with expected.sha256 by hashes alone
#   bash tests/guard/guard.sh accept FOLDER               makes a folder's hashes the expected ones: only after a change of behaviour that was meant
#
# Record the commit before a change and the commit after it on the same machine, then compare: that shows the line. `check` needs no second build, and
# shows the names of the files only. TELEO may lie anywhere (src/.../bin/Release/net10.0/teleo); skills and traces are those of this work tree.
#
# Compared are: decision and outcome lines of traces without their hash (the header holds commit and options); CSV tables without the columns
# `cell` and `code` (they identify the build); JSON without fields of the wall clock and of the source revision; figures. The order of columns counts. RENAMES is a CSV
# file without a header, about columns and members of JSON of both folders: `old,new` is compared under its new name, `name,` is not compared.
#
# One recording takes about 60 s of processor time, hence it is no part of `dotnet test`. The figures of models (models/, skills/) hold for one
# instruction set: on another processor they may differ in the last digit.
set -uo pipefail
export LC_ALL=C
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"

fail() { echo "guard: $*" >&2; exit 2; }

# ran FILE ARGUMENT...: what the program prints with these arguments goes to FILE.
failures=0
ran() {
  local file="$1"; shift
  mkdir -p "$(dirname "$file")"
  "$teleo" "$@" >"$file" 2>"$messages" && return
  failures=$((failures + 1))
  { echo "guard: teleo $* ended with an error:"; cat "$messages"; } >&2
}

# simulated NAME WORKLOAD OPTION...: the controller with its trace, and LRU; then the CSV of both.
simulated() {
  local name="$1" workload="$2"; shift 2
  ran "sim/$name.teleodynamic.json" sim run --workload "$workload" "$@" --policy teleodynamic --trace "sim/$name.teleodynamic.jsonl.gz" --json
  ran "sim/$name.lru.json" sim run --workload "$workload" "$@" --policy lru --json
}

record() {
  [ $# = 2 ] || fail "record takes the path of a teleo program and a folder"
  teleo="$(realpath "$1")"
  [ -x "$teleo" ] || fail "$1 is not a program"
  [ ! -e "$2" ] || fail "$2 exists"
  mkdir -p "$2" && cd "$2" || exit 2
  messages="$(mktemp)"
  trap 'rm -f "$messages"' EXIT
  export NO_COLOR=1 DOTNET_TieredPGO=0   # short runs: profiling costs more than it brings

  # Requests: made from a law and a seed, a shipped workload by its name, and the beginning of a recording.
  mkdir -p workloads sim
  ran workloads/bursts.json workload synth --output workloads/bursts.trace --skills 12 --duration 1800 --modulation onoff --gaps gamma --shape 0.5 --json
  ran workloads/regime.json workload synth --output workloads/regime.trace --skills 16 --duration 1800 --regime 900 --json
  ran workloads/workflow.json workload synth --output workloads/workflow.trace --skills 16 --duration 400 --follow 0.7 --think 2 --json
  ran workloads/drift.json workload synth --output workloads/drift.trace --skills 8 --duration 1800 --drift 300 --json
  gzip -dc "$root/traces/workloads/servegen-12h.csv.gz" | awk 'NR <= 1201' >workloads/servegen.csv

  # Six workloads under two policies, with another miss mode, discipline and measure each.
  simulated drift-fast drift-fast --capacity 6
  simulated servegen workloads/servegen.csv --capacity 24GiB --seed 2
  simulated bursts workloads/bursts.trace --capacity 30% --miss loadthrough --discipline mostqueued
  simulated regime workloads/regime.trace --capacity 6 --miss fallback --discipline waitcredit --shift 900
  simulated workflow workloads/workflow.trace --capacity 5 --loaders 1 --regret 0.02
  simulated drift workloads/drift.trace --capacity 3 --miss refuse --hindsight 0.05
  ran sim/drift.count.json sim run --workload workloads/drift.trace --capacity 3 --tier count --json
  ran sim/traps.json check traps --json

  # Every policy of the catalog, a file each, so that a policy that is new or gone hides no other.
  ran sim/compare.json sim compare --workload workloads/drift.trace --capacity 3 --seeds 1 --csv sim/compare.csv --json
  mkdir -p policies
  awk -F, 'NR == 1 { header = $0; next } { file = "policies/" $1 ".csv"; if (!(file in seen)) print header >file; seen[file]; print >file }' sim/compare.csv
  rm -f sim/compare.csv

  # The commitments: the tables, not the folder of cells.
  ran falsify/findings.json falsify --quick --out cells --json
  cp cells/runs.csv cells/aggregates.csv cells/claims.csv cells/ablation.csv falsify/
  rm -rf cells cells.*   # the ledger of attempts holds the time

  # Models.
  ran skills/evaluate.json skill evaluate "$root/skills/" --items 10 --json
  local model
  for model in stories260K/stories260K.gguf addition/model.q4_0.slm generalist/model.q8_0.gguf; do
    ran "models/${model%%/*}.txt" model generate "$root/skills/$model" --prompt "Once upon a time" --max-tokens 60 --temperature 0
    ran "models/${model%%/*}.json" model logits "$root/skills/$model" --tokens 1,40,3,7 --top 5 --json
  done

  # Traces that ship, decided again; the tables of one; figures.
  local trace
  for trace in "$root"/traces/decisions/*.jsonl.gz sim/drift.teleodynamic.jsonl.gz; do
    ran "replay/$(basename "$trace" .jsonl.gz).json" trace replay "$trace" --json
  done
  ran tables/written.json trace export sim/drift.teleodynamic.jsonl.gz --format csv --out tables --json
  ran diagnose/labels.json phase diagnose sim/drift.teleodynamic.jsonl.gz --out diagnose --surrogates 100 --json
  ran sweep/written.json phase sweep --workload workloads/drift.trace --capacity 3 --x load=0.5:2:2:log --y gain=0.5:2:2:log --seconds 400 --out sweep --json

  manifest . >manifest.sha256
  echo "guard: $(wc -l <manifest.sha256) files recorded; user and system time of the shell, then of the programs:"
  times
  [ "$failures" = 0 ] || fail "$failures commands ended with an error"
}

# The files of a recording, their names in order.
files() { (cd "$1" && find . -type f ! -name manifest.sha256 | sed 's|^\./||' | sort); }

manifest() { local file; files "$1" | while read -r file; do echo "$(normal "$1/$file" | sha256sum | cut -d' ' -f1)  $file"; done; }

# normal FILE [RENAMES]: what is compared of a file.
normal() {
  local renames="${2:-/dev/null}"
  case "$1" in
    *.jsonl.gz) gzip -dc "$1" | awk "$decided_lines" ;;
    *.json) sed -E 's/,"/,\n"/g; s/\{"/{\n"/g' "$1" | grep -vE '^"(ms_per_request|sourceRevision|source_revision)":' | sed -f <(json_renames "$renames") ;;
    *.csv) awk -v renames="$renames" "$csv_renames" "$1" ;;
    *) cat "$1" ;;
  esac
}

# Decisions and outcomes; the chain of hashes begins with the header.
decided_lines='
  /^\{"type":"(decision|outcome)",/ {
    end = length($0) - 74
    print substr($0, end) ~ /^,"hash":"[0-9a-f]+"\}$/ ? substr($0, 1, end - 1) "}" : $0
  }'

# A sed script for members of JSON, one in a line each.
json_renames() {
  awk -F, 'NF == 2 { print $2 == "" ? "/^\"" $1 "\":/d" : "s/^\"" $1 "\":/\"" $2 "\":/" }' "$1"
}

# Columns by their header. A field in quotes may hold commas, but no line break.
csv_renames='
  BEGIN {
    gone["cell"]   # the identity of a cell covers the build of the program
    gone["code"]   # the revision of the source
    while ((getline line < renames) > 0) {
      if (split(line, pair, ",") != 2) continue
      if (pair[2] == "") gone[pair[1]]; else renamed[pair[1]] = pair[2]
    }
  }
  NR == 1 {
    columns = split($0, name, ",")
    for (i = 1; i <= columns; i++) { if (name[i] in gone) left_out[i] = ++count; if (name[i] in renamed) name[i] = renamed[name[i]] }
    line = ""
    for (i = 1; i <= columns; i++) if (!(i in left_out)) line = line (line == "" ? "" : ",") name[i]
    print line
    next
  }
  !count { print; next }
  {
    line = ""; rest = $0; first = 1
    for (i = 1; i <= columns; i++) {
      if (substr(rest, 1, 1) == "\"") match(rest, /^"([^"]|"")*"/); else match(rest, /^[^,]*/)
      field = substr(rest, 1, RLENGTH); rest = substr(rest, RLENGTH + 2)
      if (i in left_out) continue
      line = line (first ? "" : ",") field; first = 0
    }
    print line
  }'

# Two files side by side: how many lines differ, and the first of them around the first character that does.
first_difference='
  function piece(text, at) { return (at > 100 ? substr(text, 1, 40) " ... " substr(text, at - 50, 160) : substr(text, 1, 210)) }
  BEGIN {
    for (;;) {
      a = (getline left < old) > 0; b = (getline right < new) > 0
      if (!a && !b) break
      number++
      if (a && b && left "" == right "") continue
      differing++
      if (differing > 1) continue
      first = number; x = a ? left : "(no such line)"; y = b ? right : "(no such line)"
      low = 0; high = length(x) < length(y) ? length(x) : length(y)
      while (low < high) { middle = int((low + high + 1) / 2); if (substr(x, 1, middle) == substr(y, 1, middle)) low = middle; else high = middle - 1 }
    }
    printf "%s: %d of %d lines differ, the first is line %d, character %d\n  - %s\n  + %s\n", file, differing, number, first, low + 1, piece(x, low), piece(y, low)
  }'

compare() {
  [ $# = 2 ] || [ $# = 3 ] || fail "compare takes two folders, and maybe a file of renamed columns"
  local old="$1" new="$2" renames="${3:-/dev/null}" file work differ=0 equal=0
  [ -d "$old" ] && [ -d "$new" ] && [ -r "$renames" ] || fail "one of $* is not there"
  work="$(mktemp -d)"
  while read -r file; do
    if [ ! -f "$new/$file" ]; then echo "$file: only in $old"; differ=$((differ + 1)); continue; fi
    if [ ! -f "$old/$file" ]; then echo "$file: only in $new"; differ=$((differ + 1)); continue; fi
    normal "$old/$file" "$renames" >"$work/old"
    normal "$new/$file" "$renames" >"$work/new"
    if cmp -s "$work/old" "$work/new"; then equal=$((equal + 1)); continue; fi
    differ=$((differ + 1))
    awk -v old="$work/old" -v new="$work/new" -v file="$file" "$first_difference"
  done < <({ files "$old"; files "$new"; } | sort -u)
  rm -rf "$work"
  echo "guard: $equal files equal, $differ differ"
  [ "$differ" = 0 ] && [ "$equal" -gt 0 ]
}

check() {
  [ $# = 1 ] && [ -d "$1" ] || fail "check takes a folder"
  manifest "$1" | diff "$here/expected.sha256" - | awk '/^[<>]/ { print $3 }' | sort -u | sed 's/^/differs: /'
  local state=("${PIPESTATUS[@]}")
  [ "${state[1]}" = 0 ] && echo "guard: as expected"
}

case "${1:-}" in
  record | compare | check) "$@" ;;
  accept) [ $# = 2 ] && [ -f "$2/manifest.sha256" ] || fail "accept takes a folder that was recorded"; cp "$2/manifest.sha256" "$here/expected.sha256" ;;
  *) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 2 ;;
esac
