#!/usr/bin/env bash
# Runs a study as a Slurm array on a cluster of one node, made in a temporary folder and torn down at the end, and compares
# its tables byte for byte with those of a plain run.   run-local.sh TELEO-COMMAND [PARTS]
# Needs slurmctld, slurmd and munge (tests/install-tools.sh) and root; nothing outside the temporary folder is written.
# Exit codes: 0 equal, 1 different or failed, 77 Slurm cannot be had here.
set -euo pipefail
teleo=${1:?the command that runs teleo}
parts=${2:-4}
here=$(cd "$(dirname "$0")/../.." && pwd)
for tool in munged mungekey slurmctld slurmd sbatch squeue; do
  command -v "$tool" >/dev/null || { echo "no $tool"; exit 77; }
done
[ "$(id -u)" = 0 ] || { echo "slurmd needs root"; exit 77; }

work=$(mktemp -d /tmp/teleo-slurm-XXXXXX)
chmod 755 "$work"
started=()
tear_down() {
  for ((i = ${#started[@]} - 1; i >= 0; i--)); do kill "${started[i]}" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap tear_down EXIT

host=$(hostname -s)
cpus=$(nproc)
mkdir -p "$work"/{state,spool,log,results}
free_port() { python3 - <<'PY'
import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])
PY
}
controller_port=$(free_port)
node_port=$(free_port)

# Munge, with a key and a socket of its own.
mungekey --create --keyfile "$work/munge.key"
munged --foreground --force --key-file "$work/munge.key" --socket "$work/munge.socket" --pid-file "$work/munged.pid" \
  --seed-file "$work/munge.seed" --log-file "$work/log/munged.log" --num-threads 2 &> "$work/log/munged.out" &
started+=($!)

cat > "$work/slurm.conf" <<CONF
ClusterName=teleo
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$controller_port
SlurmdPort=$node_port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
CryptoType=crypto/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/log/slurmctld.log
SlurmdLogFile=$work/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0
NodeName=$host NodeAddr=127.0.0.1 CPUs=$cpus RealMemory=2048 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
# No cgroups are used; releases from 23 on ask for the word.
case "$(slurmctld -V)" in *\ 2[0-2].*) ;; *) echo "CgroupPlugin=disabled" > "$work/cgroup.conf" ;; esac
export SLURM_CONF="$work/slurm.conf"

slurmctld -D -i &> "$work/log/slurmctld.out" &
started+=($!)
slurmd -D -N "$host" &> "$work/log/slurmd.out" &
started+=($!)
for _ in $(seq 60); do
  sinfo --noheader --format %t 2>/dev/null | grep -q idle && break
  sleep 0.5
done
sinfo --noheader --format %t 2>/dev/null | grep -q idle || { echo "the cluster did not come up"; tail -n 20 "$work"/log/*; exit 77; }

cat > "$work/study.json" <<'JSON'
{
  "name": "slurm", "question": "Does an array give the bytes of a plain run?",
  "workloads": ["zipf"], "budgets": [0.3], "baseline": "teleodynamic", "arms": ["teleodynamic", "lru", "never-act"],
  "seeds": [1, 2, 3, 4, 5, 6], "requests": 300, "primary_metric": "cost"
}
JSON
$teleo study plan "$work/study.json" --out "$work/results/array"
export STUDY="$work/study.json" OUT="$work/results/array" TELEO="$teleo"
array=$(sbatch --parsable --array="1-$parts" --mem=256 --export=ALL --output "$work/log/part-%a.out" --chdir "$work" "$here/experiments/slurm/study.sbatch")
sbatch --wait --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes --mem=256 --export=ALL --output "$work/log/merge.out" --chdir "$work" \
  --wrap "$teleo study merge $STUDY --out $OUT" > /dev/null || { echo "the array failed"; cat "$work"/log/part-*.out "$work/log/merge.out"; tail -n 20 "$work"/log/slurm*.log; exit 1; }
$teleo study run "$work/study.json" --out "$work/results/plain" > /dev/null

tables=0
for table in "$work"/results/plain/*.csv "$work/results/plain/study.json"; do
  cmp "$table" "$work/results/array/$(basename "$table")" || exit 1
  tables=$((tables + 1))
done
echo "$parts parts on Slurm $(slurmctld -V | cut -d' ' -f2) gave the bytes of a plain run in $tables files"
