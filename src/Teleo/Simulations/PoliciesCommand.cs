using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Teleo.Controller.Policies;
using Teleo.Engine.Input;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Tables;
using Teleo.Shell;

namespace Teleo.Simulations;

/// <summary>The command <c>teleo sim policies</c>: lists the policies and their options.</summary>
internal static partial class PoliciesCommand
{
    private static readonly Argument<string?> Name = new("name")
    {
        Description = "Describe this policy in full",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "NAME"
    };

    public static Subcommand Build() =>
        new("policies", "List the policies and their options", Run,
            ["teleo sim policies", "teleo sim policies drift-plus-penalty"]) { Name };

    private static ExitCode Run(CommandContext context)
    {
        if (context.Get(Name) is not { } name)
            return context.Result(PolicyCatalog.Entries.Select(PrintedPolicy.Of).ToList(), _ => List(context));
        if (!PolicyCatalog.TryFind(name, out var entry))
            throw InputException.Asked("UnknownPolicy", $"no policy '{name}'{Suggestions.Sentence(name, PolicyCatalog.Names)}");
        return context.Result(PrintedPolicy.Of(entry), told => Write(told, context));
    }

    private static void List(CommandContext context)
    {
        foreach (var family in PolicyCatalog.Entries.GroupBy(entry => entry.Family))
        {
            var table = new Table(Column.Word(Words(family.Key)), Column.Text(""));
            foreach (var entry in family) table.Add(entry.Name, entry.Description);
            context.Write(table);
            context.Line();
        }
    }

    private static void Write(PrintedPolicy told, CommandContext context)
    {
        context.Line(context.Terminal.Bold(told.Name));
        context.Line($"{told.Description}. Source: {told.Source}.{(told.HasCountTier ? " Also in the count tier." : "")}");
        if (told.Options.Count == 0) return;
        var table = new Table(Column.Word("option"), Column.Number("default"), Column.Text("meaning"));
        foreach (var option in told.Options) table.Add(option.Name, option.Default.ToString(CultureInfo.InvariantCulture), option.Meaning);
        context.Write(table);
    }

    private static string Words(PolicyFamily family) => WordStart().Replace(family.ToString(), " $0").TrimStart().ToLowerInvariant();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex WordStart();

    private sealed record PrintedPolicy(string Name, string Family, string Description, string Source,
        bool HasCountTier, IReadOnlyList<PolicyOption> Options)
    {
        public static PrintedPolicy Of(PolicyEntry entry) =>
            new(entry.Name, Words(entry.Family), entry.Description, entry.Source, CountRules.Find(entry.Name) is not null, entry.Options);
    }
}
