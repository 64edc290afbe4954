using System.CommandLine;
using Teleo.Engine.Skills;
using Teleo.Engine.Storage;
using Teleo.Experiments.Tables;
using Teleo.Shell;

namespace Teleo.Skills;

/// <summary>The group <c>teleo skill</c>: packages, signatures, and the registry they are installed in.</summary>
internal static class SkillCommands
{
    private static readonly Argument<string> Folder =
        new("folder") { Description = "The package: a folder with manifest.json and its artifacts" };
    private static readonly Argument<string[]> Folders =
        new("folder") { Description = "Packages, each a folder with manifest.json and its artifacts", Arity = ArgumentArity.OneOrMore };
    private static readonly Argument<string> Name =
        new("name") { Description = "A skill as the list shows it, such as addition@1.0.0#q8_0" };
    private static readonly Argument<string> KeyFile =
        new("key") { Description = "The publisher's private key (PEM, curve P-256), as teleo key make makes it" };
    private static readonly Option<string> Registry = TrustArguments.Registry;
    private static readonly Option<string?> TrustFile = TrustArguments.List;
    private static readonly Option<bool> Older =
        new("--older") { Description = "Allow a version older than one that was installed before" };
    private static readonly Option<string[]> Variant = new("--variant")
    {
        Description = "Install these variants only, such as q8_0",
        AllowMultipleArgumentsPerToken = true,
        HelpName = "NAME",
    };
    private static readonly Option<string> Reason = new("--reason")
    {
        Description = "The reason, kept in the registry's events",
        DefaultValueFactory = _ => "asked by the operator",
        HelpName = "TEXT",
    };

    public static Subcommand Build() => new("skill", "Make, sign, install and manage skill packages",
    [
        "teleo skill evaluate skills/",
        "teleo skill install skills/addition",
        "teleo skill list",
        "teleo skill verify addition@1.0.0#q8_0",
    ])
    {
        SkillEvidenceCommands.Make(),
        SkillEvidenceCommands.Evaluate(),
        SkillRouteCommand.Build(),
        new Subcommand("pack", "Write the sizes and hashes of a package's artifacts into its manifest and check it", Pack,
            ["teleo skill pack skills/addition"]) { Folder },
        new Subcommand("sign", "Sign a package with its publisher's key", Sign,
            ["teleo skill sign skills/addition publisher.pem"]) { Folder, KeyFile, TrustArguments.Passphrase },
        new Subcommand("install", "Install packages in the registry", Install,
            ["teleo skill install skills/addition skills/sorting --variant q8_0",
            "teleo skill install skills/addition --trust lab.json"]) { Folders, Variant, Older, Registry, TrustFile },
        SkillFetchCommand.Build(Variant, Older),
        new Subcommand("verify", "Check the hashes and structure of an installed skill", OnSkill(Verify),
            ["teleo skill verify addition@1.0.0#q8_0"]) { Name, Registry, TrustFile },
        new Subcommand("list", "List the installed skills", List, ["teleo skill list"]) { Registry },
        new Subcommand("show", "Show the manifest, stage and events of a skill", OnSkill(Show),
            ["teleo skill show addition@1.0.0#q8_0"]) { Name, Registry },
        new Subcommand("retire", "Retire a skill: it is not loaded again until it is restored",
            MoveTo(SkillStage.Retired),
            ["teleo skill retire addition@1.0.0#q8_0 --reason \"a better one is there\""]) { Name, Reason, Registry },
        new Subcommand("restore", "Restore a retired or quarantined skill; it is verified again before it is loaded",
            MoveTo(SkillStage.Installed), ["teleo skill restore addition@1.0.0#q8_0"]) { Name, Reason, Registry },
        new Subcommand("quarantine", "Quarantine a skill: it is not loaded until it is restored",
            MoveTo(SkillStage.Quarantined),
            ["teleo skill quarantine addition@1.0.0#q8_0 --reason \"wrong sums\""]) { Name, Reason, Registry },
        new Subcommand("remove", "Remove a skill from the registry; the next gc deletes its files", OnSkill(Remove),
            ["teleo skill remove addition@1.0.0#q8_0"]) { Name, Registry },
        new Subcommand("gc", "Delete stored files that no installed skill uses", Collect, ["teleo skill gc"]) { Registry },
        new Subcommand("registry", "Repair the registry")
        {
            new Subcommand("repair", "Rebuild a damaged registry from its files and events", Repair,
                ["teleo skill registry repair"]) { TrustArguments.Registry },
        },
    };

    private static ExitCode Pack(CommandContext context)
    {
        string folder = context.Get(Folder), path = Path.Combine(folder, SkillPackage.ManifestFile);
        var manifest = SkillPackage.Open(folder).Manifest;
        manifest = manifest with { Artifacts = [.. manifest.Artifacts.Select(artifact => Measured(folder, artifact))] };
        AtomicFile.WriteText(path, ManifestJson.Write(manifest));
        return context.Result(new
        {
            manifest.Name,
            Artifacts = manifest.Artifacts.Length,
            Bytes = manifest.Artifacts.Sum(artifact => artifact.SizeBytes),
        },
            packed => context.Line($"packed {packed.Name}: {packed.Artifacts} artifacts, {packed.Bytes} bytes"));
    }

    private static ExitCode Sign(CommandContext context)
    {
        var package = SkillPackage.Open(context.Get(Folder));
        using var key = TrustArguments.Key(context, KeyFile);
        package.Sign(key);
        return context.Result(new
        {
            package.Manifest.Name,
            package.Manifest.Publisher,
            KeyId = key.Public.Id,
            PublicKey = key.Public.ToString(),
        },
            signed => context.Line($"signed {signed.Name} for {signed.Publisher} with {signed.KeyId}; public key {signed.PublicKey}"));
    }

    private static ExitCode Install(CommandContext context)
    {
        string[] variants = context.Get(Variant) ?? [];
        string[] folders = context.Get(Folders);
        using var registry = Open(context, folders);
        var installed = new List<string>();
        foreach (string folder in folders)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            foreach (var name in registry.Install(SkillPackage.Open(folder), variants.Length > 0 ? variants : null))
            {
                installed.Add(name.ToString());
                if (!context.IsJson) context.Line($"installed {name}");
            }
        }

        return context.Result(new { Installed = installed }, _ => { });
    }

    private static ExitCode Verify(CommandContext context, SkillRegistry registry, SkillName name)
    {
        registry.Verify(name);
        var skill = registry.Skills[name.ToString()];
        return context.Result(new { Name = name.ToString(), skill.Stage, Sha256 = skill.ArtifactSha256 }, result =>
            context.Line($"{result.Name}: {skill.Reason} (sha256 {skill.ArtifactSha256[..12]}…)"));
    }

    private static ExitCode List(CommandContext context)
    {
        using var registry = Open(context);
        var rows = registry.Skills.Select(entry =>
            new { Name = entry.Key, entry.Value.Stage, entry.Value.SizeBytes, entry.Value.Reason }).ToList();
        return context.Result(rows, _ =>
        {
            if (rows.Count == 0)
                context.Line("nothing is installed; bring a package in with: teleo skill install FOLDER");
            else
                context.Write(Table.Of(rows,
                    (Column.Text("skill"), row => row.Name),
                    (Column.Word("stage"), row => row.Stage.ToString().ToLowerInvariant()),
                    (Column.Number("KiB"), row => row.SizeBytes / 1024),
                    (Column.Text("why"), row => row.Reason)));
        });
    }

    private static ExitCode Show(CommandContext context, SkillRegistry registry, SkillName name)
    {
        var skill = registry.Skills[name.ToString()];
        var manifest = registry.ManifestOf(name);
        var events = registry.Events().Where(entry => entry.Skill == name.ToString()).ToList();
        return context.Result(new { Name = name.ToString(), skill.Stage, skill.Reason, Manifest = manifest, Events = events }, _ =>
        {
            context.Line($"{name}  {skill.Stage.ToString().ToLowerInvariant()}: {skill.Reason}");
            context.Line($"publisher {manifest.Publisher}, licence {manifest.Licence}, source {manifest.Source} at "
                + $"{manifest.SourceRevision}");
            context.Line($"answers {string.Join(", ", manifest.Contract.Tasks)}; evidence: {manifest.EvidenceStatus}");
            context.Line($"artifact sha256 {skill.ArtifactSha256}, {skill.SizeBytes} bytes");
            context.Write(Table.Of(events,
                (Column.Number("event"), entry => entry.Sequence),
                (Column.Word("time"), entry => $"{entry.Time:u}"),
                (Column.Word("change"), entry => entry.Change),
                (Column.Word("by"), entry => entry.Actor),
                (Column.Text("why"), entry => entry.Reason)));
        });
    }

    private static Func<CommandContext, ExitCode> MoveTo(SkillStage to) => OnSkill((context, registry, name) =>
    {
        registry.Move(name, to, "operator", context.Get(Reason));
        return context.Result(new { Name = name.ToString(), Stage = to }, _ =>
            context.Line($"{name} is {to.ToString().ToLowerInvariant()}"));
    });

    private static ExitCode Remove(CommandContext context, SkillRegistry registry, SkillName name)
    {
        registry.Remove(name, "operator");
        return context.Result(new { Removed = name.ToString() }, _ => context.Line($"removed {name}"));
    }

    private static ExitCode Collect(CommandContext context)
    {
        using var registry = Open(context);
        var (files, bytes) = registry.Collect();
        return context.Result(new { Files = files, Bytes = bytes }, _ => context.Line($"removed {files} files, {bytes} bytes"));
    }

    private static ExitCode Repair(CommandContext context)
    {
        var report = SkillRegistry.Repair(TrustArguments.RootOf(context), new RegistryOptions(), context.Clock);
        return context.Result(report, _ =>
        {
            context.Line(report.IsChanged
                ? $"rebuilt: {report.Skills} skills, {report.Events} events"
                : $"index and events agree: {report.Skills} skills, {report.Events} events; nothing was changed");
            if (report.DamagedLines > 0)
                context.Line($"{report.DamagedLines} lines of the events could not be read; the file as it was is events.jsonl.damaged");
            foreach (string name in report.Quarantined)
                context.Line($"{name} is quarantined, as its history is lost; after looking at it: teleo skill restore {name}");
        });
    }

    private static SkillArtifact Measured(string folder, SkillArtifact artifact)
    {
        string path = CommandContext.ExistingFile(Path.Combine(folder, artifact.File));
        return artifact with { SizeBytes = new FileInfo(path).Length, Sha256 = SkillPackage.HashOf(path) };
    }

    internal static SkillRegistry Open(CommandContext context, params ReadOnlySpan<string> judged) => SkillRegistry.Open(
        TrustArguments.RootOf(context),
            new RegistryOptions { Trust = TrustArguments.Store(context.Get(TrustFile), judged), AllowsOlder = context.Get(Older) },
            context.Clock);

    /// <summary>Makes a command on the named skill. The registry is open while the command runs.</summary>
    private static Func<CommandContext, ExitCode> OnSkill(Func<CommandContext, SkillRegistry, SkillName, ExitCode> body) => context =>
    {
        using var registry = Open(context);
        return body(context, registry, Parse(context, registry));
    };

    private static SkillName Parse(CommandContext context, SkillRegistry registry)
    {
        string text = context.Get(Name);
        if (SkillName.TryParse(text, out var name) && registry.Skills.ContainsKey(text)) return name;
        throw registry.Skills.Count > 0
            ? CommandFailure.UnknownName("skill", text, [.. registry.Skills.Keys])
            : CommandFailure.Usage($"no skill '{text}': none is installed in {TrustArguments.RootOf(context)}; use teleo skill install");
    }
}
