using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Impostors;

/// <summary>A subject with known commitments and known lacks.</summary>
/// <param name="Lacks">The commitments that it lacks, each with the reason.</param>
/// <param name="Has">The commitments that it truly has.</param>
internal sealed record KnownSubject(SubjectSource Source, string Says, IReadOnlyDictionary<string, string> Lacks, IReadOnlyList<string> Has)
{
    public bool IsImpostor => Lacks.Count > 0;

    public bool IsPositive => Has.Count > 0;
}
