using System.Collections.Immutable;

namespace Teleo.Training.Runs;

/// <summary>
/// The tasks of a training and its options. With the seed, which is among the options, it determines every byte of the model.
/// </summary>
/// <param name="Id">The name of the resulting skill.</param>
/// <param name="Tasks">One for a specialist; the items of several are drawn in equal parts.</param>
public sealed record Recipe(string Id, ImmutableArray<string> Tasks, TrainingOptions Options)
{
    public bool IsSpecialist => Tasks.Length == 1;
}
