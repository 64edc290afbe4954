using System.CommandLine;
using Teleo.Commands;

namespace Teleo.Tests.Shell;

/// <summary>A command line that works but for one word of an option or an argument.</summary>
internal sealed record SpoiledLine(string Path, Symbol Symbol, string[] Words)
{
    private static readonly string[] Odd =
    [
        "", " ", "-1", "0", "1.5", "NaN", "Infinity", "-Infinity", "1e308", "-1e308", "1e-320", "2147483647", "2147483648", "-2147483649", "9223372036854775807",
        "99999999999999999999", "0x10", "1,5", "١٢", "\0", "a\u001b[31mb", "a\nb", "a\r\tb", new string('x', 10_000), "\ud800", "a\u202eb", "../../x", "-", "--", "@file", ",", "1,,2",
        "1,2,NaN", "-1,0", "=", "a=b=c", "lru:seconds=NaN", "ttl:seconds=-1", ":", "1:0:5", "1:2:NaN", "0:0:0", "1:2:2147483647", "1/0", "0/1", "50%", "-5%", "0%", "1e400%", "NaN%",
        "1e30GiB", "-1GiB", "0x1p3", "no such name", "all", "2999-99-99", "http://", "ftp://x:99999", "1;2", "'", "\"", "{}", "null", "true",
    ];

    private static readonly string[] Files = ["FILE", "FOLDER", "DIR"];

    /// <summary>True where the option takes a number.</summary>
    public bool IsNumber => Symbol is Option { ValueType: var type }
        && (Nullable.GetUnderlyingType(type) ?? type) is { IsPrimitive: true } plain && plain != typeof(bool);

    /// <summary>Every option and argument of every command with every odd word, the word left out, and the word given twice.</summary>
    public static IEnumerable<SpoiledLine> All(SoundCommands sound, string folder)
    {
        var lines = sound.Cheap.Concat(sound.Dear).GroupBy(EveryCommandTests.PathOf).ToDictionary(group => group.Key, group => group.First());
        foreach (var (path, verb) in EveryCommandTests.All)
        {
            string[] line = lines[path];
            foreach (var option in verb.Options)
            {
                string[] rest = Without(line, option);
                bool isFlag = option.ValueType == typeof(bool), isFile = Files.Contains(option.HelpName);
                yield return new(path, option, [.. rest, option.Name]);
                yield return new(path, option, [.. rest, option.Name, "1", option.Name, "2"]);
                foreach (string word in Odd)
                    yield return new(path, option, isFlag ? [.. rest, $"{option.Name}={word}"] : [.. rest, option.Name, isFile ? In(folder, word) : word]);
            }

            foreach (var argument in verb.Arguments)
            {
                int at = PlaceOf(line, path, argument);
                yield return new(path, argument, [.. line[..at], .. line[Math.Min(at + 1, line.Length)..]]);
                foreach (string word in Odd)
                    yield return new(path, argument, [.. line[..at], argument.ValueType == typeof(string) ? In(folder, word) : word, .. line[Math.Min(at + 1, line.Length)..]]);
            }
        }
    }

    public override string ToString() => $"{Path} {Symbol.Name}: {string.Join(' ', Words.Select(word => word.Length > 200 ? word[..200] : word))}";

    /// <summary>A name in the folder of the test, so that what is written goes there; what can name no file stays as it is.</summary>
    private static string In(string folder, string word) => word is "" or "-" or "--" || word.Contains('\0') ? word : System.IO.Path.Combine(folder, "odd", word);

    private static string[] Without(string[] line, Option option)
    {
        int at = Array.FindIndex(line, word => word == option.Name || option.Aliases.Contains(word));
        int count = option.ValueType == typeof(bool) ? 1 : 2;
        return at < 0 ? line : [.. line[..at], .. line[(at + count)..]];
    }

    /// <summary>The place of an argument's first word; the first after the command where the line has none.</summary>
    private static int PlaceOf(string[] line, string path, Argument argument)
    {
        int first = path.Split(' ').Length;
        var tokens = TeleoCommands.Tree.Root.Parse(line).GetResult(argument)?.Tokens;
        return tokens is [var token, ..] ? Array.IndexOf(line, token.Value, first) : first;
    }
}
