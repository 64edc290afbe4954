#!/usr/bin/env bash
# Line coverage of src/Engine by its own tests, as one figure; fails below 90 %. Needs a Release build.
set -euo pipefail
cd "$(dirname "$0")/.."
results=artifacts/coverage
settings=DataCollectionRunSettings.DataCollectors.DataCollector.Configuration
rm -rf "$results"
dotnet test tests/Engine.Tests -c Release --no-build --collect "XPlat Code Coverage" --results-directory "$results" "$@" \
  -- "$settings.Include=[Teleo.Engine]*" "$settings.ExcludeAssembliesWithoutSources=None"   # paths in it are mapped
rate=$(grep -ho '<package name="Teleo.Engine" line-rate="[0-9.]*"' "$results"/*/coverage.cobertura.xml | grep -o '[0-9.]*"$' | tr -d '"')
echo "line coverage of src/Engine: $rate (at least 0.90)"
awk -v rate="$rate" 'BEGIN { exit !(rate >= 0.90) }'
