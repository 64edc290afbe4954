using Teleo.Engine.Input;
using Teleo.Native.Pools;
using Teleo.Pool.Requests;

namespace Teleo.Native.Sdk;

/// <summary>A running pool behind a handle. Unlike other pipelines it serves any number of threads at once.</summary>
internal sealed class PoolPipeline(SdkSkillPool keeper, HostedPool pool) : SdkPipeline(keeper)
{
    protected override IDisposable Inner => pool;

    private readonly OpenRequests _open = new(pool);

    /// <summary>Puts a request to the pool and returns at once, with the request's number.</summary>
    /// <param name="data">An image file or the elements of a tensor; empty for text.</param>
    public ulong Submit(SdkConfig request, ReadOnlySpan<byte> data)
    {
        var understood = Understand(request, data);
        CheckRunning();
        ulong number = _open.Submit(understood);
        return number > 0 ? number
            : throw new SdkException(SdkErr.Busy,
                $"{OpenRequests.Most} answers have not been taken: take some with sdk_pool_pipeline_wait_answer");
    }

    /// <summary>Waits for the answer of a request and gives it to a reader; it is forgotten unless the reader throws.</summary>
    /// <param name="milliseconds">The longest wait in milliseconds: 0 for none, <see cref="uint.MaxValue"/> for no limit.</param>
    public void Answer(ulong number, uint milliseconds, Action<ReadOnlyMemory<byte>> reader)
    {
        if (!_open.TryFind(number, out var answer)) throw NoRequest(number);
        if (!answer.Wait(milliseconds == uint.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(milliseconds)))
            throw new SdkException(SdkErr.Timeout, $"request {number} has not been answered within {milliseconds} ms");
        reader(PoolJson.Of(number, answer.Result, pool.Folder));
        _open.Forget(number);
    }

    public void Cancel(ulong number)
    {
        if (!_open.Cancel(number)) throw NoRequest(number);
    }

    /// <summary>Gives the oldest unread line of the trace to a reader; an empty one where there is none.</summary>
    public void NextDecision(Action<ReadOnlyMemory<byte>> reader) => pool.Lines.Read(reader);

    public byte[] State() => PoolJson.StateOf(pool);

    /// <summary>Ends the pool: requests that are open end as cancelled, and the trace with its last line.</summary>
    public void Stop() => pool.Stop();

    private PoolRequest Understand(SdkConfig given, ReadOnlySpan<byte> data)
    {
        string? task = given.Text("task"), model = given.Text("model"), input = given.Text("input"), prompt = given.Text("prompt");
        if ((task is null) == (model is null)) throw SdkException.Invalid("a request names either a 'task' or a 'model'");
        if (input is not null && prompt is not null) throw SdkException.Invalid("a request has an 'input' or a 'prompt', not both");
        if (prompt is not null && model is null) throw SdkException.Invalid("a 'prompt' needs the 'model' that goes on from it");
        var request = new PoolRequest(task ?? "", prompt ?? input ?? "")
        {
            Model = model is null ? -1 : IndexOf(model),
            Data = data.ToArray(),
            Then = given.Texts("then", []),
        };
        if (prompt is not null) return request with { Prompt = new PromptSettings { Generation = GenerateOptions.Read(given, new()) } };
        request = request with { MaxTokens = given.Integer("max_tokens", 0) };
        given.End();
        return request.MaxTokens >= 0 ? request : throw SdkException.Invalid("option 'max_tokens' must be at least 0");
    }

    /// <summary>Returns a model by its whole name, or by its id if it is unique.</summary>
    private int IndexOf(string name)
    {
        var skills = pool.Folder.Skills;
        string[] names = [.. skills.Select(skill => skill.Name.ToString())], ids = [.. skills.Select(skill => skill.Name.Id).Distinct()];
        int[] fitting = [.. Enumerable.Range(0, skills.Length).Where(index => names[index] == name || skills[index].Name.Id == name)];
        return fitting.Length switch
        {
            1 => fitting[0],
            0 => throw new SdkException(SdkErr.NotFound, $"no model '{name}' here{Suggestions.Sentence(name, [.. names, .. ids])}"),
            _ => throw SdkException.Invalid(
                $"'{name}' is the id of several models: name one of {string.Join(", ", fitting.Select(index => names[index]))}"),
        };
    }

    private void CheckRunning()
    {
        if (!pool.IsRunning) throw new SdkException(SdkErr.BadState, "the pool has stopped: make another pipeline");
    }

    private static SdkException NoRequest(ulong number) =>
        new(SdkErr.NotFound, $"there is no request {number}: it was never given, or its answer was taken");
}
