using System.Globalization;
using System.Text;
using System.Text.Json;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Engine.Trust;

namespace Teleo.Experiments.Studies;

/// <summary>
/// The signature of a witness on the hash of a registration and the time of signing. It shows that the registration existed then, as far as
/// the key holder and that holder's clock are trusted; the author's own key shows nothing.
/// </summary>
internal sealed record WitnessReceipt
{
    /// <summary>The name of the file beside the registration.</summary>
    public const string FileName = "receipt.json";

    private const string KnownFormat = "teleo.receipt/1";

    private static readonly JsonLimits Limits = new(1 << 14);

    public string Format { get; init; } = KnownFormat;

    public required string Registration { get; init; }

    public required DateTimeOffset WitnessedUtc { get; init; }

    /// <summary>The witness's public key, in base64.</summary>
    public required string PublicKey { get; init; }

    public required DetachedSignature Signature { get; init; }

    public static WitnessReceipt Of(Registration registration, SigningKey key, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return new()
        {
            Registration = registration.Sha256,
            WitnessedUtc = now,
            PublicKey = key.Public.ToString(),
            Signature = key.Sign(Content(registration.Sha256, now)),
        };
    }

    /// <summary>
    /// Returns the witness and time of a registration, or that it was not witnessed, with the fault of an invalid receipt.
    /// </summary>
    /// <param name="firstRunUtc">When the first run of the study was noted; null before.</param>
    public static string Standing(string folder, Registration registration, DateTimeOffset? firstRunUtc)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return "not witnessed";
        bool isReceipt = JsonInput.TryRead<WitnessReceipt>(
            InputFile.ReadAll(path, Limits.Bytes), StudyFile.Options, Limits, out var receipt, out _);
        string? problem = isReceipt ? receipt!.Problem(registration, firstRunUtc) : "it is no receipt";
        return problem is null
            ? string.Create(
                CultureInfo.InvariantCulture, $"witnessed by key {receipt!.Signature.KeyId} at {receipt.WitnessedUtc.UtcDateTime:u}")
            : $"not witnessed ({FileName}: {problem})";
    }

    public void Write(string folder) =>
        AtomicFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, StudyFile.Options) + "\n");

    private string? Problem(Registration registration, DateTimeOffset? firstRunUtc) =>
        Format != KnownFormat ? $"its format is not {KnownFormat}"
        : Registration != registration.Sha256 ? "it is of another registration"
        : Engine.Trust.PublicKey.Read(PublicKey, out string fault) is not { } key ? $"of its key: {fault}"
        : !key.Verifies(Content(Registration, WitnessedUtc), Signature) ? "its signature is not that of its key"
        : WitnessedUtc < registration.RegisteredUtc ? "it was signed before the study was registered"
        : firstRunUtc is { } first && first <= WitnessedUtc ? "it was signed after the first run"
        : null;

    private static byte[] Content(string registration, DateTimeOffset utc) =>
        Encoding.UTF8.GetBytes($"{KnownFormat}\n{registration}\n{utc.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}\n");
}
