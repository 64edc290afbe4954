using System.Xml.Linq;

namespace Teleo.Architecture.Tests;

/// <summary>Projects and folders depend downwards only, as <c>layers.txt</c> orders them.</summary>
public sealed class LayerTests
{
    [Fact]
    public void No_file_depends_upwards() =>
        Assert.Empty(Upward(Layers.Projects, SymbolGraph.Edges).Select(edge => $"{edge.From} -> {edge.To}"));

    [Fact]
    public void The_order_names_every_folder_once()
    {
        var named = Layers.Projects.SelectMany(project => project.Folders.Select(folder => new Place(project.Name, folder))).ToList();
        var there = SourceTree.Code("src").Select(Place.Of).Distinct().ToList();
        Assert.Empty(there.Except(named));
        Assert.Empty(named.Except(there));
        Assert.Equal(named.Distinct(), named);
    }

    [Fact]
    public void The_order_is_that_of_the_references()
    {
        string[] before = [];
        foreach (var project in Layers.Projects)
        {
            Assert.Empty(project.Uses.Except(before));
            Assert.Empty(References(project.Name).Except(project.Uses));
            before = [.. before, project.Name];
        }
    }

    /// <summary>The picture in the documents is the checked order; <c>UPDATE_GOLDEN=1</c> draws it anew.</summary>
    [Fact]
    public void The_picture_of_the_architecture_is_drawn_from_the_order()
    {
        const string from = "<!-- drawn from tests/Architecture.Tests/layers.txt -->\n```\n", to = "\n```\n<!-- end of the drawing -->";
        string path = Repository.PathOf("docs", "internals", "ARCHITECTURE.md"), page = File.ReadAllText(path);
        int start = page.IndexOf(from, StringComparison.Ordinal) + from.Length, end = page.IndexOf(to, StringComparison.Ordinal);
        Assert.True(start >= from.Length && end >= start, "docs/internals/ARCHITECTURE.md has no place for the picture");
        string picture = LayerPicture.Of(Layers.Projects);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") File.WriteAllText(path, page[..start] + picture + page[end..]);
        else Assert.Equal(picture, page[start..end]);
    }

    /// <summary>The rule sees an edge that points upwards, in a folder and in a project.</summary>
    [Theory]
    [InlineData("src/Low/A/x.cs", "src/Low/B/y.cs", true)]
    [InlineData("src/Low/B/x.cs", "src/Low/A/y.cs", false)]
    [InlineData("src/Low/A/x.cs", "src/High/./y.cs", true)]
    [InlineData("src/High/./x.cs", "src/Low/B/y.cs", false)]
    public void An_edge_upwards_is_seen(string from, string to, bool isUpward)
    {
        var order = Layers.Read("Low : A B\nHigh -> Low : .");
        Assert.Equal(isUpward, Upward(order, [new SymbolGraph.Edge(from, to, "")]).Any());
    }

    private static IEnumerable<SymbolGraph.Edge> Upward(IReadOnlyList<Layers.Project> order, IEnumerable<SymbolGraph.Edge> edges)
    {
        var places = order.SelectMany(project => project.Folders.Select(folder => new Place(project.Name, folder))).ToList();
        return edges.Where(edge => places.IndexOf(Place.Of(edge.To)) > places.IndexOf(Place.Of(edge.From)));
    }

    private static IEnumerable<string> References(string project) =>
        from file in SourceTree.Files
        where file.StartsWith($"src/{project}/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal)
        from reference in XDocument.Load(Repository.PathOf(file)).Descendants("ProjectReference")
        select reference.Attribute("Include")!.Value.Split('/')[^2];
}
