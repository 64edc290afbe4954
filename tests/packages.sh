#!/usr/bin/env bash
# Packs the tool, the libraries and the templates; installs the tool into an empty folder and plays its demo there; runs a notebook and
# the three templates on the libraries' packages from a folder. Needs a restored checkout and `dotnet tool restore`.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT=1
packages=$PWD/artifacts/packages
cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

rm -rf "$packages"
for project in Engine Controller Figures Training Pool Experiments Teleo; do dotnet pack "src/$project" -c Release --no-restore -v q; done
dotnet pack templates -c Release -v q
ls -l "$packages"
for package in "$packages"/*.nupkg; do
  [ "$(stat -c %s "$package")" -le $((40 << 20)) ] || { echo "$package is larger than 40 MB" >&2; exit 1; }
done

cd "$folder"
dotnet tool install teleo --version 0.1.0 --source "$packages" --tool-path tools
tools/teleo demo --seeds 2 --seconds 60
[ -s demo/report.html ] && [ -s demo/decisions.html ]

# A package folder of its own, as versions do not change between two builds.
export NUGET_PACKAGES=$folder/cache
cat > library.dib <<CELLS
#!csharp
#i "nuget:$packages"
#r "nuget: Teleo.Experiments, 0.1.0"
using Teleo.Experiments.Research;
using Teleo.Figures.Plots;
var compared = Pool.Simulated("drift-fast", "6").Compare(["lru", "teleodynamic"], seeds: 2);
display(compared);
compared.Figure().ToPlot().ToPicture()
CELLS
repl=$(ls "$cache"/dotnet-repl/*/tools/*/any/dotnet-repl.dll | tail -1)
dotnet "$repl" --run library.dib --exit-after-run --output-path out.ipynb --output-format ipynb
grep -q "<svg" out.ipynb && grep -q "data:image/png" out.ipynb

dotnet new install "$packages"/Teleo.Templates.0.1.0.nupkg --debug:custom-hive "$folder/hive"
dotnet new teleo-policy -o MyPolicy --debug:custom-hive "$folder/hive"
cat > MyPolicy/Directory.Build.props <<PROPS
<Project><PropertyGroup><RestoreAdditionalProjectSources>$packages</RestoreAdditionalProjectSources></PropertyGroup></Project>
PROPS
dotnet run MyPolicy/MyPolicy.cs | tee policy.txt
grep -q mine policy.txt

dotnet new teleo-study -o MyStudy --debug:custom-hive "$folder/hive"
tools/teleo study run MyStudy/study.json | tee study.txt
grep -q "cheaper" study.txt

dotnet new teleo-notebook -o MyNotebook --debug:custom-hive "$folder/hive"
sed -i "s#PATH-TO-A-FOLDER-OF-PACKAGES#$packages#" MyNotebook/notebook.ipynb
dotnet "$repl" --run MyNotebook/notebook.ipynb --exit-after-run --output-path template.ipynb --output-format ipynb
grep -q "data:image/png" template.ipynb
echo "packages: good"
