using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Pool.Live;
using Teleo.Pool.Requests;

namespace Teleo.Native.Pools;

/// <summary>Answers and the state of a pool as JSON. What was not measured, or is no number, is null.</summary>
internal static class PoolJson
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of(ulong number, PoolAnswer answer, SkillFolder folder) => Write(json =>
    {
        json.WriteNumber("request", number);
        json.WriteString("status", Word(answer.Status));
        json.WriteString("text", answer.Text);
        json.WriteStartArray("models");
        foreach (int model in answer.Skills.IsDefault ? [] : answer.Skills) json.WriteStringValue(folder.Skills[model].Name.ToString());
        json.WriteEndArray();
        Amount(json, "waited_s", answer.Waited);
        Amount(json, "queued_s", answer.Queued);
        Amount(json, "service_s", answer.Seconds);
        Amount(json, "first_output_s", answer.FirstOutput);
        json.WriteNumber("prompt_tokens", answer.PromptTokens);
        json.WriteNumber("answer_tokens", answer.AnswerTokens);
        json.WriteBoolean("is_cut", answer.IsCut);
        Amount(json, "uncertainty", answer.Uncertainty);
        json.WriteString("why", answer.Why);
    });

    public static byte[] StateOf(HostedPool pool) => pool.Read(state => Write(json =>
    {
        var (unread, dropped) = pool.Lines.Counts;
        json.WriteBoolean("running", pool.IsRunning);
        json.WriteNumber("seconds", pool.Seconds);
        json.WriteString("policy", pool.Policy.Name);
        Amount(json, "balance", pool.Policy.Balance);
        json.WriteNumber("capacity_bytes", state.Memory.Capacity.ResidentBytes);
        json.WriteNumber("used_bytes", state.Memory.Used.ResidentBytes);
        json.WriteNumber("decisions", pool.Decisions);
        json.WriteNumber("unread_lines", unread);
        json.WriteNumber("dropped_lines", dropped);
        json.WriteStartArray("models");
        for (int i = 0; i < state.Rows.Length; i++) Write(json, pool.Folder.Skills[i], state.Rows[i]);
        json.WriteEndArray();
        json.WriteStartArray("left_out");
        foreach (var refused in pool.Folder.Refused)
        {
            json.WriteStartObject();
            json.WriteString("package", refused.Package);
            json.WriteString("why", refused.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }));

    private static void Write(Utf8JsonWriter json, LiveSkill skill, in SkillState row)
    {
        json.WriteStartObject();
        json.WriteString("name", skill.Name.ToString());
        json.WriteStartArray("tasks");
        foreach (string task in skill.Contract.Tasks) json.WriteStringValue(task);
        json.WriteEndArray();
        json.WriteString("lifecycle", Word(row.Lifecycle));
        json.WriteString("transition", Word(row.Transition));
        json.WriteNumber("resident_bytes", row.Footprint.ResidentBytes);
        json.WriteNumber("scratch_bytes", row.Footprint.ScratchBytes);
        json.WriteString("footprint", Word(row.FootprintKind));
        Amount(json, "load_s", row.LoadSeconds);
        json.WriteString("load", Word(row.LoadSecondsKind));
        Amount(json, "service_s", row.ServiceSeconds);
        json.WriteNumber("waiting", row.Queued);
        json.WriteNumber("in_service", row.Running);
        json.WriteNumber("arrived", row.Arrivals);
        json.WriteNumber("answered", row.Completions);
        json.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes, Readable);
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static void Amount(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
