using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Learning;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Tracing;

/// <summary>
/// Writes the header of a trace member by member, as <see cref="TraceJson.Options"/> reads it. A program compiled ahead of time carries
/// no description of the types for it.
/// </summary>
internal static class HeaderWriter
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(TraceHeader header)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes, Plain);
        Write(json, header);
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, TraceHeader header)
    {
        json.WriteStartObject();
        json.WriteString("format"u8, header.Format);
        json.WriteString("runId"u8, header.RunId);
        json.WriteString("policy"u8, header.Policy);
        json.WriteNumber("seed"u8, header.Seed);
        json.WriteString("sourceRevision"u8, header.SourceRevision);
        json.WriteString("epoch"u8, header.Epoch);
        json.WritePropertyName("options"u8);
        Write(json, header.Options);
        json.WritePropertyName("catalog"u8);
        Write(json, header.Catalog);
        json.WriteStartObject("run"u8);
        foreach (var (name, value) in header.Run) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteStartObject("streams"u8);
        foreach (var (name, key) in header.Streams) json.WriteNumber(name, key);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Catalog catalog)
    {
        json.WriteStartObject();
        json.WriteStartArray("skills"u8);
        foreach (var skill in catalog.Skills) Write(json, skill);
        json.WriteEndArray();
        json.WriteStartArray("tasks"u8);
        foreach (string task in catalog.Tasks) json.WriteStringValue(task);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SkillFacts skill)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, skill.Id.Name);
        json.WriteString("family"u8, skill.Family);
        json.WriteStartArray("tasks"u8);
        foreach (int task in skill.Tasks) json.WriteNumberValue(task);
        json.WriteEndArray();
        Real(json, "quality"u8, skill.Quality);
        json.WritePropertyName("footprint"u8);
        Write(json, skill.Footprint);
        Real(json, "loadSeconds"u8, skill.LoadSeconds);
        json.WriteNumber("node"u8, skill.Node.Index);
        Real(json, "governance"u8, skill.Governance);
        json.WriteBoolean("eligible"u8, skill.Eligible);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ControllerOptions options)
    {
        json.WriteStartObject();
        Real(json, "tickSeconds"u8, options.TickSeconds);
        json.WritePropertyName("adaptation"u8);
        Write(json, options.Adaptation);
        json.WritePropertyName("ledger"u8);
        Write(json, options.Ledger);
        json.WritePropertyName("foresight"u8);
        Write(json, options.Foresight);
        json.WriteString("coupling"u8, Word(options.Coupling));
        json.WriteNumber("couplingLag"u8, options.CouplingLag);
        json.WritePropertyName("generator"u8);
        Write(json, options.Generator);
        json.WritePropertyName("eligibility"u8);
        Write(json, options.Eligibility);
        json.WritePropertyName("score"u8);
        Write(json, options.Score);
        json.WritePropertyName("stabilisers"u8);
        Write(json, options.Stabilisers);
        json.WritePropertyName("selection"u8);
        Write(json, options.Selection);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AdaptationOptions options)
    {
        json.WriteStartObject();
        Real(json, "demandHalfLifeSeconds"u8, options.DemandHalfLifeSeconds);
        json.WriteNumber("demandHalfLives"u8, options.DemandHalfLives);
        Real(json, "demandHalfLifeRatio"u8, options.DemandHalfLifeRatio);
        json.WriteString("demandMean"u8, Word(options.DemandMean));
        Real(json, "demandSharing"u8, options.DemandSharing);
        Real(json, "silenceArrivals"u8, options.SilenceArrivals);
        Real(json, "idleAgePriorSeconds"u8, options.IdleAgePriorSeconds);
        Real(json, "idleAgeMemory"u8, options.IdleAgeMemory);
        Real(json, "qualityPriorWeight"u8, options.QualityPriorWeight);
        if (options.QualityMemory != 0) Real(json, "qualityMemory"u8, options.QualityMemory);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LedgerOptions options)
    {
        json.WriteStartObject();
        Real(json, "halfLifeSeconds"u8, options.HalfLifeSeconds);
        Real(json, "gainPerCorrect"u8, options.GainPerCorrect);
        Real(json, "penaltyPerWrong"u8, options.PenaltyPerWrong);
        Real(json, "maintenancePerShareSecond"u8, options.MaintenancePerShareSecond);
        json.WriteBoolean("saturatingGain"u8, options.SaturatingGain);
        Real(json, "initial"u8, options.Initial);
        Real(json, "minimum"u8, options.Minimum);
        Real(json, "maximum"u8, options.Maximum);
        json.WriteString("atFloor"u8, Word(options.AtFloor));
        Real(json, "wakeAt"u8, options.WakeAt);
        Real(json, "checkpointSeconds"u8, options.CheckpointSeconds);
        json.WritePropertyName("costs"u8);
        Write(json, options.Costs);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ActionCosts options)
    {
        json.WriteStartObject();
        Real(json, "activate"u8, options.Activate);
        Real(json, "deactivate"u8, options.Deactivate);
        Real(json, "suspend"u8, options.Suspend);
        Real(json, "replace"u8, options.Replace);
        Real(json, "retire"u8, options.Retire);
        Real(json, "reserve"u8, options.Reserve);
        Real(json, "merge"u8, options.Merge);
        Real(json, "split"u8, options.Split);
        Real(json, "perLoadSecond"u8, options.PerLoadSecond);
        Real(json, "sponsorship"u8, options.Sponsorship);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ForesightOptions options)
    {
        json.WriteStartObject();
        json.WriteString("rule"u8, Word(options.Rule));
        json.WriteString("clients"u8, options.Clients);
        Real(json, "endowmentSeconds"u8, options.EndowmentSeconds);
        Real(json, "trickle"u8, options.Trickle);
        Real(json, "ceilingSeconds"u8, options.CeilingSeconds);
        Real(json, "halfLifeSeconds"u8, options.HalfLifeSeconds);
        Real(json, "returnShare"u8, options.ReturnShare);
        Real(json, "harmShare"u8, options.HarmShare);
        json.WriteBoolean("oneAccount"u8, options.OneAccount);
        Real(json, "restSeconds"u8, options.RestSeconds);
        Real(json, "reliabilityMemory"u8, options.ReliabilityMemory);
        Real(json, "successorSeconds"u8, options.SuccessorSeconds);
        Real(json, "periodSeconds"u8, options.PeriodSeconds);
        Real(json, "evidenceShare"u8, options.EvidenceShare);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, GeneratorOptions options)
    {
        json.WriteStartObject();
        json.WriteString("operators"u8, Word(options.Operators));
        json.WriteNumber("breadth"u8, options.Breadth);
        Real(json, "retireBelowQuality"u8, options.RetireBelowQuality);
        json.WriteNumber("retireAfterJudged"u8, options.RetireAfterJudged);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, EligibilityOptions options)
    {
        json.WriteStartObject();
        Real(json, "staleAfterSeconds"u8, options.StaleAfterSeconds);
        Real(json, "refusalBackOffSeconds"u8, options.RefusalBackOffSeconds);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ScoreOptions options)
    {
        json.WriteStartObject();
        Real(json, "horizonSeconds"u8, options.HorizonSeconds);
        Real(json, "horizonShare"u8, options.HorizonShare);
        json.WriteBoolean("waitingSpansOwedLoads"u8, options.WaitingSpansOwedLoads);
        json.WriteBoolean("pricesOwedLoads"u8, options.PricesOwedLoads);
        json.WriteNumber("mostPassed"u8, options.MostPassed);
        Real(json, "waitPrice"u8, options.WaitPrice);
        Real(json, "loadPrice"u8, options.LoadPrice);
        Real(json, "memoryPrice"u8, options.MemoryPrice);
        Real(json, "roomShare"u8, options.RoomShare);
        Real(json, "marginShare"u8, options.MarginShare);
        Real(json, "interferenceShare"u8, options.InterferenceShare);
        Real(json, "standardErrors"u8, options.StandardErrors);
        Real(json, "governancePrice"u8, options.GovernancePrice);
        Real(json, "switchPrice"u8, options.SwitchPrice);
        Real(json, "wrongPrice"u8, options.WrongPrice);
        Real(json, "reservationShare"u8, options.ReservationShare);
        Real(json, "reservationSeconds"u8, options.ReservationSeconds);
        Real(json, "resumeShare"u8, options.ResumeShare);
        Real(json, "coverage"u8, options.Coverage);
        json.WriteString("missMode"u8, Word(options.MissMode));
        Real(json, "fallbackQuality"u8, options.FallbackQuality);
        json.WritePropertyName("weights"u8);
        Write(json, options.Weights);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ScoreWeights options)
    {
        json.WriteStartObject();
        Real(json, "taskBenefit"u8, options.TaskBenefit);
        Real(json, "memory"u8, options.Memory);
        Real(json, "loadLatency"u8, options.LoadLatency);
        Real(json, "interference"u8, options.Interference);
        Real(json, "uncertainty"u8, options.Uncertainty);
        Real(json, "governance"u8, options.Governance);
        Real(json, "switching"u8, options.Switching);
        Real(json, "accruedWaiting"u8, options.AccruedWaiting);
        Real(json, "reservation"u8, options.Reservation);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StabiliserOptions options)
    {
        json.WriteStartObject();
        Real(json, "cooldownSeconds"u8, options.CooldownSeconds);
        Real(json, "minimumResidenceSeconds"u8, options.MinimumResidenceSeconds);
        Real(json, "replaceRatio"u8, options.ReplaceRatio);
        Real(json, "hysteresisCredits"u8, options.HysteresisCredits);
        Real(json, "hysteresisSeconds"u8, options.HysteresisSeconds);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SelectionOptions options)
    {
        json.WriteStartObject();
        json.WriteString("rule"u8, Word(options.Rule));
        json.WriteString("structure"u8, Word(options.Structure));
        Real(json, "margin"u8, options.Margin);
        json.WriteBoolean("allowNoOp"u8, options.AllowNoOp);
        json.WriteNumber("maximumMoves"u8, options.MaximumMoves);
        Real(json, "actionRate"u8, options.ActionRate);
        json.WriteNumber("growthInterval"u8, options.GrowthInterval);
        json.WriteNumber("growthSteps"u8, options.GrowthSteps);
        Real(json, "pruneBelowFreeShare"u8, options.PruneBelowFreeShare);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, in ResourceVector lanes)
    {
        json.WriteStartObject();
        json.WriteNumber("residentBytes"u8, lanes.ResidentBytes);
        json.WriteNumber("scratchBytes"u8, lanes.ScratchBytes);
        json.WriteNumber("hostBytes"u8, lanes.HostBytes);
        Real(json, "cpuShare"u8, lanes.CpuShare);
        Real(json, "loadSeconds"u8, lanes.LoadSeconds);
        Real(json, "latencySeconds"u8, lanes.LatencySeconds);
        Real(json, "uncertainty"u8, lanes.Uncertainty);
        Real(json, "errorRate"u8, lanes.ErrorRate);
        Real(json, "governance"u8, lanes.Governance);
        json.WriteEndObject();
    }

    /// <summary>Numbers that JSON lacks are written by name.</summary>
    private static void Real(Utf8JsonWriter json, ReadOnlySpan<byte> name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteString(name, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }

    /// <summary>The name of a value in camel case; combined flags are joined by a comma.</summary>
    private static string Word<T>(T value)
        where T : struct, Enum =>
        string.Join(", ", value.ToString().Split(", ").Select(JsonNamingPolicy.CamelCase.ConvertName));
}
