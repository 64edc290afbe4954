using Teleo.Engine.Tests.Skills;

namespace Teleo.Engine.Tests;

/// <summary>The test assembly as a program: what tests run in a process of its own, to kill it or to race it.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["churn", var root, var packages, var seed]:
                await RegistryChurn.RunAsync(root, packages, int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture));
                return 0;
            case ["bring", var root, var package]:
                RegistryChurn.Bring(root, package);
                return 0;
            default:
                return 2;
        }
    }
}
