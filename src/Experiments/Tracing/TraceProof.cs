using Teleo.Controller.Tracing;
using Teleo.Engine.Input;

namespace Teleo.Experiments.Tracing;

/// <summary>
/// All checks of a trace, the cheapest first: schema, chain and consistency of records; every decision repeated; and, if the pool is
/// simulated, the run repeated. Lists the facts that no check can show for this trace.
/// </summary>
/// <param name="Summary">The counts of the trace.</param>
/// <param name="IsRunAgain">The run that the header names gave the same bytes.</param>
/// <param name="NotProved">What the checks leave open, one sentence each; empty where the run is proved whole.</param>
internal sealed record TraceProof(TraceSummary Summary, bool IsRunAgain, IReadOnlyList<string> NotProved)
{
    private static readonly string[] OfLivePools =
    [
        "that the pool measured what is recorded: times, completions and room are the word of the machine",
        "that the run took place",
        "that nothing was cut off at its ends",
    ];

    /// <summary>Checks a trace; throws at the first check that refuses it.</summary>
    /// <param name="open">Opens the trace anew for each check.</param>
    /// <param name="plays">Plays the run of a simulated pool again.</param>
    public static TraceProof Of(Func<Stream> open, bool plays, CancellationToken cancellation)
    {
        TraceSummary summary;
        TraceHeader header;
        long first;
        using (var stream = open())
        {
            var reader = new TraceReader(stream);
            header = reader.Header;
            summary = TraceVerifier.Verify(reader, cancellation);
            first = summary.First;
        }

        using (var stream = open()) TraceReplay.Reproduce(new TraceReader(stream), cancellation);
        var left = new List<string>();
        if (first > 0) left.Add($"anything of the {first} decisions before the first one recorded");
        bool isSimulated = header.Run.GetValueOrDefault("plant") == "simulated";
        if (!isSimulated)
        {
            left.AddRange(OfLivePools);
            return new(summary, false, left);
        }

        string? reason = plays ? RunAgain(open, header, cancellation) : "it was not played again";
        if (reason is not null) left.Add($"that the run took place and is whole: {reason}");
        return new(summary, reason is null, left);
    }

    /// <summary>Plays the run again. Returns why that shows nothing; null where every byte is the same.</summary>
    private static string? RunAgain(Func<Stream> open, TraceHeader header, CancellationToken cancellation)
    {
        if (header.Run.ContainsKey(TraceRecovery.Mark)) return "the run was killed, and its trace recovered from what it had written";
        try
        {
            using var stream = open();
            TraceRerun.Check(stream, header, cancellation);
            return null;
        }
        catch (InputException cannot)
        {
            return cannot.Message;
        }
        catch (TraceException differs) when (header.SourceRevision != TraceFile.SourceRevision)
        {
            return differs.Message;
        }
    }
}
