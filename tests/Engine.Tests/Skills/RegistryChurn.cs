using Teleo.Engine.Pool;
using Teleo.Engine.Skills;
using Teleo.Engine.Tests.Kernels;
using Teleo.Engine.Tests.Pool;

namespace Teleo.Engine.Tests.Skills;

/// <summary>
/// The whole life of skills - install, verify, activate, replace, retire, remove, collect - over and over by chance, told line by line: <c>?</c>
/// before a step that changes what is installed, <c>!</c> after it. Ends only by being killed.
/// </summary>
internal static class RegistryChurn
{
    public static async Task RunAsync(string root, string packages, int seed)
    {
        var rng = new TestRandom(seed);
        string[] folders = [.. Directory.GetDirectories(packages).Order(StringComparer.Ordinal)];
        using var registry = SkillRegistry.Open(root, new RegistryOptions(), TimeProvider.System);
        using var pool = new RuntimePool(Pools.Options, TimeProvider.System);
        var loaded = new Dictionary<SkillName, RuntimeHandle>();
        var inUse = new HashSet<string>();   // grows only: what has left may stay a while
        Say("ready");
        while (true)
        {
            var package = SkillPackage.Open(folders[rng.Below(folders.Length)]);
            var name = package.Manifest.NameOf(package.Manifest.Artifacts[0]);
            try
            {
                switch (rng.Below(8))
                {
                    case 0 or 1: Step("install", name, () => registry.Install(package)); break;
                    case 2:
                        var skill = PoolSkill.Of(registry, name);
                        if (loaded.ContainsKey(name)) break;
                        loaded[name] = pool.Load(skill);
                        inUse.Add(skill.ArtifactPath);
                        pool.Activate(loaded[name]);
                        registry.Move(name, SkillStage.Resident, "controller", "demand");
                        registry.Move(name, SkillStage.Active, "controller", "demand");
                        break;
                    case 3 when loaded.Count > 0 && !loaded.ContainsKey(name):
                        var (outgoing, handle) = loaded.ElementAt(rng.Below(loaded.Count));
                        var arrived = await pool.SwitchAsync(PoolSwitch.Replace(handle, PoolSkill.Of(registry, name)));
                        inUse.Add(registry.ArtifactPath(name));
                        loaded.Remove(outgoing);
                        loaded[name] = arrived[0];
                        registry.Move([(outgoing, SkillStage.Verified), (name, SkillStage.Resident)], "controller", "replace");
                        registry.Move(name, SkillStage.Active, "controller", "replace");
                        break;
                    case 4:
                        if (loaded.Remove(name, out var leaving)) await pool.DeactivateAsync(leaving);
                        registry.Move(name, SkillStage.Retired, "operator", "old");
                        break;
                    case 5: registry.Move(name, SkillStage.Installed, "operator", "again"); break;
                    case 6: Step("remove", name, () => registry.Remove(name, "operator")); break;
                    default: registry.Collect(inUse); break;
                }
            }
            catch (SkillException)
            {
                // What chance asks for is often refused; the line says that nothing has changed.
                Say("- refused");
            }
        }
    }

    /// <summary>Installs one package, however long others have the registry.</summary>
    public static void Bring(string root, string package)
    {
        while (true)
        {
            try
            {
                using var registry = SkillRegistry.Open(root, new RegistryOptions { LockWait = TimeSpan.Zero }, TimeProvider.System);
                registry.Install(SkillPackage.Open(package));
                return;
            }
            catch (SkillException busy) when (busy.Fault == SkillFault.Locked)
            {
                Say(busy.Message);
                Thread.Yield();
            }
        }
    }

    private static void Step(string what, SkillName name, Action step)
    {
        Say($"? {what} {name}");
        step();
        Say($"! {what} {name}");
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
