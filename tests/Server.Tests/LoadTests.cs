using System.Text;

namespace Teleo.Server.Tests;

/// <summary>Many connections at once: none is lost. How fast they are is measured by bench/Teleo.Bench.Server.</summary>
public sealed class LoadTests : IAsyncLifetime
{
    private Served _served = null!;

    public async Task InitializeAsync() => _served = await Served.StartAsync();

    public async Task DisposeAsync() => await _served.DisposeAsync();

    [Fact]
    public async Task Short_requests_over_64_connections_are_all_answered()
    {
        const int Clients = 64, Each = 20;
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Clients }) { BaseAddress = _served.Host.Address };
        byte[] body = Encoding.UTF8.GetBytes("""{"model":"addition","prompt":"1+1","stream":false}""");
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            for (int i = 0; i < Each; i++)
            {
                using var answer = await client.PostAsync("/api/generate", new ByteArrayContent(body));
                answer.EnsureSuccessStatusCode();
            }
        }));
        Assert.Equal(Clients * Each, (await _served.GetAsync("/teleo/state")).GetProperty("answered").GetInt64());
    }
}
