using Teleo.Controller.Actions;
using Teleo.Controller.State;

namespace Teleo.Experiments.Reports;

/// <summary>Candidates in words, with the names of their skills.</summary>
internal sealed class ActionText(Catalog catalog)
{
    public static readonly string[] Kinds = [.. Enum.GetValues<ActionKind>().Select(Words.Of)];

    public string Of(in Candidate candidate, ReadOnlySpan<short> leaving) => candidate.Kind switch
    {
        ActionKind.NoOp => "no-op",
        ActionKind.Replace => $"replace {Names(leaving)} → {Name(candidate.First)}",
        ActionKind.Merge => $"merge {Names(leaving)} → {Name(candidate.First)}",
        ActionKind.Split => $"split {Names(leaving)} → {Name(candidate.First)} + {Name(candidate.Second)}",
        _ => leaving.Length > 0 && candidate.Kind == ActionKind.Activate
            ? $"activate {Name(candidate.First)} for {Names(leaving)}"
            : $"{Words.Of(candidate.Kind)} {Name(candidate.First)}",
    };

    public string Name(int skill) => skill < 0 ? "-" : catalog.Skills[skill].Id.Name;

    private string Names(ReadOnlySpan<short> skills)
    {
        var names = new List<string>(skills.Length);
        foreach (short skill in skills) names.Add(Name(skill));
        return string.Join(" + ", names);
    }
}
