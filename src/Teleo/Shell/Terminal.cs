using System.Text;
using Teleo.Experiments.Tables;

namespace Teleo.Shell;

/// <summary>The program's streams and their capabilities. Text is UTF-8; results go to one stream, everything else to the other.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error, Stream input, TimeProvider clock) : IDisposable
{
    public TextWriter Out { get; } = output;

    public TextWriter Error { get; } = error;

    /// <summary>The input as bytes; <see cref="ReadLineAsync"/> reads it line by line.</summary>
    public Stream Input { get; } = input;

    public TimeProvider Clock { get; } = clock;

    public int Width { get; init; } = Table.DefaultWidth;

    public int Height { get; init; } = 40;

    /// <summary>True if the result stream is a terminal.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>True if the error stream is a terminal, where progress is shown.</summary>
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
    /// Reads a line, or null at the end. A waiting caller can be cancelled; the read itself continues, and its line goes to the next
    /// caller.
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

    /// <summary>Returns bold text if colours are enabled, else the text itself.</summary>
    public string Bold(string text) => UsesColor ? $"\e[1m{text}\e[0m" : text;

    public string Faint(string text) => UsesColor ? $"\e[2m{text}\e[0m" : text;

    /// <summary>
    /// Flushes the output. False if the result stream accepts no more, for example on a full disk; that is reported once.
    /// </summary>
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
