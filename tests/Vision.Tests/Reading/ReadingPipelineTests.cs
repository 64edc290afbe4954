using System.Text;
using System.Text.Json;
using Teleo.Vision.Reading;
using Teleo.Vision.Specs;
using Teleo.Vision.Tests.Images;
using Teleo.Vision.Tests.Tensors;

namespace Teleo.Vision.Tests.Reading;

/// <summary>A reader with written weights reads what was drawn, through every step from the file to the text of the page.</summary>
public sealed class ReadingPipelineTests
{
    /// <param name="members">Members of the configuration, beside a growth that suits regions as large as the bars.</param>
    private static ReadingPipeline Open(string members = "", bool withClassifier = false, bool isDownwards = false)
    {
        string config = $$"""{"text_det_unclip_ratio": 0.3{{(members.Length > 0 ? ", " : "")}}{{members}}}""";
        using var files = new BarModels(isDownwards);
        using var model = VisionModel.Open(new("m", VisionModelKind.PaddleOcr, files.Config(withClassifier)));
        return (ReadingPipeline)model.CreatePipeline(new("p", VisionPipelineKind.PaddleOcr, config));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-10)]
    [InlineData(-5)]
    [InlineData(5)]
    [InlineData(10)]
    public void Lines_are_read_in_order_at_any_angle(float degrees)
    {
        using var pipeline = Open();
        var page = pipeline.Run(Drawn.File(BarPage.Draw(640, 400, degrees,
            ("aba bb", 100, 120), ("b ab", 380, 120), ("aab", 100, 200), ("bbbbaaaa", 100, 280))));
        Assert.Equal("aba bb b ab\naab\nbbbbaaaa\n", page.Text);
        Assert.Equal(degrees * MathF.PI / 180, page.Angle, 0.03);
        Assert.Equal([0, 0, 1, 2], page.Lines.Select(line => line.Row));
        Assert.Equal(["aba bb", "b ab", "aab", "bbbbaaaa"], page.Lines.Select(page.TextOf));
        Assert.All(page.Lines, line => Assert.InRange(line.Score, 0.9f, 1));
    }

    [Fact]
    public void The_corners_of_a_line_lie_around_its_letters()
    {
        using var pipeline = Open();
        var line = Assert.Single(pipeline.Run(BarPage.Draw(400, 200, 0, ("abab", 120, 90))).Lines);
        float centerX = 120 + BarPage.Width("abab") / 2f;
        Assert.Equal(centerX, (line.Points[0] + line.Points[2]) / 2, 1.0);
        Assert.Equal(90, (line.Points[1] + line.Points[5]) / 2, 1.0);
        Assert.True(line.Points[0] < 120 && line.Points[1] < 90 - BarPage.Height / 2);
        Assert.Equal((-1, 0f), (line.DirectionLabel, line.DirectionScore));
    }

    [Fact]
    public void A_line_on_its_head_is_read_where_a_classifier_is_given()
    {
        var image = BarPage.Draw(400, 200, 180, ("aaabb", 120, 90));
        using (var without = Open()) Assert.Equal("bbaaa\n", without.Run(image).Text);
        using var with = Open(withClassifier: true);
        var page = with.Run(image);
        Assert.Equal("aaabb\n", page.Text);
        Assert.Equal(1, page.Lines[0].DirectionLabel);
        Assert.InRange(page.Lines[0].DirectionScore, 0.9f, 1);

        var upright = with.Run(BarPage.Draw(400, 200, 0, ("aaabb", 120, 90)));
        Assert.Equal("aaabb\n", upright.Text);
        Assert.Equal(0, upright.Lines[0].DirectionLabel);
    }

    [Fact]
    public void A_line_that_runs_downwards_is_read_downwards()
    {
        using var pipeline = Open(isDownwards: true);
        Assert.Equal("abb\n", pipeline.Run(BarPage.Draw(300, 300, 90, ("abb", 120, 150))).Text);
    }

    [Fact]
    public void Settings_leave_out_spaces_or_lines()
    {
        var image = BarPage.Draw(400, 200, 0, ("ab bbbb", 100, 60), ("ab", 100, 130));
        Assert.Equal("abbbbb\nab\n", Read("\"restore_spaces\": false"));
        Assert.Equal("ab bbbb\n", Read("\"max_lines\": 1"));
        Assert.Equal("", Read("\"text_det_box_thresh\": 1"));
        Assert.Equal("", Read("\"text_rec_score_thresh\": 1"));

        string Read(string members)
        {
            using var pipeline = Open(members);
            return pipeline.Run(image).Text;
        }
    }

    [Fact]
    public void A_large_image_is_looked_through_at_the_side_limit_and_read_at_its_own_size()
    {
        using var pipeline = Open("\"text_det_limit_side_len\": 320");
        Assert.Equal("ab ba\n", pipeline.Run(BarPage.Draw(640, 640, 0, ("ab ba", 300, 300))).Text);
    }

    [Fact]
    public void An_empty_page_has_no_text()
    {
        using var pipeline = Open();
        var page = pipeline.Run(Drawn.Image(90, 70, (_, _) => (255, 255, 255)));
        Assert.Empty(page.Lines);
        Assert.Equal("", page.Text);
    }

    [Fact]
    public void A_cancelled_reading_ends()
    {
        using var pipeline = Open();
        var image = BarPage.Draw(400, 200, 0, ("ab", 100, 100));
        Assert.Throws<OperationCanceledException>(() => pipeline.Run(image, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Files_that_do_not_fit_each_other_are_refused()
    {
        using var files = new BarModels();
        using var three = new TemporaryFile(".txt", Encoding.UTF8.GetBytes("a\nb\nc\n"));
        using var latin = new TemporaryFile(".txt", [(byte)'a', (byte)'\n', 0xE9, (byte)'\n']);
        Assert.Equal(VisionFault.InvalidArgument, Refused("keys_path", three.Path).Fault);
        Assert.Contains("3 characters", Refused("keys_path", three.Path).Message, StringComparison.Ordinal);
        Assert.Contains("not UTF-8", Refused("keys_path", latin.Path).Message, StringComparison.Ordinal);
        Assert.Equal(VisionFault.NotFound, Refused("cls_model_path", "/nowhere.onnx").Fault);
        using var wrong = new OnnxWriter().Input("x", 1, 3, 48, "w").Output("y", 1, 3, 48, "w").Node("Neg", ["x"], "y").ToFile();
        Assert.Equal(VisionFault.Unsupported, Refused("rec_model_path", wrong.Path).Fault);
        Assert.Equal(VisionFault.InvalidArgument, Refused("det_model_path", "").Fault);

        VisionException Refused(string member, string path)
        {
            var config = JsonSerializer.Deserialize<Dictionary<string, string>>(files.Config(withClassifier: true))!;
            config[member] = path;
            string json = JsonSerializer.Serialize(config);
            return Assert.Throws<VisionException>(() => VisionModel.Open(new("m", VisionModelKind.PaddleOcr, json)));
        }
    }
}
