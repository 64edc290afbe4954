#:project ../src/Experiments/Teleo.Experiments.csproj
#:property PublishAot=false
// State a claim, register it, run it, and take the verdict as it comes.
//   dotnet run experiments/claim.cs -- runs/claim
using Teleo.Experiments.Research;

string folder = args.ElementAtOrDefault(0) ?? "runs/claim";
if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);   // a claim is registered once, before its first run

var study = Study.Define("""
    {
      "name": "my-claim",
      "question": "Does the resource cost the controller anything on a drifting workload?",
      "workloads": ["drift"],
      "budgets": [0.3],
      "baseline": "teleodynamic",
      "arms": ["teleodynamic", "teleodynamic-no-resource", "never-act"],
      "seeds": [1, 2, 3, 4, 5, 6, 7, 8],
      "requests": 1000,
      "primary_metric": "cost",
      "hypotheses": [
        { "id": "free", "claim": "Without the resource the cost is the same within 5 %.", "arm": "teleodynamic-no-resource", "expect": "equivalent" }
      ],
      "controls": [
        { "id": "sees", "kind": "positive", "arm": "never-act", "why": "Never acting must come out worse, or nothing here can be seen." }
      ],
      "smallest_effect": 0.05
    }
    """, folder);

study.Register();
Console.WriteLine(study.Standing);
study.Run();
foreach (var verdict in study.Verdicts()) Console.WriteLine(verdict);
Console.WriteLine($"tables are in {study.Folder}; `teleo study report {folder}/definition.json --out {folder}` writes the page");
