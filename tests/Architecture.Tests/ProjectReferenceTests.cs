using System.Xml.Linq;

namespace Teleo.Architecture.Tests;

/// <summary>The order of the projects: Engine, Controller | Figures, Training, Pool | Experiments | Server | Teleo.</summary>
public sealed class ProjectReferenceTests
{
    [Theory]
    [InlineData("src/Engine/Teleo.Engine.csproj")]
    [InlineData("src/Controller/Teleo.Controller.csproj")]
    [InlineData("src/Figures/Teleo.Figures.csproj", "Teleo.Engine")]
    [InlineData("src/Training/Teleo.Training.csproj", "Teleo.Controller", "Teleo.Engine")]
    [InlineData("src/Pool/Teleo.Pool.csproj", "Teleo.Controller", "Teleo.Engine")]
    [InlineData("src/Experiments/Teleo.Experiments.csproj", "Teleo.Controller", "Teleo.Engine", "Teleo.Figures", "Teleo.Pool", "Teleo.Training")]
    [InlineData("src/Native/Teleo.Native.csproj", "Teleo.Controller", "Teleo.Engine", "Teleo.Pool", "Teleo.Vision")]
    [InlineData("src/Vision/Teleo.Vision.csproj", "Teleo.Controller", "Teleo.Engine", "Teleo.Pool")]
    [InlineData("src/Llama/Teleo.Llama.csproj", "Teleo.Controller", "Teleo.Engine", "Teleo.Pool")]
    [InlineData("src/Server/Teleo.Server.csproj", "Teleo.Experiments")]
    [InlineData("src/Teleo/Teleo.csproj", "Teleo.Experiments", "Teleo.Server")]
    public void A_project_references_only_what_its_place_allows(string project, params string[] allowed)
    {
        var references = Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

        Assert.Equal(allowed, references.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("src/Engine/Teleo.Engine.csproj")]
    [InlineData("src/Controller/Teleo.Controller.csproj")]
    public void Engine_and_controller_know_no_console_no_web_and_no_command_line(string project)
    {
        var packages = Items(project, "PackageReference");
        Assert.DoesNotContain(packages, name => name is "System.CommandLine" or "Spectre.Console" or "CsvHelper" || name.StartsWith("OpenTelemetry", StringComparison.Ordinal));

        string folder = Path.GetDirectoryName(project)!;
        var talkers = SourceTree.Code(folder).Where(file => SourceTree.Read(file).Contains("Console.", StringComparison.Ordinal));
        Assert.Empty(talkers);
    }

    [Fact]
    public void Every_version_is_stated_once_and_exactly()
    {
        var versions = XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("PackageVersion").ToList();
        Assert.NotEmpty(versions);
        Assert.All(versions, version => Assert.Matches(@"^\[[^,\]]+\]$", version.Attribute("Version")!.Value));

        var strays = SourceTree.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal))
            .SelectMany(file => XDocument.Load(Repository.PathOf(file)).Descendants("PackageReference"))
            .Where(reference => reference.Attribute("Version") is not null);
        Assert.Empty(strays);
    }

    [Fact]
    public void Every_project_has_a_lock_file()
    {
        var projects = SourceTree.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal));
        Assert.All(projects, project => Assert.Contains(Path.GetDirectoryName(project) + "/packages.lock.json", SourceTree.Files));
    }

    private static List<string> Items(string project, string kind) =>
        [.. XDocument.Load(Repository.PathOf(project)).Descendants(kind).Select(item => item.Attribute("Include")?.Value).OfType<string>()];
}
