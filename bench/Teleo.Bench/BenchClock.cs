namespace Teleo.Bench;

/// <summary>Ways to time what is measured.</summary>
internal enum BenchClock
{
    Wall,
    Processor,

    /// <summary>The time that a tenth of the single tokens, or prompts, stays below: what a token takes while nobody else runs.</summary>
    Tenth,
}
