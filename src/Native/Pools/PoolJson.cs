using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Engine.Runtime;
using Teleo.Pool.Live;
using Teleo.Pool.Requests;

namespace Teleo.Native.Pools;

/// <summary>Answers and the state of a pool as JSON. What was not measured, or is no number, is null.</summary>
internal static class PoolJson
{
    public static byte[] Of(ulong number, PoolAnswer answer, SkillFolder folder) => Json.Object(json =>
    {
        json.WriteNumber("request", number);
        json.WriteString("status", Word(answer.Status));
        json.WriteString("text", answer.Text);
        json.WriteStartArray("models");
        foreach (int model in answer.Skills.IsDefault ? [] : answer.Skills) json.WriteStringValue(folder.Skills[model].Name.ToString());
        json.WriteEndArray();
        DiagnosticsJson.Real(json, "waited_s", answer.Waited);
        DiagnosticsJson.Real(json, "queued_s", answer.Queued);
        DiagnosticsJson.Real(json, "service_s", answer.Seconds);
        DiagnosticsJson.Real(json, "first_output_s", answer.FirstOutput);
        json.WriteNumber("prompt_tokens", answer.PromptTokens);
        json.WriteNumber("answer_tokens", answer.AnswerTokens);
        json.WriteBoolean("is_cut", answer.IsCut);
        DiagnosticsJson.Real(json, "uncertainty", answer.Uncertainty);
        json.WriteString("why", answer.Why);
    }, DiagnosticsJson.Style);

    public static byte[] StateOf(HostedPool pool) => pool.Read(state => Json.Object(json =>
    {
        var (unread, dropped) = pool.Lines.Counts;
        json.WriteBoolean("running", pool.IsRunning);
        json.WriteNumber("seconds", pool.Seconds);
        json.WriteString("policy", pool.Policy.Name);
        DiagnosticsJson.Real(json, "balance", pool.Policy.Balance);
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
    }, DiagnosticsJson.Style));

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
        DiagnosticsJson.Real(json, "load_s", row.LoadSeconds);
        json.WriteString("load", Word(row.LoadSecondsKind));
        DiagnosticsJson.Real(json, "service_s", row.ServiceSeconds);
        json.WriteNumber("waiting", row.Queued);
        json.WriteNumber("in_service", row.Running);
        json.WriteNumber("arrived", row.Arrivals);
        json.WriteNumber("answered", row.Completions);
        json.WriteEndObject();
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
