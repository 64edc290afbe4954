using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Teleo.Server.Http;

/// <summary>
/// Admits requests by the host name, the origin of the page, the token, and the number of running requests of a client. A page of another
/// origin is never admitted, even if its name resolves to this machine.
/// </summary>
internal sealed class Admission(IReadOnlyCollection<string> hosts, string? token, string operatorToken, int mostPerClient)
{
    private readonly Dictionary<string, int> _underWay = [];
    private readonly byte[]? _token = token is null ? null : Hash(token);
    private readonly byte[] _operator = Hash(operatorToken);

    /// <summary>Requests under way, of all clients.</summary>
    public int UnderWay
    {
        get
        {
            lock (_underWay) return _underWay.Values.Sum();
        }
    }

    /// <summary>Lets a request in until the returned value is disposed; throws <see cref="Refusal"/>.</summary>
    /// <param name="isOpen">Tells that the call needs no token: the page without any of its data.</param>
    public IDisposable Enter(HttpContext context, bool isOpen)
    {
        if (!hosts.Contains(context.Request.Host.Host.ToLowerInvariant()))
            throw new Refusal(403, "unknown_host", "the Host header names another server than this one");
        if (context.Request.Headers.Origin is [{ Length: > 0 } origin, ..] && !IsOwn(origin, context.Request))
            throw new Refusal(403, "foreign_origin", "pages of other origins may not call this server");
        if (_token is not null && !isOpen && !Holds(context, _token) && !Holds(context, _operator))
            throw new Refusal(401, "no_token", "this server needs its token: Authorization: Bearer TOKEN");
        return Take(ClientOf(context));
    }

    /// <summary>Throws where the request does not carry the operator's token.</summary>
    public void NeedOperator(HttpContext context)
    {
        if (!Holds(context, _operator)) throw new Refusal(
            401, "no_operator", "this call needs the operator's token: Authorization: Bearer TOKEN");
    }

    public static string ClientOf(HttpContext context) => (context.Connection.RemoteIpAddress ?? IPAddress.Loopback).ToString();

    private static bool IsOwn(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from)
            && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);

    // Hashes have one length, so that the comparison tells nothing of how much was right.
    private static bool Holds(HttpContext context, byte[] wanted)
    {
        string given = context.Request.Headers.Authorization.ToString();
        const string Scheme = "Bearer ";
        return given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Hash(given[Scheme.Length..].Trim()), wanted);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private Entry Take(string client)
    {
        lock (_underWay)
        {
            int now = _underWay.GetValueOrDefault(client);
            if (now >= mostPerClient) throw TooMany();
            _underWay[client] = now + 1;
        }

        return new Entry(this, client);
    }

    private Refusal TooMany() => new(429, "too_many_requests", $"{mostPerClient} requests of this client are under way")
    {
        RetryAfterSeconds = 1,
    };

    private void Leave(string client)
    {
        lock (_underWay)
            if (--_underWay[client] == 0) _underWay.Remove(client);
    }

    private sealed class Entry(Admission door, string client) : IDisposable
    {
        public void Dispose() => door.Leave(client);
    }
}
