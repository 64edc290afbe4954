using System.Buffers;
using System.Text;
using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Controller.Ledger;

namespace Teleo.Experiments.Preprint;

/// <summary>
/// A run as lines of JSON, format <c>teleo.de11/1</c>: a heading with everything that determines the run, one line per sample with
/// the prediction, every candidate with its terms, the choice, the ledger and what was born or cleared, and an end with the figures.
/// </summary>
public sealed class LearnerTrace : ILearnerSink
{
    public const string Format = "teleo.de11/1";

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Action<ReadOnlySpan<byte>> _take;
    private int _born;

    /// <param name="take">Takes each line without its end.</param>
    internal LearnerTrace(Action<ReadOnlySpan<byte>> take) => _take = take;

    /// <summary>Runs one split and writes its trace.</summary>
    public static LearnerFigures Write(Stream stream, string data, LearnerOptions options, ulong seed, int split) =>
        Run(data, options, seed, split, line =>
        {
            stream.Write(line);
            stream.WriteByte((byte)'\n');
        });

    /// <summary>
    /// Runs again what a trace says it is and returns the first line that differs, with the reason; null where every byte is the same.
    /// </summary>
    public static (int Line, string Reason)? Check(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        if (!TryReadHeading(reader.ReadLine() ?? "", out var heading, out string problem)) return (1, problem);
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

    public void Take(in LearnerStep step)
    {
        _line.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_line);
        json.WriteStartObject();
        json.WriteNumber("step", step.Number);
        json.WriteNumber("row", step.Row);
        json.WriteNumber("label", step.Label);
        json.WriteNumber("guess", step.Prediction.Class);
        json.WriteNumber("probability", step.Prediction.Probability);
        json.WriteNumber("winner", step.Prediction.WinnerId);
        json.WriteNumber("winner_class", step.Prediction.WinnerClass);
        json.WriteBoolean("rewarded", step.Prediction.Rewarded);
        WriteDecision(json, step.Decision);
        WriteRow(json, "outcome", step.Outcome);
        if (step.Decision.Choice != StructuralAction.NoOp) WriteRow(json, "payment", step.Payment);
        json.WriteNumber("balance", step.Account.Balance);
        json.WriteNumber("generation", step.Account.Generation);
        if (step.Deaths > 0) json.WriteNumber("deaths", step.Deaths);
        json.WriteNumber("parameters", step.After.ParameterRevision);
        json.WriteNumber("structure", step.After.StructureRevision);
        json.WriteNumber("complexity", step.After.Forms.UniqueComplexity);
        WriteBorn(json, step.After);
        json.WriteEndObject();
        json.Flush();
        _take(_line.WrittenSpan);
    }

    private static LearnerFigures Run(string name, LearnerOptions options, ulong seed, int split, Action<ReadOnlySpan<byte>> take)
    {
        take(Encoding.UTF8.GetBytes(HeadingOf(name, options, seed, split)));
        var run = new LearnerRun(DataSet.Load(name), LearnerSetting.Of(options), new SeedTree(seed), scoresAll: true);
        var figures = run.Run(split, new LearnerTrace(take));
        take(JsonSerializer.SerializeToUtf8Bytes(new Ending("end", figures.Steps, figures.Right, figures.Tested), Names));
        return figures;
    }

    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static string HeadingOf(string data, LearnerOptions options, ulong seed, int split)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteString("data", data);
        json.WriteNumber("seed", seed);
        json.WriteNumber("split", split);
        json.WriteString("law", options.Energy.Name);
        json.WriteStartObject("options");
        foreach (var number in LearnerNumbers.All) json.WriteString(number.Name, number.Format(number.Get(options)));
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteDecision(Utf8JsonWriter json, in StructuralDecision decision)
    {
        json.WriteStartArray("candidates");
        foreach (var action in Enum.GetValues<StructuralAction>())
        {
            var candidate = decision.Of(action);
            if (!candidate.IsProposed) continue;
            json.WriteStartObject();
            json.WriteString("action", WordOf(action));
            json.WriteNumber("loss", candidate.Loss);
            json.WriteNumber("complexity", candidate.Complexity);
            json.WriteNumber("energy", candidate.Energy);
            json.WriteNumber("total", candidate.Total);
            json.WriteBoolean("affordable", candidate.IsAffordable);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("wanted", WordOf(decision.Wanted));
        json.WriteString("choice", WordOf(decision.Choice));
        json.WriteString("reason", WordOf(decision.Reason));
        json.WriteBoolean("uncovered", decision.IsUncovered);
    }

    private static void WriteRow(Utf8JsonWriter json, string name, in LedgerRow row)
    {
        json.WriteStartObject(name);
        json.WriteNumber("before", row.Before);
        json.WriteNumber("kept", row.Rho);
        json.WriteNumber("gain", row.Gain);
        json.WriteNumber("penalty", row.Penalty);
        json.WriteNumber("upkeep", row.Maintenance);
        json.WriteNumber("cost", row.ActionCost);
        json.WriteNumber("after", row.After);
        json.WriteEndObject();
    }

    /// <summary>Writes hypotheses born in the step; one that has a parent replaces it together with its twin.</summary>
    private void WriteBorn(Utf8JsonWriter json, LearnerState theta)
    {
        if (theta.Born == _born) return;
        json.WriteStartArray("born");
        foreach (ref readonly var hypothesis in theta.Hypotheses)
        {
            if (hypothesis.Id < _born) continue;
            json.WriteStartObject();
            json.WriteNumber("id", hypothesis.Id);
            json.WriteNumber("parent", hypothesis.Parent);
            json.WriteNumber("class", hypothesis.Class);
            json.WriteString("form", theta.Forms.Text(hypothesis.Form));
            json.WriteNumber("complexity", theta.Forms.ComplexityOf(hypothesis.Form));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        _born = theta.Born;
    }

    private static bool TryReadHeading(string line, out Heading heading, out string problem)
    {
        heading = default;
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (root.GetProperty("format").GetString() != Format) return Fail($"the format is not {Format}", out problem);
            string data = root.GetProperty("data").GetString()!, law = root.GetProperty("law").GetString()!;
            if (!DataSet.Names.Contains(data)) return Fail(
                $"no data set '{data}'; there are {string.Join(", ", DataSet.Names)}", out problem);
            if (EnergyLaw.All.FirstOrDefault(known => known.Name == law) is not { } energy)
                return Fail($"no law '{law}'; there are {string.Join(", ", EnergyLaw.All.Select(known => known.Name))}", out problem);
            var options = LearnerOptions.Default with { Energy = energy };
            foreach (var number in LearnerNumbers.All)
            {
                string text = root.GetProperty("options").GetProperty(number.Name).GetString()!;
                if (!number.TryParse(text, out double value)) return Fail($"{number.Name} takes {number.Range}, not '{text}'", out problem);
                options = number.With(options, value);
            }

            int split = root.GetProperty("split").GetInt32();
            if (split < 0) return Fail($"split is {split}", out problem);
            heading = new(data, options, root.GetProperty("seed").GetUInt64(), split, line);
            problem = options.Problems().FirstOrDefault() ?? "";
            return problem.Length == 0;
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return Fail($"the heading is not one of {Format}", out problem);
        }

        static bool Fail(string what, out string problem)
        {
            problem = what;
            return false;
        }
    }

    private static string WordOf<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private readonly record struct Heading(string Data, LearnerOptions Options, ulong Seed, int Split, string Text);

    private sealed record Ending(string Line, long Steps, int Right, int Tested);
}
