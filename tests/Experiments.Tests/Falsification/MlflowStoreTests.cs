using System.Globalization;
using System.Text.Json;
using Teleo.Engine.Input;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Studies;
using Teleo.Experiments.Tests.Studies;

namespace Teleo.Experiments.Tests.Falsification;

/// <summary>A study as MLflow's file store: what is read back file by file is what the study holds.</summary>
public sealed class MlflowStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CellStore _store;
    private readonly StudyResults _results;

    public MlflowStoreTests()
    {
        var plan = StudyPlan.Of(Any.Study("planted:4", "failing") with { Seeds = [1, 2] });
        _store = new(_folder["cells"], Any.Runner);
        foreach (var cell in plan.Cells) _store.Write(cell, OutcomeOf(cell), TimeSpan.FromSeconds(2));
        _results = StudyResults.Collect(plan, _store, Any.Runner, out int missing);
        Assert.Equal(0, missing);
    }

    [Fact]
    public void Every_run_has_its_parameters_and_every_metric_that_has_a_value()
    {
        string experiment = Export();
        foreach (var (cell, outcome) in _results.Runs)
        {
            string run = Path.Combine(experiment, _store.NameOf(cell));
            Assert.Equal(
                ["capacity", "code", "policy", "run", "seed", "world"],
                Directory.GetFiles(Path.Combine(run, "params")).Select(Path.GetFileName).Order(StringComparer.Ordinal)!);
            Assert.Equal(cell.Arm, File.ReadAllText(Path.Combine(run, "params", "policy")));
            Assert.Equal(cell.Workload, File.ReadAllText(Path.Combine(run, "params", "world")));
            Assert.Equal(cell.Seed.ToString(CultureInfo.InvariantCulture), File.ReadAllText(Path.Combine(run, "params", "seed")));
            Assert.Equal("abc", File.ReadAllText(Path.Combine(run, "params", "code")));
            var wanted = outcome.Failed ? [] : _results.Metrics.Select((metric, i) => (metric.Name, Value: outcome.Values[i]))
                .Where(metric => double.IsFinite(metric.Value)).ToDictionary(metric => metric.Name, metric => metric.Value);
            Assert.Equal(wanted, MetricsOf(run));
        }
    }

    [Fact]
    public void A_run_that_failed_says_so_and_why()
    {
        string experiment = Export();
        var failed = _results.Runs.Where(run => run.Outcome.Failed).ToList();
        Assert.NotEmpty(failed);
        foreach (var (cell, outcome) in _results.Runs)
        {
            string run = Path.Combine(experiment, _store.NameOf(cell)), why = Path.Combine(run, "tags", "failure");
            Assert.Equal(outcome.Failed ? 4 : 3, Meta(run)["status"].GetInt32());
            Assert.Equal(outcome.Failure, File.Exists(why) ? File.ReadAllText(why) : "");
        }
    }

    [Fact]
    public void Folders_names_and_times_agree_with_each_other()
    {
        string experiment = Export();
        var meta = Meta(experiment);
        Assert.Equal(Path.GetFileName(experiment), meta["experiment_id"].GetString());
        Assert.Equal("any", meta["name"].GetString());
        Assert.True(long.TryParse(Path.GetFileName(experiment), out long id) && id > 0);
        var runs = Directory.GetDirectories(experiment).Where(path => Path.GetFileName(path) != "tags").ToList();
        Assert.Equal(_results.Runs.Length, runs.Count);
        foreach (string run in runs)
        {
            var own = Meta(run);
            Assert.Equal(Path.GetFileName(run), own["run_id"].GetString());
            Assert.Equal(Path.GetFileName(experiment), own["experiment_id"].GetString());
            Assert.Equal(2000, own["end_time"].GetInt64() - own["start_time"].GetInt64());
            Assert.Equal(Path.Combine(run, "artifacts"), new Uri(own["artifact_uri"].GetString()!).LocalPath);
            Assert.True(File.Exists(Path.Combine(run, "artifacts", "config.json")));
        }
    }

    [Fact]
    public void An_experiment_that_is_there_is_not_replaced()
    {
        string experiment = Export();
        Assert.Equal("AlreadyThere", Assert.Throws<InputException>(() => Export()).Code);
        Assert.True(File.Exists(Path.Combine(experiment, "meta.yaml")));
    }

    public void Dispose() => _folder.Dispose();

    private string Export() => MlflowStore.Write(_results, _store, "abc", new Dictionary<string, string> { ["standing"] = "exploratory" },
        _folder["mlruns"]);

    /// <summary>Reads a metric as MLflow does: time, value and step with spaces between.</summary>
    private static Dictionary<string, double> MetricsOf(string run) =>
        Directory.GetFiles(Path.Combine(run, "metrics")).ToDictionary(path => Path.GetFileName(path)!, path =>
        {
            string[] parts = File.ReadAllText(path).Trim().Split(' ');
            Assert.Equal(3, parts.Length);
            Assert.True(long.TryParse(parts[0], out _) && int.TryParse(parts[2], out _));
            return double.Parse(parts[1], CultureInfo.InvariantCulture);
        });

    private static Dictionary<string, JsonElement> Meta(string folder) =>
        File.ReadAllLines(Path.Combine(folder, "meta.yaml")).Select(line => line.Split(": ", 2))
            .ToDictionary(parts => parts[0], parts => JsonDocument.Parse(parts[1]).RootElement);

    private static CellOutcome OutcomeOf(Cell cell) =>
        cell.Arm == "failing" ? new([], "it broke\non purpose") : Any.Runner.Run(cell, CancellationToken.None);
}
