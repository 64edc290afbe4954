using System.CommandLine;
using System.Globalization;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Sweeps;
using Teleo.Experiments.Tables;
using Teleo.Experiments.TimeSeries;
using Teleo.Figures.Drawing;
using Teleo.Figures.Plots;
using Teleo.Shell;

namespace Teleo.Phases;

/// <summary><c>teleo phase scale</c>: the same pool at several sizes, and whether its change sharpens as a transition's would.</summary>
internal static class PhaseScaleCommand
{
    private static readonly NumbersOption Sizes = new("--sizes")
    {
        Description = "Capacities in skills, at least five over a factor of 16",
        DefaultValueFactory = _ => "4,8,16,32,64",
        HelpName = "N,N,N",
        Takes = $"at least {FiniteSizeScaling.FewestSizes} rising whole numbers from 2 to 1000",
        Allows = sizes => sizes.Length >= FiniteSizeScaling.FewestSizes && NumbersOption.Rise(sizes)
            && sizes.All(size => size is >= 2 and <= 1000 && double.IsInteger(size)),
    };
    private static readonly Option<double> Ratio =
        CheckedOption.Of("--skills-per-place", "X", "Skills in the catalog per unit of capacity", 2.5, 1.1, 20);
    private static readonly Option<string> Load = new("--load")
    {
        Description = "Loads as from:to:points, in equal ratios",
        DefaultValueFactory = _ => "0.25:4:7",
        HelpName = "FROM:TO:N"
    };
    private static readonly Option<double> Seconds =
        PhaseCommands.SecondsOf("Simulated seconds of each run after ten minutes of warm-up", 3600, least: 600);
    private static readonly Option<int> Seeds = RunOptions.SeedsOf("Number of seeds for every point", 4, least: 2);

    public static Subcommand Build() =>
        new("scale", "Simulate a pool at five or more sizes and test whether its transition sharpens with size", Run,
        ["teleo phase scale --sizes 4,8,16,32,64 --load 0.25:4:7"])
    {
        Sizes, Ratio, Load, Seconds, Seeds, RunOptions.FirstSeed, PhaseCommands.Policy, RunOptions.Threads, PhaseCommands.Out,
        FormatOption.Format,
    };

    private static ExitCode Run(CommandContext context)
    {
        string policy = PolicyCatalog.Checked(context.Get(PhaseCommands.Policy));
        int[] sizes = [.. Sizes.In(context).Select(size => (int)size)];
        var axis = PhaseCommands.AxisOf($"load={context.Get(Load)}:log");
        double[] loads = [.. Enumerable.Range(0, axis.Points).Select(i => axis[i])];
        var scaling = new SizeScaling(policy, sizes, context.Get(Ratio), loads, context.Get(Seeds),
            context.Get(RunOptions.FirstSeed), context.Get(Seconds));
        var ladder = PhaseCommands.Played(context, "scaling", scaling.Run);
        var rung = ladder.Rungs[0];
        string folder = context.Get(PhaseCommands.Out);
        FigureOf(scaling, sizes, loads, $"{policy}: overlap of resident sets at {sizes.Length} sizes",
            rung.Evidence).Save(folder, context.Get(FormatOption.Format));
        var peaks =
            sizes.Select((size, s) => new { Size = size, Peak = Enumerable.Range(0, loads.Length).Max(l => scaling.Susceptibility(s, l)) })
                .ToList();
        return context.Result(new { ladder.Word, rung.Evidence, Peaks = peaks }, r =>
        {
            context.Write(Table.Of(r.Peaks,
                (Column.Number("places"), peak => peak.Size),
                (Column.Number("peak susceptibility"), peak => peak.Peak.ToString("0.000", CultureInfo.InvariantCulture))));
            context.Line(rung.Passed ? "The change sharpens with size as a transition's would." : "No transition was shown.");
            context.Line(rung.Evidence);
            context.Line($"wrote scaling.svg and its numbers to {folder}");
        });
    }

    private static Figure FigureOf(SizeScaling scaling, int[] sizes, double[] loads, string title, string evidence)
    {
        var load = new Scale.Logarithmic("Load", "× 0.2 requests per second and place");
        return new Figure("scaling",
        [
            Curves("Mean overlap", (s, l) => scaling.Means[s, l]),
            Curves("Susceptibility", scaling.Susceptibility),
            Curves("Binder's cumulant", (s, l) => scaling.Found[s, l].Binder),
        ])
        { Columns = 3, ShareX = true, Title = title, Note = evidence, Width = 900 };

        Panel Curves(string label, Func<int, int, double> value) => new(load, new Scale.Linear(label),
            [.. sizes.Select((size, s) => (Mark)new Mark.Line([.. loads], [.. Enumerable.Range(0, loads.Length).Select(l => value(s, l))])
            {
                Name = $"{size} places",
                Markers = true
            })]);
    }
}
