using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Figures.Drawing;

namespace Teleo.Figures.Tests.Drawing;

/// <summary>One figure of each kind, from seeded numbers: what the golden files and the laws are taken over.</summary>
internal static class Gallery
{
    private static readonly string[] Policies = ["teleodynamic", "LRU", "GDSF", "never act"];
    private static readonly ImmutableArray<string> Skills = ["addition@1.0.0#q8_0", "sorting@1.0.0#q8_0", "dates@1.2.0#q4_0", "stories@0.3.1#f16", "units@2.0.0#q8_0"];

    public static IEnumerable<Figure> All =>
    [
        Ribbon(), Steps(), Scatter(), BarsWithIntervals(), HeatMap(), Diverging(), Timeline(), Waterfall(), Forest(), Ecdf(), Profile(), SmallMultiples(),
        Regimes(), LogLog(), SidewaysBars(), SlantedNames(), NamedRows(), Margin(),
    ];

    public static Figure Named(string id) => All.Single(figure => figure.Id == id);

    private static Figure Ribbon()
    {
        var x = Enumerable.Range(0, 60).Select(i => i * 0.5).ToImmutableArray();
        var marks = Policies.Select((policy, k) =>
        {
            var random = Stream("ribbon", k);
            double[] y = [.. x.Select(t => 0.35 + 0.16 * k + 0.3 * Math.Exp(-t / (4 + 3 * k)) + 0.02 * (random.NextDouble() - 0.5))];
            return (Mark)new Mark.Line(x, [.. y])
            {
                Name = policy,
                Lower = [.. y.Select((v, i) => v - 0.03 - 0.001 * i)],
                Upper = [.. y.Select((v, i) => v + 0.03 + 0.001 * i)],
            };
        });
        return Figure.Of("ribbon", new Scale.Linear("Arrival rate", "requests/s"), new Scale.Linear("Loss", "credits per request"), [.. marks]) with
        {
            Title = "Loss over load, with 95 % intervals over 20 seeds",
            Note = "Unit of analysis: one workload seed. Ribbons: BCa intervals of the mean, 10,000 resamples of seeds.",
        };
    }

    private static Figure Steps()
    {
        var random = Stream("steps", 0);
        var (x, y) = (new List<double>(), new List<double>());
        double energy = 42;
        for (int i = 0; i < 90; i++)
        {
            x.Add(i * 40);
            y.Add(energy);
            energy = Math.Clamp(energy + 4 * (random.NextDouble() - 0.52) - (i % 17 == 8 ? 8 : 0), 0, 60);
        }

        return Figure.Of(
            "steps",
            new Scale.Time("Time"),
            new Scale.Linear("E", "credits") { Zero = true },
            new Mark.Step([.. x], [.. y]),
            new Mark.Rule(Direction.Horizontal, 8, "floor"),
            new Mark.Rule(Direction.Horizontal, 10, "cheapest action"),
            new Mark.Rule(Direction.Vertical, 1500, "drift"),
            new Mark.Rule(Direction.Vertical, 1620, "load doubles"));
    }

    private static Figure Scatter()
    {
        var marks = Policies.Take(3).Select((policy, k) =>
        {
            var random = Stream("scatter", k);
            var points = Enumerable.Range(0, 30).Select(_ => (X: 4 + 8 * random.NextDouble() + 3 * k, E: random.NextDouble())).ToList();
            return (Mark)new Mark.Points([.. points.Select(p => p.X)], [.. points.Select(p => 0.5 + 0.04 * p.X + 0.2 * p.E - 0.1 * k)]) { Name = policy };
        });
        return Figure.Of("scatter", new Scale.Linear("Predicted gain", "credits"), new Scale.Linear("Realised gain", "credits"), [.. marks]);
    }

    private static Figure BarsWithIntervals()
    {
        ImmutableArray<string> workloads = ["steady", "drift", "bursts", "uniform"];
        var marks = Policies.Select((policy, k) =>
        {
            var random = Stream("bars", k);
            return (Mark)new Mark.Bars([.. workloads.Select((_, i) =>
            {
                double value = 12 + 5 * i - 2 * k + 4 * random.NextDouble();
                return new Bar(i, value) { Lower = value - 1.5, Upper = value + 1.2 + random.NextDouble() };
            })])
            { Name = policy };
        });
        return Figure.Of("bars", new Scale.Categories("Workload", workloads), new Scale.Linear("Value", "credits/min") { Zero = true }, [.. marks]);
    }

    private static Figure HeatMap()
    {
        const int n = 40;
        var edges = Enumerable.Range(0, n + 1).Select(i => i / (double)n).ToImmutableArray();
        var values = Enumerable.Range(0, n * n).Select(i =>
        {
            double load = i % n / (double)n, memory = i / n / (double)n;
            return memory < 0.06 && load > 0.9 ? double.NaN : 1 / (1 + Math.Exp(-14 * (load - 0.3 - 0.5 * memory)));
        });
        return Figure.Of(
            "heatmap",
            new Scale.Linear("Load relative to capacity"),
            new Scale.Linear("Memory relative to demand"),
            new Mark.Cells(edges, edges, [.. values], new ColourScale("Structural actions", "1/min"))) with
        { Title = "Rate of structural actions over load and memory", Note = "Hatched: runs that did not finish." };
    }

    private static Figure Diverging()
    {
        var edges = Enumerable.Range(0, 13).Select(i => (double)i).ToImmutableArray();
        var values = Enumerable.Range(0, 144).Select(i => (i % 12 - 5.5) * (i / 12 - 4) * 0.3);
        return Figure.Of(
            "diverging",
            new Scale.Linear("Decay", "1/h"),
            new Scale.Linear("Reward scale", "credits"),
            new Mark.Cells(edges, edges, [.. values], new ColourScale("Advantage over LRU", "credits/min") { Centre = 0 }));
    }

    private static Figure Timeline()
    {
        var spans = new List<Span>();
        for (int row = 0; row < Skills.Length; row++)
        {
            var random = Stream("timeline", row);
            double t = 30 * random.NextDouble();
            while (t < 560)
            {
                double load = 6 + 8 * random.NextDouble(), stay = 40 + 120 * random.NextDouble();
                spans.Add(new(row, t, t + load, "loading"));
                spans.Add(new(row, t + load, t + load + stay, "active"));
                if (random.NextDouble() < 0.4) spans.Add(new(row, t + load + stay, t + load + stay + 30, "suspended"));
                t += load + stay + 40 + 80 * random.NextDouble();
            }
        }

        var energy = Stream("timeline-e", 0);
        double[] x = [.. Enumerable.Range(0, 120).Select(i => i * 5.0)];
        double level = 30;
        double[] y = [.. x.Select(_ => level = Math.Max(0, level + 3 * (energy.NextDouble() - 0.47)))];
        var time = new Scale.Time("Time");
        return new Figure("timeline", [
            Charts.Residency(Skills, spans, time),
            new Panel(time, new Scale.Linear("E", "credits") { Zero = true }, [new Mark.Step([.. x], [.. y])]) { Height = 90 },
        ])
        { ShareX = true, Title = "Where each skill was, and what the controller could spend" };
    }

    private static Figure Waterfall() => Charts.Waterfall(
        "waterfall", "E", "credits", 40, ("gain", 31.5), ("penalty", -12), ("decay", -4.25), ("maintenance", -9.5), ("activation", -8), ("clip", -2.1));

    private static Figure Forest() => Charts.Forest(
        "forest",
        new Scale.Linear("Difference in value to LRU", "credits/min"),
        0,
        ("full coupling", 1.82, 1.31, 2.40),
        ("gate off", 1.05, 0.42, 1.66),
        ("E shuffled in time", 0.11, -0.48, 0.62),
        ("inverted comparator", -2.31, -2.95, -1.70),
        ("no-op removed", -0.64, -1.22, -0.09),
        ("fixed budget", 0.58, -0.11, 1.24));

    /// <summary>A forest with a band of no difference, and a row far beyond the end of the scale.</summary>
    private static Figure Margin() => Charts.Forest(
        "margin",
        new Scale.Linear("Cost against the baseline", "%") { From = -20, To = 50 },
        0,
        margin: 5,
        [("gate off", 1.5, -0.9, 3.9), ("no memory", 14, 9, 19), ("true rates", -12, -15, -9), ("never act", 33761, 33500, 34020)]);

    private static Figure Ecdf() => Charts.Ecdf(
        "ecdf",
        new Scale.Logarithmic("Time to first token", "s"),
        Policies.Take(3).Select((policy, k) =>
        {
            var random = Stream("ecdf", k);
            return (policy, (IEnumerable<double>)[.. Enumerable.Range(0, 200).Select(_ => 0.02 * (k + 1) * Math.Exp(2.2 * random.NextExponential()))]);
        }));

    private static Figure Profile()
    {
        ImmutableArray<double> taus = [.. Enumerable.Range(0, 101).Select(i => i / 100.0)];
        return Charts.PerformanceProfile("profile", new Scale.Linear("Normalised score τ") { From = 0, To = 1 }, taus, Policies.Take(3).Select((policy, k) =>
        {
            var random = Stream("profile", k);
            double[] scores = [.. Enumerable.Range(0, 160).Select(_ => Math.Pow(random.NextDouble(), 0.4 + 0.4 * k))];
            double Share(double tau) => scores.Count(score => score > tau) / 160.0;
            return (policy, (IReadOnlyList<double>)scores,
                taus.Select(t => Math.Max(0, Share(t) - 0.05)).ToImmutableArray(), taus.Select(t => Math.Min(1, Share(t) + 0.05)).ToImmutableArray());
        })) with
        { Title = "Performance profiles over 160 runs" };
    }

    private static Figure SmallMultiples()
    {
        string[] sizes = ["N = 8", "N = 16", "N = 32", "N = 64", "N = 128", "N = 256"];
        var panels = sizes.Select((size, k) =>
        {
            double[] x = [.. Enumerable.Range(0, 40).Select(i => i / 39.0 * 2)];
            double[] mean = [.. x.Select(h => Math.Tanh((h - 1) * (1 + 2 * k)) * 0.5 + 0.5)];
            var runs = Enumerable.Range(0, 3).Select(r =>
            {
                var random = Stream("multiples", 10 * k + r);
                return (Mark)new Mark.Line([.. x], [.. mean.Select(v => v + 0.12 * (random.NextDouble() - 0.5))]) { Muted = true };
            });
            return new Panel(new Scale.Linear("Load"), new Scale.Linear("Overlap"), [.. runs, new Mark.Line([.. x], [.. mean]) { Name = "mean of 20 seeds" }]) { Title = size };
        });
        return new Figure("multiples", [.. panels]) { Columns = 3, ShareX = true, ShareY = true, Title = "Overlap of resident sets by pool size" };
    }

    private static Figure Regimes()
    {
        var random = Stream("regimes", 0);
        double[] x = [.. Enumerable.Range(0, 400).Select(i => (double)i)];
        double[] y = [.. x.Select(t => (t < 120 ? 0.2 : t < 260 ? 0.2 + (t - 120) / 240 : t < 330 ? 0.78 : 0.5) + 0.09 * (random.NextDouble() - 0.5))];
        return Figure.Of(
            "regimes",
            new Scale.Linear("Tick"),
            new Scale.Linear("Complexity", "active skills / pool") { From = 0, To = 1 },
            new Mark.Regions([new(0, 120, "under-structuring"), new(120, 260, "teleodynamic growth"), new(260, 330, "over-structuring"), new(330, 399, "ambiguous")]),
            new Mark.Line([.. x], [.. y])) with
        { Note = "Labels: phase criteria 1.0, registered before the runs." };
    }

    private static Figure LogLog()
    {
        double[] n = [64, 128, 256, 512, 1024, 2048];
        double[] chi = [3.6008685678331167, 5.294962304558457, 7.6995883741973925, 11.10631727172349, 15.928385412613821, 22.75077700868215];
        return Figure.Of(
            "loglog",
            new Scale.Logarithmic("Pool size N"),
            new Scale.Logarithmic("Peak susceptibility"),
            new Mark.Line([.. n], [.. chi]) { Name = "exact (Curie-Weiss)", Markers = true },
            new Mark.Line([.. n], [.. n.Select(size => 0.45 * Math.Sqrt(size))]) { Name = "slope 1/2" });
    }

    private static Figure SidewaysBars()
    {
        ImmutableArray<string> reasons = ["no structural improvement", "benefit below complexity cost", "insufficient endogenous resource", "cooldown or eligibility", "ambiguous or tie", "external safety guard"];
        double[] counts = [18204, 9120, 4433, 2210, 871, 12];
        return Figure.Of(
            "reasons",
            new Scale.Linear("Decisions") { Zero = true },
            new Scale.Categories("", reasons),
            new Mark.Bars([.. counts.Select((count, i) => new Bar(i, count) { Label = count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture) })]));
    }

    private static Figure SlantedNames()
    {
        ImmutableArray<string> models = [.. Enumerable.Range(0, 14).Select(i => $"{Skills[i % 5].Split('@')[0]} for tenant {i + 1}")];
        return Figure.Of(
            "slanted",
            new Scale.Categories("Model", models),
            new Scale.Linear("Requests", "1/h") { Zero = true },
            new Mark.Bars([.. models.Select((_, i) => new Bar(i, 900.0 / (i + 1)))]),
            new Mark.Rule(Direction.Horizontal, 120, "worth keeping"));
    }

    /// <summary>A heat map over names and powers: its cells are unequal, its first row is at the top, one cell is missing.</summary>
    private static Figure NamedRows()
    {
        ImmutableArray<double> loads = [0.1, 0.2, 0.5, 1, 2, 5, 10];
        ImmutableArray<double> rows = [.. Enumerable.Range(0, Policies.Length + 1).Select(i => i - 0.5)];
        var values = Enumerable.Range(0, 24).Select(i => i == 22 ? double.NaN : 2.0 * (i / 6) + i % 6);
        return Figure.Of(
            "named-rows",
            new Scale.Logarithmic("Load relative to capacity"),
            new Scale.Categories("", [.. Policies]),
            new Mark.Cells(loads, rows, [.. values], new ColourScale("Mean wait", "s")),
            new Mark.Rule(Direction.Vertical, 1, "capacity"));
    }

    private static RandomStream Stream(string purpose, int entity) => new SeedTree(8).Stream("gallery-" + purpose, 0, (uint)entity);
}
