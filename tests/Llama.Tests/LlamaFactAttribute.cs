using LLama.Native;

namespace Teleo.Llama.Tests;

/// <summary>A test that needs the native library of llama.cpp: counted as skipped where it is missing.</summary>
public sealed class LlamaFactAttribute : FactAttribute
{
    public LlamaFactAttribute() => Skip = LlamaLibrary.WhyMissing;
}

/// <summary>The same over several cases.</summary>
public sealed class LlamaTheoryAttribute : TheoryAttribute
{
    public LlamaTheoryAttribute() => Skip = LlamaLibrary.WhyMissing;
}

internal static class LlamaLibrary
{
    /// <summary>Null where the library can be loaded.</summary>
    public static string? WhyMissing { get; } = TryIt();

    private static string? TryIt()
    {
        try
        {
            NativeApi.llama_empty_call();
            return null;
        }
        catch (Exception problem) when (problem is TypeInitializationException or LLama.Exceptions.RuntimeError or DllNotFoundException)
        {
            return $"the native library of llama.cpp cannot be loaded here: {problem.Message}";
        }
    }
}
