using System.Runtime.InteropServices;
using System.Text.Json;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;
using Teleo.Vision.Detecting;
using Teleo.Vision.Members;
using Teleo.Vision.Specs;
using Teleo.Vision.Tests.Detecting;
using Teleo.Vision.Tests.Images;
using Teleo.Vision.Tests.Tensors;

namespace Teleo.Vision.Tests.Members;

public sealed class VisionWorkTests : IDisposable
{
    private const int Detector = 0, Doubler = 2, Broken = 3;

    private static readonly byte[] Image = Drawn.File(
        Drawn.Image(64, 48, (x, y) => (x / 16, y / 16) == (1, 1) ? ((byte)255, (byte)0, (byte)0) : ((byte)255, (byte)255, (byte)255)));

    private readonly TemporaryFile _detector = SquareDetector.Model(DetectionHead.V8).ToFile();

    private readonly TemporaryFile _doubler = new OnnxWriter().Input("x", 2, 2).Output("y", 2, 2).Constant("two", [1], [2f])
        .Node("Mul", ["x", "two"], "y").ToFile();

    private readonly TemporaryFile _broken = new(".onnx", [1, 2, 3]);

    private readonly VisionWork _work;

    /// <summary>The second model of the pool is another runtime's.</summary>
    public VisionWorkTests() => _work = new VisionWork(
        [
            Member("squares", VisionModelKind.Yolo, _detector), null, Member("doubler", VisionModelKind.OpenVino, _doubler),
            Member("broken", VisionModelKind.OpenVino, _broken),
        ],
        TimeProvider.System);

    public void Dispose()
    {
        _work.Dispose();
        _detector.Dispose();
        _doubler.Dispose();
        _broken.Dispose();
    }

    [Fact]
    public async Task A_member_answers_from_its_load_to_its_unload_and_its_footprint_is_measured()
    {
        Assert.False(_work.Holds(Detector));
        var footprint = await _work.LoadAsync(Detector);
        Assert.InRange(footprint!.Value.ResidentBytes, new FileInfo(_detector.Path).Length, 1 << 30);
        Assert.True(_work.Holds(Detector));

        var answer = await _work.ServeAsync(Detector, Request(Image), CancellationToken.None);
        Assert.Equal(RequestStatus.Answered, answer.Status);
        var found = JsonDocument.Parse(answer.Text).RootElement;
        Assert.Equal((64, 48), (found.GetProperty("width").GetInt32(), found.GetProperty("height").GetInt32()));
        var detection = Assert.Single(found.GetProperty("detections").EnumerateArray());
        Assert.Equal(1 - detection.GetProperty("score").GetDouble(), answer.Uncertainty, 6);
        Assert.Equal(answer.Uncertainty, 1 - answer.Correct, 6);
        Assert.False(answer.IsKnown);
        Assert.Equal(3, answer.PromptTokens);   // thousands of pixels

        await _work.SuspendAsync(Detector);
        Assert.Equal(footprint.Value.ResidentBytes, (await _work.LoadAsync(Detector))!.Value.ResidentBytes);
        await _work.UnloadAsync(Detector);
        Assert.False(_work.Holds(Detector));
        Assert.Equal(RequestStatus.Failed, (await _work.ServeAsync(Detector, Request(Image), CancellationToken.None)).Status);
    }

    [Fact]
    public async Task A_tensor_is_answered_to_the_bit_in_the_shape_it_is_given_or_declared()
    {
        await _work.LoadAsync(Doubler);
        byte[] numbers = MemoryMarshal.AsBytes<float>([1, 2, 3, 4.5f]).ToArray();
        foreach (string shape in new[] { "", "[2, 2]" })
        {
            var answer = await _work.ServeAsync(Doubler, Request(numbers) with { Input = shape }, CancellationToken.None);
            var output = JsonDocument.Parse(answer.Text).RootElement.GetProperty("outputs")[0];
            Assert.Equal([2f, 4f, 6f, 9f], MemoryMarshal.Cast<byte, float>(output.GetProperty("data").GetBytesFromBase64()).ToArray());
            Assert.True(double.IsNaN(answer.Correct));   // nothing says how right it is
        }

        foreach (string shape in new[] { "[4, 2]", "two", "{}", "[1.5]" })
        {
            var refused = await _work.ServeAsync(Doubler, Request(numbers) with { Input = shape }, CancellationToken.None);
            Assert.Equal((RequestStatus.Refused, RefusalKind.Input), (refused.Status, refused.Refusal));
        }
    }

    [Fact]
    public async Task What_cannot_be_answered_is_refused_or_cancelled_and_the_member_goes_on()
    {
        await _work.LoadAsync(Detector);
        var junk = await _work.ServeAsync(Detector, Request([1, 2, 3]), CancellationToken.None);
        Assert.Equal((RequestStatus.Refused, RefusalKind.Input), (junk.Status, junk.Refusal));
        var cancelled = await _work.ServeAsync(Detector, Request(Image), new CancellationToken(canceled: true));
        Assert.Equal(RequestStatus.Cancelled, cancelled.Status);
        Assert.Equal(RequestStatus.Answered, (await _work.ServeAsync(Detector, Request(Image), CancellationToken.None)).Status);
    }

    [Fact]
    public async Task A_switch_exchanges_all_or_nothing()
    {
        await _work.LoadAsync(Detector);
        var problem = await Assert.ThrowsAsync<PoolWorkException>(() => _work.SwitchAsync([Detector], [Doubler, Broken]));
        Assert.Contains("ONNX", problem.Message, StringComparison.Ordinal);
        Assert.Equal([true, false, false], [_work.Holds(Detector), _work.Holds(Doubler), _work.Holds(Broken)]);
        var footprints = await _work.SwitchAsync([Detector], [Doubler]);
        Assert.Single(footprints);
        Assert.Equal([false, true], [_work.Holds(Detector), _work.Holds(Doubler)]);
    }

    [Fact]
    public void A_member_is_a_skill_of_its_files_size_and_hash()
    {
        var skill = Member("squares", VisionModelKind.Yolo, _detector).ToSkill(["find"]);
        Assert.Equal("squares@0.0.0#f32-onnx", skill.Name.ToString());
        Assert.Equal(new FileInfo(_detector.Path).Length, skill.Artifact.SizeBytes);
        Assert.Equal("find", Assert.Single(skill.Contract.Tasks));
        var missing = VisionMember.Of("gone", VisionModelKind.Yolo, """{"model_path": "/nowhere.onnx"}""", "");
        Assert.Equal(VisionFault.NotFound, Assert.Throws<VisionException>(() => missing.ToSkill(["find"])).Fault);
    }

    private static VisionMember Member(string id, VisionModelKind kind, TemporaryFile file) =>
        VisionMember.Of(id, kind, JsonSerializer.Serialize(new { model_path = file.Path }), "");

    private static PoolRequest Request(byte[] data) => new("find", "") { Data = data };
}
