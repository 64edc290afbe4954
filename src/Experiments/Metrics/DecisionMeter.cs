using Teleo.Controller.Deciding;
using Teleo.Controller.Ledger;
using Teleo.Engine.Input;

namespace Teleo.Experiments.Metrics;

/// <summary>
/// Counts the contents of each decision record of our controller: reasons, outcomes, margins, and the data of the commitments.
/// </summary>
internal sealed class DecisionMeter(LedgerOptions ledger, long shiftNs = long.MaxValue)
{
    /// <summary>Margins are held as billionths of a credit.</summary>
    private const double Billion = 1e9;

    private readonly ControllerMeter _commitments = new(ledger, readsPhases: false);
    private readonly long[] _reasons = new long[Enum.GetValues<NoOpReason>().Length];
    private readonly long[] _outcomes = new long[Enum.GetValues<OutcomeCode>().Length];
    private readonly DurationHistogram _margins = new();
    private readonly DurationHistogram _actionGaps = new();
    private readonly FreezeMeter _freezes = new(shiftNs, ControllerMeter.StillnessDecisions);
    private long _bets;
    private double _staked, _saved, _harm, _uncovered;
    private long _firstNs = -1, _lastNs, _lastActionNs = -1, _updates;

    public void Note(DecisionRecord record)
    {
        _commitments.Note(record);
        _reasons[(int)record.Choice.Reason]++;
        _outcomes[(int)record.Outcome]++;
        double margin = record.Choice.Margin;
        if (margin >= 0) _margins.Add((long)Math.Min(margin * Billion, long.MaxValue / 4));
        foreach (var row in record.Bets) Note(row);
        NoteTimes(record);
    }

    private void Note(in AccountRow row)
    {
        if (row.Entry != AccountEntry.Settlement) return;
        _bets++;
        _staked += row.Staked;
        _saved += row.Saved;
        _harm += row.Harm;
        _uncovered += row.Uncovered;
    }

    private void NoteTimes(DecisionRecord record)
    {
        long nowNs = record.Inputs.NowNs;
        bool acted = record.Outcome == OutcomeCode.Acted;
        _freezes.Note(nowNs, acted, record.Outcome is OutcomeCode.SelectedNoOp or OutcomeCode.ResourceRestriction);
        if (_firstNs < 0) _firstNs = nowNs;
        else _updates += record.InnerUpdates;
        _lastNs = nowNs;
        if (!acted) return;
        if (_lastActionNs >= 0) _actionGaps.Add(Math.Max(0, nowNs - _lastActionNs));
        _lastActionNs = nowNs;
    }

    public ControllerReport Report(long nowNs)
    {
        _commitments.Close(nowNs, default);
        bool any = _commitments.Decisions > 0;
        double? actionGap = RunReport.Known(_actionGaps.QuantileSeconds(0.5));
        double? updateGap = _updates > 0 ? (_lastNs - _firstNs) * 1e-9 / _updates : null;
        return new ControllerReport
        {
            GateBindingRate = _commitments.GateBindingRate,
            NoOpReasons = Named<NoOpReason>(_reasons, skip: (int)NoOpReason.None),
            Outcomes = Named<OutcomeCode>(_outcomes, skip: -1),
            MarginP5 = RunReport.Known(_margins.QuantileSeconds(0.05)),
            MarginP50 = RunReport.Known(_margins.QuantileSeconds(0.5)),
            MarginP95 = RunReport.Known(_margins.QuantileSeconds(0.95)),
            MeanCandidates = any ? (double)_commitments.Candidates / _commitments.Decisions : 0,
            ResourceMean = any ? _commitments.EnergyMean : 0,
            ResourceSpread = any ? _commitments.EnergySpread : 0,
            LedgerErrors = _commitments.LedgerErrors,
            BetsSettled = _bets,
            StakedS = _staked,
            SavedS = _saved,
            HarmS = _harm,
            UncoveredHarmS = _uncovered,
            FreezeShare = _commitments.FreezeShare,
            LongestFreezeS = _commitments.LongestFreezeSeconds,
            TimeToFreezeS = _freezes.TimeToFreezeS,
            FrozenAtShift = _freezes.FrozenAtShift,
            ReopeningS = _freezes.ReopeningS,
            ActionGapS = actionGap,
            UpdateGapS = updateGap,
            TimescaleRatio = actionGap / updateGap,
            ExternalStopShare = _commitments.ExternalStopShare,
        };
    }

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
