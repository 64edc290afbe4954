using System.Text;
using Teleo.Experiments.Tables;

namespace Teleo.Shell;

/// <summary>The program's streams and what they can show. Text is UTF-8; results go to one stream, everything else to the other.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error, Stream input, TimeProvider clock) : IDisposable
{
    public TextWriter Out { get; } = output;

    public TextWriter Error { get; } = error;

    /// <summary>Bytes as they come; a text that is asked for line by line is read with <see cref="ReadLineAsync"/>.</summary>
    public Stream Input { get; } = input;

    public TimeProvider Clock { get; } = clock;

    public int Width { get; init; } = Table.DefaultWidth;

    public int Height { get; init; } = 40;

    /// <summary>A person sees the result stream.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>A person sees the error stream, where progress is shown.</summary>
    public bool ShowsProgress { get; init; }

    public bool UsesColor { get; init; }

    private bool _isLost;
    private StreamReader? _lines;
    private Task<string?>? _line;

    public static Terminal OfConsole(TimeProvider clock)
    {
        bool interactive = !Console.IsOutputRedirected;
        bool plain = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 }
            || Environment.GetEnvironmentVariable("TERM") == "dumb";
        return new Terminal(
            Utf8(Console.OpenStandardOutput(), flush: interactive),
            Utf8(Console.OpenStandardError(), flush: true),
            Console.OpenStandardInput(),
            clock)
        {
            IsInteractive = interactive,
            ShowsProgress = !Console.IsErrorRedirected && !plain,
            UsesColor = interactive && !plain,
            Width = interactive && Console.WindowWidth > 0 ? Math.Max(40, Console.WindowWidth) : Table.DefaultWidth,
            Height = interactive && Console.WindowHeight > 0 ? Console.WindowHeight : 40,
        };
    }

    /// <summary>
    /// A line, or null at the end. Who waits for it can be called away; the reading itself cannot, and its line is for who asks next.
    /// </summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancellation)
    {
        _line ??= Task.Run((_lines ??= new StreamReader(Input, new UTF8Encoding(false))).ReadLine, CancellationToken.None);
        string? line = await _line.WaitAsync(cancellation);
        _line = null;
        return line;
    }

    /// <summary>Writes a table no wider than this terminal.</summary>
    public void Write(Table table) => table.WriteTo(Out, Width, Bold);

    /// <summary>Text that stands out where colours are wanted, and itself elsewhere.</summary>
    public string Bold(string text) => UsesColor ? $"\e[1m{text}\e[0m" : text;

    public string Faint(string text) => UsesColor ? $"\e[2m{text}\e[0m" : text;

    /// <summary>Sends on what was written. False where the result stream takes no more, as on a full disk; that is said once.</summary>
    public bool TryFlush()
    {
        if (_isLost) return false;
        try
        {
            Out.Flush();
            return true;
        }
        catch (IOException full)
        {
            _isLost = true;
            Error.WriteLine($"teleo: error InputOutput: the result could not be written: {full.Message}");
            return false;
        }
    }

    public void Dispose() => TryFlush();

    private static StreamWriter Utf8(Stream stream, bool flush) => new(stream, new UTF8Encoding(false)) { AutoFlush = flush };
}
