using System.Collections.Immutable;
using Teleo.Controller.Deciding;

namespace Teleo.Controller.Policies;

/// <summary>One named change of the controller, as a value.</summary>
/// <param name="Name">Short and stable: it names an arm in studies and tables.</param>
/// <param name="Says">What is different, in a few words.</param>
/// <param name="Fields">The options it changes, by path; it changes these and nothing else.</param>
public sealed record Ablation(string Name, string Says, ImmutableArray<string> Fields, Func<ControllerOptions, ControllerOptions> Apply);
