using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Experiments.Documents;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Tests.Studies;

public class StudyFileTests
{
    private const string Good = """
        {
          "name": "good",
          "question": "Is it?",
          "plant": "synthetic",
          "workloads": ["synthetic"],
          "budgets": [0.5],
          "baseline": "base",
          "arms": ["base", "aa"],
          "seeds": [1, 2, 3, 4, 5, 6],
          "primary_metric": "cost"
        }
        """;

    private static IReadOnlyList<DocumentFault> Faults(string text)
    {
        StudyFile.Read(Any.Bytes(text), _ => Any.Runner, out var faults);
        return faults;
    }

    [Fact]
    public void A_good_definition_has_no_fault_and_all_its_defaults_are_written_out()
    {
        var study = StudyFile.Read(Any.Bytes(Good), _ => Any.Runner, out var faults);
        Assert.Empty(faults);
        using var effective = JsonDocument.Parse(StudyFile.Effective(study!));
        foreach (var field in StudyFile.Schema.GetProperty("properties").EnumerateObject().Where(p => p.Name != "$schema"))
            Assert.True(effective.RootElement.TryGetProperty(field.Name, out _), $"{field.Name} is missing in the effective copy");
        Assert.Empty(Faults(StudyFile.Effective(study!)));
        Assert.Equal(StudyFile.Effective(study!), StudyFile.Effective(StudyFile.Read(Any.Bytes(StudyFile.Effective(study!)), _ => Any.Runner, out _)!));
    }

    [Fact]
    public void The_defaults_that_the_schema_states_are_the_ones_in_force()
    {
        using var effective = JsonDocument.Parse(StudyFile.Effective(StudyFile.Read(Any.Bytes(Good), _ => Any.Runner, out _)!));
        foreach (var field in StudyFile.Schema.GetProperty("properties").EnumerateObject())
            if (field.Name != "plant" && field.Value.TryGetProperty("default", out var stated))
                Assert.Equal(Packed(stated), Packed(effective.RootElement.GetProperty(field.Name)));
    }

    private static string Packed(JsonElement value) => string.Concat(value.GetRawText().Where(c => !char.IsWhiteSpace(c)));

    [Fact]
    public void Every_fault_is_listed_at_once_with_its_line_and_column()
    {
        var faults = Faults("""
            {
              "name": "bad",
              "question": "",
              "plant": "synthetic",
              "workloads": ["synthetic"],
              "budgets": [0, 2],
              "baseline": "base",
              "armz": ["base", "aa"],
              "seeds": [1, 2, 2.5, "x"],
              "primary_metric": "cost",
              "alpha": 0.7
            }
            """);
        string[] expected =
        [
            "3:15: question: is empty",
            "6:15: budgets[0]: 0 is not above 0",
            "6:18: budgets[1]: 2 is above 1",
            "8:3: armz: is not a field here; did you mean 'arms'?",
            "9:19: seeds[2]: should be a whole number",
            "9:24: seeds[3]: should be a whole number",
            "11:12: alpha: 0.7 is not below 0.5",
            "1:1: the field 'arms' is missing; add it",
        ];
        Assert.Equal(expected.Order(), faults.Select(fault => fault.ToString()).Order());
    }

    [Theory]
    [InlineData("[1, 2, 3, 4, 5, 6]", "[1, 2, 3]", "9:12: seeds: 3 seeds cannot reach p < 0.05 in a sign-flip test (smallest p 0.25); 6 is the least number that can")]
    [InlineData("[1, 2, 3, 4, 5, 6]", "[1, 2, 3, 4, 5, 6, 3]", "9:31: seeds[6]: 3 is given twice")]
    [InlineData("\"baseline\": \"base\"", "\"baseline\": \"bsae\"", "7:15: baseline: 'bsae' is not among the arms; did you mean 'base'?")]
    [InlineData("[\"synthetic\"]", "[\"nowhere.csv\"]", "5:17: workloads[0]: no workload 'nowhere.csv'; synthetic ones are named synthetic and anything after")]
    [InlineData("\"cost\"", "\"cots\"", "10:21: primary_metric: no metric 'cots'; did you mean 'cost'?")]
    [InlineData("\"cost\"", "\"actions\"", "10:21: primary_metric: 'actions' only describes: it is neither better nor worse")]
    [InlineData("\"good\"", "\"../good\"", "2:11: name: '../good' names a folder: at most 64 letters, digits and dashes")]
    [InlineData("\"cost\"", "\"cost\", \"stopping\": { \"rule\": \"e-process\", \"least\": 6 }", "10:41: stopping: a stopping rule needs a hypothesis to decide")]
    [InlineData("\"cost\"", "\"cost\", \"exclusions\": [ { \"metric\": \"cost\", \"why\": \"x\" } ]", "10:45: exclusions[0]: a rule needs a bar: below or above")]
    [InlineData("\"cost\"", "\"cost\", \"controls\": [ { \"id\": \"N\", \"kind\": \"no-gain\", \"arm\": \"aa\", \"against\": \"aa\" } ]", "10:82: controls[0].arm: an arm cannot be compared with itself")]
    [InlineData("\"cost\"", "\"cost\", \"alpha\": 0.05, \"alpha\": 0.01", "10:44: alpha: is given twice")]
    public void What_makes_no_sense_is_refused_with_its_place(string good, string bad, string fault) =>
        Assert.Equal([fault], Faults(Good.Replace(good, bad)).Select(f => f.ToString()));

    [Fact]
    public void Claims_name_arms_and_metrics_that_are_there()
    {
        var faults = Faults(Good.Replace("\"cost\"", """
            "cost", "hypotheses": [
              { "id": "H1", "claim": "x", "arm": "ab", "expect": "worse" },
              { "id": "H1", "claim": "x", "arm": "base", "expect": "better", "metric": "noise" }
            ]
            """));
        Assert.Equal(
            ["hypotheses[0].arm", "hypotheses[1].id", "hypotheses[1].arm", "hypotheses[1].metric"],
            faults.Select(f => f.Path));
    }

    [Fact]
    public void Text_that_is_no_JSON_is_told_by_its_place()
    {
        Assert.Equal((2, 3), (Faults("{\n  name: 1 }")[0].Line, Faults("{\n  name: 1 }")[0].Column));
        Assert.Single(Faults(""));
        Assert.Single(Faults(new string('[', 1000)));
        Assert.Contains("more than a definition may have", Faults(new string(' ', JsonTree.LargestBytes + 1))[0].Message);
    }

    [Fact]
    public void Whatever_bytes_come_they_are_answered_by_faults()
    {
        var chance = new SeedTree(6).Stream("damage");
        for (int i = 0; i < 2_000; i++)
        {
            byte[] bytes = Any.Bytes(Good);
            for (int hit = chance.NextInt(4); hit >= 0; hit--) bytes[chance.NextInt(bytes.Length)] = (byte)chance.NextInt(256);
            var study = StudyFile.Read(bytes.AsSpan(0, bytes.Length - chance.NextInt(20)), _ => Any.Runner, out var faults);
            Assert.True(study is null == faults.Count > 0);
        }
    }
}
