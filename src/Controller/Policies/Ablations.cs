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
        new("no-resource", "structure without the resource: nothing accrues, nothing is paid",
            ["Coupling"], o => o with { Coupling = Coupling.Off }),
        new("gate-open", "the resource runs and is logged, the gate stands open", ["Coupling"],
            o => o with { Coupling = Coupling.GateOpen }),
        new("shuffled-resource", "the gate reads a past balance drawn at random", ["Coupling"],
            o => o with { Coupling = Coupling.Shuffled }),
        new("load-shuffled-resource", "the gate reads a past balance drawn at random from decisions under like load", ["Coupling"],
            o => o with { Coupling = Coupling.LoadShuffled }),
        new("lagged-resource", "the gate reads an old balance", ["Coupling"], o => o with { Coupling = Coupling.Lagged }),
        new("frozen-resource", "the gate reads the mean balance", ["Coupling"], o => o with { Coupling = Coupling.Frozen }),
    ];

    private static IEnumerable<Ablation> Clamped() =>
    [
        new("no-structure", "the resource without structure: actions are scored, none is taken", ["Selection.Structure"],
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
        new("expanded-caps", $"every cap of its own times {CapExpansion}", ["Generator.Breadth", "Ledger.Maximum"],
            o => o with
            {
                Generator = o.Generator with { Breadth = CapExpansion * o.Generator.Breadth },
                Ledger = o.Ledger with { Maximum = CapExpansion * o.Ledger.Maximum },
            }),
        new("cap-free", "no cap of its own", ["Generator.Breadth", "Ledger.Maximum"],
            o => o with
            {
                Generator = o.Generator with { Breadth = int.MaxValue },
                Ledger = o.Ledger with { Maximum = double.PositiveInfinity },
            }),
        new("short-horizon", "looks a tenth as far ahead", ["Score.HorizonShare"],
            o => o with { Score = o.Score with { HorizonShare = o.Score.HorizonShare / 10 } }),
        new("long-horizon", "looks ten times as far ahead", ["Score.HorizonShare"],
            o => o with { Score = o.Score with { HorizonShare = o.Score.HorizonShare * 10 } }),
        new("one-half-life", "demand is forgotten at one rate", ["Adaptation.DemandHalfLifeSeconds", "Adaptation.DemandHalfLives"],
            o => o with { Adaptation = o.Adaptation with { DemandHalfLifeSeconds = 600, DemandHalfLives = 1 } }),
        new("four-half-lives", "demand is a mean of four half-lives, each believed as far as it foretold the next arrival",
            ["Adaptation.DemandHalfLifeSeconds", "Adaptation.DemandHalfLives", "Adaptation.DemandHalfLifeRatio", "Adaptation.DemandMean"],
            o => o with
            {
                Adaptation = o.Adaptation with
                {
                    DemandHalfLifeSeconds = 75, DemandHalfLives = 4, DemandHalfLifeRatio = 4, DemandMean = DemandMean.Believed,
                },
            }),
        new("fixed-horizon", "looks 10 s ahead, however long the pool keeps what nobody asks for",
            ["Score.HorizonSeconds", "Score.HorizonShare"],
            o => o with { Score = o.Score with { HorizonSeconds = 10, HorizonShare = 0 } }),
        new("short-waiting", "who waits is thought to wait no longer than the horizon, however many loads are waited for",
            ["Score.WaitingSpansOwedLoads"],
            o => o with { Score = o.Score with { WaitingSpansOwedLoads = false } }),
        new("unbounded-passing", "any number of loads may pass who waits, as the score says", ["Score.MostPassed"],
            o => o with { Score = o.Score with { MostPassed = 0 } }),
        new("floored-horizon", "looks at least 10 s ahead, however fast the pool turns over", ["Score.HorizonSeconds"],
            o => o with { Score = o.Score with { HorizonSeconds = 10 } }),
        new("priced-moves", "each skill moved in or out costs 0.02 credits beside its load", ["Score.SwitchPrice"],
            o => o with { Score = o.Score with { SwitchPrice = 0.02 } }),
        new("priced-owed-loads", "a load that someone waits for pays for being made", ["Score.PricesOwedLoads"],
            o => o with { Score = o.Score with { PricesOwedLoads = true } }),
        new("with-margin", "an action has to beat the no-op by 0.01 credits", ["Selection.Margin"],
            o => o with { Selection = o.Selection with { Margin = 0.01 } }),
        new("cooldown", "with a cooldown and a minimum residence of 30 s",
            ["Stabilisers.CooldownSeconds", "Stabilisers.MinimumResidenceSeconds"],
            o => o with { Stabilisers = o.Stabilisers with { CooldownSeconds = 30, MinimumResidenceSeconds = 30 } }),
    ];

    /// <summary>Variants of the law by which service earned the resource.</summary>
    private static IEnumerable<Ablation> Laws() =>
    [
        Earned("fixed-budget", "an endowment that is spent and never earned",
            ["Ledger.GainPerCorrect", "Ledger.HalfLifeSeconds", "Ledger.MaintenancePerShareSecond", "Ledger.PenaltyPerWrong"],
            law => law with
            {
                GainPerCorrect = 0, PenaltyPerWrong = 0, MaintenancePerShareSecond = 0, HalfLifeSeconds = double.PositiveInfinity,
            }),
        Earned("no-decay", "earned credits last for ever", ["Ledger.HalfLifeSeconds"],
            law => law with { HalfLifeSeconds = double.PositiveInfinity }),
        Earned("no-maintenance", "keeping is free", ["Ledger.MaintenancePerShareSecond"],
            law => law with { MaintenancePerShareSecond = 0 }),
        Earned("no-sponsorship", "who waits does not pay for the load", ["Ledger.Costs.Sponsorship"],
            law => law with { Costs = law.Costs with { Sponsorship = 0 } }),
    ];

    private static Ablation Earned(string name, string says, string[] fields, Func<LedgerOptions, LedgerOptions> change) =>
        new(name, $"service earns the resource, and {says}", [.. fields, "Foresight.Rule"],
            o => WithForesight(o, f => f with { Rule = ResourceRule.ServiceEarned }) with { Ledger = change(o.Ledger) });

    private static IEnumerable<Ablation> Wealth() =>
    [
        new("service-earned", "right answers fill one account, and every action is paid from it", ["Foresight.Rule"],
            o => WithForesight(o, f => f with { Rule = ResourceRule.ServiceEarned })),
        new("no-foresight", "no act on the future is ever paid for", ["Foresight.EndowmentSeconds", "Foresight.Trickle"],
            o => WithForesight(o, f => f with { EndowmentSeconds = 0, Trickle = 0 })),
        new("no-period", "jobs at equal intervals are not looked for", ["Foresight.PeriodSeconds"],
            o => WithForesight(o, f => f with { PeriodSeconds = 0 })),
        new("one-bankroll", "all sources of foresight share one account", ["Foresight.OneAccount"],
            o => WithForesight(o, f => f with { OneAccount = true })),
        new("no-harm", "a bet is charged with its load alone, whatever it does to others", ["Foresight.HarmShare"],
            o => WithForesight(o, f => f with { HarmShare = 0 })),
        new("clock-filled", "accounts are filled by the clock, as fast as a stake of one load in ten seconds, and by nothing else",
            ["Foresight.ReturnShare", "Foresight.Trickle"],
            o => WithForesight(o, f => f with { ReturnShare = 0, Trickle = 0.1 })),
        new("token-bucket", "one account for all, filled by the clock alone",
            ["Foresight.OneAccount", "Foresight.ReturnShare", "Foresight.Trickle"],
            o => WithForesight(o, f => f with { OneAccount = true, ReturnShare = 0, Trickle = 0.2 })),
        new("hysteresis", "the gate stands open but for 120 s after a bet that was in vain",
            ["Foresight.EndowmentSeconds", "Foresight.CeilingSeconds", "Foresight.RestSeconds", "Foresight.Trickle"],
            o => WithForesight(o, f => f with { EndowmentSeconds = 1e6, CeilingSeconds = 1e6, Trickle = 1, RestSeconds = 120 })),
        new("bayes-reliability", "each source is believed as far as its foretellings came true, and the gate stands open",
            ["Coupling", "Foresight.ReliabilityMemory"],
            o => WithForesight(o, f => f with { ReliabilityMemory = 0.97 }) with { Coupling = Coupling.GateOpen }),
        new("believed-as-told", "each source is believed as it tells, however often it was wrong", ["Foresight.ReliabilityMemory"],
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
