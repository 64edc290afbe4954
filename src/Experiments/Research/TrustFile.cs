using Teleo.Engine.Input;
using Teleo.Engine.Skills;

namespace Teleo.Experiments.Research;

/// <summary>A file that names whose signatures are believed.</summary>
internal static class TrustFile
{
    public static TrustStore Read(string path) =>
        TrustStore.Read(File.ReadAllBytes(path), out string problem) ?? throw new InputException("BadTrustStore", problem, path);
}
