using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Teleo.Controller.Domain;
using Teleo.Controller.Ledger;

namespace Teleo.Experiments.Preprint;

/// <summary>
/// A run as lines of JSON, format <c>teleo.de11/1</c>: a heading with everything that determines the run, one line per sample with the
/// prediction, every candidate with its terms, the choice, the ledger and structural changes, and an end with the results.
/// </summary>
public sealed class LearnerTrace : ILearnerSink
{
    public const string Format = "teleo.de11/1";

    private readonly Action<ReadOnlySpan<byte>> _take;
    private int _born;

    /// <param name="take">Receives each line without its end.</param>
    internal LearnerTrace(Action<ReadOnlySpan<byte>> take) => _take = take;

    /// <summary>Runs one split and writes its trace.</summary>
    public static LearnerFigures Write(Stream stream, string data, LearnerOptions options, ulong seed, int split) =>
        Run(data, options, seed, split, line =>
        {
            stream.Write(line);
            stream.WriteByte((byte)'\n');
        });

    /// <summary>Repeats the run of a trace and returns the first line that differs, with the reason; null if every byte is equal.</summary>
    public static (int Line, string Reason)? Check(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        if (ReadHeading(reader.ReadLine() ?? "", out var heading) is { } problem) return (1, problem);
        int number = 0;
        (int, string)? found = null;
        // The heading is made again as well, so that a member it should not have is a difference.
        string? next = heading.Text;
        Run(heading.Data, heading.Options, heading.Seed, heading.Split, line =>
        {
            number++;
            if (found is null && next != Encoding.UTF8.GetString(line))
                found = (number, next is null ? "the trace ends before its run does" : "the run gives another line");
            if (found is null) next = reader.ReadLine();
        });
        return found ?? (next is null ? null : (number + 1, "the trace goes on after its run has ended"));
    }

    public void Take(in LearnerStep step) => _take(JsonSerializer.SerializeToUtf8Bytes(new
    {
        Step = step.Number,
        step.Row,
        step.Label,
        Guess = step.Prediction.Class,
        step.Prediction.Probability,
        Winner = step.Prediction.WinnerId,
        step.Prediction.WinnerClass,
        step.Prediction.Rewarded,
        Candidates = CandidatesOf(step.Decision),
        Wanted = WordOf(step.Decision.Wanted),
        Choice = WordOf(step.Decision.Choice),
        Reason = WordOf(step.Decision.Reason),
        Uncovered = step.Decision.IsUncovered,
        Outcome = Shown(step.Outcome),
        Payment = step.Decision.Choice == StructuralAction.NoOp ? null : Shown(step.Payment),
        step.Account.Balance,
        step.Account.Generation,
        Deaths = step.Deaths > 0 ? step.Deaths : (int?)null,
        Parameters = step.After.ParameterRevision,
        Structure = step.After.StructureRevision,
        Complexity = step.After.Forms.UniqueComplexity,
        Born = BornIn(step.After),
    }, Names));

    private static LearnerFigures Run(string name, LearnerOptions options, ulong seed, int split, Action<ReadOnlySpan<byte>> take)
    {
        take(Encoding.UTF8.GetBytes(HeadingOf(name, options, seed, split)));
        var run = new LearnerRun(DataSet.Load(name), LearnerSetting.Of(options), new SeedTree(seed), scoresAll: true);
        var figures = run.Run(split, new LearnerTrace(take));
        take(JsonSerializer.SerializeToUtf8Bytes(new Ending("end", figures.Steps, figures.Right, figures.Tested), Names));
        return figures;
    }

    private static readonly JsonSerializerOptions Names = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private static string HeadingOf(string data, LearnerOptions options, ulong seed, int split) => JsonSerializer.Serialize(new
    {
        Format,
        Data = data,
        Seed = seed,
        Split = split,
        Law = options.Energy.Name,
        Options = new OrderedDictionary<string, string>(LearnerNumbers.All.Select(number =>
            KeyValuePair.Create(number.Name, number.Format(number.Get(options))))),
    }, Names);

    private static List<object> CandidatesOf(in StructuralDecision decision)
    {
        var candidates = new List<object>();
        foreach (var action in Enum.GetValues<StructuralAction>())
        {
            var candidate = decision.Of(action);
            if (!candidate.IsProposed) continue;
            candidates.Add(new
            {
                Action = WordOf(action),
                candidate.Loss,
                candidate.Complexity,
                candidate.Energy,
                candidate.Total,
                Affordable = candidate.IsAffordable,
            });
        }

        return candidates;
    }

    private static object Shown(in LedgerRow row) => new
    {
        row.Before,
        Kept = row.Rho,
        row.Gain,
        row.Penalty,
        Upkeep = row.Maintenance,
        Cost = row.ActionCost,
        row.After,
    };

    /// <summary>The hypotheses created in the step, null if none; a hypothesis with a parent replaces it together with its twin.</summary>
    private List<object>? BornIn(LearnerState theta)
    {
        if (theta.Born == _born) return null;
        var born = new List<object>();
        foreach (ref readonly var hypothesis in theta.Hypotheses)
        {
            if (hypothesis.Id < _born) continue;
            born.Add(new
            {
                hypothesis.Id,
                hypothesis.Parent,
                hypothesis.Class,
                Form = theta.Forms.Text(hypothesis.Form),
                Complexity = theta.Forms.ComplexityOf(hypothesis.Form),
            });
        }

        _born = theta.Born;
        return born;
    }

    /// <summary>Reads the heading and returns its first fault; null if there is none.</summary>
    private static string? ReadHeading(string line, out Heading heading)
    {
        heading = default;
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (root.GetProperty("format").GetString() != Format) return $"the format is not {Format}";
            string data = root.GetProperty("data").GetString()!, law = root.GetProperty("law").GetString()!;
            if (!DataSet.Names.Contains(data)) return $"no data set '{data}'; there are {string.Join(", ", DataSet.Names)}";
            var texts = root.GetProperty("options");
            if (LearnerNumbers.Read(law, name => texts.GetProperty(name).GetString()!, out var options) is { } problem) return problem;
            int split = root.GetProperty("split").GetInt32();
            if (split < 0) return $"split is {split}";
            heading = new(data, options, root.GetProperty("seed").GetUInt64(), split, line);
            return options.Problems().FirstOrDefault();
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return $"this is no trace of teleo de11 run ({Format})";
        }
    }

    private static string WordOf<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private readonly record struct Heading(string Data, LearnerOptions Options, ulong Seed, int Split, string Text);

    private sealed record Ending(string Line, long Steps, int Right, int Tested);
}
