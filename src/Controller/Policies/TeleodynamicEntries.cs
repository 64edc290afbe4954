using System.Collections.Immutable;
using Teleo.Controller.Deciding;

namespace Teleo.Controller.Policies;

/// <summary>
/// Our controller, every ablation of it, and the controls that share its candidates, as the catalog lists them: <c>teleodynamic</c>,
/// <c>teleodynamic-no-resource</c>, <c>random-action</c> and so on.
/// </summary>
public static class TeleodynamicEntries
{
    private const string FullName = "teleodynamic";

    /// <summary>The options worth tuning, each with its getter and setter.</summary>
    private static readonly ImmutableArray<Dial> Dials =
    [
        new("tick", "seconds between two looks", o => o.TickSeconds, (o, x) => o with { TickSeconds = x }) { Least = 1e-3 },
        new("half_life", "seconds after which a request counts half, under the shortest of the half-lives",
            o => o.Adaptation.DemandHalfLifeSeconds,
            (o, x) => o with { Adaptation = o.Adaptation with { DemandHalfLifeSeconds = x } }) { Least = 1e-3 },
        new("horizon", "time a decision looks ahead, as a share of that for which the unloaded had not been used",
            o => o.Score.HorizonShare, (o, x) => o with { Score = o.Score with { HorizonShare = x } }) { Least = 1e-3 },
        new("wait_price", "credits per second that a request waits", o => o.Score.WaitPrice,
            (o, x) => o with { Score = o.Score with { WaitPrice = x } }),
        new("load_price", "credits per second of loading", o => o.Score.LoadPrice,
            (o, x) => o with { Score = o.Score with { LoadPrice = x } }),
        new("memory_price", "credits per second of a full pool", o => o.Score.MemoryPrice,
            (o, x) => o with { Score = o.Score with { MemoryPrice = x } }),
        new("room_share", "what room is worth, as a share of what the least valued residents earn with theirs", o => o.Score.RoomShare,
            (o, x) => o with { Score = o.Score with { RoomShare = x } }),
        new("switch_price", "credits per skill moved", o => o.Score.SwitchPrice,
            (o, x) => o with { Score = o.Score with { SwitchPrice = x } }),
        new("standard_errors", "standard errors a difference must be worth", o => o.Score.StandardErrors,
            (o, x) => o with { Score = o.Score with { StandardErrors = x } }),
        new("margin", "credits by which an action must beat doing nothing", o => o.Selection.Margin,
            (o, x) => o with { Selection = o.Selection with { Margin = x } }),
        new("most_passed", "later loads that may be begun before that of requests that wait; 0 sets no bound", o => o.Score.MostPassed,
            (o, x) => o with { Score = o.Score with { MostPassed = (int)x } }),
        new("gain", "credits for a right answer in time", o => o.Ledger.GainPerCorrect,
            (o, x) => o with { Ledger = o.Ledger with { GainPerCorrect = x } }),
        new("decay", "seconds in which unspent credits halve", o => o.Ledger.HalfLifeSeconds,
            (o, x) => o with { Ledger = o.Ledger with { HalfLifeSeconds = x } }) { Least = 1e-3 },
        new("maximum", "most credits held", o => o.Ledger.Maximum,
            (o, x) => o with { Ledger = o.Ledger with { Maximum = x, Initial = Math.Min(x, o.Ledger.Initial) } }) { Least = 1e-3 },
        new("endowment", "seconds that the account of each source of foresight begins with", o => o.Foresight.EndowmentSeconds,
            (o, x) => o with
            {
                Foresight = o.Foresight with { EndowmentSeconds = x, CeilingSeconds = Math.Max(x, o.Foresight.CeilingSeconds) },
            }),
        new("trickle", "seconds that every second adds to each account", o => o.Foresight.Trickle,
            (o, x) => o with { Foresight = o.Foresight with { Trickle = x } }),
        new("memory", "share that a foretelling's outcome counts for after the next; 0 believes the source's word",
            o => o.Foresight.ReliabilityMemory,
            (o, x) => o with { Foresight = o.Foresight with { ReliabilityMemory = x } }) { Most = 0.999 },
        new("successor", "seconds within which a skill is the successor of another; 0 learns none", o => o.Foresight.SuccessorSeconds,
            (o, x) => o with { Foresight = o.Foresight with { SuccessorSeconds = x } }),
        new("period", "seconds within which requests are one job, where jobs at equal intervals are looked for; 0 looks for none",
            o => o.Foresight.PeriodSeconds, (o, x) => o with { Foresight = o.Foresight with { PeriodSeconds = x } }),
        new("load_cost", "credits of the resource per second of loading", o => o.Ledger.Costs.PerLoadSecond,
            (o, x) => o with { Ledger = o.Ledger with { Costs = o.Ledger.Costs with { PerLoadSecond = x } } }),
    ];

    public static IEnumerable<PolicyEntry> Entries { get; } =
    [
        .. Ablations.All.Select((ablation, index) => new PolicyEntry(
            index == 0 ? FullName : $"{FullName}-{ablation.Name}",
            PolicyFamily.Teleodynamic,
            index == 0 ? "scored actions paid from a resource that outcomes fill" : ablation.Says,
            "this project",
            context => Create(index == 0 ? FullName : $"{FullName}-{ablation.Name}", ablation, context))
        {
            Options = [.. Dials.Select(dial => dial.Option)],
        }),
        .. Controls.All.Select(control => new PolicyEntry(
            control.Name, PolicyFamily.Control, control.Description, "this project",
            context => new TeleodynamicPolicy(context.Catalog,
                context.Controller with { Selection = control.Choose(context.Controller.Selection, context) },
                context.Seeds.KeyOf(control.Name, context.Replication), control.Name))
        {
            Options = [.. control.Options],
        }),
    ];

    /// <summary>Makes the controller with an ablation; a number that is given holds against the ablation's own.</summary>
    private static TeleodynamicPolicy Create(string name, Ablation ablation, PolicyContext context)
    {
        var options = Dials.Aggregate(ablation.Apply(context.Controller), (o, dial) => dial.Set(o, context));
        return new(context.Catalog, options, context.Seeds.KeyOf(FullName, context.Replication), name);
    }

    private sealed record Dial(string Name, string Meaning, Func<ControllerOptions, double> Get,
        Func<ControllerOptions, double, ControllerOptions> Put)
    {
        public double Least { get; init; }

        public double Most { get; init; } = double.MaxValue;

        public PolicyOption Option => new(Name, Get(Defaults), Meaning) { Least = Least, Most = Most };

        private static readonly ControllerOptions Defaults = new();

        /// <summary>Returns the options with a changed number; a number at its default keeps the value of the context.</summary>
        public ControllerOptions Set(ControllerOptions options, PolicyContext context)
        {
            double value = context.Options.TryGetValue(Name, out double given) ? given : Option.Default;
            return value == Option.Default ? options : Put(options, value);
        }
    }
}
