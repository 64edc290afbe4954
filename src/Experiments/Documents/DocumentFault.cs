namespace Teleo.Experiments.Documents;

/// <summary>One fault of a definition and its place.</summary>
internal sealed record DocumentFault(int Line, int Column, string Path, string Message)
{
    public override string ToString() => $"{Line}:{Column}: {(Path.Length > 0 ? $"{Path}: " : "")}{Message}";
}
