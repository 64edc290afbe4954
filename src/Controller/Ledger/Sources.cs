namespace Teleo.Controller.Ledger;

/// <summary>The sources of foresight by name and number: learned sources, declared sources, and external ones.</summary>
public sealed class Sources
{
    /// <summary>The request rate of a skill.</summary>
    public const int Popularity = 0;

    /// <summary>The request interval of a skill.</summary>
    public const int Period = 1;

    /// <summary>The skill of the previous request.</summary>
    public const int Successor = 2;

    /// <summary>A pipeline that names its next step.</summary>
    public const int Pipeline = 3;

    /// <summary>The operator of the pool.</summary>
    public const int Operator = 4;

    /// <summary>Clients without an account of their own.</summary>
    public const int Client = 5;

    /// <summary>The most clients with an account of their own.</summary>
    public const int MostClients = 32;

    private static readonly string[] Known = ["popularity", "period", "successor", "pipeline", "operator", "client"];

    private readonly string[] _names;
    private readonly bool _isOne;

    public Sources(ForesightOptions options)
    {
        _names = [.. Known, .. Listed(options.Clients)];
        _isOne = options.OneAccount;
    }

    public int Count => _names.Length;

    /// <summary>The number of accounts.</summary>
    public int Accounts => _isOne ? 1 : _names.Length;

    public string NameOf(int source) => source < _names.Length ? _names[source] : $"source {source}";

    /// <summary>The account that a source stakes from.</summary>
    public int AccountOf(int source) => _isOne ? 0 : source;

    /// <summary>Returns the number of a name; an unknown name has the number of clients without an account.</summary>
    public int Of(string name)
    {
        int at = Array.IndexOf(_names, name);
        return at < 0 ? Client : at;
    }

    internal static IEnumerable<string> Problems(string clients)
    {
        string[] names = [.. Listed(clients)];
        if (names.Length > MostClients)
            yield return $"{nameof(ForesightOptions.Clients)} must name at most {MostClients} clients, names {names.Length}";
        foreach (string name in names.Where(name => Known.Contains(name)))
            yield return $"{nameof(ForesightOptions.Clients)} names '{name}', which is a source already";
        foreach (var twice in names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            yield return $"{nameof(ForesightOptions.Clients)} names '{twice.Key}' twice";
    }

    private static IEnumerable<string> Listed(string clients) =>
        clients.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
