namespace Teleo.Experiments.Workloads;

/// <summary>One request of a workload. Skills and sessions are indexes into the workload's names; session -1 is none.</summary>
public readonly record struct Request(long ArrivalNs, int Skill, int Session, int InputTokens, int OutputTokens)
{
    public const long NanosecondsPerSecond = 1_000_000_000;
}
