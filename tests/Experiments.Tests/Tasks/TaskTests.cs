using Teleo.Controller.Chance;
using Teleo.Experiments.Tasks;

namespace Teleo.Experiments.Tests.Tasks;

public sealed class TaskTests
{
    public static TheoryData<string> Names => [.. TaskCatalog.All.Select(entry => entry.Task.Name)];

    [Theory, MemberData(nameof(Names))]
    public void A_request_has_one_right_answer(string name)
    {
        var answers = new Dictionary<string, string>();
        foreach (var item in Drawn(name, 3000))
        {
            Assert.NotEmpty(item.Answer);
            Assert.True(!answers.TryGetValue(item.Request, out string? before) || before == item.Answer, $"{item.Request}: {before} and {item.Answer}");
            answers[item.Request] = item.Answer;
        }
    }

    [Fact]
    public void No_test_request_can_be_drawn_in_training()
    {
        foreach (var entry in TaskCatalog.All)
        {
            var chance = new SeedTree(3).Stream("split");
            for (int i = 0; i < 200; i++)
                Assert.Equal(TaskSet.Train, TaskSplit.SetOf(TaskSplit.Draw(entry.Task, TaskSet.Train, ref chance, entry.Difficulty).Request));
        }
    }

    [Fact]
    public void An_eighth_of_all_requests_is_for_testing()
    {
        int tests = Enumerable.Range(0, 40_000).Count(i => TaskSplit.SetOf($"add {i}+{i * 7}") == TaskSet.Test);
        Assert.InRange(tests, 4700, 5300);
    }

    [Theory]
    [InlineData("addition", "add 12+30", "42")]
    [InlineData("roman-numerals", "roman 1994", "MCMXCIV")]
    [InlineData("clock-time", "time 12:05:09 AM", "00:05:09")]
    public void An_example_reads_as_people_would_write_it(string name, string request, string answer)
    {
        // The law: whatever is drawn with this request has this answer.
        Assert.All(Drawn(name, 20_000).Where(item => item.Request == request), item => Assert.Equal(answer, item.Answer));
    }

    [Theory]
    [InlineData("()[]{}", true)]
    [InlineData("([{}])", true)]
    [InlineData("([)]", false)]
    [InlineData("(", false)]
    [InlineData("}", false)]
    public void Brackets_are_judged_by_their_nesting(string text, bool balanced) => Assert.Equal(balanced, Brackets.AreBalanced(text));

    [Fact]
    public void About_half_of_the_bracket_texts_are_balanced() =>
        Assert.InRange(Drawn("bracket-balance", 4000).Count(item => item.Answer == "yes"), 1800, 2600);

    [Theory]
    [InlineData(1, "I")]
    [InlineData(4, "IV")]
    [InlineData(1994, "MCMXCIV")]
    [InlineData(3999, "MMMCMXCIX")]
    public void Roman_numerals_are_written_by_subtraction(int value, string roman) => Assert.Equal(roman, Roman.Write(value));

    private static IEnumerable<TaskItem> Drawn(string name, int count)
    {
        var entry = TaskCatalog.Find(name)!;
        var chance = new SeedTree(11).Stream("tasks");
        for (int i = 0; i < count; i++) yield return entry.Task.Draw(ref chance, entry.Difficulty);
    }
}
