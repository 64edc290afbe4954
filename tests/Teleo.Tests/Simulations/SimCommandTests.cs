using System.Text.Json;
using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Simulations;

public sealed class SimCommandTests
{
    [Fact]
    public void Run_prints_the_promised_fields_as_json()
    {
        var (exit, output, _) = Cli.Run("sim", "run", "--workload", "rare", "--policy", "teleodynamic", "--capacity", "3", "--json");
        Assert.Equal(ExitCode.Ok, exit);
        var report = JsonDocument.Parse(output).RootElement;
        string[] fields = ["requests", "misses", "loads", "load_seconds", "mean_wait_s", "p50_wait_s", "p95_wait_s", "p99_wait_s", "memory_gb_s", "actions", "gate_binding_rate", "bound"];
        Assert.All(fields, field => Assert.True(report.TryGetProperty(field, out _), field));
    }

    [Theory]
    [InlineData(ExitCode.BadInput, "zip", "lru", "6", "'zipf'")]   // it might be a file
    [InlineData(ExitCode.Usage, "zipf", "lruu", "6", "'lru'")]
    [InlineData(ExitCode.Usage, "zipf", "lru", "0", "holds nothing")]
    [InlineData(ExitCode.Usage, "zipf", "lru", "1KiB", "holds none of the skills")]
    public void Wrong_words_are_refused_and_it_is_said_what_was_meant(object wanted, string workload, string policy, string capacity, string said)
    {
        var (exit, output, error) = Cli.Run("sim", "run", "-w", workload, "-p", policy, "-c", capacity);
        Assert.Equal(((ExitCode)wanted, ""), (exit, output));
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_without_a_request_is_no_trace()
    {
        string folder = TestFolder.New("teleo-import"), csv = Path.Combine(folder, "empty.csv"), trace = Path.Combine(folder, "empty.trace");
        File.WriteAllText(csv, "t_s,model,session,input_tokens,output_tokens\n");
        Cli.Run("workload", "import", csv, "--output", trace).AssertFails(ExitCode.BadInput, "NoRequests");
        Assert.Equal([csv], Directory.GetFiles(folder));   // nothing was left behind
    }

    [Fact]
    public void A_malformed_csv_is_told_with_its_place_and_leaves_no_trace_behind()
    {
        string folder = TestFolder.New("teleo-import");
        string csv = Path.Combine(folder, "bad.csv"), trace = Path.Combine(folder, "bad.trace");
        File.WriteAllText(csv, "t_s,model,input_tokens,output_tokens\n0,a,1,1\nsoon,b,1,1\n");
        var (exit, _, error) = Cli.Run("workload", "import", csv, "--output", trace);
        Assert.Equal(ExitCode.BadInput, exit);
        Assert.Contains("line 3, column 1", error, StringComparison.Ordinal);
        Assert.Equal([csv], Directory.GetFiles(folder));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("azure-2023", "30%", "lru", "BadCapacity")]
    [InlineData("rare", "NaN", "lru", "BadCapacity")]
    [InlineData("rare", "3", "ttl:sec=1", "BadPolicy")]
    [InlineData("rare", "3", "lruu", "UnknownPolicy")]
    public void Compare_tells_wrong_input_before_it_runs(string workload, string capacity, string policies, string code) =>
        Cli.Run("sim", "compare", "-w", workload, "-c", capacity, "-p", policies, "--seeds", "2").AssertFails(ExitCode.Usage, code);

    [Fact]
    public void Compare_shows_every_policy_beside_the_floor_and_the_bound()
    {
        var (exit, output, _) = Cli.Run("sim", "compare", "-w", "rare", "-c", "3", "--policies", "lru,ttl:seconds=30,tick=2", "--seeds", "2");
        Assert.Equal(ExitCode.Ok, exit);
        string[] shown = ["lru", "ttl:", "never-act", "clairvoyant", "No policy can cost less than"];
        Assert.All(shown, text => Assert.Contains(text, output, StringComparison.Ordinal));
        Assert.All(output.Split('\n').Where(line => !line.StartsWith("No policy", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 100));
    }
}
