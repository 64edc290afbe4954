using Teleo.Controller.Domain;
using Teleo.Experiments.Preprint;
using Teleo.Experiments.Reports;

namespace Teleo.Experiments.Tests.Preprint;

public sealed class DistributionTests
{
    private static readonly DistributionPlan Small = new() { Data = ["iris", "wine"], Splits = 6, VariantSplits = 2, Settings = 5, SettingSplits = 2 };

    [Fact]
    public void Results_do_not_depend_on_the_number_of_threads_and_progress_counts_every_run()
    {
        long most = 0;
        var alone = LearnerDistribution.Run(Small, 1, done => most = Math.Max(most, done));
        var together = LearnerDistribution.Run(Small, 3);
        Assert.Equal(Small.Runs, most);
        Assert.Equal(alone.Runs, together.Runs);
        Assert.Equal(alone.Baseline, together.Baseline);
        Assert.Equal(alone.Named, together.Named);
        Assert.Equal(alone.Reach, together.Reach);
        Assert.Equal(alone.Influence, together.Influence);
        Assert.Equal(Small.Runs, alone.Runs.Count + alone.Baseline.Count);
    }

    [Fact]
    public void Tables_hold_everything_that_is_shown()
    {
        string folder = TestFolder.New("de11");
        try
        {
            var results = LearnerDistribution.Run(Small, 2);
            DistributionTables.Write(folder, results);
            var read = DistributionTables.Read(folder);
            Assert.Equal(results.Runs, read.Runs);
            Assert.Equal(results.Baseline, read.Baseline);
            Assert.Equal(MarkdownReport.Render(De11Page.Of(results, "again")), MarkdownReport.Render(De11Page.Of(read, "again")));
            foreach (string table in new[] { "runs.csv.gz", "baseline.csv.gz", "settings.csv", "summary.csv", "reach.csv", "influence.csv" })
            {
                string[] columns = FirstLine(Path.Combine(folder, table)).Split(',');
                string dictionary = Path.Combine(folder, table.Replace(".csv.gz", ".csv").Replace(".csv", ".dictionary.csv"));
                Assert.Equal(columns, File.ReadLines(dictionary).Skip(1).Select(line => line.Split(',')[0]));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Without_variants_and_sweep_there_is_the_main_setting_alone()
    {
        var results = LearnerDistribution.Run(Small with { VariantSplits = 0, Settings = 0 }, 2);
        Assert.Equal([LearnerSetting.Main, LearnerSetting.Main], results.Named.Select(row => row.Setting));
        Assert.Empty(results.Swept);
        Assert.Empty(results.Reach);
        string page = MarkdownReport.Render(De11Page.Of(results, "again"));
        Assert.DoesNotContain("## Variants", page, StringComparison.Ordinal);
        Assert.DoesNotContain("## What is open", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Swept_settings_are_allowed_and_cover_every_range()
    {
        var settings = LearnerSetting.Swept(LearnerOptions.Default, 40, new SeedTree(1));
        Assert.All(settings, setting => Assert.Empty(setting.Options.Problems()));
        Assert.Equal(40, settings.Select(setting => setting.Name).Distinct().Count());
        foreach (var number in LearnerNumbers.Unpublished)
        {
            double[] values = [.. settings.Select(setting => number.Get(setting.Options))];
            int below = values.Count(value => value < number.At(0.5)), slack = number.Words.Count == 3 ? 7 : 3;
            Assert.InRange(below, 20 - slack, 20 + slack);
            Assert.InRange(values.Min(), number.Least, number.At(0.05));
            Assert.InRange(values.Max(), number.At(0.95), number.Most);
        }
    }

    [Fact]
    public void Variants_are_allowed_have_names_of_their_own_and_differ()
    {
        var variants = LearnerSetting.Variants(LearnerOptions.Default);
        Assert.All(variants, variant => Assert.Empty(variant.Options.Problems()));
        Assert.All(variants, variant => Assert.False(variant.IsSwept));
        Assert.Equal(variants.Count + 1, variants.Select(variant => variant.Options).Append(LearnerOptions.Default).Distinct().Count());
        Assert.Equal(variants.Count, variants.Select(variant => variant.Name).Distinct().Count());
    }

    [Fact]
    public void A_row_counts_what_its_runs_say()
    {
        var data = DataSet.Load("iris");
        var runs = LearnerDistribution.Run(data, LearnerSetting.Of(LearnerOptions.Default), 4, new SeedTree(1), 2);
        int[] right = [41, 42, 42, 45];
        LearnerFigures[] made =
            [.. runs.Select((run, i) => run with { Right = right[i], Wanted = 10, Forbidden = i, Deaths = i / 2, LastAction = i / 4.0, Genesis = 4, GenesisByRuleAlone = 1 })];
        BaselineFigures[] baseline = [.. right.Select((_, i) => new BaselineFigures { Data = "iris", Split = i, Tested = 45, Right = 42 })];
        var row = DistributionRow.Of(made, baseline);
        Assert.Equal(170.0 / 180, row.Mean, 1e-12);
        Assert.Equal((0.75, 0.5), (row.Reached, row.Equalled));
        Assert.Equal((0.25, 0.25), (row.Better, row.Worse));
        Assert.Equal((40L, 6L, 0.15), (row.Wanted, row.Forbidden, row.GateBinding));
        Assert.Equal((0.5, 0.5), (row.Deaths, row.Died));
        Assert.Equal((0.75, 0.25), (row.Froze, row.ByRuleAlone));
    }

    [Fact]
    public void Reach_asks_every_data_set_of_the_same_setting()
    {
        DistributionRow[] rows = [Row("iris", "h0000", 0.94), Row("wine", "h0000", 0.91), Row("iris", "h0001", 0.95), Row("wine", "h0001", 0.93), Row("iris", "h0002", 0.5), Row("wine", "h0002", 0.99)];
        var reach = ReachRow.Of(rows).ToDictionary(row => row.Data);
        Assert.Equal((2.0 / 3, 2.0 / 3), (reach["iris"].Reached, reach["iris"].NearShare));
        Assert.Equal((2.0 / 3, 2.0 / 3), (reach["wine"].Reached, reach["wine"].NearShare));
        Assert.Equal((3, 1.0 / 3, 2.0 / 3), (reach[ReachRow.All].Settings, reach[ReachRow.All].Reached, reach[ReachRow.All].NearShare));
    }

    [Fact]
    public void A_plan_names_all_its_faults()
    {
        var plan = new DistributionPlan { Data = ["roses"], Splits = 1, Settings = -1, VariantSplits = 9, SettingSplits = 0 };
        Assert.Equal(5, plan.Problems().Count());
        Assert.Throws<ArgumentException>(() => LearnerDistribution.Run(plan, 1));
    }

    [Fact]
    public void A_number_is_read_as_it_is_written()
    {
        foreach (var number in LearnerNumbers.All)
        {
            foreach (double place in new[] { 0, 0.3, 0.999999 })
            {
                double value = number.At(place);
                Assert.True(number.Allows(value), $"{number.Name} {value}");
                Assert.True(number.TryParse(number.Format(value), out double read));
                Assert.Equal(value, read);
                Assert.Equal(value, number.Get(number.With(LearnerOptions.Default, value)));
            }

            Assert.False(number.TryParse("much", out _));
        }
    }

    private static DistributionRow Row(string data, string setting, double mean)
    {
        var run = new LearnerRun(DataSet.Load(data), new LearnerSetting(setting, "", LearnerOptions.Default with { Epochs = 1 }), new SeedTree(1)).Run(0);
        var row = DistributionRow.Of([run], [new BaselineFigures { Data = data, Split = 0, Tested = run.Tested, Right = 1 }]);
        return row with { Mean = mean };
    }

    private static string FirstLine(string path)
    {
        using var reader = new StreamReader(Teleo.Experiments.Tracing.TraceFile.Open(path));
        return reader.ReadLine()!;
    }
}
