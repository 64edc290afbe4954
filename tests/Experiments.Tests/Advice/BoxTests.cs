using System.Globalization;
using System.IO.Compression;
using System.Text;
using Teleo.Controller.Domain;
using Teleo.Experiments.Advice;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;
using Teleo.Experiments.Worlds;

namespace Teleo.Experiments.Tests.Advice;

/// <summary>Boxes as people have them: the advice is worth following, or says that nothing is to be won.</summary>
public sealed class BoxTests
{
    [Theory]
    [InlineData("laptop", "16GB")]
    [InlineData("laptop", "24GB")]
    [InlineData("sd-card", "8GB")]
    public void Tuned_settings_beat_the_defaults_of_their_product_or_the_page_says_by_how_little(string world, string memory) =>
        Check(world, memory);

    [NightlyTheory]
    [InlineData("two-cards", "48GB")]
    [InlineData("adapters", "24GB")]
    [InlineData("gpu-node", "640GB")]
    [InlineData("saturated", "33%")]
    public void The_same_holds_on_larger_boxes(string world, string memory) => Check(world, memory);

    [Fact]
    public void The_log_that_ships_is_what_its_generator_makes()
    {
        var trace = (MemoryWorkload)WorkloadLibrary.Find("clients-laptop")!.Make(new SeedTree(7));
        var start = new DateTime(2026, 1, 5, 0, 0, 0, DateTimeKind.Utc);
        var text = new StringBuilder("timestamp,model,user,prompt_tokens,completion_tokens\n");
        foreach (ref readonly var row in trace.Rows)
        {
            string time = start.AddTicks(row.ArrivalNs / 100).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
            text.Append($"{time},{trace.Skills[row.Skill]},u{row.Session >> 16},{row.InputTokens},{row.OutputTokens}\n");
        }

        string path = Repository.PathOf("experiments", "laptop", "requests.csv.gz");
        if (Environment.GetEnvironmentVariable("TELEO_ACCEPT_GOLDEN") == "1")
        {
            using var packed = new GZipStream(File.Create(path), CompressionLevel.SmallestSize);
            packed.Write(Encoding.UTF8.GetBytes(text.ToString()));
        }

        using var shipped = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        Assert.Equal(text.ToString(), shipped.ReadToEnd());
    }

    private static void Check(string name, string memory)
    {
        var named = WorldLibrary.Find(name)!;
        var prepared = new Scenario(named.World.Traffic!.Workload, memory).In(named.World).Prepare(1);
        var advisor = new Advisor(prepared, (_, _) => { }, CancellationToken.None);
        advisor.Check();
        advisor.PlayOutside(RuleSettings.Ollama.Default);
        var report = advisor.Report(advisor.Recommended(), null, null, [], []);

        // Settings were chosen on other requests: they may be a little worse here, but not by what one would notice.
        foreach (var row in report.Rules.Where(row => row.AgainstDefaultPercent is not null))
            Assert.True(row.AgainstDefaultPercent < 5, $"{row.Product} {row.Rule}: {row.AgainstDefaultPercent:0.0} % against its defaults");
        var recommended = report.Rules.Single(row => row.IsRecommended);
        bool isWorthIt = recommended.High < 0 || recommended.IsToday;
        Assert.True(isWorthIt || report.Sentence.StartsWith("Little is to be won", StringComparison.Ordinal)
            || report.Sentence.StartsWith("All ", StringComparison.Ordinal), report.Sentence);
    }
}
