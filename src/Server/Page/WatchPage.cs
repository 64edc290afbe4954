using System.Text;
using Teleo.Server.Http;

namespace Teleo.Server.Page;

/// <summary>The page that watches and operates a server. It holds everything it needs and asks this server alone.</summary>
internal static class WatchPage
{
    /// <summary>The path of the page, which needs no token and contains no data of the pool.</summary>
    public const string Path = "/";

    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
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
        string page = Resource("watch-page.html").Replace("/*style*/", Resource("watch-page.css"), StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(page.Replace("/*script*/", Resource("watch-page.js"), StringComparison.Ordinal));
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(WatchPage).Assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
