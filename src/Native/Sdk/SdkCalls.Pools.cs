namespace Teleo.Native.Sdk;

/// <summary>The functions of pools.</summary>
internal sealed unsafe partial class SdkCalls
{
    public SdkErr Submit(ulong handle, byte* request, nuint length, byte* data, nuint dataLength, ulong* number) => Run(() =>
    {
        Check(request, "request_json");
        Check(number, "out_request");
        *number = 0;
        var pool = FindPool(handle);
        var bytes = dataLength == 0 ? default : Bytes(data, dataLength, "data");
        *number = pool.Submit(SdkConfig.Parse(Bytes(request, length, "request_json")), bytes);
    });

    public SdkErr WaitAnswer(ulong handle, ulong request, uint milliseconds, byte* json, nuint capacity, nuint* written) => Run(() =>
    {
        Check(written, "out_written");
        *written = 0;
        FindPool(handle).Answer(request, milliseconds, answer => Write(answer.Span, json, capacity, written));
    });

    public SdkErr CancelRequest(ulong handle, ulong request) => Run(() => FindPool(handle).Cancel(request));

    public SdkErr NextDecision(ulong handle, byte* line, nuint capacity, nuint* written) => Run(() =>
    {
        Check(written, "out_written");
        FindPool(handle).NextDecision(decision => Write(decision.Span, line, capacity, written));
    });

    public SdkErr WriteState(ulong handle, byte* json, nuint capacity, nuint* written) => Run(() =>
    {
        Check(written, "out_written");
        Write((ReadOnlySpan<byte>)FindPool(handle).State(), json, capacity, written);
    });

    public SdkErr StopPool(ulong handle) => Run(() => FindPool(handle).Stop());

    private PoolPipeline FindPool(ulong handle) =>
        Find(handle) as PoolPipeline ?? throw SdkException.Unsupported("a pipeline of this kind runs no pool");
}
