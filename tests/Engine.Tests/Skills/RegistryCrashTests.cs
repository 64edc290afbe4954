using System.Diagnostics;
using Teleo.Engine.Pool;
using Teleo.Engine.Skills;
using Teleo.Engine.Tests.Kernels;

namespace Teleo.Engine.Tests.Skills;

public sealed class RegistryCrashTests : IDisposable
{
    private readonly string _folder = Packages.NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Killed_anywhere_in_the_life_of_skills_nothing_is_lost() => KillAndCheck(kills: 6);

    [NightlyFact]
    public void Killed_two_hundred_times_in_the_life_of_skills_nothing_is_lost() => KillAndCheck(kills: 200);

    [Fact]
    public void Processes_that_race_for_one_registry_all_come_to_their_turn()
    {
        string root = Path.Combine(_folder, "registry");
        string[] packages = MakePackages(4);
        Process[] racers = [.. packages.Select(package => Start("bring", root, package))];
        var waited = racers.Select(racer => racer.StandardOutput.ReadToEnd()).ToList();
        foreach (var racer in racers)
        {
            racer.WaitForExit();
            Assert.Equal(0, racer.ExitCode);
            racer.Dispose();
        }

        Assert.All(waited.SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)), line => Assert.Contains("in use by ", line, StringComparison.Ordinal));
        using var registry = SkillRegistry.Open(root, new RegistryOptions(), TimeProvider.System);
        Assert.Equal(4, registry.Skills.Count);
        AssertGapless(registry);
    }

    [TmpfsFact]
    public void On_a_full_disk_a_step_is_done_or_refused_and_the_registry_stands()
    {
        string root = Path.Combine(_folder, "small");
        Directory.CreateDirectory(root);
        string[] packages = MakePackages(6);
        using (Tmpfs.Mount(root, kibibytes: 1536))
        {
            using (var registry = SkillRegistry.Open(root, new RegistryOptions(), TimeProvider.System))
                foreach (string package in packages[..2]) registry.Verify(registry.Install(SkillPackage.Open(package))[0]);
            int refused = 0;
            var rng = new TestRandom(5);
            for (int free = 0; free < 96; free += 2)
            {
                using (var registry = SkillRegistry.Open(root, new RegistryOptions(), TimeProvider.System))
                {
                    LeaveFree(root, free);
                    for (int i = 0; i < 6; i++)
                    {
                        var package = SkillPackage.Open(packages[rng.Below(packages.Length)]);
                        var name = Packages.NameOf(package.Manifest);
                        var before = registry.Skills;
                        Action[] steps =
                        [
                            () => registry.Install(package), () => registry.Verify(name), () => registry.Move(name, SkillStage.Retired, "test", "old"),
                            () => registry.Move(name, SkillStage.Installed, "test", "again"), () => registry.Remove(name, "test"), () => registry.Install(package),
                        ];
                        try
                        {
                            steps[rng.Below(steps.Length)]();
                        }
                        catch (SkillException problem)
                        {
                            Assert.Same(before, registry.Skills);
                            if (problem.Fault == SkillFault.StorageFailed) refused++;
                        }
                    }

                    ComeAndGo(registry);
                    File.Delete(Path.Combine(root, "filler"));
                    ComeAndGo(registry);
                    registry.Collect();
                }

                CheckWhole(root);
            }

            Assert.True(refused > 10, $"the disk was full {refused} times only");
        }
    }

    // Events alone: where they find no room they wait for the next ones.
    private static void ComeAndGo(SkillRegistry registry)
    {
        foreach (var (key, _) in registry.Skills.Where(entry => entry.Value.Stage == SkillStage.Verified).Take(1))
            for (int i = 0; i < 20 && SkillName.TryParse(key, out var name); i++)
            {
                registry.Move(name, SkillStage.Resident, "test", "come");
                registry.Move(name, SkillStage.Verified, "test", "gone");
            }
    }

    private static void LeaveFree(string root, int kibibytes)
    {
        using var filler = File.Create(Path.Combine(root, "filler"));
        byte[] block = new byte[4096];
        try
        {
            while (new DriveInfo(root).AvailableFreeSpace > kibibytes * 1024L)
            {
                filler.Write(block);
                filler.Flush();
            }
        }
        catch (IOException)
        {
        }
    }

    private void KillAndCheck(int kills)
    {
        string root = Path.Combine(_folder, "registry"), packages = Path.Combine(_folder, "packages");
        MakePackages(4);
        var rng = new TestRandom(kills);
        var installed = new HashSet<string>();
        int cutShort = 0, steps = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            using var child = Start("churn", root, packages, $"{kill}");
            var said = new List<string>();
            int wanted = 1 + rng.Below(60);
            while (said.Count < wanted && child.StandardOutput.ReadLine() is { } line) said.Add(line);
            Thread.SpinWait(rng.Below(50_000));
            child.Kill();
            said.AddRange(child.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
            child.WaitForExit();
            Assert.Equal("ready", said[0]);
            steps += said.Count;

            string? open = Follow(said, installed);
            var registry = CheckWhole(root);
            // A step that was begun and not ended has happened or has not.
            if (open is not null)
            {
                cutShort++;
                if (registry.Skills.ContainsKey(open)) installed.Add(open);
                else installed.Remove(open);
            }

            Assert.Equal(installed.Order(StringComparer.Ordinal), registry.Skills.Keys.Order(StringComparer.Ordinal));
        }

        Assert.True(steps > 10 * kills, $"{steps} steps in {kills} lives");
        if (kills > 100) Assert.True(cutShort > 0, "no blow fell into a step");
    }

    /// <summary>What is installed by the lines of a life; returns the skill whose step was begun and not ended.</summary>
    private static string? Follow(List<string> said, HashSet<string> installed)
    {
        string? open = null;
        foreach (string line in said)
        {
            string[] words = line.Split(' ');
            if (words[0] == "-") open = null;
            else if (words[0] == "?") open = words[2];
            else if (words[0] == "!")
            {
                open = null;
                if (words[1] == "install") installed.Add(words[2]);
                else installed.Remove(words[2]);
            }
        }

        return open;
    }

    private static SkillRegistry CheckWhole(string root)
    {
        var registry = SkillRegistry.Open(root, new RegistryOptions(), TimeProvider.System);
        foreach (var (key, skill) in registry.Skills)
        {
            Assert.True(SkillName.TryParse(key, out var name));
            Assert.False(SkillStages.IsInMemory(skill.Stage));
            Assert.Equal(skill.ArtifactSha256, SkillPackage.HashOf(registry.ArtifactPath(name)));
            if (skill.Stage is SkillStage.Installed or SkillStage.Verified) PoolSkill.Of(registry, name);
        }

        registry.Collect();
        var named = registry.Skills.Values.SelectMany(skill => new[] { skill.ArtifactSha256, skill.ManifestSha256 }).Distinct();
        string objects = Path.Combine(root, "objects");
        var stored = Directory.Exists(objects) ? Directory.EnumerateFiles(objects, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)) : [];
        Assert.Equal(named.Order(StringComparer.Ordinal), stored.Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetFiles(root, "*.tmp", SearchOption.AllDirectories));
        AssertGapless(registry);
        registry.Dispose();   // its books can still be read
        return registry;
    }

    private static void AssertGapless(SkillRegistry registry)
    {
        long[] sequences = [.. registry.Events().Select(entry => entry.Sequence)];
        Assert.Equal(Enumerable.Range(1, sequences.Length).Select(number => (long)number), sequences);
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(RegistryCrashTests).Assembly.Location, .. arguments])
    {
        RedirectStandardOutput = true,
    })!;

    private string[] MakePackages(int count) => [.. Enumerable.Range(0, count).Select(number => TinyPackages.Make(Path.Combine(_folder, "packages"), number))];
}
