using Teleo.Experiments.Evaluation;
using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Skills;

public sealed class TaskRouterTests
{
    private static readonly string Shipped = Repository.PathOf("skills/router/router.json");
    private readonly string _root = TestFolder.New();

    [Fact]
    public void Trained_twice_it_is_the_same_file()
    {
        byte[] one = Made("one"), two = Made("two");
        Assert.Equal(one, two);
        Assert.InRange(one.Length, 1, 1 << 20);

        byte[] Made(string name)
        {
            string folder = Path.Combine(_root, name);
            Assert.Equal(ExitCode.Ok, Cli.Run("skill", "route", "--train", folder).Exit);
            return File.ReadAllBytes(Path.Combine(folder, RouterFile.FileName));
        }
    }

    [Fact]
    public void The_shipped_router_names_what_can_be_told_and_reproduces()
    {
        Assert.Equal(ExitCode.Ok, Cli.Run("skill", "route", "--evaluate", "--router", Shipped).Exit);
        var exams = RouterExam.Take(RouterFile.Read(Shipped).Router(), 40);
        Assert.InRange((double)exams[0].Figure.Right / exams[0].Figure.Items, 0.99, 1);
        Assert.InRange((double)exams[1].Figure.Right / exams[1].Figure.Items, 0.85, 1);
    }

    [Theory, InlineData("reverse abc"), InlineData("12+34"), InlineData(""), InlineData("a request of no task at all, with ünïcode")]
    public void Probabilities_are_ordered_and_sum_to_one(string request)
    {
        var routed = RouterFile.Read(Shipped).Router().Route(request);
        Assert.Equal(1, routed.Sum(task => task.Probability), 12);
        Assert.Equal(routed.OrderByDescending(task => task.Probability), routed);
    }

    [Fact]
    public void A_figure_that_does_not_come_out_again_is_an_integrity_failure()
    {
        var file = RouterFile.Read(Shipped);
        string path = Path.Combine(_root, "claims.json");
        (file with { Evidence = [file.Evidence[0], file.Evidence[1] with { Right = file.Evidence[1].Right + 1 }] }).Write(path);
        var run = Cli.Run("skill", "route", "--evaluate", "--router", path);
        Assert.Equal(ExitCode.IntegrityFailure, run.Exit);
        Assert.Contains("DoesNotReproduce", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("null", "null")]
    [InlineData("{\"schema\":1}", "seed")]
    [InlineData("{\"schema\":1,\"other\":2}", "other")]
    public void A_malformed_router_is_refused_with_the_place(string text, string place)
    {
        string path = Path.Combine(_root, "bad.json");
        File.WriteAllText(path, text);
        AssertRefused(path, place);
    }

    [Fact]
    public void A_router_whose_numbers_cannot_be_is_refused_with_the_member()
    {
        var file = RouterFile.Read(Shipped);
        string path = Path.Combine(_root, "bad.json");
        foreach (var (wrong, place) in new[]
        {
            (file with { Schema = 2 }, "schema"),
            (file with { Tasks = [.. file.Tasks.Reverse()] }, "tasks"),
            (file with { Buckets = 7 }, "buckets"),
            (file with { Temperature = 0 }, "temperature"),
            (file with { Weights = file.Weights[1..] }, "weights"),
            (file with { Evidence = [file.Evidence[0] with { Right = -1 }] }, "evidence"),
        })
        {
            wrong.Write(path);
            AssertRefused(path, place);
        }
    }

    private static void AssertRefused(string path, string place)
    {
        var run = Cli.Run("skill", "route", "--text", "add 1+2", "--router", path);
        run.AssertFails(ExitCode.BadInput, "BadRouter");
        Assert.Contains(place, run.Error, StringComparison.Ordinal);
        Assert.Contains(path, run.Error, StringComparison.Ordinal);
    }
}
