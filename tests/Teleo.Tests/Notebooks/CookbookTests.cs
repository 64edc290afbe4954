using System.Text.RegularExpressions;
using Teleo.Notebooks;

namespace Teleo.Tests.Notebooks;

/// <summary>The recipes of the cookbook, one after the other in one session.</summary>
[Collection("notebooks print through the console")]
public sealed partial class CookbookTests
{
    [NightlyFact]
    public async Task Every_recipe_works_as_it_stands()
    {
        var session = new NotebookSession();
        var recipes = Blocks().Matches(File.ReadAllText(Repository.PathOf("docs", "cookbook", "README.md"))).Select(block => block.Groups[1].Value).ToList();
        Assert.Equal(31, recipes.Count);   // thirty recipes, and the lines before them
        foreach (string recipe in recipes)
        {
            var failure = (await session.Run(recipe, default)).OfType<CellOutput.Failed>().FirstOrDefault();
            Assert.True(failure is null, $"{recipe}\n{string.Join('\n', failure?.Lines ?? [])}");
        }
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
