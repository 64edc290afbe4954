using Teleo.Controller.Decisions;
using Teleo.Controller.Resources;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Shell;

namespace Teleo.Experiments.Metrics;

/// <summary>Counts what each whole decision of our controller says: reasons, outcomes, margins, and what the commitments ask.</summary>
internal sealed class DecisionMeter(LedgerOptions ledger)
{
    /// <summary>Margins are held as billionths of a credit.</summary>
    private const double Billion = 1e9;

    private readonly ControllerMeter _commitments = new(ledger, readsPhases: false);
    private readonly long[] _reasons = new long[Enum.GetValues<NoOpReason>().Length];
    private readonly long[] _outcomes = new long[Enum.GetValues<OutcomeCode>().Length];
    private readonly DurationHistogram _margins = new();

    public void Note(DecisionRecord record)
    {
        _commitments.Note(record);
        _reasons[(int)record.Choice.Reason]++;
        _outcomes[(int)record.Outcome]++;
        double margin = record.Choice.Margin;
        if (margin >= 0) _margins.Add((long)Math.Min(margin * Billion, long.MaxValue / 4));
    }

    public ControllerReport Report(long nowNs)
    {
        _commitments.Close(nowNs, default);
        bool any = _commitments.Decisions > 0;
        return new ControllerReport
        {
            GateBindingRate = _commitments.GateBindingRate,
            NoOpReasons = Named<NoOpReason>(_reasons, skip: (int)NoOpReason.None),
            Outcomes = Named<OutcomeCode>(_outcomes, skip: -1),
            MarginP5 = Margin(0.05),
            MarginP50 = Margin(0.5),
            MarginP95 = Margin(0.95),
            MeanCandidates = any ? (double)_commitments.Candidates / _commitments.Decisions : 0,
            ResourceMean = any ? _commitments.EnergyMean : 0,
            ResourceSpread = any ? _commitments.EnergySpread : 0,
            LedgerErrors = _commitments.LedgerErrors,
            FreezeShare = _commitments.FreezeShare,
            LongestFreezeS = _commitments.LongestFreezeSeconds,
            ExternalStopShare = _commitments.Stillnesses == 0 ? null : (double)_commitments.ExternalStillnesses / _commitments.Stillnesses,
        };
    }

    private double? Margin(double p) => _margins.Count == 0 ? null : _margins.QuantileSeconds(p);

    private static SortedDictionary<string, long> Named<T>(long[] counts, int skip)
        where T : struct, Enum
    {
        var named = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var value in Enum.GetValues<T>())
        {
            int at = Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture);
            if (counts[at] > 0 && at != skip) named[Json.Options.PropertyNamingPolicy!.ConvertName(value.ToString())] = counts[at];
        }

        return named;
    }
}
