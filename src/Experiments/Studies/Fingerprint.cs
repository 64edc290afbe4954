using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Teleo.Controller.Domain;
using Teleo.Engine.Storage;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Studies;

/// <summary>Computes fingerprints of contents: equal fingerprints mean equal contents.</summary>
internal static class Fingerprint
{
    public const int ShortLength = 12;

    /// <summary>
    /// The identity of the code that decides, simulates and judges: the module ids of deterministic builds change only with the sources.
    /// </summary>
    public static readonly string Code = Of(string.Join('\n',
        ((Assembly[])[typeof(Fingerprint).Assembly, typeof(Catalog).Assembly, typeof(Request).Assembly])
            .Select(a => a.ManifestModule.ModuleVersionId)));

    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static string OfFile(string path)
    {
        using var stream = InputFile.Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    public static string Short(string fingerprint) => fingerprint[..ShortLength];
}
