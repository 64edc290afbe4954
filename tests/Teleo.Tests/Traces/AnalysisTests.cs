using System.Diagnostics;
using System.Text.RegularExpressions;
using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Traces;

/// <summary>The tables that are exported, and the recipes of docs/reference/ANALYSIS.md on them.</summary>
public sealed partial class AnalysisTests : IDisposable
{
    private const string Key = "moving.trace/teleodynamic/1002,teleodynamic,1002,moving.trace@simulated,35%,";

    private readonly string _folder = TestFolder.New("teleo-analysis");

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public void A_trace_is_exported_as_five_tables(string format)
    {
        string[] files = Export(format);
        string[] names = [.. files.Select(file => Path.GetFileNameWithoutExtension(file)!).Order()];
        Assert.Equal(["actions", "bets", "candidates", "decisions", "ledger"], names);
        Assert.All(files, file => Assert.True(new FileInfo(file).Length > 0));
    }

    [Fact]
    public void Every_row_names_its_run()
    {
        foreach (string file in Export("csv"))
        {
            string[] lines = File.ReadAllLines(file);
            Assert.StartsWith("run,policy,seed,world,capacity,code,id,", lines[0], StringComparison.Ordinal);
            Assert.All(lines[1..], line => Assert.StartsWith(Key, line, StringComparison.Ordinal));
        }
    }

    [PythonFact("pandas")]
    public void The_recipes_for_pandas_work_as_they_stand() => RunRecipes("pandas", atLeast: 4);

    [PythonFact("polars")]
    public void The_recipes_for_polars_work_as_they_stand() => RunRecipes("polars", atLeast: 1);

    [PythonFact("duckdb")]
    public void The_recipes_for_duckdb_work_as_they_stand() => RunRecipes("duckdb", atLeast: 1);

    [PythonFact("mlflow")]
    public void The_recipe_for_mlflow_works_as_it_stands()
    {
        ExportForMlflow();
        RunRecipes("mlflow", atLeast: 1);
    }

    [PythonFact("yaml")]
    public void The_files_that_mlflow_reads_as_yaml_are_yaml_of_the_kinds_that_it_wants()
    {
        ExportForMlflow();
        var (exit, output, error) = PythonFactAttribute.Run(PythonFactAttribute.With("yaml")!, """
            import glob, yaml
            experiment = yaml.safe_load(open(glob.glob("mlruns/*/meta.yaml")[0]))
            runs = [yaml.safe_load(open(path)) for path in glob.glob("mlruns/*/*/meta.yaml")]
            assert type(experiment["experiment_id"]) is str and experiment["lifecycle_stage"] == "active"
            assert all(run["experiment_id"] == experiment["experiment_id"] and run["deleted_time"] is None for run in runs)
            assert all(type(run[name]) is int for run in runs for name in ["status", "start_time", "end_time", "source_type"])
            assert all(type(run[name]) is str for run in runs for name in ["run_id", "run_uuid", "run_name", "artifact_uri", "user_id"])
            print(len(runs), experiment["name"])
            """, _folder);
        Assert.True(exit == 0, error);
        Assert.Equal("12 tiny", output.Trim());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string[] Export(string format)
    {
        string tables = Path.Combine(_folder, "tables");
        string trace = Repository.PathOf("traces", "decisions", "moving.jsonl.gz");
        var run = Cli.Run("trace", "export", trace, "--format", format, "--out", tables);
        Assert.True(run.Exit == ExitCode.Ok, run.Error);
        return Directory.GetFiles(tables, "*." + format);
    }

    private void ExportForMlflow()
    {
        string study = Path.Combine(_folder, "study.json"), results = Path.Combine(_folder, "results");
        File.WriteAllText(study, """
            {
              "name": "tiny", "question": "Is a \"planted\" cost found?", "plant": "synthetic", "workloads": ["synthetic"], "budgets": [1],
              "baseline": "base", "arms": ["base", "planted:4"], "seeds": [1, 2, 3, 4, 5, 6], "primary_metric": "cost"
            }
            """);
        Assert.Equal(ExitCode.Ok, Cli.Run("study", "run", study, "--out", results).Exit);
        var run = Cli.Run("study", "export", study, "--out", results, "--format", "mlflow", "--tables", Path.Combine(_folder, "mlruns"));
        Assert.True(run.Exit == ExitCode.Ok, run.Error);
    }

    private void RunRecipes(string module, int atLeast)
    {
        Export("csv");
        Export("parquet");
        var recipes = Blocks().Matches(File.ReadAllText(Repository.PathOf("docs", "reference", "ANALYSIS.md"))).Select(block => block.Groups[1].Value)
            .Where(code => code.StartsWith($"import {module}", StringComparison.Ordinal)).ToList();
        Assert.True(recipes.Count >= atLeast, $"{recipes.Count} recipes");
        foreach (string recipe in recipes)
        {
            var (exit, output, error) = PythonFactAttribute.Run(PythonFactAttribute.With(module)!, recipe, _folder);
            Assert.True(exit == 0 && output.Trim().Length > 0, $"{recipe}\n{output}{error}");
        }
    }

    [GeneratedRegex("```python\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}

/// <summary>Needs a Python with one module; counted as skipped where there is none.</summary>
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute(string module) => Skip = With(module) is null ? $"needs python3 with {module}" : null;

    /// <summary>The Python that has the module: the one of the path, or the system's.</summary>
    public static string? With(string module) =>
        ((string[])["python3", "/usr/bin/python3"]).FirstOrDefault(python => Run(python, $"import {module}", Path.GetTempPath()).Exit == 0);

    public static (int Exit, string Output, string Error) Run(string python, string code, string folder)
    {
        var start = new ProcessStartInfo(python, ["-c", code])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "", $"no {python}");
        }
    }
}
