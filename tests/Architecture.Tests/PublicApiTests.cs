using System.Reflection;

namespace Teleo.Architecture.Tests;

/// <summary>
/// The public surface is a checked-in list, so that its growth shows in review. After a wanted change,
/// <c>TELEO_ACCEPT_API=1 dotnet test tests/Architecture.Tests</c> writes the lists anew.
/// </summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Teleo.Engine")]
    [InlineData("Teleo.Controller")]
    [InlineData("Teleo.Figures")]
    [InlineData("Teleo.Training")]
    [InlineData("Teleo.Pool")]
    [InlineData("Teleo.Experiments")]
    [InlineData("teleo")]
    [InlineData("Teleo.Vision")]
    public void The_public_surface_is_the_checked_in_one(string assembly)
    {
        string path = Repository.PathOf("tests", "Architecture.Tests", "PublicApi", assembly + ".txt");
        string found = PublicApi.Of(Assembly.Load(assembly));
        if (Environment.GetEnvironmentVariable("TELEO_ACCEPT_API") == "1") File.WriteAllText(path, found);

        string[] expected = File.ReadAllText(path).Split('\n'), actual = found.Split('\n');
        Assert.True(expected.SequenceEqual(actual),
            $"{assembly}: new {string.Join("; ", actual.Except(expected).Take(5))} | gone {string.Join("; ", expected.Except(actual).Take(5))}; wanted? TELEO_ACCEPT_API=1 dotnet test tests/Architecture.Tests");
    }
}
