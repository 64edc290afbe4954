using System.Collections.Immutable;
using Teleo.Controller.Tracing;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Reports;

/// <summary>A run at a glance: which skill was loaded when, and the resource below over the same time.</summary>
internal static class TraceFigure
{
    /// <summary>Beyond so many rows their names could not be read.</summary>
    private const int MostSkills = 40;

    public static Figure Of(TraceReader reader, CancellationToken cancellation = default)
    {
        var header = reader.Header;
        var track = new ResidencyTrack(header.Catalog.Count);
        var (time, resource) = (ImmutableArray.CreateBuilder<double>(), ImmutableArray.CreateBuilder<double>());
        double now = 0;
        for (var line = reader.Read(); line != TraceLine.End; line = reader.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (line != TraceLine.Decision) continue;
            now = reader.Record.Inputs.NowNs * 1e-9;
            track.See(now, reader.Record.Inputs.Skills);
            time.Add(now);
            resource.Add(reader.Record.Balance);
        }

        track.Close(now);
        int[] shown = [.. Enumerable.Range(0, header.Catalog.Count)
            .OrderByDescending(skill => track.Of(skill).Sum(span => span.To - span.From)).Take(MostSkills).Order()];
        var spans = shown.SelectMany(
            (skill, row) => track.Of(skill).Select(span => new Span(row, span.From, span.To, ResidencyTrack.Kinds[span.Kind])));
        var seconds = new Scale.Time("Time");
        return new Figure("run",
        [
            Charts.Residency(NamesOf([.. shown.Select(skill => header.Catalog.Skills[skill].Id.Name)]), spans, seconds),
            new Panel(seconds, new Scale.Linear("E", header.Options.AccountCount() == 0 ? "credits" : "s") { Zero = true },
                [new Mark.Step(time.ToImmutable(), resource.ToImmutable())]) { Height = 110 },
        ])
        {
            ShareX = true,
            Title = $"{header.Policy}: {string.Join(", ", header.Run.Select(fact => $"{fact.Key} {fact.Value}"))}",
            Note = shown.Length == header.Catalog.Count
                ? null
                : $"The {shown.Length} skills of {header.Catalog.Count} that were loaded longest.",
        };
    }

    /// <summary>Names without version and precision, where they stay different.</summary>
    internal static ImmutableArray<string> NamesOf(ImmutableArray<string> names)
    {
        ImmutableArray<string> plain = [.. names.Select(name => name.Split('@')[0])];
        return plain.Distinct().Count() == names.Length ? plain : names;
    }
}
