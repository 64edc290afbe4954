using static Teleo.Experiments.Tables.QuantityText;

namespace Teleo.Experiments.Workloads;

/// <summary>The share of requests that one skill has.</summary>
internal sealed record SkillShare(string Skill, double Share);

/// <summary>The counts of a trace, from one pass over it.</summary>
internal sealed record WorkloadSummary(
    long Requests, int Skills, double DurationS, double? RatePerS, double? GapVariation,
    double? MeanInputTokens, int MostInputTokens, double? MeanOutputTokens, int MostOutputTokens,
    IReadOnlyList<SkillShare> Busiest, string ContentHash)
{
    private const int Shown = 5;

    public static WorkloadSummary Of(IWorkload trace)
    {
        var counts = new long[trace.Skills.Length];
        long requests = 0, last = 0;
        double gaps = 0, squares = 0, input = 0, output = 0;
        int mostInput = 0, mostOutput = 0;
        foreach (var row in trace.Requests())
        {
            double gap = (row.ArrivalNs - last) * 1e-9;
            if (requests++ > 0)
            {
                gaps += gap;
                squares += gap * gap;
            }

            last = row.ArrivalNs;
            counts[row.Skill]++;
            input += row.InputTokens;
            output += row.OutputTokens;
            mostInput = Math.Max(mostInput, row.InputTokens);
            mostOutput = Math.Max(mostOutput, row.OutputTokens);
        }

        double seconds = last * 1e-9, mean = gaps / (requests - 1), variance = squares / (requests - 1) - mean * mean;
        return new WorkloadSummary(
            requests, trace.Skills.Length, seconds, Known(requests / seconds), Known(Math.Sqrt(Math.Max(0, variance)) / mean),
            Known(input / requests), mostInput, Known(output / requests), mostOutput,
            [.. counts.Select((count, skill) => new SkillShare(trace.Skills[skill], (double)count / Math.Max(1, requests)))
                .OrderByDescending(skill => skill.Share).Take(Shown)],
            trace.ContentHash);
    }
}
