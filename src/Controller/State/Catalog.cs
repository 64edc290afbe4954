using System.Collections.Immutable;

namespace Teleo.Controller.State;

/// <summary>The skills a pool could hold and the task classes they answer, in a fixed order: an index into it is an identity for one run.</summary>
public sealed record Catalog(ImmutableArray<SkillFacts> Skills, ImmutableArray<string> Tasks)
{
    public int Count => Skills.Length;
}
