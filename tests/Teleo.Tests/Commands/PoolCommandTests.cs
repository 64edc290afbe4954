using System.Text.Json;
using Teleo.Commands;
using Teleo.Experiments.Live;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Tracing;
using Teleo.Pool.Tests.Telemetry;
using Teleo.Shell;
using Teleo.Tests.Pools;
using Teleo.Tests.Simulations;
using TraceWriter = Teleo.Controller.Tracing.TraceWriter;

namespace Teleo.Tests.Commands;

public sealed class PoolCommandTests : IDisposable
{
    private readonly LivePackages _packages = new(4);

    private string Trace => Path.Combine(_packages.Folder, "run.jsonl.gz");

    public void Dispose() => _packages.Dispose();

    [Fact]
    public void A_run_leaves_a_trace_that_verifies_and_replays()
    {
        var run = Run("--trace", Trace, "--json").Json();
        Assert.Equal(run.GetProperty("requests").GetInt64(), run.GetProperty("answered").GetInt64());
        Assert.Equal("live", JsonDocument.Parse(FirstLine(Trace)).RootElement.GetProperty("header").GetProperty("run").GetProperty("plant").GetString());
        Assert.Equal(ExitCode.Ok, Cli.Run("trace", "verify", Trace).Exit);
        var replay = Cli.Run("trace", "replay", Trace);
        Assert.Equal(ExitCode.Ok, replay.Exit);
        Assert.Contains("equal to the bit", replay.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_and_the_view_fit_the_page_and_plain_lines_come_where_nobody_looks()
    {
        var run = Run("--live", "--speed", "max");
        Assert.Equal(ExitCode.Ok, run.Exit);
        Assert.DoesNotContain('\e', run.Out);
        Assert.Contains("queue", run.Out, StringComparison.Ordinal);
        Assert.All(run.Out.Split('\n').Where(line => !line.Contains("queue", StringComparison.Ordinal)), line => Assert.True(line.Length <= Table.DefaultWidth, line));
    }

    [Fact]
    public void Ctrl_C_leaves_a_whole_trace_and_the_result_so_far()
    {
        using var interrupt = new Interrupt();
        using var terminal = CapturedTerminal.Of(TimeProvider.System);
        using var soon = new Timer(_ => interrupt.Raise(), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        var run = Cli.Run(TeleoCommands.Tree, terminal, interrupt, "pool", "run", "--skills", _packages.Folder, "--speed", "real", "--trace", Trace, "--json");
        Assert.Equal(ExitCode.Cancelled, run.Exit);
        Assert.False(JsonDocument.Parse(run.Out).RootElement.GetProperty("is_done").GetBoolean());
        Assert.Equal(ExitCode.Ok, Cli.Run("trace", "verify", Trace).Exit);
    }

    /// <summary>A disk that is full ends the trace, not the run; no half of a file remains.</summary>
    [Fact]
    public async Task A_full_disk_costs_the_trace_and_nothing_else()
    {
        LastingSink? sink = null;
        using var full = new FullStream(20_000);
        var hooks = new LiveRunHooks { SinkFor = (policy, catalog) => sink = new LastingSink(new TraceWriter(full, TraceFile.HeaderOf((Teleo.Controller.Policies.TeleodynamicPolicy)policy, catalog, 1, "full", new Dictionary<string, string>())), full, TimeProvider.System) };
        var result = await LiveRun.RunAsync(_packages.Options(), hooks, TimeProvider.System, CancellationToken.None);
        Assert.True(result.IsDone);
        Assert.Equal(result.Requests, result.Answered);
        Assert.IsType<IOException>(sink!.Failure);
        Assert.Throws<IOException>(() => TraceFile.Write<int>(Trace, _ => throw sink.Failure!));
        Assert.Empty(Directory.GetFiles(_packages.Folder));
    }

    [Fact]
    public void A_page_of_the_run_says_how_it_went_what_was_assumed_and_what_to_do_next()
    {
        string page = Path.Combine(_packages.Folder, "run.html");
        var run = Run("--page", page);
        Assert.Equal(ExitCode.Ok, run.Exit);
        Assert.Contains($"wrote {page}", run.Out, StringComparison.Ordinal);
        string html = File.ReadAllText(page).Replace("&#160;", " ", StringComparison.Ordinal);
        Assert.Matches(@"Of \d+ requests all were answered, [0-9.]+.?% of them in time", html);
        Assert.Contains("<svg", html, StringComparison.Ordinal);
        Assert.Contains(LivePackages.NameOf("sorting"), html, StringComparison.Ordinal);
        Assert.Contains("ASSUMED load and service times", html, StringComparison.Ordinal);
        Assert.Contains("What to do next", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_of_the_operator_is_obeyed_in_its_time_and_told_in_the_result()
    {
        string script = Path.Combine(_packages.Folder, "orders.txt");
        File.WriteAllText(script, $"# first things first\npin {LivePackages.NameOf("sorting")}\nat 5 unload {LivePackages.NameOf("addition")}\nat 20 retire nobody\nat 30 shutdown\n");
        var run = Run("--operator", script, "--json").Json();
        var notes = run.GetProperty("operator").EnumerateArray().ToList();
        Assert.Equal([true, true, false, true], notes.Select(note => note.GetProperty("done").GetBoolean()));
        Assert.InRange(notes[1].GetProperty("at_seconds").GetDouble(), 5, 6);
        Assert.False(run.GetProperty("is_done").GetBoolean());
    }

    [Fact]
    public void Typed_commands_are_obeyed_as_well()
    {
        var run = Cli.RunWithInput($"pin {LivePackages.NameOf("sorting")}\nnonsense\nshutdown\n", "pool", "run", "--skills", _packages.Folder, "--speed", "real", "--operator", "-", "--json");
        Assert.Equal(ExitCode.Ok, run.Exit);
        Assert.Contains("no command 'nonsense'", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, JsonDocument.Parse(run.Out).RootElement.GetProperty("operator").GetArrayLength());
    }

    [Fact]
    public void Calibrated_figures_feed_a_run_and_the_card_compares_both_plants()
    {
        string profile = Path.Combine(_packages.Folder, "machine.json");
        var calibration = Cli.Run("pool", "calibrate", "--skills", _packages.Folder, "--rounds", "4", "--requests", "1", "--out", profile, "--json").Json();
        Assert.All(calibration.GetProperty("skills").EnumerateArray(), skill =>
        {
            Assert.True(skill.GetProperty("warm_load").GetProperty("median").GetDouble() > 0);
            Assert.True(skill.GetProperty("decode").GetProperty("median").GetDouble() > 0);
            Assert.All(["switch", "unload", "request", "prefill"], term => Assert.True(skill.GetProperty(term).GetProperty("median").GetDouble() > 0, term));
            Assert.All(["look", "first_use"], term => Assert.Equal(System.Text.Json.JsonValueKind.Number, skill.GetProperty(term).GetProperty("median").ValueKind));
        });
        Assert.Equal(ExitCode.Ok, Run("--profile", profile).Exit);
        var card = Cli.Run("pool", "fidelity", "--skills", _packages.Folder, "--workload", "drift", "--duration", "20", "--policies", "lru,load-use-unload", "--repeat", "2", "--profile", profile, "--json").Json();
        Assert.Equal(["load", "replace", "look", "unload", "inference", "first use", "queueing"], card.GetProperty("mechanisms").EnumerateArray().Select(error => error.GetProperty("name").GetString()));
        Assert.All(card.GetProperty("arms").EnumerateArray(), arm => Assert.True(arm.GetProperty("live_loads").GetDouble() > 0 && arm.GetProperty("simulated_loads").GetInt64() > 0));
        Assert.InRange(card.GetProperty("rank_agreement").GetDouble(), -1, 1);
    }

    [Fact]
    public void A_skill_that_is_the_only_one_is_calibrated_too()
    {
        using var alone = new LivePackages(1);
        var skill = Cli.Run("pool", "calibrate", "--skills", alone.Folder, "--rounds", "4", "--requests", "1", "--json").Json().GetProperty("skills").EnumerateArray().Single();
        Assert.All(["warm_load", "unload", "prefill"], term => Assert.True(skill.GetProperty(term).GetProperty("median").GetDouble() > 0, term));
        Assert.Equal(JsonValueKind.Number, skill.GetProperty("first_use").GetProperty("median").ValueKind);
        Assert.Equal(JsonValueKind.Null, skill.GetProperty("switch").ValueKind);
    }

    [Fact]
    public void The_pools_metrics_and_the_decisions_spans_reach_a_collector()
    {
        using var sink = new OtlpSink();
        Assert.Equal(ExitCode.Ok, Run("--otlp", sink.Endpoint).Exit);
        Assert.Superset(new HashSet<string> { "teleo.pool.requests", "teleo.pool.wait", "teleo.pool.held", "teleo.pool.loads", "teleo.decisions" }, sink.Metrics.ToHashSet());
        Assert.Contains(sink.Spans, span => span.Name == "teleo.effect");
    }

    [LoopDiskFact]
    public void A_trace_that_fills_a_real_disk_ends_without_the_run_and_leaves_no_half_file()
    {
        using var disk = LoopDisk.TryMount(kibibytesFree: 32)!;
        var run = Run("--trace", Path.Combine(disk.Folder, "t.jsonl"), "--json");
        Assert.Equal(ExitCode.Failed, run.Exit);
        Assert.Contains("TraceNotWritten", run.Error, StringComparison.Ordinal);
        Assert.True(JsonDocument.Parse(run.Out).RootElement.GetProperty("is_done").GetBoolean());
        Assert.Equal(["filler", "lost+found"], Directory.EnumerateFileSystemEntries(disk.Folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Every_probe_is_shown_known_or_not()
    {
        var readings = Cli.Run("pool", "probe", "--json").Json().EnumerateArray().ToList();
        Assert.Contains(readings, reading => reading.GetProperty("name").GetString() == "process.resident");
        Assert.All(Cli.Run("pool", "probe").Out.Split('\n'), line => Assert.True(line.Length <= Table.DefaultWidth, line));
    }

    [Theory]
    [InlineData("UnknownPolicy", "--policy", "lruu")]
    [InlineData("UnknownWorkload", "--workload", "drfit")]
    [InlineData("FolderNotFound", "--skills", "nowhere")]
    [InlineData("NothingToTrace", "--policy", "lru", "--trace", "t.jsonl")]
    public void Wrong_input_is_told_by_its_code(string code, params string[] more)
    {
        string[] args = ["pool", "run", .. more.Contains("--skills") ? Array.Empty<string>() : ["--skills", _packages.Folder], "--duration", "5", .. more];
        Cli.Run(args).AssertFails(code == "UnknownPolicy" ? ExitCode.Usage : ExitCode.BadInput, code);
    }

    private Cli Run(params string[] more) => Cli.Run(["pool", "run", "--skills", _packages.Folder, "--duration", "40", .. more]);

    private static string FirstLine(string path)
    {
        using var lines = new StreamReader(new System.IO.Compression.GZipStream(File.OpenRead(path), System.IO.Compression.CompressionMode.Decompress));
        return lines.ReadLine()!;
    }

    /// <summary>Takes so many bytes and then says what a full disk says.</summary>
    private sealed class FullStream(int room) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Length + buffer.Length > room) throw new IOException("No space left on device");
            base.Write(buffer);
        }
    }
}
