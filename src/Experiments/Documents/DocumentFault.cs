namespace Teleo.Experiments.Documents;

/// <summary>One thing wrong with a definition, and where.</summary>
internal sealed record DocumentFault(int Line, int Column, string Path, string Message)
{
    public override string ToString() => $"{Line}:{Column}: {(Path.Length > 0 ? $"{Path}: " : "")}{Message}";
}
