using System.Text.Json.Nodes;
using Teleo.Controller.Domain;
using Teleo.Engine.Input;

namespace Teleo.Experiments.Subjects;

/// <summary>Reads fields of a message of a line protocol, and reports missing ones.</summary>
/// <param name="fault">Makes the exception from what is wrong.</param>
internal sealed class JsonAnswer(Func<string, InputException> fault)
{
    public ControlAction ActionIn(JsonObject node, int skills) => Text(node, "action") switch
    {
        "no-op" => ControlAction.NoOp.Instance,
        "activate" => new ControlAction.Activate(Skill(node, "skill", skills)),
        "deactivate" => new ControlAction.Deactivate(Skill(node, "skill", skills)),
        "replace" => new ControlAction.Replace(
            [.. Array(node, "out").Select(one => Checked(one!.GetValue<int>(), skills))], Skill(node, "skill", skills)),
        var other => throw fault($"there is no action '{other}'; there are no-op, activate, deactivate and replace"),
    };

    public PolicyEvents EventIn(string name)
    {
        foreach (var (known, kind) in PoolJson.Events)
            if (known == name) return kind;
        throw fault($"there is no event '{name}'; there are {string.Join(", ", PoolJson.Events.Select(known => known.Name))}");
    }

    public string Text(JsonObject node, string name) =>
        node[name] is JsonValue value && value.TryGetValue(out string? text) ? text : throw fault($"an answer lacks the text '{name}'");

    public double Number(JsonObject node, string name) =>
        node[name] is JsonValue value && value.TryGetValue(out double number) ? number
            : throw fault($"an answer lacks the number '{name}'");

    public JsonArray Array(JsonObject node, string name) => node[name] as JsonArray ?? throw fault($"an answer lacks the list '{name}'");

    private int Skill(JsonObject node, string name, int skills) => Checked((int)Number(node, name), skills);

    private int Checked(int skill, int skills) =>
        (uint)skill < (uint)skills ? skill : throw fault($"skill {skill} is not 0 to {skills - 1}");
}
