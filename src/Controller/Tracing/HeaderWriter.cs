using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Learning;
using Teleo.Controller.Ledger;
using Members = (string Name, object? Value)[];

namespace Teleo.Controller.Tracing;

/// <summary>
/// Writes the header of a trace from lists of its members, as <see cref="TraceJson.Options"/> reads it. A program compiled ahead of time
/// carries no description of the types for it.
/// </summary>
internal static class HeaderWriter
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(TraceHeader header)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes, Plain);
        Write(json, Of(header));
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Writes the members that have a value.</summary>
    private static void Write(Utf8JsonWriter json, Members members)
    {
        json.WriteStartObject();
        foreach (var (name, value) in members)
        {
            if (value is null) continue;
            json.WritePropertyName(name);
            WriteValue(json, value);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes one value. Numbers that JSON lacks are written by name.</summary>
    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case Members members:
                Write(json, members);
                break;
            case Array items:
                json.WriteStartArray();
                foreach (object item in items) WriteValue(json, item);
                json.WriteEndArray();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteStringValue(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
                break;
            case ulong number:
                json.WriteNumberValue(number);
                break;
            case Enum word:
                json.WriteStringValue(WordOf(word));
                break;
            case DateTimeOffset time:
                json.WriteStringValue(time);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            default:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static Members Of(TraceHeader header) =>
    [
        ("format", header.Format),
        ("runId", header.RunId),
        ("policy", header.Policy),
        ("seed", header.Seed),
        ("sourceRevision", header.SourceRevision),
        ("epoch", header.Epoch),
        ("options", Of(header.Options)),
        ("catalog", Of(header.Catalog)),
        ("run", Of(header.Run)),
        ("streams", Of(header.Streams)),
    ];

    private static Members Of(Catalog catalog) =>
    [
        ("skills", catalog.Skills.Select(skill => Of(skill)).ToArray()),
        ("tasks", catalog.Tasks.ToArray()),
    ];

    private static Members Of(SkillFacts skill) =>
    [
        ("id", skill.Id.Name),
        ("family", skill.Family),
        ("tasks", skill.Tasks.ToArray()),
        ("quality", skill.Quality),
        ("footprint", Of(skill.Footprint)),
        ("loadSeconds", skill.LoadSeconds),
        ("node", skill.Node.Index),
        ("governance", skill.Governance),
        ("eligible", skill.Eligible),
    ];

    private static Members Of(ControllerOptions options) =>
    [
        ("tickSeconds", options.TickSeconds),
        ("adaptation", Of(options.Adaptation)),
        ("ledger", Of(options.Ledger)),
        ("foresight", Of(options.Foresight)),
        ("coupling", options.Coupling),
        ("couplingLag", options.CouplingLag),
        ("generator", Of(options.Generator)),
        ("eligibility", Of(options.Eligibility)),
        ("score", Of(options.Score)),
        ("stabilisers", Of(options.Stabilisers)),
        ("selection", Of(options.Selection)),
    ];

    private static Members Of(AdaptationOptions options) =>
    [
        ("demandHalfLifeSeconds", options.DemandHalfLifeSeconds),
        ("demandHalfLives", options.DemandHalfLives),
        ("demandHalfLifeRatio", options.DemandHalfLifeRatio),
        ("demandMean", options.DemandMean),
        ("demandSharing", options.DemandSharing),
        ("silenceArrivals", options.SilenceArrivals),
        ("idleAgePriorSeconds", options.IdleAgePriorSeconds),
        ("idleAgeMemory", options.IdleAgeMemory),
        ("qualityPriorWeight", options.QualityPriorWeight),
        ("qualityMemory", options.QualityMemory == 0 ? null : options.QualityMemory),
    ];

    private static Members Of(LedgerOptions options) =>
    [
        ("halfLifeSeconds", options.HalfLifeSeconds),
        ("gainPerCorrect", options.GainPerCorrect),
        ("penaltyPerWrong", options.PenaltyPerWrong),
        ("maintenancePerShareSecond", options.MaintenancePerShareSecond),
        ("saturatingGain", options.SaturatingGain),
        ("initial", options.Initial),
        ("minimum", options.Minimum),
        ("maximum", options.Maximum),
        ("atFloor", options.AtFloor),
        ("wakeAt", options.WakeAt),
        ("checkpointSeconds", options.CheckpointSeconds),
        ("costs", Of(options.Costs)),
    ];

    private static Members Of(ActionCosts options) =>
    [
        ("activate", options.Activate),
        ("deactivate", options.Deactivate),
        ("suspend", options.Suspend),
        ("replace", options.Replace),
        ("retire", options.Retire),
        ("reserve", options.Reserve),
        ("merge", options.Merge),
        ("split", options.Split),
        ("perLoadSecond", options.PerLoadSecond),
        ("sponsorship", options.Sponsorship),
    ];

    private static Members Of(ForesightOptions options) =>
    [
        ("rule", options.Rule),
        ("clients", options.Clients),
        ("endowmentSeconds", options.EndowmentSeconds),
        ("trickle", options.Trickle),
        ("ceilingSeconds", options.CeilingSeconds),
        ("halfLifeSeconds", options.HalfLifeSeconds),
        ("returnShare", options.ReturnShare),
        ("harmShare", options.HarmShare),
        ("oneAccount", options.OneAccount),
        ("restSeconds", options.RestSeconds),
        ("reliabilityMemory", options.ReliabilityMemory),
        ("successorSeconds", options.SuccessorSeconds),
        ("periodSeconds", options.PeriodSeconds),
        ("evidenceShare", options.EvidenceShare),
    ];

    private static Members Of(GeneratorOptions options) =>
    [
        ("operators", options.Operators),
        ("breadth", options.Breadth),
        ("retireBelowQuality", options.RetireBelowQuality),
        ("retireAfterJudged", options.RetireAfterJudged),
    ];

    private static Members Of(EligibilityOptions options) =>
    [
        ("staleAfterSeconds", options.StaleAfterSeconds),
        ("refusalBackOffSeconds", options.RefusalBackOffSeconds),
    ];

    private static Members Of(ScoreOptions options) =>
    [
        ("horizonSeconds", options.HorizonSeconds),
        ("horizonShare", options.HorizonShare),
        ("waitingSpansOwedLoads", options.WaitingSpansOwedLoads),
        ("pricesOwedLoads", options.PricesOwedLoads),
        ("mostPassed", options.MostPassed),
        ("waitPrice", options.WaitPrice),
        ("loadPrice", options.LoadPrice),
        ("memoryPrice", options.MemoryPrice),
        ("roomShare", options.RoomShare),
        ("marginShare", options.MarginShare),
        ("interferenceShare", options.InterferenceShare),
        ("standardErrors", options.StandardErrors),
        ("governancePrice", options.GovernancePrice),
        ("switchPrice", options.SwitchPrice),
        ("wrongPrice", options.WrongPrice),
        ("reservationShare", options.ReservationShare),
        ("reservationSeconds", options.ReservationSeconds),
        ("resumeShare", options.ResumeShare),
        ("coverage", options.Coverage),
        ("missMode", options.MissMode),
        ("fallbackQuality", options.FallbackQuality),
        ("weights", Of(options.Weights)),
    ];

    private static Members Of(ScoreWeights options) =>
    [
        ("taskBenefit", options.TaskBenefit),
        ("memory", options.Memory),
        ("loadLatency", options.LoadLatency),
        ("interference", options.Interference),
        ("uncertainty", options.Uncertainty),
        ("governance", options.Governance),
        ("switching", options.Switching),
        ("accruedWaiting", options.AccruedWaiting),
        ("reservation", options.Reservation),
    ];

    private static Members Of(StabiliserOptions options) =>
    [
        ("cooldownSeconds", options.CooldownSeconds),
        ("minimumResidenceSeconds", options.MinimumResidenceSeconds),
        ("replaceRatio", options.ReplaceRatio),
        ("hysteresisCredits", options.HysteresisCredits),
        ("hysteresisSeconds", options.HysteresisSeconds),
    ];

    private static Members Of(SelectionOptions options) =>
    [
        ("rule", options.Rule),
        ("structure", options.Structure),
        ("margin", options.Margin),
        ("allowNoOp", options.AllowNoOp),
        ("maximumMoves", options.MaximumMoves),
        ("actionRate", options.ActionRate),
        ("growthInterval", options.GrowthInterval),
        ("growthSteps", options.GrowthSteps),
        ("pruneBelowFreeShare", options.PruneBelowFreeShare),
    ];

    private static Members Of(in ResourceVector lanes) =>
    [
        ("residentBytes", lanes.ResidentBytes),
        ("scratchBytes", lanes.ScratchBytes),
        ("hostBytes", lanes.HostBytes),
        ("cpuShare", lanes.CpuShare),
        ("loadSeconds", lanes.LoadSeconds),
        ("latencySeconds", lanes.LatencySeconds),
        ("uncertainty", lanes.Uncertainty),
        ("errorRate", lanes.ErrorRate),
        ("governance", lanes.Governance),
    ];

    private static Members Of<T>(IEnumerable<KeyValuePair<string, T>> named) => [.. named.Select(one => (one.Key, (object?)one.Value))];

    /// <summary>The name of a value in camel case; combined flags are joined by a comma.</summary>
    private static string WordOf(Enum value) =>
        string.Join(", ", value.ToString().Split(", ").Select(JsonNamingPolicy.CamelCase.ConvertName));
}
