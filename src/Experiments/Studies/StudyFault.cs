namespace Teleo.Experiments.Studies;

/// <summary>One thing wrong with a definition, and where.</summary>
internal sealed record StudyFault(int Line, int Column, string Path, string Message)
{
    public override string ToString() => $"{Line}:{Column}: {(Path.Length > 0 ? $"{Path}: " : "")}{Message}";
}
