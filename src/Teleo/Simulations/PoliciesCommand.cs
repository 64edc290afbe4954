using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Teleo.Controller.Policies;
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
        return context.Result(PrintedPolicy.Of(PolicyCatalog.Find(name)), policy => Describe(policy, context));
    }

    private static void List(CommandContext context)
    {
        foreach (var family in PolicyCatalog.Entries.GroupBy(entry => entry.Family))
        {
            context.Write(Table.Of(family,
                (Column.Word(Words(family.Key)), entry => entry.Name),
                (Column.Text(""), entry => entry.Description)));
            context.Line();
        }
    }

    private static void Describe(PrintedPolicy policy, CommandContext context)
    {
        context.Line(context.Terminal.Bold(policy.Name));
        context.Line($"{policy.Description}. Source: {policy.Source}.{(policy.HasCountTier ? " Also in the count tier." : "")}");
        if (policy.Options.Count == 0) return;
        context.Write(Table.Of(policy.Options,
            (Column.Word("option"), option => option.Name),
            (Column.Number("default"), option => option.Default.ToString(CultureInfo.InvariantCulture)),
            (Column.Text("meaning"), option => option.Meaning)));
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
