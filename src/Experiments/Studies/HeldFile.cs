using Teleo.Engine.Input;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Studies;

/// <summary>Opens a file that several processes add to: each holds it alone while it writes.</summary>
internal static class HeldFile
{
    private const int MostTries = 200;

    /// <param name="what">What the file is, for the message when it stays held.</param>
    public static IDiskFile Open(string path, TimeProvider clock, string what)
    {
        LocalDisk.Instance.MakeFolders(Path.GetDirectoryName(Path.GetFullPath(path))!);
        for (int attempt = 0; attempt < MostTries; attempt++)
        {
            if (LocalDisk.Instance.TryHold(path) is { } file) return file;
            Task.Delay(TimeSpan.FromMilliseconds(50), clock).Wait();
        }

        throw new InputException("Locked", $"another run holds {what}; wait until it has ended", path);
    }
}
