using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Teleo.Engine.Skills;
using Teleo.Engine.Storage;
using Teleo.Engine.Trust;
using Teleo.Experiments.Tables;
using Teleo.Shell;

namespace Teleo.Skills;

/// <summary>The group <c>teleo trust</c>: lists of trusted keys.</summary>
internal static class TrustCommands
{
    private static readonly Argument<string> ListFile = new("list") { Description = "A list of trusted keys (teleo.trust/1)" };
    private static readonly Argument<string> KeyFile = new("key") { Description = "A root's private key (PEM, curve P-256)" };
    private static readonly Argument<string[]> Folders =
        new("folder") { Description = "Packages, or folders of packages", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string> Id =
        new("--id") { Description = "The name of the list; newer versions keep it", HelpName = "NAME", Required = true };
    private static readonly Option<string> Publisher =
        new("--publisher") { Description = "The publisher, as manifests name it", HelpName = "NAME", Required = true };
    private static readonly Option<string> PublicKeyText =
        new("--key") { Description = "The publisher's public key, as teleo key show prints it", HelpName = "KEY", Required = true };
    private static readonly Option<string?> RootKey =
        new("--root") { Description = "The public key that will sign newer versions of the list", HelpName = "KEY" };
    private static readonly Option<string> Until = new("--until")
    {
        Description = "The last day on which the key and the list are valid",
        HelpName = "YYYY-MM-DD",
        Required = true,
    };
    private static readonly Option<string?> RevokedKeyId = new("--key-id") { Description = "The key to revoke", HelpName = "ID" };
    private static readonly Option<string?> RevokedFolder = new("--package") { Description = "The package to revoke", HelpName = "FOLDER" };
    private static readonly Option<string> Reason =
        new("--reason") { Description = "The reason, shown with each refusal", HelpName = "TEXT", Required = true };

    public static Subcommand Build() => new("trust", "Make, sign and adopt lists of trusted keys",
    [
        "teleo trust show",
        "teleo trust make lab.json --id lab --publisher lab --key PUBLICKEY --until 2030-12-31",
        "teleo skill install skills/addition --trust lab.json",
    ])
    {
        new Subcommand("show", "Show the trusted keys in use: publishers, keys, revocations", Show,
            ["teleo trust show", "teleo trust show --trust lab.json"]) { TrustArguments.List, TrustArguments.Registry },
        new Subcommand("make", "Make a list of trusted keys for one publisher", Make,
            ["teleo trust make lab.json --id lab --publisher lab --key PUBLICKEY --until 2030-12-31"])
        {
            ListFile,
            Id,
            Publisher,
            PublicKeyText,
            RootKey,
            Until,
        },
        new Subcommand("packages", "Record in a list the packages of a publisher that belong together", Packages,
            ["teleo trust packages lab.json skills --publisher lab"]) { ListFile, Folders, Publisher },
        new Subcommand("revoke", "Revoke a key or a package in a list", Revoke,
            ["teleo trust revoke lab.json --key-id b0295de0f89ec717 --reason stolen"]) { ListFile, RevokedKeyId, RevokedFolder, Reason },
        new Subcommand("sign", "Sign a list with a root key", Sign, ["teleo trust sign lab.json root.pem"])
        {
            ListFile,
            KeyFile,
            TrustArguments.Passphrase,
        },
        new Subcommand("update", "Adopt a newer version of the list in use, signed by its roots", Update,
            ["teleo trust update newer.json"]) { ListFile, TrustArguments.Registry, TrustArguments.List },
        new Subcommand("keep", "Make a list the default of a registry, in place of --trust", Keep,
            ["teleo trust keep lab.json --registry lab"]) { ListFile, TrustArguments.Registry },
    };

    private static ExitCode Show(CommandContext context)
    {
        using var registry = SkillRegistry.Open(TrustArguments.RootOf(context),
            new RegistryOptions { Trust = TrustArguments.Store(context.Get(TrustArguments.List)) }, context.Clock);
        var list = registry.Trust.List;
        return context.Result(list, _ =>
        {
            context.Line($"list '{list.Id}' version {list.Version}, issued {Day(list.Issued)}, expires {Day(list.Expires)}");
            context.Line(list.Roots.Keys.Length == 0
                ? "no root keys: replaced by another list only"
                : $"a newer version needs {list.Roots.Threshold} of {list.Roots.Keys.Length} root keys: "
                    + $"{string.Join(", ", list.Roots.Keys.Select(IdOf))}");
            context.Write(Table.Of(
                list.Publishers.SelectMany(publisher => publisher.Keys, (publisher, key) => (Publisher: publisher, Key: key)),
                (Column.Text("publisher"), row => row.Publisher.Name),
                (Column.Word("key"), row => IdOf(row.Key.PublicKey)),
                (Column.Word("until"), row => Day(row.Key.NotAfter)),
                (Column.Text("packages that belong together"), row => row.Publisher.Packages?.Count ?? (object)"any")));
            foreach (var revoked in list.RevokedKeys) context.Line($"revoked key {revoked.KeyId}: {revoked.Reason}");
            foreach (var revoked in list.RevokedPackages) context.Line($"revoked package, manifest {revoked.Manifest}: {revoked.Reason}");
        });
    }

    private static ExitCode Make(CommandContext context)
    {
        string path = context.GetNewFile(ListFile);
        if (!DateOnly.TryParseExact(context.Get(Until), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var until))
            throw CommandFailure.Usage($"--until {context.Get(Until)} is no day; write it as 2030-12-31");
        var list = new TrustList
        {
            Schema = TrustList.CurrentSchema,
            Id = context.Get(Id),
            Version = 1,
            Issued = Today(context),
            Expires = until,
            Roots = new(1, context.Get(RootKey) is { } root ? [root] : []),
            Publishers = [new(context.Get(Publisher), [new(context.Get(PublicKeyText), until)])],
        };
        return Written(context, path, list);
    }

    private static ExitCode Packages(CommandContext context)
    {
        var list = TrustArguments.Read(context.Get(ListFile)).Signed;
        string name = context.Get(Publisher);
        var publisher = list.Find(name)
            ?? throw CommandFailure.UnknownName("publisher", name, [.. list.Publishers.Select(each => each.Name)]);
        var packages = SkillEvidenceCommands.PackagesIn(context.Get(Folders)).Select(package => package.Manifest)
            .Where(manifest => manifest.Publisher == name)
            .ToImmutableSortedDictionary(manifest => manifest.Name, HashOf, StringComparer.Ordinal);
        if (packages.Count == 0)
            throw CommandFailure.BadInput("NoPackages", $"no package of '{name}' is there", string.Join(", ", context.Get(Folders)));
        return Written(context, context.Get(ListFile),
            Newer(context, list) with { Publishers = list.Publishers.Replace(publisher, publisher with { Packages = packages }) });
    }

    private static ExitCode Revoke(CommandContext context)
    {
        var list = TrustArguments.Read(context.Get(ListFile)).Signed;
        string reason = context.Get(Reason);
        var (key, folder) = (context.Get(RevokedKeyId), context.Get(RevokedFolder));
        if (key is null == folder is null) throw CommandFailure.Usage("give either --key-id or --package");
        var newer = Newer(context, list);
        newer = folder is null
            ? newer with { RevokedKeys = list.RevokedKeys.Add(new(key!, reason)) }
            : newer with { RevokedPackages = list.RevokedPackages.Add(new(HashOf(SkillPackage.Open(folder).Manifest), reason)) };
        return Written(context, context.Get(ListFile), newer);
    }

    private static ExitCode Sign(CommandContext context)
    {
        string path = context.Get(ListFile);
        using var key = TrustArguments.Key(context, KeyFile);
        var signed = TrustArguments.Read(path).SignedWith(key);
        AtomicFile.WriteText(path, signed.ToJson());
        bool isEnough = signed.IsSignedBy(signed.Signed.Roots);
        return context.Result(new { signed.Signed.Id, signed.Signed.Version, KeyId = key.Public.Id, IsEnough = isEnough },
            told => context.Line($"signed version {told.Version} of '{told.Id}' with {told.KeyId}; "
                + $"{(isEnough ? "its roots ask for no more" : $"{signed.Signed.Roots.Threshold} of its root keys are needed")}"));
    }

    private static ExitCode Update(CommandContext context)
    {
        string path = CommandContext.ExistingFile(context.Get(ListFile));
        var options = new RegistryOptions { Trust = TrustArguments.Store(context.Get(TrustArguments.List)) };
        byte[] signed = TrustArguments.Bounded(path, TrustArguments.LargestListBytes);
        var list = SkillRegistry.AdoptTrust(TrustArguments.RootOf(context), signed, options, context.Clock);
        return context.Result(new { list.Id, list.Version, list.Expires }, adopted =>
            context.Line($"version {adopted.Version} of '{adopted.Id}' is in force, until {Day(adopted.Expires)}"));
    }

    private static ExitCode Keep(CommandContext context)
    {
        byte[] kept = TrustArguments.Bounded(context.Get(ListFile), TrustArguments.LargestListBytes);
        var list = SkillRegistry.KeepTrust(TrustArguments.RootOf(context), kept, new RegistryOptions(), context.Clock);
        return context.Result(new { list.Id, list.Version, list.Expires }, own =>
            context.Line($"version {own.Version} of '{own.Id}' is this registry's own list, until {Day(own.Expires)}"));
    }

    /// <summary>The list as a later version, which its roots have not signed yet.</summary>
    private static TrustList Newer(CommandContext context, TrustList list) =>
        list with { Version = list.Version + 1, Issued = Today(context) };

    private static ExitCode Written(CommandContext context, string path, TrustList list)
    {
        string text = new SignedTrustList(list, []).ToJson();
        if (TrustList.Read(System.Text.Encoding.UTF8.GetBytes(text), out string problem) is null) throw CommandFailure.Usage(problem);
        AtomicFile.WriteText(path, text);
        return context.Result(new { File = path, list.Id, list.Version }, written =>
            context.Line($"{written.File}: version {written.Version} of '{written.Id}', not signed"));
    }

    private static DateOnly Today(CommandContext context) => DateOnly.FromDateTime(context.Clock.GetUtcNow().UtcDateTime);

    private static string IdOf(string key) => PublicKey.Read(key, out _)?.Id ?? "unusable";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string HashOf(SkillManifest manifest) =>
        Convert.ToHexStringLower(SHA256.HashData(ManifestJson.CanonicalBytes(manifest)));
}
