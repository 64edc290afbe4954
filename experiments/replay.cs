#:project ../src/Experiments/Teleo.Experiments.csproj
#:property PublishAot=false
// Ask of every decision in a trace: what would another rule have done at that moment?
//   dotnet run experiments/replay.cs -- run.jsonl.gz
using Teleo.Controller.Deciding;
using Teleo.Experiments.Research;

string path = args.ElementAtOrDefault(0) ?? Recorded();
var trace = Trace.Open(path);
Console.WriteLine($"{trace.Header.Policy}: {trace.Summary.Decisions} decisions, {trace.Summary.Acted} acted, at {trace.Summary.GateBound} the resource forbade the best");

var recorded = trace.Header.Options;
Report("the rule of the trace itself", recorded);
Report("a wider margin before acting", recorded with { Selection = recorded.Selection with { Margin = recorded.Selection.Margin + 0.5 } });
Report("no upper hand for the resource", recorded with { Ledger = recorded.Ledger with { Minimum = -1000 } });

void Report(string name, Teleo.Controller.Deciding.ControllerOptions rule)
{
    var parted = trace.Under(rule).Where(pair => pair.Made.Action != pair.Instead.Action).ToList();
    Console.WriteLine($"\n{name}: {parted.Count} of {trace.Summary.Decisions} decisions come out otherwise");
    foreach (var (made, instead) in parted.Take(3)) Console.WriteLine($"  {made.Seconds,8:0.0} s  {made.Action}  ->  {instead.Action}");
}

static string Recorded()
{
    Pool.Simulated("drift", "6").Play("teleodynamic", trace: "runs/replay/run.jsonl.gz");
    return "runs/replay/run.jsonl.gz";
}
