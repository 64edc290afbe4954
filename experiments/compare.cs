#:project ../src/Experiments/Teleo.Experiments.csproj
#:property PublishAot=false
// Compare policies on a workload of your own: a CSV of requests (see docs/reference/EXPERIMENTS.md), or a shipped one by name.
//   dotnet run experiments/compare.cs -- requests.csv 30% teleodynamic,lru,never-act 8
using Teleo.Experiments.Research;
using Teleo.Figures.Plots;

string workload = args.ElementAtOrDefault(0) ?? "drift";
string capacity = args.ElementAtOrDefault(1) ?? "6";
string[] policies = (args.ElementAtOrDefault(2) ?? "teleodynamic,lru,gdsf,never-act").Split(',');
int seeds = int.Parse(args.ElementAtOrDefault(3) ?? "4");

var pool = Pool.Simulated(workload, capacity);
var comparison = pool.Compare([.. policies.Select(name => (Contender)name)], seeds);
Console.WriteLine($"{pool}; cost is seconds waited and loaded per 1,000 requests, over {seeds} seeds");
Console.WriteLine(comparison);
Console.WriteLine($"no policy can cost less than {comparison.LowestCost:0}");

foreach (string file in comparison.Figure().Save(args.ElementAtOrDefault(4) ?? "runs/compare")) Console.WriteLine($"wrote {file}");
