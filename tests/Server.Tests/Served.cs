using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Teleo.Engine.Models;
using Teleo.Engine.Packing;
using Teleo.Server.Serving;

namespace Teleo.Server.Tests;

/// <summary>A server over two shipped skills and one bare model file, reached through a socket of its own.</summary>
internal sealed class Served : IAsyncDisposable
{
    public const string Operator = "operator-token-of-the-tests";

    private readonly string _folder;
    private ServerHost? _host;

    private Served(string folder, ServerHost host)
    {
        (_folder, _host) = (folder, host);
        Client = ClientFor(host);
    }

    public HttpClient Client { get; private set; }

    public ServerHost Host => _host!;

    public string FileIn(string name) => Path.Combine(_folder, name);

    public static async Task<Served> StartAsync(Func<ServeOptions, ServeOptions>? change = null)
    {
        string folder = TestFolder.New("teleo-serve");
        foreach (string skill in (string[])["addition", "reversal"]) Copy(Repository.PathOf("skills", skill), Path.Combine(folder, "models", skill));
        File.Copy(Repository.PathOf("skills", "stories260K", "stories260K.gguf"), Path.Combine(folder, "models", "Stories 260K.gguf"));
        return new Served(folder, await ServerHost.StartAsync(OptionsFor(folder, change), TimeProvider.System, _ => { }));
    }

    /// <summary>Ends the server and starts another over the same folder.</summary>
    public async Task RestartAsync(Func<ServeOptions, ServeOptions>? change = null)
    {
        await StopAsync();
        _host = await ServerHost.StartAsync(OptionsFor(_folder, change), TimeProvider.System, _ => { });
        Client = ClientFor(_host);
    }

    public async Task StopAsync()
    {
        if (_host is null) return;
        Client.Dispose();
        await _host.DisposeAsync();
        _host = null;
    }

    /// <summary>Adds a shipped skill to the folder; the next start finds it.</summary>
    public void Add(string skill) => Copy(Repository.PathOf("skills", skill), Path.Combine(_folder, "models", skill));

    /// <summary>Adds a model file that knows nothing; the next start finds it.</summary>
    public void Invent(string name, string shape)
    {
        Assert.True(FixtureShape.TryParse(shape, out var parsed));
        Assert.True(Packer.TryWriteFixture(Path.Combine(_folder, "models", $"{name}.gguf"), parsed, TensorType.F32, 1, out _));
    }

    public Task<HttpResponseMessage> PostAsync(string path, object body, HttpCompletionOption wait = HttpCompletionOption.ResponseContentRead) =>
        PostTextAsync(path, JsonSerializer.Serialize(body), wait);

    public Task<HttpResponseMessage> PostTextAsync(string path, string body, HttpCompletionOption wait = HttpCompletionOption.ResponseContentRead) =>
        Client.SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") }, wait);

    public async Task<JsonElement> GetAsync(string path) => JsonDocument.Parse(await Client.GetStringAsync(path)).RootElement;

    public static async Task<JsonElement> BodyOf(HttpResponseMessage response, HttpStatusCode expected = HttpStatusCode.OK)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public void BeOperator() => Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Operator);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static ServeOptions OptionsFor(string folder, Func<ServeOptions, ServeOptions>? change)
    {
        var options = new ServeOptions { Models = Path.Combine(folder, "models"), Variants = ["q8_0"], Memory = "100%", Port = 0, OperatorToken = Operator };
        return change?.Invoke(options) ?? options;
    }

    private static HttpClient ClientFor(ServerHost host) => new() { BaseAddress = host.Address, Timeout = TimeSpan.FromSeconds(60) };

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
