using System.Net;
using System.Text.Json;

namespace Teleo.Server.Tests;

/// <summary>A double of a foreign server of Ollama's protocol: three models, room for what is asked, and the habits that a test gives it.</summary>
internal sealed class ForeignServer : DoubleServer
{
    public static readonly string[] Names = ["llama3:8b", "qwen:4b", "phi:mini"];

    private readonly HashSet<string> _there = [];

    public ForeignServer() => Listen(oneByOne: true);

    /// <summary>Answers wishes well and does nothing.</summary>
    public bool Disobeys { get; set; }

    /// <summary>Answers lists with something that is no list.</summary>
    public bool Babbles { get; set; }

    /// <summary>Models that it holds at once by its own rule, the last used ones; 0 where it does only as it is told.</summary>
    public int Most { get; set; }

    /// <summary>Seconds that it takes for a load of its own.</summary>
    public double LoadSeconds { get; set; }

    public List<string> Wishes { get; } = [];

    public void Drop(string name)
    {
        lock (_there) _there.Remove(name);
    }

    public bool Holds(string name)
    {
        lock (_there) return _there.Contains(name);
    }

    protected override async Task<(int Status, string Text)?> AnswerAsync(HttpListenerRequest call, string body) => (200, call.Url!.AbsolutePath switch
    {
        "/api/version" => """{"version":"0.9.0"}""",
        "/api/tags" => ListOf(Names),
        "/api/ps" => Babbles ? "[]" : ListOf(Resident()),
        _ => await GenerateAsync(JsonElement.Parse(body)),
    });

    private string[] Resident()
    {
        lock (_there) return [.. _there];
    }

    private async Task<string> GenerateAsync(JsonElement call)
    {
        string model = call.GetProperty("model").GetString()!;
        if (call.TryGetProperty("messages", out var turns))
        {
            string heard = string.Join('|', turns.EnumerateArray().Select(turn => $"{turn.GetProperty("role").GetString()}: {turn.GetProperty("content").GetString()}"));
            return JsonSerializer.Serialize(new { message = new { role = "assistant", content = $"{model} heard {heard}" }, done = true, done_reason = "stop" }) + "\n";
        }

        if (call.TryGetProperty("prompt", out var prompt))
        {
            long load = await LoadByItselfAsync(model);
            return $$"""{"response":"{{model}} heard ","done":false}""" + "\n"
                + $$"""{"response":"{{prompt.GetString()}}","done":true,"done_reason":"stop","prompt_eval_count":3,"eval_count":2,"load_duration":{{load}}}""" + "\n";
        }

        bool stays = call.GetProperty("keep_alive").GetInt32() != 0;
        lock (_there)
        {
            Wishes.Add($"{(stays ? "load" : "unload")} {model}");
            if (Disobeys) return "{}";
            if (stays) _there.Add(model);
            else _there.Remove(model);
        }

        return "{}";
    }

    private async Task<long> LoadByItselfAsync(string model)
    {
        if (Most == 0 || Holds(model)) return 0;
        long began = TimeProvider.System.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(LoadSeconds), TimeProvider.System);
        lock (_there)
        {
            while (_there.Count >= Most) _there.Remove(_there.First());
            _there.Add(model);
        }

        return (long)TimeProvider.System.GetElapsedTime(began).TotalNanoseconds;
    }

    private static string ListOf(IEnumerable<string> names) =>
        JsonSerializer.Serialize(new { models = names.Select(name => new { name, size = 1_000_000, digest = new string('a', 64) }) });
}
