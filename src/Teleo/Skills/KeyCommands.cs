using System.CommandLine;
using Teleo.Engine.Storage;
using Teleo.Engine.Trust;
using Teleo.Shell;

namespace Teleo.Skills;

/// <summary>The group <c>teleo key</c>: private keys of publishers. Only <c>make</c> makes one, and it replaces none.</summary>
internal static class KeyCommands
{
    private static readonly Argument<string> NewKey =
        new("file") { Description = "The file to make, readable by you alone; it must not exist" };
    private static readonly Argument<string> KeyFile = new("file") { Description = "A private key (PEM, curve P-256)" };

    public static Subcommand Build() => new("key", "Make and show private keys, which sign packages and lists of keys",
    [
        "teleo key make publisher.pem",
        "teleo key show publisher.pem",
    ])
    {
        new Subcommand("make", "Make a private key on the curve P-256", Make,
            ["teleo key make publisher.pem", "teleo key make publisher.pem --passphrase-file passphrase.txt"])
        {
            NewKey,
            TrustArguments.Passphrase,
        },
        new Subcommand("show", "Show the public key and its id", Show, ["teleo key show publisher.pem"]) { KeyFile,
            TrustArguments.Passphrase },
    };

    private static ExitCode Make(CommandContext context)
    {
        string path = context.GetNewFile(NewKey);
        string? passphrase = TrustArguments.PassphraseOf(context);
        using var key = SigningKey.Make();
        AtomicFile.WritePrivateText(path, key.ToPem(passphrase));
        if (passphrase is null && !context.IsJson) context.Note("the key is not encrypted; --passphrase-file encrypts it");
        return Print(context, path, key);
    }

    private static ExitCode Show(CommandContext context)
    {
        using var key = TrustArguments.Key(context, KeyFile);
        return Print(context, context.Get(KeyFile), key);
    }

    private static ExitCode Print(CommandContext context, string path, SigningKey key) =>
        context.Result(new { File = path, KeyId = key.Public.Id, PublicKey = key.Public.ToString() }, told =>
        {
            context.Line($"key id      {told.KeyId}");
            context.Line($"public key  {told.PublicKey}");
        });
}
