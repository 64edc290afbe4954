using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.TimeSeries;

namespace Teleo.Experiments.Phases;

/// <summary>
/// The diagnosis of one run: its phases by registered criteria, and change points, regimes and warnings of each predefined series. One run
/// supports <see cref="ChangeWord.RegimeShift"/> at most: stronger claims need other runs.
/// </summary>
/// <param name="Labels">Phases of windows of ticks.</param>
/// <param name="BlockSeconds">What one value of a diagnosed series is the mean of.</param>
/// <param name="Ticks">Ticks of the run.</param>
internal sealed record PhaseDiagnosis(PhaseLabels Labels, double BlockSeconds, ImmutableArray<SeriesDiagnosis> Series, int Ticks)
{
    /// <summary>Windows that meet each condition of each phase.</summary>
    public ImmutableArray<ConditionCount> Conditions { get; private init; } = [];

    /// <summary>Longer series are averaged to so many blocks: surrogates cost the square of the length.</summary>
    private const int MostBlocks = 500;

    /// <summary>Fewer do not fill one window of phases.</summary>
    public const int FewestTicks = 50;

    /// <summary>The least ticks for warnings; fewer can hardly show a trend of variance.</summary>
    public const int TicksForWarnings = 100;

    /// <summary>The series of a diagnosis, chosen before looking.</summary>
    public static readonly ImmutableArray<(string Id, string Label, string? Unit, Func<PhaseRecorder.PhaseTick, double> Of)> Chosen =
    [
        ("overlap", "Overlap of resident sets with a minute before", null, tick => tick.Overlap),
        ("imbalance", "Imbalance of residency", null, tick => tick.Imbalance),
        ("reserved", "Reserved share", null, tick => tick.Reserved),
        ("covered", "Recent demand covered", null, tick => tick.DemandCovered),
        ("loss", "Unmet demand", null, tick => tick.Loss),
        ("energy", "E", "credits", tick => tick.Energy),
    ];

    public ChangeWord Word => Series.Select(series => series.Word).DefaultIfEmpty(ChangeWord.NoChange).Max();

    public static PhaseDiagnosis Of(IReadOnlyList<PhaseRecorder.PhaseTick> ticks, PhaseCriteria criteria, SeedTree seeds,
        int surrogates, Action<int, int> progress, CancellationToken cancellation)
    {
        var settled = ticks.Skip(PhaseRecorder.EpochTicks).ToList();   // before, overlap and imbalance have no epoch to look back on
        int block = (settled.Count + MostBlocks - 1) / MostBlocks, blocks = settled.Count / block;
        double[] seconds = [.. Enumerable.Range(0, blocks).Select(i => settled[i * block].Seconds)];
        var found = new List<SeriesDiagnosis>();
        for (int i = 0; i < Chosen.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] values = [.. Enumerable.Range(0, blocks).Select(b => settled.Skip(b * block).Take(block).Average(Chosen[i].Of))];
            found.Add(SeriesDiagnosis.Of(Chosen[i].Id, seconds, values, seeds, surrogates));
            progress(i + 1, Chosen.Length);
        }

        double[] adjusted = Multiplicity.Holm([.. found.Select(one => one.WarningP)]);
        var series = PhaseRecorder.SeriesOf(ticks);
        var labels = PhaseClassifier.Classify(series, criteria);
        double blockSeconds = blocks < 2 ? 0 : (seconds[^1] - seconds[0]) / (blocks - 1);
        return new(labels, blockSeconds, [.. found.Select((one, i) => one with { AdjustedWarningP = adjusted[i] })], ticks.Count)
        {
            Conditions = PhaseClassifier.Count(series, criteria),
        };
    }
}
