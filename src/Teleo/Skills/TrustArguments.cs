using System.CommandLine;
using Teleo.Engine.Storage;
using Teleo.Engine.Trust;
using Teleo.Shell;

namespace Teleo.Skills;

/// <summary>The registry, list of keys and private key that commands ask for, in one way.</summary>
internal static class TrustArguments
{
    public const int LargestListBytes = 1 << 18;

    private const int LargestKeyBytes = 1 << 14;

    public static readonly Option<string> Registry = new("--registry")
    {
        Description = "The folder of the registry [$TELEO_REGISTRY or ~/.local/share/teleo/registry]",
        HelpName = "FOLDER",
    };
    public static readonly Option<string?> List = new("--trust")
    {
        Description = "A list of trusted keys (teleo.trust/1) that packages must be signed by [the list in the program]",
        HelpName = "FILE",
    };
    public static readonly Option<string?> Passphrase =
        new("--passphrase-file") { Description = "A file whose first line is the passphrase of the private key", HelpName = "FILE" };

    public static string RootOf(CommandContext context) =>
        context.Get(Registry)
        ?? Environment.GetEnvironmentVariable("TELEO_REGISTRY")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "teleo", "registry");

    /// <summary>The list of keys in force: the program's, or the one that is named.</summary>
    /// <param name="judged">
    /// The folders of packages that it will judge; a list that lies in one of them, or beside the packages, is refused.
    /// </param>
    public static TrustStore Store(string? path, params ReadOnlySpan<string> judged)
    {
        if (path is null) return TrustStore.Default;
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach (string package in judged)
        {
            string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(package));
            if (folder == full || folder == Path.GetDirectoryName(full)
                || folder.StartsWith(full + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                throw CommandFailure.BadInput("TrustFromPackages",
                    "the list of keys lies with the packages that it should judge; look at it, copy it to a place of your own, and name "
                    + "that", path);
        }

        return new TrustStore(SignaturePolicy.RequireSigned, Read(path).Signed);
    }

    public static SignedTrustList Read(string path) =>
        TrustList.Read(Bounded(path, LargestListBytes), out string problem) ?? throw CommandFailure.BadInput("BadTrustList", problem, path);

    public static SigningKey Key(CommandContext context, Argument<string> argument)
    {
        string path = CommandContext.ExistingFile(context.Get(argument));
        string pem = System.Text.Encoding.UTF8.GetString(Bounded(path, LargestKeyBytes));
        return SigningKey.Read(pem, PassphraseOf(context), out string problem) ?? throw CommandFailure.BadInput("NotAKey", problem, path);
    }

    /// <summary>The passphrase in the file that the user names; null where none is named.</summary>
    public static string? PassphraseOf(CommandContext context)
    {
        if (context.Get(Passphrase) is not { } path) return null;
        string line = System.Text.Encoding.UTF8.GetString(Bounded(CommandContext.ExistingFile(path), LargestKeyBytes)).Split('\n')[0]
            .TrimEnd('\r');
        return line.Length > 0 ? line : throw CommandFailure.BadInput("NoPassphrase", "its first line is empty", path);
    }

    public static byte[] Bounded(string path, int largest) => InputFile.ReadAll(CommandContext.ExistingFile(path), largest);
}
