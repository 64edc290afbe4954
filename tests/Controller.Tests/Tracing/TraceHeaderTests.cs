using System.Text;
using System.Text.Json;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Learning;
using Teleo.Controller.Policies;
using Teleo.Controller.Tests.Loop;
using Teleo.Controller.Tracing;

namespace Teleo.Controller.Tests.Tracing;

public sealed class TraceHeaderTests
{
    /// <summary>Every ablation, so that each enum of the options takes more than one of its values.</summary>
    [Fact]
    public void A_header_is_written_as_the_rules_that_read_it_write_it()
    {
        var footprint = new ResourceVector { ResidentBytes = 1, CpuShare = double.NaN };
        var facts = new SkillFacts(new SkillId("a"), "family", [0], 0.5, footprint, 1e-3);
        var catalog = new Catalog([facts, facts with { Id = new SkillId("b"), Node = new NodeId(7), Eligible = false }], ["task"]);
        var sometimesWritten = new AdaptationOptions { QualityMemory = 0.5 };
        var others = new GeneratorOptions { Operators = OperatorSet.Suspend | OperatorSet.Activate | OperatorSet.Split };
        ControllerOptions[] changed = [new() { Adaptation = sometimesWritten }, new() { Generator = others }];
        foreach (var options in Ablations.All.Select(ablation => ablation.Apply(new() { TickSeconds = 1.0 / 3 })).Concat(changed))
        {
            var header = Traces.Header(catalog, options, seed: ulong.MaxValue) with
            {
                Run = Traces.Header(catalog, new()).Run.Add("plant", "\u00e9\"<"),
                Streams = Traces.Header(catalog, new()).Streams.Add("s", ulong.MaxValue),
            };
            string expected = JsonSerializer.Serialize(header, TraceJson.Options);
            Assert.Equal(expected, Encoding.UTF8.GetString(header.ToJson()));
        }
    }

    /// <summary>Traces of the second format that were written before waiting could span owed loads did not let it.</summary>
    [Fact]
    public void A_header_of_the_second_format_is_read_as_it_was_decided()
    {
        var header = Traces.Header(Rig.Alike(2, loadSeconds: 1), new());
        string second = Encoding.UTF8.GetString(header.ToJson()).Replace("teleo.trace/2.1", "teleo.trace/2", StringComparison.Ordinal)
            .Replace("\"mostPassed\":30,", "", StringComparison.Ordinal).Replace("\"periodSeconds\":10,", "", StringComparison.Ordinal);
        var read = TraceHeader.FromJson(Encoding.UTF8.GetBytes(second)).Options;
        Assert.True(read.Score.WaitingSpansOwedLoads);
        Assert.Equal(0, read.Score.MostPassed);
        Assert.Equal(0, read.Foresight.PeriodSeconds);
        string before = second.Replace("\"waitingSpansOwedLoads\":true,", "", StringComparison.Ordinal);
        Assert.False(TraceHeader.FromJson(Encoding.UTF8.GetBytes(before)).Options.Score.WaitingSpansOwedLoads);
        Assert.Equal(new(), TraceHeader.FromJson(header.ToJson()).Options.Score);
    }

    [Fact]
    public void A_header_that_lacks_members_is_refused_by_their_names_alone()
    {
        var wrong = Assert.ThrowsAny<JsonException>(() => TraceHeader.FromJson("""{"format":"teleo.trace/2"}"""u8));
        Assert.Contains("the header lacks", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Teleo.", wrong.Message, StringComparison.Ordinal);
    }
}
