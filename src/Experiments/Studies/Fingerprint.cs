using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Teleo.Controller.Domain;
using Teleo.Engine.Storage;
using Teleo.Pool.Requests;

namespace Teleo.Experiments.Studies;

/// <summary>Names of contents: what has the same fingerprint is the same.</summary>
internal static class Fingerprint
{
    public const int ShortLength = 12;

    /// <summary>
    /// The code that decides, simulates and judges, by what it was compiled from: the module ids of deterministic
    /// builds change with the sources and with nothing else.
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
