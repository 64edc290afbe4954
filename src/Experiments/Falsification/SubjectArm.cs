using System.Globalization;
using Teleo.Engine.Input;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Impostors;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Falsification;

/// <summary>
/// An arm with a subject of the judge and its treatment, such as <c>subject:constructed-foresight:account=clock,scale=0.01</c>. Only
/// subjects of the program: a file or another program may change between two runs of one study.
/// </summary>
internal sealed record SubjectArm(SubjectSource Source, Treatment Treatment)
{
    private const string Prefix = "subject:";

    private static readonly string[] Options = ["account", "scale", "lag", "choice", "false", "freeze", "reset", "restart"];

    private static IEnumerable<string> Names => [.. KnownSubjects.All.Select(known => known.Source.Name), .. PolicyCatalog.Names];

    public static bool Is(string arm) => arm.StartsWith(Prefix, StringComparison.Ordinal);

    /// <exception cref="InputException">There is no such subject, option or value.</exception>
    public static SubjectArm Parse(string arm)
    {
        string[] parts = arm[Prefix.Length..].Split(':', 2);
        var treatment = new Treatment(arm);
        foreach (string option in parts.Length == 1 ? [] : parts[1].Split(',')) treatment = With(treatment, option.Split('=', 2));
        return new(SourceOf(parts[0]), treatment);
    }

    /// <summary>Plays a whole run; the subject ends with it.</summary>
    public RunReport Play(PreparedScenario prepared, RunHooks hooks, CancellationToken cancellation)
    {
        JudgedPolicy? judged = null;
        var meter = new SubjectMeter(prepared.Run.Trace.EndNs * 1e-9, prepared.Run.ShiftSeconds);
        var report = prepared.Play(catalog => judged = new(() => Source.Make(prepared.ContextFor(catalog)),
            () => Source.MakeApart(prepared.ContextFor(catalog)), Treatment, meter, prepared.Run.Seeds), hooks, cancellation);
        judged!.Close();
        return report;
    }

    private static SubjectSource SourceOf(string name)
    {
        if (KnownSubjects.All.FirstOrDefault(known => known.Source.Name == name) is { } known) return known.Source;
        return PolicyCatalog.TryFind(name, out _) ? SubjectSource.Named(name)
            : throw new InputException("UnknownSubject", $"no subject '{name}'{Suggestions.Sentence(name, [.. Names])}");
    }

    private static Treatment With(Treatment treatment, string[] option)
    {
        string name = option[0], value = option.Length > 1 ? option[1] : "";
        return name switch
        {
            "account" => treatment with { Account = Word<AccountRule>(name, value) },
            "scale" => treatment with { Scale = Number(name, value) },
            "lag" => treatment with { Lag = (int)Number(name, value) },
            "choice" => treatment with { Choice = Word<ChoiceRule>(name, value) },
            "false" => treatment with { FalseOutcomes = Number(name, value) },
            "freeze" => treatment with { FreezeLearningAtSeconds = Number(name, value) },
            "reset" => treatment with { ResetRestAtSeconds = Number(name, value) },
            "restart" => treatment with { RestartAtSeconds = Number(name, value) },
            _ => throw new InputException("UnknownOption", $"a subject has no option '{name}'{Suggestions.Sentence(name, Options)}"),
        };
    }

    private static T Word<T>(string name, string value)
        where T : struct, Enum =>
        Enum.TryParse<T>(value, ignoreCase: true, out var word) && Enum.IsDefined(word) && !char.IsAsciiDigit(value[0]) ? word
            : throw new InputException("BadOption",
                $"{name}={value}: there are {string.Join(", ", Enum.GetNames<T>().Select(known => known.ToLowerInvariant()))}");

    private static double Number(string name, string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is >= 0 and <= 1e9 ? number
            : throw new InputException("BadOption", $"{name}={value}: it takes a number from 0 to 1,000,000,000");
}
