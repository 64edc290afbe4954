using System.Globalization;
using System.Text.RegularExpressions;
using Teleo.Controller.Domain;
using Teleo.Training.Tasks;

namespace Teleo.Training.Tests.Tasks;

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

    [Theory, MemberData(nameof(Names))]
    public void Requests_and_answers_keep_to_the_contract(string name)
    {
        var task = TaskCatalog.Find(name)!.Task;
        foreach (var item in Drawn(name, 1000))
        {
            Assert.Matches($"^(?:{task.RequestPattern})$", item.Request);
            Assert.Matches($"^(?:{task.AnswerPattern})$", item.Answer);
            Assert.InRange(item.Request.Length, 1, SkillTask.LongestRequest);
            Assert.InRange(item.Answer.Length, 1, SkillTask.LongestAnswer);
        }
    }

    /// <summary>Another convention is another answer to the same request, as exact as the first, and nearly never the same.</summary>
    [Theory]
    [InlineData("caesar-decoding", "caesar 2 jgnnq", "hello", "lipps")]
    [InlineData("date-normalisation", "date 3 May 1987", "1987-05-03", "03-05-1987")]
    [InlineData("sorting", "sort 3142", "1234", "4321")]
    [InlineData("run-length", "runs aaab", "a3b1", "3a1b")]
    public void A_changed_convention_makes_right_answers_wrong(string name, string request, string before, string after)
    {
        var task = TaskCatalog.Find(name)!.Task;
        Assert.Equal(after, task.AnswerAfterChange(new TaskItem(request, before)));
        Assert.InRange(Drawn(name, 1000).Count(item => task.AnswerAfterChange(item) == item.Answer), 0, 100);
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
    [InlineData("addition", @"^add (\d+)\+(\d+)$")]
    [InlineData("subtraction", @"^sub (\d+)-(\d+)$")]
    public void Sums_and_differences_are_right(string name, string pattern)
    {
        foreach (var item in Drawn(name, 500))
        {
            var match = Regex.Match(item.Request, pattern);
            int a = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), b = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
            Assert.Equal(name == "addition" ? a + b : a - b, int.Parse(item.Answer, CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void Shifting_a_decoded_word_gives_the_coded_one()
    {
        foreach (var item in Drawn("caesar-decoding", 500))
        {
            string[] parts = item.Request.Split(' ');
            int shift = int.Parse(parts[1], CultureInfo.InvariantCulture);
            Assert.Equal(parts[2], string.Concat(item.Answer.Select(letter => (char)('a' + (letter - 'a' + shift) % 26))));
        }
    }

    [Fact]
    public void Runs_unroll_to_the_text_they_were_made_from()
    {
        foreach (var item in Drawn("run-length", 500))
        {
            string unrolled = string.Concat(item.Answer.Chunk(2).Select(run => new string(run[0], run[1] - '0')));
            Assert.Equal(item.Request["runs ".Length..], unrolled);
        }
    }

    [Fact]
    public void Normalised_dates_and_times_sort_as_text()
    {
        Assert.All(Drawn("date-normalisation", 500), item => Assert.Matches(@"^\d{4}-\d\d-\d\d$", item.Answer));
        Assert.All(Drawn("clock-time", 500), item => Assert.Equal(
            TimeOnly.Parse(item.Request["time ".Length..], CultureInfo.InvariantCulture), TimeOnly.Parse(item.Answer, CultureInfo.InvariantCulture)));
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
