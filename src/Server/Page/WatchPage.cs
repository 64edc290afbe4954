using Teleo.Server.Http;

namespace Teleo.Server.Page;

/// <summary>The page that watches and operates a server. It holds everything it needs and asks this server alone.</summary>
internal static class WatchPage
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static readonly byte[] Text = Read();

    public static Task SendAsync(Exchange exchange)
    {
        exchange.Header("Content-Security-Policy", Policy);
        exchange.Header("X-Content-Type-Options", "nosniff");
        exchange.Header("Cache-Control", "no-cache");
        return exchange.WriteTextAsync("text/html; charset=utf-8", Text);
    }

    private static byte[] Read()
    {
        using var stream = typeof(WatchPage).Assembly.GetManifestResourceStream("watch-page.html")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
