namespace Teleo.Architecture.Tests;

/// <summary>The project and the folder in which a source file lies; the folder is a dot where the file lies in the project's own.</summary>
internal readonly record struct Place(string Project, string Folder)
{
    /// <param name="path">Relative to the repository: <c>src/Engine/Kernels/Lanes.cs</c>.</param>
    public static Place Of(string path)
    {
        string[] parts = path.Split('/');
        return new Place(parts[1], parts.Length > 3 ? parts[2] : ".");
    }

    public override string ToString() => $"{Project}/{Folder}";
}
