using Teleo.Controller.Domain;
using Teleo.Experiments.Evaluation;

namespace Teleo.Experiments.Tests.Evaluation;

public sealed class CalibrationTests
{
    [Fact]
    public void Answers_that_are_right_as_often_as_they_say_have_almost_no_error_and_boasts_have_much()
    {
        var chance = new SeedTree(4).Stream("calibration");
        var honest = new List<(double Confidence, bool IsRight)>();
        for (int i = 0; i < 20_000; i++)
        {
            double confidence = chance.NextDouble();
            honest.Add((confidence, chance.NextDouble() < confidence));
        }

        var judged = new ConfidenceCalibration(honest);
        Assert.Equal(honest.Count, judged.Bins.Sum(bin => bin.Items));
        Assert.Equal(honest.Count(answer => answer.IsRight), judged.Bins.Sum(bin => bin.Right));
        Assert.InRange(judged.ExpectedError, 0, 0.02);
        Assert.InRange(new ConfidenceCalibration([.. honest.Select(answer => (1.0, answer.IsRight))]).ExpectedError, 0.45, 0.55);
    }

    [Theory]
    [InlineData("12", "12", true, AnswerKind.Exact)]
    [InlineData("13", "12", true, AnswerKind.OneCharacter)]
    [InlineData("21", "12", true, AnswerKind.SeveralCharacters)]
    [InlineData("1", "12", true, AnswerKind.WrongLength)]
    [InlineData("12", "12", false, AnswerKind.Unended)]
    public void An_answer_is_wrong_in_one_way(string answer, string right, bool ended, AnswerKind kind) => Assert.Equal(kind, ItemOutcome.Compare(answer, right, ended));
}
