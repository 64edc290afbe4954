using System.Diagnostics;
using System.Globalization;
using Teleo.Engine.Generation;
using Teleo.Engine.Runtime;
using Teleo.Engine.Tokenizers;

// What the native library costs beside the same engine compiled as it runs. Needs gcc. Usage, from the root of the tree:
//   bash src/Native/build.sh && dotnet run -c Release --project bench/Teleo.Bench.Native [-- LEVEL...] (v2 v3 v4; those this processor has)
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const string Model = "skills/stories260K/stories260K.gguf";
const int Rounds = 5, Answers = 40, WarmingAnswers = 300, TokensAnAnswer = 128;
string built = Path.GetFullPath("artifacts/native/linux-x64");
string work = Directory.CreateTempSubdirectory("teleo-bench-native-").FullName;
string[] levels = args.Length > 0 ? args : [Best()];
foreach (string level in levels) Measure(level);
Directory.Delete(work, recursive: true);
return 0;

static string Best() => System.Runtime.Intrinsics.X86.Avx512BW.IsSupported ? "v4" : System.Runtime.Intrinsics.X86.Avx2.IsSupported ? "v3" : "v2";

void Measure(string level)
{
    string image = Path.Combine(built, $"libteleo-x86-64-{level}.so");
    string host = Path.Combine(work, "host-" + level);
    // Linked as any program links it; the chosen image alone lies where the loader looks for the others.
    string folder = Directory.CreateDirectory(Path.Combine(work, level)).FullName;
    File.Copy(Path.Combine(built, "libteleo.so"), Path.Combine(folder, "libteleo.so"));
    File.Copy(image, Path.Combine(folder, Path.GetFileName(image)));
    Run("gcc", "-O2", "-Iinclude", "bench/Teleo.Bench.Native/host.c", "-o", host, "-L" + folder, "-Wl,-rpath," + folder, "-lteleo");

    double[] calls = Run(host, "calls"), load = Run(host, "load", Model, "200"), start = Run(host, "start", Model, "50");
    var (first, native, warm) = (new List<double>(), new List<double>(), new List<double>());
    using var jit = new JitDecoder(Model);
    for (int answer = 0; answer < WarmingAnswers; answer++) jit.Nanoseconds(TokensAnAnswer);
    for (int round = 0; round < Rounds; round++)
    {
        double[] decoded = Run(host, "decode", Model, Answers.ToString(CultureInfo.InvariantCulture));
        first.Add(decoded[0]);
        native.Add(Median(decoded[1..]));
        warm.Add(Median([.. Enumerable.Range(0, Answers).Select(_ => jit.Nanoseconds(TokensAnAnswer))]));
    }

    double[] ratios = [.. warm.Zip(native, (slow, fast) => slow / fast)], firstRatios = [.. warm.Zip(first, (slow, fast) => slow / fast)];
    Console.WriteLine($"| figure ({level}) | wanted | measured |\n|---|---|---|");
    Console.WriteLine($"| empty call: version, result length, initialise, sdk version, sdk length | 1 us | {string.Join(", ", calls.Select(ns => $"{ns:F0}"))} ns |");
    Console.WriteLine($"| load of 0.26 M from memory, first and median of 200 | 2 ms | {load[0]:F2}, {load[1]:F2} ms |");
    Console.WriteLine($"| process start to first token, least and median of 50 | 20 ms | {start[0]:F1}, {start[1]:F1} ms |");
    Console.WriteLine($"| decode, processor time a token, median | | {Median([.. native]) / 1000:F1} us; compiled as it runs, warm: {Median([.. warm]) / 1000:F1} us |");
    Console.WriteLine($"| decode over warm | 0.95 | {Median(ratios):F2} ({ratios.Min():F2} to {ratios.Max():F2}) |");
    Console.WriteLine($"| decode of the first answer over warm | 0.95 | {Median(firstRatios):F2} ({firstRatios.Min():F2} to {firstRatios.Max():F2}) |");
    Console.WriteLine($"| library | 4 MB | {new FileInfo(image).Length / 1e6:F2} MB |");
    Console.WriteLine();
}

static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

static double[] Run(string program, params string[] arguments)
{
    using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
    string output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(double.Parse)];
}

/// <summary>The same answers by the same steps, in this process.</summary>
internal sealed class JitDecoder : IDisposable
{
    private readonly ModelRuntime _runtime = new(new(), TimeProvider.System);
    private readonly ITokenizer _tokenizer;
    private readonly Teleo.Engine.Sessions.Session _session;
    private readonly int[] _prompt;

    public JitDecoder(string path)
    {
        if (!_runtime.TryLoad(path, out var error) || !TokenizerFactory.TryCreate(_runtime.File.Vocabulary, out _tokenizer!, out error)) throw new InvalidDataException(error.ToString());
        _session = _runtime.NewSession();
        var tokens = new List<int>();
        _tokenizer.Encode("Once upon a time"u8, addSpecial: true, parseSpecial: false, tokens);
        _prompt = [.. tokens];
    }

    /// <summary>Processor time a token of one answer.</summary>
    public double Nanoseconds(int count)
    {
        _session.Truncate(0);
        using var steps = new Answer(_session, _tokenizer, new() { MaxTokens = int.MaxValue }, TimeProvider.System).Steps(_prompt).GetEnumerator();
        steps.MoveNext();
        var began = Environment.CpuUsage.TotalTime;
        for (int token = 0; token < count; token++) steps.MoveNext();
        return (Environment.CpuUsage.TotalTime - began).TotalNanoseconds / count;
    }

    public void Dispose()
    {
        _session.Dispose();
        _runtime.Dispose();
    }
}
