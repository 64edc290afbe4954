using System.Text;
using Teleo.Engine.Generation;
using Teleo.Engine.Sampling;
using Teleo.Engine.Skills;
using Teleo.Pool.Live;
using Teleo.Pool.Requests;
using Teleo.Server.Http;
using Teleo.Server.Templates;

namespace Teleo.Server.Serving;

/// <summary>Turns a client's call into a request to the pool, by the contract of the model or task that it names.</summary>
internal sealed class Caller(ServedPool pool)
{
    private const string TaskPrefix = "task/";

    /// <summary>The token limit of an answer without a client's limit; the context ends it earlier.</summary>
    private const int ManyTokens = 1 << 20;

    /// <summary>Returns the request, and a warning about its interpretation; null for none.</summary>
    public (PoolRequest Request, string? Warning) Understand(ClientCall call)
    {
        var (request, warning) = Named(call);
        return (request with { Scope = call.Scope }, warning);
    }

    private (PoolRequest Request, string? Warning) Named(ClientCall call)
    {
        if (pool.Observes && !call.Then.IsEmpty) throw Refusal.Bad("an observed server has no pipelines", "then");
        foreach (string task in call.Then)
            if (!pool.Models.IsTask(task)) throw Refusal.Bad($"no skill here does '{task}'", "then");
        if (call.Model.StartsWith(TaskPrefix, StringComparison.Ordinal)) return (ForTask(call, call.Model[TaskPrefix.Length..]), null);
        int model = pool.Models.Find(call.Model);
        if (!pool.Observes) pool.Models.NeedRoomFor(model);
        var skill = pool.Models[model];
        bool isSkill = skill.Manifest.EvidenceStatus >= EvidenceStatus.Evaluated;
        var (text, isTemplated, warning) = TextOf(call, skill, model, isSkill);
        if (text.Length == 0) throw Refusal.Bad("the prompt is empty", call.Prompt is null ? "messages" : "prompt");
        bool byContract = isSkill && !call.IsRaw && !isTemplated;
        if (byContract) CheckInput(text, skill);
        var request = new PoolRequest("", byContract ? text + skill.Contract.Determinism.PromptSuffix : text)
        {
            Model = model,
            Prompt = new PromptSettings
            {
                Generation = SettingsOf(call.Draw, skill, byContract),
                AddsFirst = !isTemplated,
                ParsesSpecial = isTemplated,
                Turns = skill.IsElsewhere ? [.. call.Turns.Select(turn => (turn.Role, turn.Content))] : [],
            },
            Then = call.Then,
        };
        return (request, warning);
    }

    private PoolRequest ForTask(ClientCall call, string task)
    {
        if (!pool.Models.IsTask(task)) throw new Refusal(404, "task_not_found", $"no skill here does '{task}'", "model");
        var draw = call.Draw with { MaxTokens = null };
        if (!draw.IsEmpty) throw Refusal.Bad($"whoever answers '{task}' does so by its contract; only the number of tokens can be set");
        string text = call.Prompt ?? LastSaid(call);
        return text.Length == 0
            ? throw Refusal.Bad("the prompt is empty", "prompt")
            : new PoolRequest(task, text) { MaxTokens = (int)Math.Clamp(call.Draw.MaxTokens ?? 0, 0, ManyTokens), Then = call.Then };
    }

    private (string Text, bool IsTemplated, string? Warning) TextOf(ClientCall call, LiveSkill skill, int model, bool isSkill)
    {
        if (call.Prompt is { } prompt) return (prompt, false, null);
        var card = pool.Models.CardOf(model);
        if (card.ChatTemplate is { } template)
        {
            try
            {
                return (ChatTemplate.Render(template, call.Turns, card.FirstToken, card.LastToken), true, null);
            }
            catch (TemplateException problem)
            {
                return (Plain(call), false, $"the model's chat template is not used: {problem.Message}");
            }
        }

        // A skill answers one input; a conversation before it is no part of its contract.
        if (skill.IsElsewhere) return (Plain(call), false, null);   // its template lies with it
        if (isSkill) return (LastSaid(call), false, call.Turns.Length > 1 ? $"{skill.Name.Id} answers the last message alone" : null);
        return (Plain(call), false, "the model has no chat template; the messages are joined by lines");
    }

    private static string LastSaid(ClientCall call) => call.Turns.LastOrDefault(turn => turn.Role == "user")?.Content ?? "";

    private static string Plain(ClientCall call) => string.Join('\n', call.Turns.Select(turn => turn.Content));

    private static void CheckInput(string text, LiveSkill skill)
    {
        int bytes = Encoding.UTF8.GetByteCount(text), most = skill.Contract.Input.MaxBytes;
        if (bytes > most) throw Refusal.Bad($"the input has {bytes} bytes, {skill.Name} takes {most}", "prompt");
    }

    private static GenerationOptions SettingsOf(DrawSettings draw, LiveSkill skill, bool byContract)
    {
        var rules = skill.Contract.Determinism;
        long most = draw.MaxTokens switch { null => rules.MaxTokens, < 0 => ManyTokens, var stated => stated.Value };
        return new GenerationOptions
        {
            MaxTokens = (int)Math.Max(1, byContract ? Math.Min(most, rules.MaxTokens) : Math.Min(most, ManyTokens)),
            Stops = draw.Stops,
            Sampling = new SamplingOptions
            {
                Temperature = (float)(draw.Temperature ?? rules.Temperature),
                TopP = (float)(draw.TopP ?? 1),
                MinP = (float)(draw.MinP ?? 0),
                TopK = (int)(draw.TopK ?? 0),
                Seed = (ulong)(draw.Seed ?? 0),
                RepeatPenalty = (float)(draw.RepeatPenalty ?? 1),
                RepeatWindow = (int)(draw.RepeatWindow ?? 64),
            },
        };
    }
}
