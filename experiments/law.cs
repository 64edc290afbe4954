#:project ../src/Experiments/Teleo.Experiments.csproj
#:property PublishAot=false
// Give the controller another resource law and see what it buys: who earns more may act more often.
//   dotnet run experiments/law.cs -- drift 6 4
using Teleo.Controller.Deciding;
using Teleo.Controller.Ledger;
using Teleo.Experiments.Research;

var pool = Pool.Simulated(args.ElementAtOrDefault(0) ?? "drift", args.ElementAtOrDefault(1) ?? "6");
int seeds = int.Parse(args.ElementAtOrDefault(2) ?? "4");

// A law is a value: next = decay * E + gain - penalty - upkeep - cost, held between two bounds. Here are its numbers; docs/concepts/THEORY.md says what they mean.
(string Name, LedgerOptions Law)[] laws =
[
    ("as shipped", LedgerOptions.Pool),
    ("hand to mouth", LedgerOptions.Pool with { HalfLifeSeconds = 10 }),
    ("miser", LedgerOptions.Pool with { GainPerCorrect = 0.005 }),
    ("dear moves", LedgerOptions.Pool with { Costs = new ActionCosts { Activate = 1, Replace = 1.5 } }),
    ("sleeps when poor", LedgerOptions.Pool with { AtFloor = FloorRule.Dormancy, WakeAt = 1 }),
];

var contenders = laws.Select(law => Contender.Controller(law.Name, new ControllerOptions { Ledger = law.Law }));
Console.WriteLine($"{pool}, {seeds} seeds");
Console.WriteLine(pool.Compare([.. contenders, "teleodynamic-no-resource", "never-act"], seeds));
