using System.CommandLine;
using Teleo.Engine.Skills;
using Teleo.Engine.Storage;
using Teleo.Experiments.Studies;
using Teleo.Shell;

namespace Teleo.Skills;

/// <summary>The command <c>teleo skill fetch</c>: downloads a package from a web server and installs it.</summary>
internal static class SkillFetchCommand
{
    private static readonly Argument<string> Address = new("url")
    {
        Description = "The folder of the package on a web server, by http or https",
    };

    public static Subcommand Build(Option<string[]> variant, Option<bool> older) => new(
        "fetch", "Download a package from a web server, resuming a broken download, and install it",
        context => RunAsync(context, variant),
        ["teleo skill fetch https://example.org/skills/addition/ --variant q8_0"])
    {
        Address, variant, older, TrustArguments.Registry, TrustArguments.List,
    };

    private static async Task<ExitCode> RunAsync(CommandContext context, Option<string[]> variant)
    {
        var from = AddressIn(context.Get(Address));
        string root = TrustArguments.RootOf(context), folder = FolderFor(root, from);
        string[] variants = context.Get(variant) ?? [];
        using var client = new HttpClient();
        using var progress = context.Progress("fetching");
        var download = new PackageDownload(client, from, folder, context.Clock, (file, got, all) => progress.Report(got, all, file));
        try
        {
            var package = await download.BringAsync(variants, context.Cancellation);
            using var registry = SkillCommands.Open(context, package.Folder);
            var installed = registry.Install(package, variants.Length > 0 ? variants : null).Select(name => name.ToString()).ToList();
            LocalDisk.Instance.DeleteTree(folder);
            return context.Result(new { Installed = installed }, result =>
            {
                foreach (string name in result.Installed) context.Line($"installed {name}");
            });
        }
        catch (HttpRequestException problem)
        {
            throw new CommandFailure(ExitCode.Failed, "NotFetched", $"{problem.Message}; check the address", from.ToString());
        }
    }

    private static Uri AddressIn(string text)
    {
        const string File = SkillPackage.ManifestFile;
        string folder = text.EndsWith(File, StringComparison.Ordinal) ? text[..^File.Length] : text;
        return Uri.TryCreate(folder.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw CommandFailure.Usage(
                $"a package is fetched by http or https, such as https://example.org/skills/addition/, not from '{text}'");
    }

    /// <summary>Beside the registry, so that a fetch that was cut off is found again.</summary>
    private static string FolderFor(string registry, Uri from)
    {
        string hash = Fingerprint.Of(from.ToString());
        return Path.Combine(Path.GetDirectoryName(Path.GetFullPath(registry))!, "downloads", hash[..16]);
    }
}
