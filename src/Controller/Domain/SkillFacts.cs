using System.Collections.Immutable;

namespace Teleo.Controller.Domain;

/// <summary>
/// The facts about a skill from its manifest, before its first run. All measured values are in <see cref="SkillState"/>, so that an
/// estimate is never confused with a measurement.
/// </summary>
/// <param name="Family">Variants of one skill (other precisions) share a family.</param>
/// <param name="Tasks">The task classes this skill answers, as indexes into the catalog's list; a merged model has several.</param>
/// <param name="Quality">Expected share of correct answers, from the manifest's evidence.</param>
/// <param name="Footprint">Estimated lanes when resident.</param>
/// <param name="LoadSeconds">Estimated seconds to load it from a warm page cache.</param>
public sealed record SkillFacts(
    SkillId Id,
    string Family,
    ImmutableArray<int> Tasks,
    double Quality,
    ResourceVector Footprint,
    double LoadSeconds)
{
    public NodeId Node { get; init; } = NodeId.Local;

    /// <summary>An operator's or licence's burden of keeping this skill, in governance units.</summary>
    public double Governance { get; init; }

    /// <summary>False where licence, dependency, schema, backend or policy forbid it, whatever its score.</summary>
    public bool Eligible { get; init; } = true;
}
