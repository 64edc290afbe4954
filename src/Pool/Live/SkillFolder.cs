using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Engine.Pool;
using Teleo.Engine.Skills;
using Teleo.Engine.Storage;
using Teleo.Engine.Trust;

namespace Teleo.Pool.Live;

/// <summary>
/// The skills of a folder of packages, each verified before use: hash, structure, signature. They are installed in a registry of the run,
/// which records each change with its reason and is deleted after the run.
/// </summary>
internal sealed class SkillFolder : IDisposable
{
    private readonly string _root;

    private SkillFolder(string root, SkillRegistry registry, ImmutableArray<LiveSkill> skills, ImmutableArray<RefusedPackage> refused)
    {
        (_root, Registry, Skills, Refused) = (root, registry, skills, refused);
        Tasks = [.. skills.SelectMany(skill => skill.Contract.Tasks).Distinct().Order(StringComparer.Ordinal)];
        Catalog = new Catalog([.. skills.Select(skill => skill.FactsAmong(Tasks))], Tasks);
    }

    public SkillRegistry Registry { get; }

    /// <summary>The skills in order of name; the position is the index in the catalog.</summary>
    public ImmutableArray<LiveSkill> Skills { get; }

    /// <summary>The packages that were left out, with the reasons.</summary>
    public ImmutableArray<RefusedPackage> Refused { get; }

    public ImmutableArray<string> Tasks { get; }

    public Catalog Catalog { get; }

    /// <summary>The bytes that hold every package once, each in its largest precision here.</summary>
    public long BytesOfEachOnce =>
        Skills.GroupBy(skill => skill.Manifest.Name).Sum(package => package.Max(skill => skill.SizeBytes));

    /// <param name="trust">The trusted keys. No file in the folder can add to them.</param>
    /// <param name="hasExactTasks">
    /// Returns true if every task of a manifest has exact answers, so that an unevaluated skill can be judged.
    /// </param>
    /// <param name="variants">Only these precisions, where any are named.</param>
    /// <param name="others">Models of other runtimes that join the skills.</param>
    /// <param name="takesFiles">Model files outside packages join the skills, and adapters join with bases beside them.</param>
    public static SkillFolder Open(string folder, TrustStore trust, IReadOnlyCollection<string> variants, TimeProvider clock,
        Func<SkillManifest, bool> hasExactTasks, bool specialistsOnly = false, bool takesFiles = false,
        IEnumerable<LiveSkill>? others = null)
    {
        string root = Directory.CreateTempSubdirectory("teleo-pool-").FullName;
        try
        {
            var registry = SkillRegistry.Open(root, new RegistryOptions { Trust = trust, AllowsOlder = true }, clock);
            var (skills, refused) = (new List<LiveSkill>(), new List<RefusedPackage>());
            foreach (var package in Opened(PackagesIn(folder), refused))
            {
                if (package.Manifest.Adapter is null || takesFiles)
                    Guarded(package.Folder, refused, () => BringIn(package, variants, hasExactTasks, registry, skills));
                else refused.Add(new RefusedPackage(package.Manifest.Id, SkillFault.BadPackage,
                    $"{package.Manifest.Name} is an adapter; a pool runs whole models"));
            }

            foreach (string file in takesFiles ? BareModel.FilesIn(folder) : [])
                Guarded(file, refused, () => Join(AdapterFit.IsAdapter(file) ? BareModel.ReadAdapter(file, skills) : BareModel.Read(file),
                    System.IO.Path.GetFileName(file), skills, refused));
            foreach (var other in others ?? []) Join(other, other.Name.Id, skills, refused);
            if (specialistsOnly) skills.RemoveAll(skill => skill.Contract.Tasks.Length != 1);
            if (skills.Count == 0) throw NothingIn(folder, refused, variants);
            return new SkillFolder(root, registry, [.. skills.OrderBy(skill => skill.Name)], [.. refused]);
        }
        catch
        {
            LocalDisk.Instance.DeleteTree(root);
            throw;
        }
    }

    /// <summary>Returns the skills of another runtime, without reading their files.</summary>
    public static SkillFolder Elsewhere(IEnumerable<LiveSkill> skills, TimeProvider clock)
    {
        string root = Directory.CreateTempSubdirectory("teleo-pool-").FullName;
        return new SkillFolder(root, SkillRegistry.Open(root, new RegistryOptions(), clock), [.. skills.OrderBy(skill => skill.Name)], []);
    }

    /// <summary>Moves a skill in the registry to the stage of the plant's row; every step is an event.</summary>
    public void Follow(int skill, Lifecycle lifecycle, string actor, string reason)
    {
        var name = Skills[skill].Name;
        if (!Registry.Skills.ContainsKey(name.ToString())) return;   // a bare file: no package says what it was
        foreach (var stage in Path(Registry.Skills[name.ToString()].Stage, lifecycle))
        {
            if (stage == SkillStage.Verified && Registry.Skills[name.ToString()].Stage == SkillStage.Installed) Registry.Verify(name);
            else Registry.Move(name, stage, actor, reason.Length > 0 ? reason : "for a run of the pool");
        }
    }

    public void Dispose()
    {
        Registry.Dispose();
        LocalDisk.Instance.DeleteTree(_root);
    }

    private static IEnumerable<string> PackagesIn(string folder)
    {
        if (!Directory.Exists(folder)) throw new InputException("FolderNotFound", "no such folder of skill packages", folder);
        var folders = Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Prepend(folder);
        return folders.Where(package => File.Exists(System.IO.Path.Combine(package, SkillPackage.ManifestFile)));
    }

    /// <summary>Whole models first, then the adapters that need them.</summary>
    private static List<SkillPackage> Opened(IEnumerable<string> folders, List<RefusedPackage> refused)
    {
        var packages = new List<SkillPackage>();
        foreach (string folder in folders) Guarded(folder, refused, () => packages.Add(SkillPackage.Open(folder)));
        return [.. packages.OrderBy(package => package.Manifest.Adapter is not null)];
    }

    private static void BringIn(SkillPackage package, IReadOnlyCollection<string> variants, Func<SkillManifest, bool> hasExactTasks,
        SkillRegistry registry, List<LiveSkill> skills)
    {
        var manifest = package.Manifest;
        if (manifest.EvidenceStatus < EvidenceStatus.Evaluated && !hasExactTasks(manifest))
            throw new SkillException(SkillFault.BadPackage,
                $"{manifest.Name} has neither tasks with exact answers nor an evaluation, so its quality is unknown");
        string[] wanted = [.. manifest.Artifacts.Select(artifact => artifact.Variant)
            .Where(variant => variants.Count == 0 || variants.Contains(variant))];
        if (wanted.Length == 0) return;
        foreach (var name in registry.Install(package, wanted))
        {
            var skill = PoolSkill.Of(registry, name);
            var artifact = manifest.Artifacts.First(artifact => manifest.NameOf(artifact) == name);
            skills.Add(skill.Base is { } under
                ? LiveSkill.Over(BaseAmong(skills, under), skill, manifest, artifact)
                : new LiveSkill(skill, manifest, artifact));
        }
    }

    /// <summary>Runs a body that brings in a package or file. A fault leaves it out and is noted.</summary>
    private static void Guarded(string path, List<RefusedPackage> refused, Action body)
    {
        try
        {
            body();
        }
        catch (SkillException problem)
        {
            refused.Add(new RefusedPackage(System.IO.Path.GetFileName(path), problem.Fault, problem.Message));
        }
    }

    private static LiveSkill BaseAmong(List<LiveSkill> skills, SkillName name) =>
        skills.Find(skill => skill.Name == name)
            ?? throw new SkillException(SkillFault.Incompatible, $"its base {name} is not among the models that are served");

    private static void Join(LiveSkill model, string source, List<LiveSkill> skills, List<RefusedPackage> refused)
    {
        if (skills.All(skill => skill.Name != model.Name)) skills.Add(model);
        else refused.Add(new RefusedPackage(source, SkillFault.BadPackage, $"{model.Name} is there already"));
    }

    private static InputException NothingIn(string folder, List<RefusedPackage> refused, IReadOnlyCollection<string> variants) =>
        refused.Count == 0
        ? new InputException("NoSkills", variants.Count > 0
            ? $"no package in this folder comes as {string.Join(" or ", variants)}"
            : "no model in this folder: neither a skill package (a folder with manifest.json) nor a file .gguf or .slm", folder)
        : new InputException("NoSkills", $"none of {refused.Count} packages can be used; the first: {refused[0].Why}", folder);

    /// <summary>Returns the stages between a skill's stage in the registry and that in the plant; none if they are equal.</summary>
    private static SkillStage[] Path(SkillStage from, Lifecycle to)
    {
        SkillStage? goal = to switch
        {
            Lifecycle.Active => SkillStage.Active,
            Lifecycle.Suspended => SkillStage.Suspended,
            Lifecycle.Retired => SkillStage.Retired,
            Lifecycle.Verified when from != SkillStage.Installed => SkillStage.Verified,
            _ => null,
        };
        if (goal is not { } stage || stage == from) return [];
        return (from, stage) switch
        {
            (SkillStage.Retired or SkillStage.Quarantined, SkillStage.Verified) => [SkillStage.Installed, SkillStage.Verified],
            (SkillStage.Verified or SkillStage.Suspended, SkillStage.Active) => [SkillStage.Resident, SkillStage.Active],
            _ => [stage],
        };
    }
}

/// <summary>A package that was left out.</summary>
internal sealed record RefusedPackage(string Package, SkillFault Fault, string Why);
