namespace Teleo.Tests;

/// <summary>Makes folders for tests, all below one that goes when the test process ends, whatever a test left in it.</summary>
internal static class TestFolder
{
    private static readonly Lazy<string> All = new(Make);

    private static int _made;

    /// <summary>Returns the path of a new, empty folder.</summary>
    public static string New(string name = "teleo") =>
        Directory.CreateDirectory(Path.Combine(All.Value, $"{name}{Interlocked.Increment(ref _made)}")).FullName;

    private static string Make()
    {
        var all = Directory.CreateTempSubdirectory("teleo-tests-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            try
            {
                all.Delete(recursive: true);
            }
            catch (IOException)
            {
                // A child of a test still writes there.
            }
        };
        return all.FullName;
    }
}
