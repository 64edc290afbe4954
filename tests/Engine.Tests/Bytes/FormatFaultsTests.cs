using Teleo.Engine.Bytes;

namespace Teleo.Engine.Tests.Bytes;

public class FormatFaultsTests
{
    [Fact]
    public void Every_fault_has_a_stable_code_and_a_phrase_of_its_own()
    {
        var faults = Enum.GetValues<FormatFault>();
        Assert.All(faults, fault => Assert.InRange(fault.Code(), EngineErrorCode.NullPointer, EngineErrorCode.OutputBufferExceeded));
        Assert.Equal(faults.Length, faults.Select(fault => fault.Phrase()).Distinct().Count());
    }

    [Theory]
    [InlineData(FormatFault.Truncated, EngineErrorCode.InvalidLength)]
    [InlineData(FormatFault.InvalidUtf8, EngineErrorCode.InvalidUtf8)]
    [InlineData(FormatFault.BadMagic, EngineErrorCode.InvalidModelMagic)]
    [InlineData(FormatFault.UnsupportedVersion, EngineErrorCode.UnsupportedModelVersion)]
    [InlineData(FormatFault.BadHeader, EngineErrorCode.InvalidHeader)]
    [InlineData(FormatFault.Overlap, EngineErrorCode.InvalidTensorDirectory)]
    [InlineData(FormatFault.MissingTensor, EngineErrorCode.MissingTensor)]
    [InlineData(FormatFault.ShapeMismatch, EngineErrorCode.ShapeMismatch)]
    [InlineData(FormatFault.UnsupportedTensorType, EngineErrorCode.UnsupportedDType)]
    [InlineData(FormatFault.Unreadable, EngineErrorCode.ModelNotLoaded)]
    public void The_code_says_what_kind_of_fault_it_is(FormatFault fault, EngineErrorCode code) => Assert.Equal(code, fault.Code());

    [Fact]
    public void An_error_reads_as_one_sentence_with_what_and_where() =>
        Assert.Equal(
            "llama.block_count: the value is out of range, found 7 (offset 120)",
            new FormatError(FormatFault.ValueOutOfRange, 120, 7, "llama.block_count").ToString());
}
