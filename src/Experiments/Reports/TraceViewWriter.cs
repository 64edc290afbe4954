using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Policies;
using Teleo.Controller.Tracing;
using Teleo.Engine.Storage;
using Teleo.Experiments.Documents;

namespace Teleo.Experiments.Reports;

/// <summary>
/// Writes decisions into one self-contained HTML page: columns of all decisions for list and picture, and decision records in compressed
/// blocks that the page unpacks on selection. Memory and file grow in proportion to the decisions.
/// </summary>
/// <param name="floor">The part of the resource that the gate never uses.</param>
/// <param name="kept">
/// Candidates of each decision that the page holds, best first; the no-op, the chosen, the runner-up and the wanted one
/// are always among them. The trace itself holds all. See <see cref="KeptFor"/>.
/// </param>
internal sealed class TraceViewWriter(string title, IReadOnlyList<(string Name, string Value)> facts,
    Catalog catalog, double floor, int kept) : IDecisionSink
{
    /// <summary>The names of the sources that a decision speaks of.</summary>
    public Teleo.Controller.Ledger.ForesightOptions Foresight { get; init; } = new();

    /// <summary>The unit of the resource: seconds where sources have accounts, else credits.</summary>
    public string ResourceUnit { get; init; } = "credits";

    /// <summary>Decisions that are packed together: enough to compress well, few enough to unpack at once.</summary>
    private const int BlockSize = 200;

    private const long PageBudget = 13L << 20;
    private const int BytesPerDecision = 60;
    private const int BytesPerCandidate = 14;

    private static readonly JsonSerializerOptions Short = new() { Converters = { new ShortNumbers() } };

    private readonly DecisionColumns _columns = new();
    private readonly List<string> _blocks = [];
    private readonly List<byte[]> _block = [];
    private readonly TextTable _actions = new();
    private readonly List<int[]> _actionKeys = [];
    private readonly ResidencyTrack _residency = new(catalog.Count);
    private readonly SortedDictionary<long, (double Predicted, double Realised)> _realised = [];
    private readonly Dictionary<long, int> _places = [];
    private double _now;

    /// <summary>
    /// Returns the number of candidates that a decision may keep so that the page stays below 15 MiB up to 50,000 decisions: all in short
    /// traces.
    /// </summary>
    public static int KeptFor(long decisions) =>
        (int)Math.Clamp((PageBudget / Math.Max(decisions, 1) - BytesPerDecision) / BytesPerCandidate, 5, 4096);

    public void Receive(DecisionRecord record)
    {
        _now = record.Inputs.NowNs * 1e-9;
        _places[record.Inputs.Sequence] = _columns.Count;
        _columns.Add(record, NumberOf(record, record.Choice.Chosen));
        _residency.See(_now, record.Inputs.Skills);
        _block.Add(Detail(record));
        if (_block.Count == BlockSize) CloseBlock();
    }

    public void Realise(in Realisation realisation)
    {
        if (_places.TryGetValue(realisation.DecisionId, out int place))
            _realised[place] = (realisation.PredictedSeconds, realisation.RealisedSeconds);
    }

    /// <summary>Writes the page, complete or not at all.</summary>
    public void Save(string path)
    {
        if (_block.Count > 0) CloseBlock();
        _residency.Close(_now);
        string[] page = EmbeddedText.Of(typeof(TraceViewWriter), "trace-view.html").Split("<!--DATA-->");
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            writer.Write(page[0]);
            WriteData(writer, "index", Packed(Index()));
            for (int i = 0; i < _blocks.Count; i++) WriteData(writer, $"block{i}", _blocks[i]);
            writer.Write(page[1]);
        });
    }

    private static void WriteData(StreamWriter writer, string id, string data) =>
        writer.WriteLine($"<script type=\"text/plain\" id=\"{id}\">{data}</script>");

    private void CloseBlock()
    {
        using var whole = new MemoryStream();
        for (int i = 0; i < _block.Count; i++)
        {
            whole.WriteByte((byte)(i == 0 ? '[' : ','));
            whole.Write(_block[i]);
        }

        whole.WriteByte((byte)']');
        _blocks.Add(Packed(whole.ToArray()));
        _block.Clear();
    }

    private byte[] Index() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        title,
        unit = "credits",
        resourceUnit = ResourceUnit,
        n = _columns.Count,
        block = BlockSize,
        facts = facts.Select(fact => (string[])[fact.Name, fact.Value]),
        skills = TraceFigure.NamesOf([.. catalog.Skills.Select(skill => skill.Id.Name)]),
        terms = Enum.GetValues<ScoreTerm>().Select(Explanation.Words),
        kinds = PlainNames.All<ActionKind>(),
        outcomes = Enum.GetValues<OutcomeCode>().Select(Explanation.Words),
        reasons = Enum.GetValues<NoOpReason>().Select(Explanation.Words),
        triggers = _columns.Triggers.Names,
        verdicts = PlainNames.All<Ineligibility>(),
        lives = PlainNames.All<Lifecycle>(),
        spanKinds = ResidencyTrack.Kinds,
        @class = Enum.GetValues<OutcomeCode>()
            .Select(outcome => outcome switch { OutcomeCode.Acted => 1, OutcomeCode.SelectedNoOp => 0, _ => 2 }),
        brakes = Enumerable.Range(1, 15).ToDictionary(held => held, held => PlainNames.Of((Stabilisers)held)),
        keys = _actionKeys,
        id = _columns.Id,
        t = _columns.Seconds.Select(seconds => JsonValue.Create(seconds)),   // not shortened, as other numbers are
        e = _columns.Energy,
        action = _columns.Action,
        kind = _columns.Kind,
        outcome = _columns.Outcome,
        reason = _columns.Reason,
        trigger = _columns.Trigger,
        margin = _columns.Margin,
        realised = _realised.ToDictionary(entry => entry.Key, entry => (double[])[entry.Value.Predicted, entry.Value.Realised]),
        spans = Enumerable.Range(0, catalog.Count).Select(skill => new
        {
            from = _residency.Of(skill).Select(span => Math.Round(span.From, 3)),
            to = _residency.Of(skill).Select(span => Math.Round(span.To, 3)),
            kind = _residency.Of(skill).Select(span => span.Kind),
        }),
    }, Short);

    private byte[] Detail(DecisionRecord record) => Json(json =>
    {
        var inputs = record.Inputs;
        json.WriteString("say", Explanation.Of(record, catalog, Foresight));
        json.WriteBoolean("bound", record.Choice.GateBound);
        Number(json, "predicted", record.Choice.Chosen == 0 ? double.NaN : record.Advantage(record.Choice.Chosen));
        if (record.Verdict != GuardVerdict.None) json.WriteString("guard", PlainNames.Of(record.Verdict));
        Number(json, "available", inputs.Resource - floor);
        json.WriteNumber("used", inputs.Used.ResidentBytes + inputs.Used.ScratchBytes);
        json.WriteNumber("capacity", inputs.Capacity.ResidentBytes);
        json.WriteNumber("reserved", inputs.Reserved.ResidentBytes);
        json.WriteNumber("revision", inputs.PoolRevision);
        json.WriteNumber("loaders", inputs.FreeLoaders);
        json.WriteStartArray("ledger");
        foreach (var row in record.Rows)
        {
            json.WriteStartArray();
            json.WriteStringValue(PlainNames.Of(row.Entry));
            foreach (double value in (ReadOnlySpan<double>)[row.Before, row.Rho, row.Gain, row.Penalty, row.Maintenance,
                row.ActionCost, row.After]) Number(json, null, value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        WritePool(json, inputs.Skills);
        WriteCandidates(json, record);
    });

    /// <summary>The skills that are anywhere but on the shelf, or have requests.</summary>
    private static void WritePool(Utf8JsonWriter json, SkillState[] skills)
    {
        json.WriteStartArray("pool");
        for (int i = 0; i < skills.Length; i++)
        {
            ref readonly var state = ref skills[i];
            if (!state.IsResident && state.Queued == 0 && state.Transition == Transition.None) continue;
            json.WriteStartArray();
            foreach (int number in (ReadOnlySpan<int>)[i, (int)state.Lifecycle, state.Queued, state.Running]) json.WriteNumberValue(number);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private void WriteCandidates(Utf8JsonWriter json, DecisionRecord record)
    {
        var weights = record.Weights;
        json.WriteNumber("considered", record.Candidates.Count);
        json.WriteStartArray("candidates");
        foreach (int i in Kept(record))
        {
            ref readonly var candidate = ref record.Candidates[i];
            json.WriteStartArray();
            json.WriteNumberValue(NumberOf(record, i));
            json.WriteNumberValue((int)candidate.Ineligibility);
            json.WriteNumberValue((int)candidate.HeldBy);
            Number(json, null, candidate.Cost);
            Number(json, null, record.Total(i));
            json.WriteNumberValue(candidate.IsAffordable ? 1 : 0);
            json.WriteNumberValue(i == record.Choice.Chosen ? 1 : 0);
            json.WriteStartArray();
            for (int term = 0; term < ScoreTerms.Count; term++)
                Number(json, null, weights[term] == 0 ? 0 : weights[term] * candidate.Terms[term], "G3");
            json.WriteEndArray();
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private int NumberOf(DecisionRecord record, int index)
    {
        ref readonly var candidate = ref record.Candidates[index];
        int number = _actions[Explanation.Name(candidate, record.Candidates, catalog)];
        if (number == _actionKeys.Count)
            _actionKeys.Add([(int)candidate.Kind, candidate.First, candidate.Second, .. record.Candidates.Leaving(candidate)]);
        return number;
    }

    private IEnumerable<int> Kept(DecisionRecord record)
    {
        var choice = record.Choice;
        var all = Enumerable.Range(0, record.Candidates.Count);
        if (record.Candidates.Count <= kept) return all;
        int[] named = [.. new[] { 0, choice.Chosen, choice.Runner, choice.Wanted }.Where(i => i >= 0).Distinct()];
        var best = all.Except(named).OrderByDescending(i => record.Candidates[i].IsEligible).ThenByDescending(record.Total);
        return named.Concat(best.Take(Math.Max(0, kept - named.Length)));
    }

    private static byte[] Json(Action<Utf8JsonWriter> content)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static string Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(bytes);
        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    /// <summary>Writes a number like <see cref="ShortNumbers"/>, with the name of its member if it has one.</summary>
    private static void Number(Utf8JsonWriter json, string? name, double value, string format = ShortNumbers.Format)
    {
        if (name is not null) json.WritePropertyName(name);
        ShortNumbers.Write(json, value, format);
    }

    /// <summary>Five significant digits exceed the resolution of a screen; a value that is not a number becomes null.</summary>
    private sealed class ShortNumbers : JsonConverter<double>
    {
        public const string Format = "G5";

        public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter json, double value, JsonSerializerOptions options) => Write(json, value, Format);

        public static void Write(Utf8JsonWriter json, double value, string format)
        {
            if (!double.IsFinite(value)) json.WriteNullValue();
            else if (value == Math.Floor(value) && Math.Abs(value) < 1e15) json.WriteNumberValue((long)value);
            else json.WriteRawValue(value.ToString(format, CultureInfo.InvariantCulture), skipInputValidation: true);
        }
    }
}
