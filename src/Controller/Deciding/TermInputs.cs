using Teleo.Controller.Domain;
using Teleo.Controller.Learning;

namespace Teleo.Controller.Deciding;

/// <summary>
/// The figures behind one term of one candidate, each with its source, age and kind: read from the record when someone
/// asks, so that a decision carries each figure once and not once per term.
/// </summary>
public static class TermInputs
{
    public static IReadOnlyList<Reading> Of(DecisionRecord record, Catalog catalog, int candidate, ScoreTerm term)
    {
        var readings = new List<Reading>();
        var c = record.Candidates[candidate];
        for (int i = 0; i < c.ComingCount; i++) Add(c.Coming(i), term, record, catalog, readings);
        foreach (short skill in record.Candidates.Leaving(c)) Add(skill, term, record, catalog, readings);
        if (c.ComingCount == 0 && c.LeavingCount == 0 && c.Kind != ActionKind.NoOp) Add(c.First, term, record, catalog, readings);
        return readings;
    }

    private static void Add(int skill, ScoreTerm term, DecisionRecord record, Catalog catalog, List<Reading> readings)
    {
        var about = new Source(catalog.Skills[skill], record.Inputs, skill);
        switch (term)
        {
            case ScoreTerm.TaskBenefit:
                readings.AddRange([about.Demand, about.LoadSeconds, about.Quality]);
                break;
            case ScoreTerm.Memory:
                readings.Add(about.ResidentBytes);
                break;
            case ScoreTerm.LoadLatency or ScoreTerm.Interference:
                readings.Add(about.LoadSeconds);
                break;
            case ScoreTerm.Uncertainty:
                readings.AddRange([about.Demand, about.LoadSeconds]);
                break;
            case ScoreTerm.Governance:
                readings.Add(about.Governance);
                break;
            case ScoreTerm.AccruedWaiting:
                readings.AddRange([about.Queued, about.Demand]);
                break;
            case ScoreTerm.Reservation:
                readings.Add(about.ArrivalChance);
                break;
        }
    }

    /// <summary>One skill's figures as readings.</summary>
    private readonly struct Source(SkillFacts facts, DecisionInputs inputs, int skill)
    {
        private readonly SkillState _state = inputs.Skills[skill];
        private readonly SkillEstimate _estimate = inputs.Estimates[skill];
        private readonly long _nowNs = inputs.NowNs;

        public Reading Demand => Learned("demand", _estimate.DemandPerSecond, "1/s", _estimate.DemandStandardError);

        public Reading Quality => Learned("quality", _estimate.Quality, "share", _estimate.QualityStandardError);

        public Reading ArrivalChance => double.IsNaN(_estimate.ArrivalChance)
            ? Reading.Unknown(Named("arrival chance"), "share", "adaptation", _nowNs)
            : Learned("arrival chance", _estimate.ArrivalChance, "share", double.NaN);

        public Reading LoadSeconds =>
            Seen("load time", _state.LoadSeconds, "s", _state.LoadSecondsStandardError, _state.LoadSecondsKind);

        public Reading ResidentBytes =>
            Seen("resident bytes", _state.Footprint.ResidentBytes, "B", _state.FootprintStandardError, _state.FootprintKind);

        public Reading Queued =>
            new(Named("waiting requests"), _state.Queued, "requests", "plant", _nowNs, 0, ReadingKind.Measured) { Node = facts.Node };

        public Reading Governance =>
            new(Named("governance"), facts.Governance, "burden", "manifest", 0, double.NaN, ReadingKind.Reported) { Node = facts.Node };

        private Reading Seen(string name, double value, string unit, double error, ReadingKind kind) => kind == ReadingKind.Unknown
            ? Reading.Unknown(Named(name), unit, "plant", _state.MeasuredAtNs)
            : new(Named(name), value, unit, "plant", _state.MeasuredAtNs, error, kind) { Node = facts.Node };

        /// <summary>As old as the last request that taught it.</summary>
        private Reading Learned(string name, double value, string unit, double error)
        {
            double age = double.IsFinite(_estimate.EvidenceAgeSeconds) ? _estimate.EvidenceAgeSeconds : 0;
            return new(Named(name), value, unit, "adaptation", _nowNs - (long)(age * 1e9), error,
                ReadingKind.Estimated)
            { Node = facts.Node };
        }

        private string Named(string name) => $"{facts.Id.Name}: {name}";
    }
}
