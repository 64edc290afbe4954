namespace Teleo.Server.Http;

/// <summary>A refused request, with its HTTP status, a stable code, and the faulty field, if any.</summary>
internal sealed class Refusal(int status, string code, string message, string? fieldName = null) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    public string? Field => fieldName;

    /// <summary>Seconds after which trying again makes sense; 0 where it does not.</summary>
    public int RetryAfterSeconds { get; init; }

    public static Refusal Bad(string message, string? fieldName = null) => new(400, "invalid_request", message, fieldName);

    public static Refusal NotFound(string message) => new(404, "not_found", message);
}
