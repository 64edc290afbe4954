using System.Collections.Immutable;
using System.Net.Http.Json;
using System.Text;
using Teleo.Engine.Input;

namespace Teleo.Experiments.Worlds;

/// <summary>Asks a running Ollama server for its models.</summary>
internal static class OllamaServer
{
    /// <summary>The default context of the server in tokens.</summary>
    private const long DefaultContext = 4096;

    private const int LargestAnswer = 64 << 20;

    /// <summary>The models with their KV caches; the context is assumed, and marked.</summary>
    public static async Task<World> ReadAsync(Uri server, MachineProfile machine, CancellationToken cancellation)
    {
        using var client =
            new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(30), MaxResponseContentBufferSize = LargestAnswer };
        var models = OllamaModels.Tags(await AskAsync(client, "api/tags", null, cancellation), server.ToString()).ToArray();
        var assumed = ImmutableArray.CreateBuilder<string>();
        for (int i = 0; i < models.Length; i++)
        {
            string show = await AskAsync(client, "api/show", models[i].Name, cancellation);
            models[i] = OllamaModels.WithDetails(models[i], show, DefaultContext, server.ToString());
            if (models[i].ContextTokens is not null) assumed.Add($"models[{i}].context_tokens");
        }

        return new World { Models = [.. models], Machine = machine, Assumed = assumed.ToImmutable() };
    }

    private static async Task<string> AskAsync(HttpClient client, string path, string? model, CancellationToken cancellation)
    {
        string address = new Uri(client.BaseAddress!, path).ToString();
        try
        {
            using var answer = model is null
                ? await client.GetAsync(path, cancellation)
                : await client.PostAsJsonAsync(path, new { model }, cancellation);
            if (!answer.IsSuccessStatusCode) throw new InputException(
                "BadOllama", $"the server answered with status {(int)answer.StatusCode}", address);
            return Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (HttpRequestException)
        {
            throw new InputException("NoAnswer", "no server answers; start Ollama, or give the text of 'ollama list' in a file", address);
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new InputException("NoAnswer", "the server did not answer within 30 s", address);
        }
    }
}
