namespace Teleo.Controller.Tracing;

/// <summary>Compares two traces: the place where they first part, and the length of their agreement.</summary>
/// <param name="Compared">Decisions that both have.</param>
/// <param name="SameInputs">Of these, how many were made from the same to the bit.</param>
/// <param name="SameActions">How many chose the same.</param>
/// <param name="FirstLine">The line of the first difference in the left trace; 0 where there is none.</param>
public sealed record TraceComparison(long Left, long Right, long Compared, long SameInputs,
    long SameActions, long FirstLine, RecordDifference? First)
{
    public bool AreEqual => First is null && Left == Right;

    /// <summary>Walks both traces side by side, decision by decision.</summary>
    public static TraceComparison Of(TraceReader left, TraceReader right, CancellationToken cancellation = default)
    {
        long compared = 0, inputs = 0, actions = 0, firstLine = 0;
        RecordDifference? first = HeaderDifference(left.Header, right.Header);
        if (first is not null) firstLine = 1;
        bool sameSkills = left.Header.Catalog.Count == right.Header.Catalog.Count;
        bool hasLeft = Next(left), hasRight = Next(right);
        for (; hasLeft && hasRight && sameSkills; hasLeft = Next(left), hasRight = Next(right))
        {
            cancellation.ThrowIfCancellationRequested();
            compared++;
            var ofInputs = RecordDifference.OfInputs(left.Record.Inputs, right.Record.Inputs);
            if (ofInputs is null) inputs++;
            if (left.Record.Action.Equals(right.Record.Action)) actions++;
            if (first is not null || (ofInputs ?? RecordDifference.OfDecisions(left.Record, right.Record)) is not { } difference) continue;
            (first, firstLine) = (difference with { Field = $"decision {left.Record.Inputs.Sequence}: {difference.Field}" },
                left.LineNumber);
        }

        while (hasLeft) hasLeft = Next(left);
        while (hasRight) hasRight = Next(right);
        if (first is null && left.Decisions != right.Decisions)
            first = new("decisions", $"{left.Decisions}", $"{right.Decisions}");
        return new(left.Decisions, right.Decisions, compared, inputs, actions, firstLine, first);
    }

    private static RecordDifference? HeaderDifference(TraceHeader left, TraceHeader right)
    {
        if (left.Catalog.Count != right.Catalog.Count)
            return new("header.catalog", $"{left.Catalog.Count} skills", $"{right.Catalog.Count} skills");
        if (left.Policy != right.Policy) return new("header.policy", left.Policy, right.Policy);
        if (left.Options != right.Options) return new("header.options", "other options", "other options");
        return left.Seed == right.Seed ? null : new("header.seed", $"{left.Seed}", $"{right.Seed}");
    }

    private static bool Next(TraceReader reader)
    {
        while (true)
        {
            var line = reader.Read();
            if (line == TraceLine.Decision) return true;
            if (line == TraceLine.End) return false;
        }
    }
}
