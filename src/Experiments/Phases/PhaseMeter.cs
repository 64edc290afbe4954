using System.Collections.Immutable;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;

namespace Teleo.Experiments.Phases;

/// <summary>
/// The phases of one run by registered criteria; and the same for surrogates with shuffled ticks, which keep every value but no order.
/// </summary>
internal sealed class PhaseMeter
{
    private const int Surrogates = 20;

    private readonly PhaseRecorder _recorder = new();

    public void Note(DecisionRecord record) => _recorder.Note(record);

    public PhaseReading Read(SeedTree seeds)
    {
        var labels = LabelsOf([.. _recorder.Ticks]);
        double under = 0, growth = 0;
        for (uint i = 0; i < Surrogates; i++)
        {
            var chance = seeds.Stream("phase-surrogate", i);
            var shuffled = _recorder.Ticks.ToArray();
            chance.Shuffle(shuffled.AsSpan());
            var drawn = LabelsOf(shuffled);
            under += Share(drawn, Phase.UnderStructuring) / Surrogates;
            growth += Share(drawn, Phase.TeleodynamicGrowth) / Surrogates;
        }

        return new(labels.Length, Share(labels, Phase.UnderStructuring), Share(labels, Phase.TeleodynamicGrowth),
            Share(labels, Phase.OverStructuring), under, growth);
    }

    private static double Share(ImmutableArray<Phase> labels, Phase phase) =>
        labels.Length == 0 ? double.NaN : labels.Count(label => label == phase) / (double)labels.Length;

    private static ImmutableArray<Phase> LabelsOf(PhaseRecorder.PhaseTick[] ticks) =>
        PhaseClassifier.Classify(PhaseRecorder.SeriesOf(ticks), PhaseCriteria.Latest).Labels;
}

/// <summary>Windows of a run, the share of them in each phase, and the shares called so after its ticks were shuffled.</summary>
internal sealed record PhaseReading(int Windows, double Under, double Growth, double Over, double SurrogateUnder, double SurrogateGrowth);
