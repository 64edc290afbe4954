using Teleo.Controller.Domain;

namespace Teleo.Experiments.Reports;

/// <summary>Builds the spans in which each skill was loading, active or suspended from the states at successive decisions.</summary>
internal sealed class ResidencyTrack(int skills)
{
    public static readonly string[] Kinds = ["active", "loading", "suspended", "unloading", "resident"];

    private readonly List<(double From, double To, int Kind)>[] _spans =
        [.. Enumerable.Range(0, skills).Select(_ => new List<(double, double, int)>())];

    public IReadOnlyList<(double From, double To, int Kind)> Of(int skill) => _spans[skill];

    /// <summary>Reads the states at a moment; they hold until the next reading.</summary>
    public void See(double seconds, ReadOnlySpan<SkillState> states)
    {
        for (int i = 0; i < states.Length; i++)
        {
            var spans = _spans[i];
            int kind = KindOf(states[i]);
            bool goesOn = spans.Count > 0 && double.IsNaN(spans[^1].To);
            if (goesOn && spans[^1].Kind == kind) continue;
            if (goesOn) spans[^1] = spans[^1] with { To = seconds };
            if (kind >= 0) spans.Add((seconds, double.NaN, kind));
        }
    }

    public void Close(double seconds)
    {
        foreach (var spans in _spans)
            if (spans.Count > 0 && double.IsNaN(spans[^1].To)) spans[^1] = spans[^1] with { To = seconds };
    }

    private static int KindOf(in SkillState state) => state.Transition switch
    {
        Transition.Loading => 1,
        Transition.Unloading or Transition.Draining => 3,
        _ => state.Lifecycle switch { Lifecycle.Active => 0, Lifecycle.Suspended => 2, Lifecycle.Resident => 4, _ => -1 },
    };
}
