using Teleo.Engine.Input;
using Teleo.Engine.Trust;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Tests.Studies;

/// <summary>Ways of cheating that a registration must show.</summary>
public sealed class RegistrationTests : IDisposable
{
    private readonly TemporaryFolder _home = new();
    private readonly StudyDefinition _study = Any.Study("planted:0.4");

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Registered_run_and_merged_a_study_is_confirmatory()
    {
        var workspace = Registered("a", 1);
        RunAll(workspace);
        Assert.Equal("confirmatory, not witnessed", Merged("a").Standing.ToString());
        Assert.Equal(["register", "run", "merge"], Open("a").Ledger.Read(out _).Select(attempt => attempt.What));
    }

    [Fact]
    public void Seeds_follow_from_the_nonce_and_not_from_the_definition()
    {
        var (one, other) = (Registered("a", 1).Study.Seeds, Registered("b", 2).Study.Seeds);
        Assert.Empty(one.Intersect(other));
        Assert.Empty(one.Intersect(_study.Seeds));
        Assert.Equal(_study.Seeds.Length, one.Distinct().Count());
    }

    [Fact]
    public void Edited_figures_with_their_hashes_made_anew_are_found_by_the_ledger_and_by_running_again()
    {
        RunAll(Registered("a", 1));
        var workspace = Open("a");
        foreach (var cell in workspace.Plan.Cells.Where(cell => cell.Arm != "base"))
        {
            var outcome = workspace.Store.TryRead(cell)!;
            workspace.Store.Write(cell, outcome with { Values = [.. outcome.Values.Select(value => 1.5 * value)] }, TimeSpan.Zero);
        }

        string standing = Merged("a").Standing.ToString();
        Assert.StartsWith("exploratory: 40 of 80 runs are not as the ledger of attempts says they were made",
            standing, StringComparison.Ordinal);
    }

    /// <summary>The ledger is made anew as well: only a run of its own shows it.</summary>
    [Fact]
    public void Edited_figures_under_a_forged_ledger_are_found_by_running_again()
    {
        var workspace = Registered("a", 1);
        foreach (var cell in workspace.Plan.Cells)
        {
            var outcome = Any.Runner.Run(cell, default);
            workspace.Store.Write(cell, outcome with { Values = [.. outcome.Values.Select(value => 1.5 * value)] }, TimeSpan.Zero);
        }

        workspace.Ledger.Append("run", workspace.Registration!.Sha256, "forged",
            [.. workspace.Plan.Cells.Select(cell => workspace.Store.MarkOf(cell)!)], TimeProvider.System);
        Assert.Contains("run again", Merged("a").Standing.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_made_before_the_registration_and_moved_back_are_none_of_the_study()
    {
        RunAll(Open("a"));
        Directory.Move(_home["a/cells"], _home["elsewhere"]);
        Registered("a", 1);
        Directory.Move(_home["elsewhere"], _home["a/cells"]);
        var workspace = Open("a");
        Assert.All(workspace.Plan.Cells, cell => Assert.Null(workspace.Store.TryRead(cell)));
        Assert.Equal(["run", "register"], workspace.Ledger.Read(out _).Select(attempt => attempt.What));
    }

    [Fact]
    public void Runs_of_another_folder_are_none_of_the_study()
    {
        RunAll(Registered("a", 1));
        Registered("b", 2);
        CopyCells("a", "b");
        var workspace = Open("b");
        Assert.All(workspace.Plan.Cells, cell => Assert.Null(workspace.Store.TryRead(cell)));
    }

    [Fact]
    public void A_second_registration_under_the_same_name_is_counted()
    {
        RunAll(Registered("a", 1));
        Merged("a");
        Directory.Delete(_home["a"], recursive: true);
        RunAll(Registered("a", 2));
        Assert.Equal("confirmatory, not witnessed, attempt 2 of this study", Merged("a").Standing.ToString());
    }

    [Fact]
    public void A_line_taken_out_of_the_ledger_shows_as_a_gap()
    {
        RunAll(Registered("a", 1));
        Merged("a");
        string ledger = Open("a").Ledger.Path;
        File.WriteAllLines(ledger, File.ReadAllLines(ledger).Where((_, i) => i != 1));
        Assert.Contains("a gap at line 2", Open("a").Standing.ToString(), StringComparison.Ordinal);
        File.Delete(ledger);
        Assert.Contains("does not hold this registration", Open("a").Standing.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_witness_who_signed_before_the_first_run_is_named_with_the_time()
    {
        using var key = SigningKey.Make();
        Registered("a", 1).Witness(key, TimeProvider.System);
        RunAll(Open("a"));
        Assert.Matches($"^confirmatory, witnessed by key {key.Public.Id} at [0-9-]+ [0-9:]+Z$", Merged("a").Standing.ToString());
        Assert.Equal("RanBefore", Assert.Throws<InputException>(() => Open("a").Witness(key, TimeProvider.System)).Code);
    }

    /// <summary>Of another registration, with another time than was signed, with another key, and from after the first run.</summary>
    [Fact]
    public void A_receipt_that_does_not_vouch_counts_as_none_and_is_named()
    {
        using var key = SigningKey.Make();
        using var other = SigningKey.Make();
        var receipt = Registered("a", 1).Witness(key, TimeProvider.System);
        StandsAs("of another registration", receipt with { Registration = Registered("b", 2).Registration!.Sha256 });
        StandsAs("signature is not that of its key", receipt with { WitnessedUtc = receipt.WitnessedUtc.AddDays(1) });
        StandsAs("signature is not that of its key", receipt with { PublicKey = other.Public.ToString() });
        RunAll(Open("a"));
        StandsAs("after the first run", WitnessReceipt.Of(Open("a").Registration!, key, TimeProvider.System));

        void StandsAs(string problem, WitnessReceipt forged)
        {
            forged.Write(_home["a"]);
            string standing = Open("a").Standing.ToString();
            Assert.StartsWith("confirmatory, not witnessed (receipt.json: ", standing, StringComparison.Ordinal);
            Assert.Contains(problem, standing, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_manifest_holds_every_table_to_its_hash()
    {
        RunAll(Registered("a", 1));
        Merged("a");
        string[] lines = File.ReadAllLines(_home["a/manifest.sha256"]);
        Assert.Contains(lines, line => line.EndsWith("  claims.csv", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Equal(line.Split("  ")[0], Fingerprint.OfFile(Path.Combine(_home["a"], line.Split("  ")[1]))));
    }

    private StudyWorkspace Open(string name) => StudyWorkspace.Of(_study, Any.Runner, _home[name]);

    private StudyWorkspace Registered(string name, byte nonce)
    {
        Open(name).Register(TimeProvider.System, [nonce, 1, 2, 3]);
        return Open(name);
    }

    private StudySummary Merged(string name) => Open(name).Merge(TimeProvider.System);

    private static void RunAll(StudyWorkspace workspace) =>
        workspace.Run(workspace.Plan.Cells, 2, TimeProvider.System, (_, _, _) => { }, default);

    private void CopyCells(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(_home[$"{from}/cells"], "*", SearchOption.AllDirectories))
        {
            string target = file.Replace(_home[from], _home[to], StringComparison.Ordinal);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
