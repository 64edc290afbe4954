using System.Globalization;
using System.Text;
using Teleo.Experiments.Workloads;

/// <summary>Rows per second of the import of logs on one thread, and the memory it takes.</summary>
internal static class ImportBench
{
    private const int Models = 50;
    private const string Header = "timestamp,model,user,prompt_tokens,completion_tokens\n";
    private static readonly DateTime Start = new(2026, 1, 5, 8, 0, 0, DateTimeKind.Utc);

    public static void Run(int rows)
    {
        Console.WriteLine("| log | rows | seconds | M rows/s | MB/s | largest working set MB |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        Measure("seconds from the start", rows, "t_s,model,session,input_tokens,output_tokens\n", (text, i) =>
            AddRow(text, i, $"{i * 0.0031:F4}"));
        Measure("ISO 8601", rows, Header, (text, i) => AddRow(text, i, Iso(i)));
        Measure("ISO 8601, a tenth out of order", rows, Header, (text, i) => AddRow(text, i, Iso(i % 10 == 0 ? i + 50_000 : i)));
        Measure("JSON lines", rows, "", AddObject);
    }

    private static string Iso(int i) => Start.AddMilliseconds(3.1 * i).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ",
        CultureInfo.InvariantCulture);

    private static string Model(int i) => $"model-{i * 7919L % Models:00}";

    private static void AddRow(StringBuilder text, int i, string time) =>
        text.Append(CultureInfo.InvariantCulture, $"{time},{Model(i)},u{i % 997},{i * 104_729L % 4096},{i % 512}\n");

    private static void AddObject(StringBuilder text, int i)
    {
        string usage = $$"""{"prompt_tokens":{{i * 104_729L % 4096}},"completion_tokens":{{i % 512}}}""";
        text.Append($$"""{"created_at":"{{Iso(i)}}","model":"{{Model(i)}}","usage":{{usage}}}""").Append('\n');
    }

    private static void Measure(string name, int rows, string header, Action<StringBuilder, int> row)
    {
        string path = Path.GetTempFileName(), trace = path + ".trace";
        try
        {
            using (var file = new StreamWriter(path))
            {
                file.Write(header);
                var text = new StringBuilder();
                for (int i = 0; i < rows; i++)
                {
                    row(text, i);
                    if (text.Length < 1 << 16 && i < rows - 1) continue;
                    file.Write(text);
                    text.Clear();
                }
            }

            var start = Environment.CpuUsage.TotalTime;
            using (var file = File.OpenRead(path))
            using (var writer = WorkloadWriter.ToFile(trace))
            {
                var log = LogFile.Import(file, request => writer.Add(request), out var error)
                    ?? throw new InvalidDataException(error!.ToString());
                writer.Complete(log.Models);
                if (writer.Count != rows) throw new InvalidDataException($"{writer.Count} of {rows} rows");
            }

            double seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
            using var self = System.Diagnostics.Process.GetCurrentProcess();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {rows} | {seconds:F2} | {rows / seconds / 1e6:F2} | {new FileInfo(path).Length / seconds / 1e6:F0} | "
                    + $"{self.PeakWorkingSet64 / 1e6:F0} |"));
        }
        finally
        {
            File.Delete(path);
            File.Delete(trace);
        }
    }
}
