using System.CommandLine;
using Teleo.Engine.Input;
using Teleo.Experiments.Advice;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Tables;
using Teleo.Shell;

namespace Teleo.Simulations;

/// <summary>The command <c>teleo advise</c>: from a request log to the settings that would have cost least.</summary>
internal static class AdviseCommand
{
    private static readonly Argument<string?> Log = new("log")
    {
        Description = "A request log, a workload file, or a shipped workload",
        HelpName = "LOG",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string> Today = new("--today")
    {
        Description = "The rule in use today: ollama, llama-swap, llama.cpp, or a policy of teleo sim policies",
        DefaultValueFactory = _ => "ollama",
        HelpName = "RULE",
    };

    private static readonly Option<bool> IsQuick =
        new("--quick") { Description = "Compare only the rules in common use; skip our controller, what-ifs and bounds" };

    public static Subcommand Build() => new(
        "advise", "Recommend pool settings for a request log, and say how much each saves", Run,
        [
            "teleo advise requests.csv --models models.csv --memory 16GB --machine nvme --page advice.html",
            "teleo advise --world box.json --today llama-swap",
        ]) { Log, Today, PageOption.Page, PageOption.Figures, IsQuick, SimCommands.Capacity, WorldOptions.All };

    private static ExitCode Run(CommandContext context)
    {
        var world = WorldOptions.WorldOf(context);
        string workload = context.Get(Log) ?? world.Traffic?.Workload
            ?? throw CommandFailure.Usage("give the requests: teleo advise LOG, or a --world with traffic");
        string capacity = WorldOptions.CapacityOf(context, SimCommands.Capacity, world);
        var stated = new Scenario(workload, capacity) { SkipUnknown = context.Get(WorldOptions.SkipUnknown) }.In(world);
        var scenario = WorldOptions.Opened(stated, context, out var log);
        var prepared = scenario.Prepare(1);
        using var progress = context.Progress("advising");
        var advisor = new Advisor(prepared, (what, share) => progress.Report((long)(1000 * share), 1000, what), context.Cancellation);
        advisor.Check();
        advisor.PlayOutside(TodayOf(context.Get(Today), prepared));
        bool isWhole = !context.Get(IsQuick);
        if (isWhole && !context.IsJson) context.Note($"before our controller is tried: {advisor.Sentence(advisor.Recommended())}");
        if (isWhole) advisor.PlayOurs();
        var recommended = advisor.Recommended();
        var report = advisor.Report(
            recommended, log, isWhole ? advisor.Bounds(recommended) : null, isWhole ? advisor.WhatIfs(recommended) : [],
            isWhole ? advisor.SmallerVariants(recommended) : []);
        var code = context.Result(report, r => Write(r, context));
        PageOption.Write(context, () =>
        {
            var (own, today) = advisor.Timelines(recommended);
            return AdvicePage.Of(report, AdviceFigures.Rules(report), AdviceFigures.Time(prepared, advisor.Split, own, today),
                NextStep.Line(context.Get(Log) is { } asked ? $"--workload {asked}" : "",
                    context.Spelled([.. WorldOptions.All, SimCommands.Capacity])));
        });
        return code;
    }

    private static RuleSettings TodayOf(string name, PreparedScenario prepared) => name switch
    {
        "ollama" => RuleSettings.Ollama.Default,
        "llama-swap" => new RuleSettings.LlamaSwap([prepared.Run.Trace.Skills]),
        "llama.cpp" or "llamacpp" => new RuleSettings.Teleo("llamacpp"),
        _ when PolicyCatalog.ProblemWith(name) is { } problem => throw InputException.Asked("UnknownPolicy",
            $"--today takes ollama, llama-swap, llama.cpp or a policy: {problem}"),
        _ => new RuleSettings.Teleo(name),
    };

    private static void Write(AdviceReport report, CommandContext context)
    {
        foreach (string line in TextLines.Wrap(report.Sentence, context.Terminal.Width)) context.Line(context.Terminal.Bold(line));
        context.Paragraph("Costs are seconds waited and loaded per 1,000 requests, on the part of the log that no tuning saw.");
        context.Write(Table.Of(report.Rules,
            (Column.Word("product"), row => row.Product),
            (Column.Text("settings"), row => row.Rule),
            (Column.Word(""), row => AdvicePage.Mark(row)),
            (Column.Number("cost"), row => AdvicePage.Number(row.CostPerThousand)),
            (Column.Number("% to today's"), row => AdvicePage.Signed(row.ChangePercent)),
            (Column.Number("95 %"), row => AdvicePage.Interval(row.Low, row.High)),
            (Column.Number("wait s"), row => QuantityText.Number(row.MeanWaitS)),
            (Column.Number("loads in all"), row => row.Loads)));
        if (report.Bounds is { } bounds) context.Paragraph(AdvicePage.Distance(bounds));
        foreach (var row in report.WhatIfs)
        {
            string change = row.ChangePercent == 0 ? "the same" : $"{AdvicePage.Signed(row.ChangePercent)} %";
            context.Paragraph($"With {row.Change}: {AdvicePage.Number(row.CostPerThousand)} ({change}) under {row.Rule}.");
        }
        context.Write(Table.Of(report.Models,
            (Column.Text("model"), row => row.Model),
            (Column.Number("requests"), row => row.Requests),
            (Column.Word("advice"), row => row.Advice),
            (Column.Text("because"), row => row.Reason)));
        string[] products = [.. report.Rules.Where(row => row.IsRecommended || row.IsToday).Select(row => row.Product)];
        foreach (var settings in report.Settings.Where(settings => products.Contains(settings.Product)))
            context.Line($"{settings.Product}, {settings.Where}:\n{settings.Text}");
        WorldOptions.WriteAssumptions(report.Assumed, context);
    }
}
