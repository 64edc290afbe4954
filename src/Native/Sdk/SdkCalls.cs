using System.Text;
using Teleo.Native.Interop;
using Teleo.Vision;
using Teleo.Vision.Tensors;

namespace Teleo.Native.Sdk;

/// <summary>
/// The <c>sdk_</c> functions between C and the objects: pointers are checked, faults become a code and the thread's last message.
/// </summary>
internal sealed unsafe partial class SdkCalls(HandleTable handles, IReadOnlyList<ISdkBackend> backends)
{
    private const int LongestId = 1024;

    // A message stays readable until the thread's next call, so that it lies where the collector does not move it.
    [ThreadStatic]
    private static PinnedBytes? _message;

    public static ReadOnlySpan<byte> Version =>
        "teleo 0.1.0 (sdk 1; language models; YOLO, PaddleOCR and OpenVINO kinds on ONNX Runtime, on the processor)"u8;

    private static PinnedBytes Message => _message ??= new();

    public static SdkErr LastErrorMessage(byte** text, nuint* length)
    {
        if (text == null || length == null) return SdkErr.InvalidArg;
        *text = Message.Pointer;
        *length = (nuint)Message.Length;
        return SdkErr.Ok;
    }

    public static SdkErr VersionLength(nuint* length) => Run(() =>
    {
        Check(length, "out_len");
        *length = (nuint)Version.Length;
    });

    public static SdkErr WriteVersion(byte* buffer, nuint capacity, nuint* written) => Run(() =>
    {
        Check(written, "out_written");
        Write(Version, buffer, capacity, written);
    });

    public SdkErr CreateManager(ulong* created) => Run(() =>
    {
        Check(created, "out_handle");
        *created = handles.Add(new ModelManager(handles, backends));
    });

    public SdkErr DestroyManager(ulong handle) => Run(() =>
    {
        if (!handles.TryRemove<ModelManager>(handle, out var manager)) throw NotFound("model manager");
        manager.Destroy();
    });

    public SdkErr LoadModel(ulong handle, SdkSpec* spec, ulong* loaded) => Run(() =>
    {
        Check(spec, "spec");
        Check(loaded, "out_model");
        *loaded = 0;
        if (!handles.TryGet<ModelManager>(handle, out var manager)) throw NotFound("model manager");
        *loaded = manager.Load(IdOf(spec), (SdkModelKind)spec->Kind, ConfigOf(spec->Config, spec->ConfigLength));
    });

    public SdkErr DestroyModel(ulong handle) => Run(() =>
    {
        if (!handles.TryRemove<SdkModel>(handle, out var model)) throw NotFound("model");
        model.Manager!.Forget(model.Id);
        model.LetGo();
    });

    public SdkErr CreatePipeline(ulong handle, SdkSpec* spec, ulong* created) => Run(() =>
    {
        Check(spec, "spec");
        Check(created, "out_pipeline");
        *created = 0;
        if (!handles.TryGet<SdkModel>(handle, out var model) || !model.TryKeep()) throw NotFound("model");
        try
        {
            var config = ConfigOf(spec->Config, spec->ConfigLength);
            *created = handles.Add(model.NewPipeline(IdOf(spec), (SdkPipelineKind)spec->Kind, config));
        }
        catch
        {
            model.LetGo();
            throw;
        }
    });

    public SdkErr DestroyPipeline(ulong handle) => Run(() =>
    {
        if (!handles.TryRemove<SdkPipeline>(handle, out var pipeline)) throw NotFound("pipeline");
        pipeline.Destroy();
    });

    public SdkErr Generate(ulong handle, byte* prompt, nuint length, byte* parameters, nuint parametersLength) => Run(() =>
    {
        Check(prompt, "prompt");
        Find(handle).Run(pipeline => pipeline.Generate(Bytes(prompt, length, "prompt"), ConfigOf(parameters, parametersLength)));
    });

    public SdkErr Detect(ulong handle, byte* image, nuint length, SdkYoloPreprocessMeta* meta) => Run(() =>
    {
        Check(image, "data");
        Check(meta, "out_meta");
        Find(handle).Run(pipeline => *meta = pipeline.Detect(Bytes(image, length, "data")));
    });

    public SdkErr RunTensor(ulong handle, float* input, nuint inputLength, long* shape, nuint shapeLength) => Run(() =>
    {
        Check(input, "input");
        Check(shape, "shape");
        Find(handle).Run(pipeline => pipeline.RunTensor(Elements(input, inputLength, "input"), Elements(shape, shapeLength, "shape")));
    });

    public SdkErr RunTensors(ulong handle, SdkTensor* inputs, nuint count) => Run(() =>
    {
        Check(inputs, "inputs");
        Find(handle).Run(pipeline => pipeline.RunTensors(Tensors(inputs, count)));
    });

    public SdkErr ReadPage(ulong handle, byte* image, nuint length) => Run(() =>
    {
        Check(image, "data");
        Find(handle).Run(pipeline => pipeline.ReadPage(Bytes(image, length, "data")));
    });

    public SdkErr LineCount(ulong handle, nuint* count) =>
        GiveLength(handle, count, "out_count", pipeline => pipeline.Page.Lines.Length);

    public SdkErr WriteLines(ulong handle, SdkOcrLine* lines, nuint capacity, nuint* written) =>
        Give(handle, lines, capacity, written, pipeline => pipeline.Page.Lines.AsSpan());

    public SdkErr TextLength(ulong handle, nuint* length) =>
        GiveLength(handle, length, "out_bytes", pipeline => pipeline.Page.Text.Length);

    public SdkErr WriteText(ulong handle, byte* text, nuint capacity, nuint* written) =>
        Give(handle, text, capacity, written, pipeline => pipeline.Page.Text.Span);

    public SdkErr StructureLength(ulong handle, nuint* length) =>
        GiveLength(handle, length, "out_bytes", pipeline => pipeline.Page.Structure.Length);

    public SdkErr WriteStructure(ulong handle, byte* json, nuint capacity, nuint* written) =>
        Give(handle, json, capacity, written, pipeline => pipeline.Page.Structure.Span);

    public SdkErr OutputCount(ulong handle, nuint* count) =>
        GiveLength(handle, count, "out_count", pipeline => pipeline.Outputs.Length);

    public SdkErr OutputShapeLength(ulong handle, nuint index, nuint* length) =>
        GiveLength(handle, length, "out_len", pipeline => pipeline.Output(index).Shape.Length);

    public SdkErr WriteOutputShape(ulong handle, nuint index, long* shape, nuint capacity, nuint* written) =>
        Give(handle, shape, capacity, written, pipeline => pipeline.Output(index).Shape.AsSpan());

    public SdkErr OutputElement(ulong handle, nuint index, ElementKind* element) => Run(() =>
    {
        Check(element, "out_element");
        Find(handle).Use(pipeline => *element = pipeline.Output(index).Element);
    });

    public SdkErr OutputLength(ulong handle, nuint index, nuint* length) =>
        GiveLength(handle, length, "out_bytes", pipeline => pipeline.Output(index).Bytes.Length);

    public SdkErr ReadOutput(ulong handle, nuint index, byte* bytes, nuint capacity, nuint* written) =>
        Give(handle, bytes, capacity, written, pipeline => pipeline.Output(index).Bytes.Span);

    /// <summary>Gives a length of what a pipeline holds.</summary>
    /// <param name="name">The name of the pointer in the header.</param>
    private SdkErr GiveLength(ulong handle, nuint* length, string name, Func<SdkPipeline, int> lengthOf) => Run(() =>
    {
        Check(length, name);
        Find(handle).Use(pipeline => *length = (nuint)lengthOf(pipeline));
    });

    /// <summary>Copies a part of what a pipeline holds to a buffer of the host.</summary>
    private SdkErr Give<T>(ulong handle, T* buffer, nuint capacity, nuint* written, Func<SdkPipeline, ReadOnlySpan<T>> part)
        where T : unmanaged => Run(() =>
    {
        Check(written, "out_written");
        Find(handle).Use(pipeline => Write(part(pipeline), buffer, capacity, written));
    });

    private SdkPipeline Find(ulong handle) => handles.TryGet<SdkPipeline>(handle, out var pipeline) ? pipeline : throw NotFound("pipeline");

    private static SdkException NotFound(string what) =>
        new(SdkErr.NotFound, $"there is no such {what}: the handle was never given, or what it named was destroyed");

    private static void Check(void* pointer, string name)
    {
        if (pointer == null) throw SdkException.Invalid($"{name} is null");
    }

    /// <summary>Writes everything or nothing; reports the required size in both cases.</summary>
    private static void Write<T>(ReadOnlySpan<T> source, T* destination, nuint capacity, nuint* written)
        where T : unmanaged
    {
        *written = (nuint)source.Length;
        if (capacity < (nuint)source.Length) throw SdkException.Invalid($"the buffer has room for {capacity}, {source.Length} are needed");
        if (source.IsEmpty) return;
        Check(destination, "the buffer");
        source.CopyTo(new Span<T>(destination, source.Length));
    }

    private static ReadOnlySpan<byte> Bytes(byte* start, nuint length, string name) => Elements(start, length, name);

    private static ReadOnlySpan<T> Elements<T>(T* start, nuint length, string name)
        where T : unmanaged
    {
        Check(start, name);
        return length is > 0 and <= int.MaxValue ? new(start, (int)length)
            : throw SdkException.Invalid($"the length of {name} is {length}; it must be from 1 to {int.MaxValue}");
    }

    private static Tensor[] Tensors(SdkTensor* inputs, nuint count)
    {
        var tensors = new List<Tensor>();
        foreach (ref readonly var input in Elements(inputs, count, "inputs"))
        {
            string name = HostText.Decode(Bytes(input.Name, input.NameLength, "the name of an input"))
                ?? throw SdkException.Invalid("the name of an input is not valid UTF-8");
            if (!Enum.IsDefined(input.Element)) throw SdkException.Invalid(
                $"input '{name}' has elements of kind {(int)input.Element}; there is none");
            long[] shape = input.ShapeLength == 0 ? [] : Elements(input.Shape, input.ShapeLength, "a shape").ToArray();
            byte[] data = input.DataLength == 0 ? [] : Bytes(input.Data, input.DataLength, "the elements of an input").ToArray();
            tensors.Add(Tensor.Of(name, input.Element, shape, data));
        }

        return [.. tensors];
    }

    private static string IdOf(SdkSpec* spec)
    {
        var bytes = Bytes(spec->Id, spec->IdLength, "the id");
        if (bytes.Length > LongestId) throw SdkException.Invalid($"the id has {bytes.Length} bytes; at most {LongestId} are allowed");
        return HostText.Decode(bytes) ?? throw SdkException.Invalid("the id is not valid UTF-8");
    }

    private static SdkConfig ConfigOf(byte* json, nuint length) =>
        SdkConfig.Parse(length == 0 ? default : Bytes(json, length, "the options"));

    private static SdkErr CodeOf(VisionFault fault) => fault switch
    {
        VisionFault.InvalidArgument or VisionFault.InvalidImage => SdkErr.InvalidArg,
        VisionFault.NotFound or VisionFault.Closed => SdkErr.NotFound,
        VisionFault.Unreadable => SdkErr.Io,
        VisionFault.Unsupported => SdkErr.Unsupported,
        _ => SdkErr.Backend,
    };

    private static SdkErr Run(Action call)
    {
        try
        {
            call();
            Message.Clear();
            return SdkErr.Ok;
        }
        catch (Exception problem)
        {
            Message.Clear();
            Message.Append(Encoding.UTF8.GetBytes(Problems.Text(problem)));
            return problem switch
            {
                SdkException refused => refused.Code,
                VisionException refused => CodeOf(refused.Fault),
                OutOfMemoryException => SdkErr.OutOfMemory,
                _ => SdkErr.Runtime,
            };
        }
    }
}
