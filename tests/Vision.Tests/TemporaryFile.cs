namespace Teleo.Vision.Tests;

/// <summary>A file that is deleted with this value.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(string extension, byte[] bytes)
    {
        Path = System.IO.Path.Combine(TestFolder.New("teleo-vision"), "file" + extension);
        File.WriteAllBytes(Path, bytes);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
}
