namespace Teleo.Native.Tests;

/// <summary>A test that compiles a C program against the library: counted as skipped where gcc, or another tool it needs, is missing.</summary>
public sealed class GccFactAttribute : FactAttribute
{
    public GccFactAttribute(params string[] tools) => Skip = Host.MissingTool(["gcc", .. tools]);
}

/// <summary>The same over several cases.</summary>
public sealed class GccTheoryAttribute : TheoryAttribute
{
    public GccTheoryAttribute() => Skip = Host.MissingTool("gcc");
}

/// <summary>A long test that compiles a C program.</summary>
public sealed class NightlyGccFactAttribute : FactAttribute
{
    public NightlyGccFactAttribute(params string[] tools) => Skip = Nightly.SkipReason ?? Host.MissingTool(["gcc", .. tools]);
}

/// <summary>A long test over several cases that compiles a C program.</summary>
public sealed class NightlyGccTheoryAttribute : TheoryAttribute
{
    public NightlyGccTheoryAttribute() => Skip = Nightly.SkipReason ?? Host.MissingTool("gcc");
}
