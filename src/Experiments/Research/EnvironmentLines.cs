using System.Text;
using System.Text.Json.Nodes;
using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Research;

/// <summary>
/// A pool that a program in any language plays: one JSON object a line, <c>teleo.environment/1</c> (docs/reference/SUBJECTS.md).
/// </summary>
internal sealed class EnvironmentLines(PoolEnvironment environment, TextReader from, TextWriter to)
{
    public const string Protocol = "teleo.environment/1";

    private static readonly JsonLimits Limits = new(1 << 20);

    private readonly JsonAnswer _read = new(Fault);
    private int _skills;

    /// <summary>Answers messages until the other side sends bye or ends.</summary>
    public void Run()
    {
        while (from.ReadLine() is { } line)
        {
            if (!JsonInput.TryReadTree(Encoding.UTF8.GetBytes(line), Limits, out var tree, out string problem)) throw Fault(problem);
            var message = tree as JsonObject ?? throw Fault("a message must be a JSON object");
            switch (_read.Text(message, "op"))
            {
                case "reset":
                    Reset((ulong)_read.Number(message, "seed"));
                    break;
                case "step":
                    var taken = _read.Array(message, "actions").Select(node => _read.ActionIn(
                        node as JsonObject ?? throw Fault("an action must be an object"), _skills));
                    var next = environment.Step([.. taken.Where(action => action is not ControlAction.NoOp)]);
                    Answer(next.Observation, next.Reward, next.IsDone, []);
                    break;
                case "bye":
                    return;
                case var other:
                    throw Fault($"there is no op '{other}'; there are reset, step and bye");
            }
        }
    }

    private void Reset(ulong seed)
    {
        var seen = environment.Reset(seed);
        _skills = seen.Skills.Length;
        var names = new JsonArray([.. seen.Catalog.Skills.Select(skill => (JsonNode)skill.Id.Name)]);
        Answer(seen, 0, isDone: false, new() { ["protocol"] = Protocol, ["names"] = names });
    }

    private void Answer(PoolObservation seen, double reward, bool isDone, JsonObject answer)
    {
        answer["view"] = PoolJson.Of(seen.View);
        answer["trigger"] = PoolJson.Of(seen.Trigger);
        answer["reward"] = reward;
        answer["done"] = isDone;
        to.Write(answer.ToJsonString() + "\n");
        to.Flush();
    }

    private static InputException Fault(string what) => new("AgentBroke", $"the agent broke the protocol: {what}");
}
