using System.Collections.Immutable;

namespace Teleo.Controller.Policies;

/// <summary>One policy of the catalog.</summary>
/// <param name="Description">What it does, in one sentence.</param>
/// <param name="Source">Where the rule comes from.</param>
/// <param name="Create">Makes it; throws <see cref="PolicyRefusedException"/> where it cannot work.</param>
public sealed record PolicyEntry(
    string Name,
    PolicyFamily Family,
    string Description,
    string Source,
    Func<PolicyContext, IPolicy> Create)
{
    public ImmutableArray<PolicyOption> Options { get; init; } = [];
}

/// <summary>A policy cannot work with its arguments; the message gives the reason.</summary>
public sealed class PolicyRefusedException(string message) : Exception(message);
