using System.Text;
using System.Text.Json;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Studies;

/// <summary>
/// The append-only ledger of actions on a study: registered, run, looked at, merged. Each line has the hash of the previous line, so that a
/// changed, removed or moved line shows. The file is beside the folder of the results and survives its deletion. Deleting the whole ledger
/// leaves no evidence; only an external witness can show that.
/// </summary>
internal sealed class AttemptLedger(string folder)
{
    private const long LargestBytes = 1 << 28;

    private static readonly JsonSerializerOptions OneLine = new(StudyFile.Options) { WriteIndented = false };

    public string Path { get; } = System.IO.Path.TrimEndingDirectorySeparator(folder) + ".attempts.jsonl";

    /// <summary>Every line up to the place where the chain first breaks.</summary>
    public IReadOnlyList<Attempt> Read(out string? gap)
    {
        gap = null;
        return File.Exists(Path)
            ? Parse(InputFile.ReadText(Path, LargestBytes).Split('\n', StringSplitOptions.RemoveEmptyEntries), out gap) : [];
    }

    /// <summary>Adds a line. Several machines may share the file: each holds it alone while it writes.</summary>
    public void Append(string what, string registration, string detail, IReadOnlyList<string> cells, TimeProvider clock)
    {
        using var file = HeldFile.Open(Path, clock, "the ledger of attempts");
        var attempts = Parse(Encoding.UTF8.GetString(file.ReadAll()).Split('\n', StringSplitOptions.RemoveEmptyEntries), out string? gap);
        if (gap is not null) return;   // an append would hide where the gap is
        var attempt = new Attempt(attempts.Count, what, clock.GetUtcNow(), registration, detail, cells, LastHash(attempts), "");
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(attempt with { Hash = HashOf(attempt) }, OneLine), (byte)'\n'];
        file.Write(line, file.Length);
        file.Flush();
    }

    private static List<Attempt> Parse(IEnumerable<string> lines, out string? gap)
    {
        gap = null;
        var attempts = new List<Attempt>();
        foreach (string line in lines)
        {
            var attempt = TryParse(line);
            if (attempt is null || attempt.Number != attempts.Count || attempt.Previous != LastHash(attempts)
                || attempt.Hash != HashOf(attempt))
            {
                gap = $"the ledger of attempts has a gap at line {attempts.Count + 1}";
                break;
            }

            attempts.Add(attempt);
        }

        return attempts;
    }

    private static Attempt? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Attempt>(line, OneLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string LastHash(List<Attempt> attempts) => attempts.Count == 0 ? "" : attempts[^1].Hash;

    private static string HashOf(Attempt attempt) => Fingerprint.Of(JsonSerializer.Serialize(attempt with { Hash = "" }, OneLine));
}
