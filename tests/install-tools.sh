#!/usr/bin/env bash
# Installs, from Debian's packages, the tools that some tests drive: a browser for pages, a batch system, notebooks,
# a C compiler for the native library and its hosts, Prometheus for metrics.
# Does nothing where they are there already.
set -uo pipefail
missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v slurmctld >/dev/null || missing+=(slurmctld slurmd slurm-client munge)
command -v gcc >/dev/null || missing+=(gcc libc6-dev)
command -v g++ >/dev/null || missing+=(g++)
command -v pkg-config >/dev/null || missing+=(pkg-config)
command -v cmake >/dev/null || missing+=(cmake make)
command -v valgrind >/dev/null || missing+=(valgrind)
command -v prometheus >/dev/null || missing+=(prometheus)
command -v jupyter >/dev/null || missing+=(jupyter-nbconvert jupyter-client)
[ -f /usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf ] || missing+=(fonts-dejavu-core)
[ "${#missing[@]}" -gt 0 ] || exit 0
command -v apt-get >/dev/null || { echo "no apt-get: install ${missing[*]} by hand" >&2; exit 1; }
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
