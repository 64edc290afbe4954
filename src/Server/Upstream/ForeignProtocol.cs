using System.Net.Http.Json;
using System.Text.Json;

namespace Teleo.Server.Upstream;

/// <summary>Finds out which protocol another server speaks, and makes the client for it.</summary>
internal static class ForeignProtocol
{
    public const string Asked = "auto", Ollama = "ollama", LlamaServer = "llama-server";

    public static IReadOnlyList<string> Names { get; } = [Asked, Ollama, LlamaServer];

    /// <param name="name">One of <see cref="Names"/>; the first one asks the server.</param>
    /// <param name="controls">The client's commands alone load and unload there.</param>
    /// <exception cref="FormatException">The server speaks none of them.</exception>
    public static async Task<IForeignClient> OpenAsync(
        Uri address, string name, bool controls, TimeProvider time, CancellationToken cancellation)
    {
        var http = new HttpClient
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 1 << 24,
        };
        try
        {
            if (name == Asked) name = await AskAsync(http, cancellation);
            return name == Ollama ? new OllamaClient(http, time) : new LlamaServerClient(http, time, loadsByItself: !controls);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Asks a server for its protocol: both answer <c>/api/tags</c>, only Ollama its version. A server with both, as ours, counts as
    /// Ollama, because that protocol reports load times.
    /// </summary>
    private static async Task<string> AskAsync(HttpClient http, CancellationToken cancellation)
    {
        if (await ReadAsync(http, "/api/version", cancellation) is { ValueKind: JsonValueKind.Object } version
            && version.TryGetProperty("version", out _)) return Ollama;
        if (await ReadAsync(http, "/models", cancellation) is not { } models)
            throw new FormatException("it answers neither /api/version as an Ollama nor /models as a llama-server");
        return LlamaServerClient.RouterList(models) is not null ? LlamaServer : throw new FormatException(
            "its /models names no status: it is a llama-server of one model; start it without a model, as a router (--models-dir DIR)");
    }

    private static async Task<JsonElement?> ReadAsync(HttpClient http, string path, CancellationToken cancellation)
    {
        using var answer = await http.GetAsync(path, cancellation);
        if (!answer.IsSuccessStatusCode) return null;
        try
        {
            return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        }
        catch (JsonException)
        {
            return null;   // a page, perhaps
        }
    }
}
