using System.Security.Cryptography;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Research;

/// <summary>
/// A question with arms, seeds and claims, from registration to verdict. Only a study registered before its first run can confirm claims;
/// everything else is exploratory, and the verdicts say so.
/// </summary>
/// <example><code>
/// var study = Study.Open("experiments/commitments.json");
/// study.Register();
/// study.Run();
/// foreach (var verdict in study.Verdicts()) Console.WriteLine(verdict);
/// study.Report();
/// </code></example>
public sealed class Study
{
    private readonly string _file;
    private readonly string? _folder;
    private StudyWorkspace _workspace;

    private Study(string file, string? folder)
    {
        (_file, _folder) = (file, folder);
        _workspace = Workspace();
    }

    /// <summary>Opens a study from its definition file; an <see cref="InputException"/> has all its faults.</summary>
    /// <param name="folder">Where results go; <c>runs/NAME</c> where not given.</param>
    public static Study Open(string file, string? folder = null) => new(file, folder);

    /// <summary>Defines a study by the text of its definition, which is stored in the folder with the results.</summary>
    public static Study Define(string definition, string folder)
    {
        string file = Path.Combine(folder, "definition.json");
        AtomicFile.WriteText(file, definition);
        return new(file, folder);
    }

    public string Folder => _workspace.Folder;

    /// <summary>Runs that the definition asks for.</summary>
    public int Runs => _workspace.Plan.Cells.Length;

    /// <summary>The standing of the results: they may confirm, or the reason why not.</summary>
    public string Standing => _workspace.Standing.ToString();

    /// <summary>Freezes definition, code, data and seeds before the first run.</summary>
    public void Register()
    {
        WithFaults(() => _workspace.Register(RealClock.Instance, RandomNumberGenerator.GetBytes(Registration.NonceBytes)));
        _workspace = Workspace();
    }

    /// <summary>Runs the missing runs; an interrupted study resumes. Results do not depend on the threads.</summary>
    public void Run(int threads = 0, CancellationToken cancellation = default)
    {
        if (threads <= 0) threads = Environment.ProcessorCount;
        _workspace.Run(_workspace.Plan.Cells, threads, RealClock.Instance, (_, _, _) => { }, cancellation);
    }

    /// <summary>Every claim, control and commitment with its verdict.</summary>
    public IReadOnlyList<StudyVerdict> Verdicts()
    {
        var summary = WithFaults(() => _workspace.Merge(RealClock.Instance));
        return [.. summary.Judged.Select(ClaimRow.Of).Concat(summary.Commitments.SelectMany(ClaimRow.Of)).Select(StudyVerdict.Of)];
    }

    /// <summary>Writes <c>report.html</c> and <c>report.md</c>, verdicts first, and gives the page's path.</summary>
    public string Report(CancellationToken cancellation = default)
    {
        var summary = WithFaults(() => _workspace.Merge(RealClock.Instance, cancellation));
        return StudyPages.Write(_workspace, summary, KeptSelfTest.Of(_workspace.Folder, SelfTest.Quick, (_, _) => { }, cancellation),
            $"teleo study run {_file}").Html;
    }

    private StudyWorkspace Workspace()
    {
        var faults = new List<string>();
        return WithFaults(() => StudyWorkspace.Open(_file, _folder, RealClock.Instance, faults.Add), faults);
    }

    /// <summary>Adds the faults of a definition, one a line, to the message of the failure.</summary>
    private static T WithFaults<T>(Func<T> body, IReadOnlyList<string>? faults = null)
    {
        try
        {
            return body();
        }
        catch (InputException failure) when (faults is { Count: > 0 })
        {
            throw new InputException(failure.Code, string.Join('\n', [failure.Message, .. faults]), failure.File, failure.Fault);
        }
    }
}

/// <summary>The verdict on one claim.</summary>
/// <param name="Verdict">supported, refuted or undecided; of a criterion holds, fails, unknown or not-measured.</param>
/// <param name="Effect">
/// The difference that decided as a share of the baseline's mean, with its 95 % interval; empty for commitments.
/// </param>
public sealed record StudyVerdict(string Id, string Claim, string Verdict, string Reason, string Effect)
{
    internal static StudyVerdict Of(ClaimRow row) => new(row.Id, row.Claim, row.Verdict, row.Reason,
        row.Effect is { } effect && double.IsFinite(effect.Difference)
            ? $"{StudyPhrases.Signed(effect.Difference)} [{StudyPhrases.Signed(effect.Interval95.Lower)}, "
                + $"{StudyPhrases.Signed(effect.Interval95.Upper)}]"
            : "");

    public override string ToString() => $"{Id}: {Verdict.Replace('-', ' ')} - {Claim} ({Reason})";
}
