namespace Teleo.Tests;

/// <summary>A long check: counted as skipped unless the environment says <c>NIGHTLY=1</c>.</summary>
public sealed class NightlyFactAttribute : FactAttribute
{
    public NightlyFactAttribute() => Skip = Nightly.SkipReason;
}

/// <summary>A long check over many cases: counted as skipped unless the environment says <c>NIGHTLY=1</c>.</summary>
public sealed class NightlyTheoryAttribute : TheoryAttribute
{
    public NightlyTheoryAttribute() => Skip = Nightly.SkipReason;
}

internal static class Nightly
{
    public static bool IsOn => Environment.GetEnvironmentVariable("NIGHTLY") == "1";

    public static string? SkipReason => IsOn ? null : "runs with NIGHTLY=1";
}
