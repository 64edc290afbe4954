using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Learning;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Policies;

/// <summary>
/// Every ablation and internal control, each a change of options and never a branch in the code. The first changes nothing:
/// it is the arm that the others are compared with.
/// </summary>
public static class Ablations
{
    /// <summary>The factor of the expanded caps.</summary>
    public const int CapExpansion = 10;

    public static IReadOnlyList<Ablation> All { get; } =
        [.. Coupled(), .. Clamped(), .. Chosen(), .. Limited(), .. Laws(), .. Wealth(), .. Operators(), .. Terms()];

    public static Ablation Find(string name) =>
        All.FirstOrDefault(ablation => ablation.Name == name)
        ?? throw new ArgumentException(
            $"no ablation is called '{name}'; there are {string.Join(", ", All.Select(ablation => ablation.Name))}", nameof(name));

    private static IEnumerable<Ablation> Coupled() =>
    [
        new("full", "nothing is changed", [], options => options),
        new("no-resource", "the resource is off: nothing accrues and nothing is paid",
            ["Coupling"], o => o with { Coupling = Coupling.Off }),
        new("gate-open", "the resource runs and is logged, but the gate is open", ["Coupling"],
            o => o with { Coupling = Coupling.GateOpen }),
        new("shuffled-resource", "the gate reads a past balance drawn at random", ["Coupling"],
            o => o with { Coupling = Coupling.Shuffled }),
        new("load-shuffled-resource", "the gate reads a past balance drawn at random from decisions under similar load", ["Coupling"],
            o => o with { Coupling = Coupling.LoadShuffled }),
        new("lagged-resource", "the gate reads an old balance", ["Coupling"], o => o with { Coupling = Coupling.Lagged }),
        new("frozen-resource", "the gate reads the mean balance", ["Coupling"], o => o with { Coupling = Coupling.Frozen }),
    ];

    private static IEnumerable<Ablation> Clamped() =>
    [
        new("no-structure", "actions are scored and none is taken", ["Selection.Structure"],
            o => o with { Selection = o.Selection with { Structure = StructureMode.Clamped } }),
        new("parametric-only", "only the fast loop runs", ["Coupling", "Selection.Structure"],
            o => o with { Coupling = Coupling.Off, Selection = o.Selection with { Structure = StructureMode.Clamped } }),
    ];

    private static IEnumerable<Ablation> Chosen() =>
    [
        new("no-no-op", "the best action is always taken", ["Selection.AllowNoOp"],
            o => o with { Selection = o.Selection with { AllowNoOp = false } }),
    ];

    private static IEnumerable<Ablation> Limited() =>
    [
        new("hard-stop", "structure is stopped from outside after 50 actions", ["Selection.MaximumMoves"],
            o => o with { Selection = o.Selection with { MaximumMoves = 50 } }),
        new("expanded-caps", $"every cap is {CapExpansion} times as large", ["Generator.Breadth", "Ledger.Maximum"],
            o => o with
            {
                Generator = o.Generator with { Breadth = CapExpansion * o.Generator.Breadth },
                Ledger = o.Ledger with { Maximum = CapExpansion * o.Ledger.Maximum },
            }),
        new("cap-free", "no caps", ["Generator.Breadth", "Ledger.Maximum"],
            o => o with
            {
                Generator = o.Generator with { Breadth = int.MaxValue },
                Ledger = o.Ledger with { Maximum = double.PositiveInfinity },
            }),
        new("short-horizon", "the horizon is a tenth as long", ["Score.HorizonShare"],
            o => o with { Score = o.Score with { HorizonShare = o.Score.HorizonShare / 10 } }),
        new("long-horizon", "the horizon is ten times as long", ["Score.HorizonShare"],
            o => o with { Score = o.Score with { HorizonShare = o.Score.HorizonShare * 10 } }),
        new("one-half-life", "demand decays with one half-life", ["Adaptation.DemandHalfLifeSeconds", "Adaptation.DemandHalfLives"],
            o => o with { Adaptation = o.Adaptation with { DemandHalfLifeSeconds = 600, DemandHalfLives = 1 } }),
        new("four-half-lives", "demand is a mean under four half-lives, weighted by their predictions of the next arrival",
            ["Adaptation.DemandHalfLifeSeconds", "Adaptation.DemandHalfLives", "Adaptation.DemandHalfLifeRatio", "Adaptation.DemandMean"],
            o => o with
            {
                Adaptation = o.Adaptation with
                {
                    DemandHalfLifeSeconds = 75, DemandHalfLives = 4, DemandHalfLifeRatio = 4, DemandMean = DemandMean.Believed,
                },
            }),
        new("fixed-horizon", "the horizon is 10 s, whatever the idle age of the pool",
            ["Score.HorizonSeconds", "Score.HorizonShare"],
            o => o with { Score = o.Score with { HorizonSeconds = 10, HorizonShare = 0 } }),
        new("short-waiting", "expected further waiting ends at the horizon, whatever the number of owed loads",
            ["Score.WaitingSpansOwedLoads"],
            o => o with { Score = o.Score with { WaitingSpansOwedLoads = false } }),
        new("unbounded-passing", "any number of loads may pass waiting requests; only the score decides", ["Score.MostPassed"],
            o => o with { Score = o.Score with { MostPassed = 0 } }),
        new("floored-horizon", "the horizon is at least 10 s, whatever the idle age of the pool", ["Score.HorizonSeconds"],
            o => o with { Score = o.Score with { HorizonSeconds = 10 } }),
        new("priced-moves", "each loaded or unloaded skill costs 0.02 credits in addition to its load", ["Score.SwitchPrice"],
            o => o with { Score = o.Score with { SwitchPrice = 0.02 } }),
        new("priced-owed-loads", "an owed load is charged for loading", ["Score.PricesOwedLoads"],
            o => o with { Score = o.Score with { PricesOwedLoads = true } }),
        new("with-margin", "an action must beat the no-op by 0.01 credits", ["Selection.Margin"],
            o => o with { Selection = o.Selection with { Margin = 0.01 } }),
        new("cooldown", "with a cooldown and a minimum residence of 30 s",
            ["Stabilisers.CooldownSeconds", "Stabilisers.MinimumResidenceSeconds"],
            o => o with { Stabilisers = o.Stabilisers with { CooldownSeconds = 30, MinimumResidenceSeconds = 30 } }),
    ];

    /// <summary>Variants of the law by which service earned the resource.</summary>
    private static IEnumerable<Ablation> Laws() =>
    [
        Earned("fixed-budget", "an endowment is spent and never earned",
            ["Ledger.GainPerCorrect", "Ledger.HalfLifeSeconds", "Ledger.MaintenancePerShareSecond", "Ledger.PenaltyPerWrong"],
            law => law with
            {
                GainPerCorrect = 0, PenaltyPerWrong = 0, MaintenancePerShareSecond = 0, HalfLifeSeconds = double.PositiveInfinity,
            }),
        Earned("no-decay", "earned credits do not decay", ["Ledger.HalfLifeSeconds"],
            law => law with { HalfLifeSeconds = double.PositiveInfinity }),
        Earned("no-maintenance", "there is no upkeep", ["Ledger.MaintenancePerShareSecond"],
            law => law with { MaintenancePerShareSecond = 0 }),
        Earned("no-sponsorship", "waiting requests do not pay for their load", ["Ledger.Costs.Sponsorship"],
            law => law with { Costs = law.Costs with { Sponsorship = 0 } }),
    ];

    private static Ablation Earned(string name, string says, string[] fields, Func<LedgerOptions, LedgerOptions> change) =>
        new(name, $"service earns the resource, and {says}", [.. fields, "Foresight.Rule"],
            o => WithForesight(o, f => f with { Rule = ResourceRule.ServiceEarned }) with { Ledger = change(o.Ledger) });

    private static IEnumerable<Ablation> Wealth() =>
    [
        new("service-earned", "right answers fill one account, which pays for every action", ["Foresight.Rule"],
            o => WithForesight(o, f => f with { Rule = ResourceRule.ServiceEarned })),
        new("no-foresight", "no bet is ever affordable", ["Foresight.EndowmentSeconds", "Foresight.Trickle"],
            o => WithForesight(o, f => f with { EndowmentSeconds = 0, Trickle = 0 })),
        new("no-period", "jobs at equal intervals are not predicted", ["Foresight.PeriodSeconds"],
            o => WithForesight(o, f => f with { PeriodSeconds = 0 })),
        new("one-bankroll", "all sources of foresight share one account", ["Foresight.OneAccount"],
            o => WithForesight(o, f => f with { OneAccount = true })),
        new("no-harm", "a bet is charged with its load alone, not with harm to other requests", ["Foresight.HarmShare"],
            o => WithForesight(o, f => f with { HarmShare = 0 })),
        new("clock-filled", "only time fills the accounts, at the stake of one load in ten seconds",
            ["Foresight.ReturnShare", "Foresight.Trickle"],
            o => WithForesight(o, f => f with { ReturnShare = 0, Trickle = 0.1 })),
        new("token-bucket", "one account for all sources, filled by time alone",
            ["Foresight.OneAccount", "Foresight.ReturnShare", "Foresight.Trickle"],
            o => WithForesight(o, f => f with { OneAccount = true, ReturnShare = 0, Trickle = 0.2 })),
        new("hysteresis", "the gate is open except for 120 s after an unused bet",
            ["Foresight.EndowmentSeconds", "Foresight.CeilingSeconds", "Foresight.RestSeconds", "Foresight.Trickle"],
            o => WithForesight(o, f => f with { EndowmentSeconds = 1e6, CeilingSeconds = 1e6, Trickle = 1, RestSeconds = 120 })),
        new("bayes-reliability", "sources are weighted by their share of right predictions, and the gate is open",
            ["Coupling", "Foresight.ReliabilityMemory"],
            o => WithForesight(o, f => f with { ReliabilityMemory = 0.97 }) with { Coupling = Coupling.GateOpen }),
        new("believed-as-told", "each source is believed, however often it was wrong", ["Foresight.ReliabilityMemory"],
            o => WithForesight(o, f => f with { ReliabilityMemory = 0 })),
    ];

    private static ControllerOptions WithForesight(ControllerOptions options, Func<ForesightOptions, ForesightOptions> change) =>
        options with { Foresight = change(options.Foresight) };

    private static IEnumerable<Ablation> Operators()
    {
        yield return new("no-operators", "no structural action is ever proposed", ["Generator.Operators"],
            o => WithOperators(o, OperatorSet.None));
        foreach (var kind in Enum.GetValues<ActionKind>().Where(kind => kind != ActionKind.NoOp))
        {
            var without = OperatorSet.All & ~(OperatorSet)(1 << (int)kind);
            yield return new($"no-{NameOf(kind)}", $"never proposes {NameOf(kind)}", ["Generator.Operators"],
                o => WithOperators(o, o.Generator.Operators & without));
        }
    }

    private static IEnumerable<Ablation> Terms() =>
        Enum.GetValues<ScoreTerm>().Where(term => term != ScoreTerm.Switching).Select(term => new Ablation(
            $"no-{NameOf(term)}", $"the score has no term for {NameOf(term).Replace('-', ' ')}", [$"Score.Weights.{term}"],
            o => o with { Score = o.Score with { Weights = o.Score.Weights.With(term, 0) } }));

    private static ControllerOptions WithOperators(ControllerOptions options, OperatorSet operators) =>
        options with { Generator = options.Generator with { Operators = operators } };

    /// <summary>TaskBenefit becomes task-benefit.</summary>
    private static string NameOf<T>(T value)
        where T : struct, Enum =>
        string.Concat(value.ToString()
            .Select((c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
