using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Teleo.Controller.Tests.Domain;

/// <summary>
/// A run by chance whose every figure is kept as one digest in <c>tests/data/golden/controller.txt</c>. It notices any change of what the
/// code does, meant or not; the laws say which changes are wrong. <c>UPDATE_GOLDEN=1</c> writes the digests anew.
/// </summary>
internal sealed class KnownRun
{
    private static readonly string File = Repository.PathOf("tests", "data", "golden", "controller.txt");

    private static readonly Lock Writing = new();

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Note(FormattableString figures) => Note(Encoding.UTF8.GetBytes(FormattableString.Invariant(figures) + "\n"));

    public void Note(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    public void AssertKnown(string name, [CallerMemberName] string test = "")
    {
        string line = $"{test} {name} {Convert.ToHexStringLower(_hash.GetHashAndReset())[..16]}";
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") Renew($"{test} {name} ", line);
        else Assert.Contains(line, Known());
    }

    private static string[] Known() => System.IO.File.Exists(File) ? System.IO.File.ReadAllLines(File) : [];

    /// <summary>Writes one line anew; tests of other classes do the same at the same time.</summary>
    private static void Renew(string beginning, string line)
    {
        lock (Writing)
        {
            var others = Known().Where(other => !other.StartsWith(beginning, StringComparison.Ordinal));
            System.IO.File.WriteAllText(File, string.Concat(others.Append(line).Order(StringComparer.Ordinal).Select(l => l + "\n")));
        }
    }
}
