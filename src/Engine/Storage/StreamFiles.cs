namespace Teleo.Engine.Storage;

/// <summary>Opens files that are written over time and cannot be written at once.</summary>
public static class StreamFiles
{
    /// <summary>Opens a new file. Each write reaches the system at once, so that a killed program leaves its earlier writes.</summary>
    public static FileStream OpenNew(string path) => new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);

    /// <summary>Opens a nameless file for data that does not fit into memory; it ends with the program.</summary>
    public static FileStream OpenScratch() =>
        new(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
}
