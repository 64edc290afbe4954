using System.Text;
using Teleo.Native.Interop;

namespace Teleo.Native.Contexts;

/// <summary>
/// The context functions between C and <see cref="Context"/>: pointers are checked, faults become a status and the thread's last
/// error.
/// </summary>
internal sealed unsafe class ContextCalls(HandleTable handles, TimeProvider clock)
{
    [ThreadStatic]
    private static string? _lastError;

    public IRStatus Create(IRBackendType backend, ulong* created) => Run(() =>
    {
        Check(created, "ctx_out");
        *created = 0;
        if (backend == IRBackendType.Metal) throw Invalid("the Metal backend is not supported: use the processor (IR_BACKEND_TYPE_CPU)");
        if (backend != IRBackendType.Cpu) throw Invalid($"{(int)backend} is no backend");
        *created = handles.Add(new Context(clock));
    });

    public IRStatus Destroy(ulong handle) => Run(() =>
    {
        Find(handle).CheckNotInCallback();
        if (handles.TryRemove<Context>(handle, out var context)) context.Destroy();
    });

    public IRStatus Load(ulong handle, byte* path) => Run(() =>
    {
        Check(path, "model_path");
        Find(handle).Load(HostText.Decode(HostText.Read(path)) ?? throw Invalid("the path is not valid UTF-8"));
    });

    public IRStatus Generate(ulong handle, byte* prompt, IRGenerateParams parameters, byte** output) => Run(() =>
    {
        Check(output, "output");
        *output = null;
        Check(prompt, "prompt");
        var text = new StringBuilder();
        Find(handle).Generate(HostText.Read(prompt), parameters.ToOptions(), piece => text.Append(piece) is not null);
        *output = HostText.Give(text.ToString());
    });

    public IRStatus Stream(
        ulong handle, byte* prompt, IRGenerateParams parameters, delegate* unmanaged[Cdecl]<byte*, void*, byte> show,
        void* user) => Run(() =>
    {
        Check(prompt, "prompt");
        Check(show, "callback");
        var bytes = new PinnedBytes();
        Find(handle).Generate(HostText.Read(prompt), parameters.ToOptions(), piece =>
        {
            bytes.Clear();
            int length = Encoding.UTF8.GetBytes(piece, bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(piece.Length)));
            bytes.Advance(length);
            HostText.Terminate(bytes.Pointer, length);
            return show(bytes.Pointer, user) != 0;
        });
    });

    public IRStatus Reset(ulong handle) => Run(() => Find(handle).Reset());

    /// <summary>The last error of this thread, which is taken by asking; null where there is none.</summary>
    public static byte* TakeLastError()
    {
        string? message = _lastError;
        _lastError = null;
        return message is null ? null : HostText.Give(message);
    }

    public static void FreeString(byte* text) => Run(() =>
    {
        if (text != null && !HostText.Free(text))
            throw Invalid("ir_free_string was given a text that the library did not give, or that was freed before");
    });

    private Context Find(ulong handle) =>
        handles.TryGet<Context>(handle, out var context) ? context
            : throw Invalid("there is no such context: it was never created, or it was destroyed");

    private static void Check(void* pointer, string name)
    {
        if (pointer == null) throw Invalid($"{name} is null");
    }

    private static ContextException Invalid(string message) => new(IRStatus.ErrorInvalidArgument, message);

    private static IRStatus Run(Action call)
    {
        try
        {
            call();
            return IRStatus.Ok;
        }
        catch (Exception problem)
        {
            _lastError = Problems.Text(problem);
            return problem switch
            {
                ContextException refused => refused.Status,
                OutOfMemoryException => IRStatus.ErrorOutOfMemory,
                _ => IRStatus.ErrorInternal,
            };
        }
    }
}
