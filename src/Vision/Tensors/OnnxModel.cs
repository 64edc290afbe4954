using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Teleo.Controller.Domain;
using Teleo.Vision.Settings;

namespace Teleo.Vision.Tensors;

/// <summary>
/// One loaded ONNX file. Several holders share it; it is closed with the last one, and a run is a holder, so that closing never frees a
/// model in use on another thread.
/// </summary>
internal sealed class OnnxModel : ILoadedFiles
{
    private const int MostThreads = 256;

    /// <summary>The limit of a protobuf file.</summary>
    private const long MostFileBytes = int.MaxValue;

    private readonly InferenceSession _session;
    private readonly string[] _outputNames;
    private readonly Lock _gate = new();
    private int _holders = 1;

    private OnnxModel(string name, long fileBytes, InferenceSession session)
    {
        (Name, FileBytes, _session) = (name, fileBytes, session);
        Inputs = [.. session.InputNames.Select(input => Port(input, session.InputMetadata[input]))];
        Outputs = [.. session.OutputNames.Select(output => Port(output, session.OutputMetadata[output]))];
        _outputNames = [.. Outputs.Select(port => port.Name)];
    }

    /// <summary>The name and version of the library that runs models.</summary>
    public static string Runtime =>
        NativeLibrary.Use("onnxruntime", () =>
        {
            QuietEnvironment.Start();
            return $"ONNX Runtime {OrtEnv.Instance().GetVersionString()} on the processor";
        });

    public string Name { get; }

    public long FileBytes { get; }

    public ImmutableArray<TensorPort> Inputs { get; }

    public ImmutableArray<TensorPort> Outputs { get; }

    /// <summary>Gives the fault of the path of a model; null where it has none.</summary>
    public static string? Problem(string member, string path) =>
        path.Length == 0 ? $"{member} is missing: give the path of a file"
        : path.Contains('\0', StringComparison.Ordinal) ? $"{member} contains a zero character" : null;

    /// <summary>Gives the fault of a number of threads; null where it has none.</summary>
    public static string? Problem(int threads) => OptionRules.Between(1, MostThreads, threads, "threads");

    public static OnnxModel Open(OnnxModelOptions options) => Open(options.ModelPath, options.Threads);

    public static OnnxModel Open(string path, int threads) => Read(ModelBytes.Read(path, MostFileBytes), path, threads);

    /// <param name="name">The name of the model in messages.</param>
    public static OnnxModel Read(byte[] file, string name, int threads) => NativeLibrary.Use("onnxruntime", () =>
    {
        try
        {
            using var options = new SessionOptions
            {
                IntraOpNumThreads = threads,
                InterOpNumThreads = 1,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            };
            // A waiting thread leaves the processor to the other models.
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            QuietEnvironment.Start();
            return new OnnxModel(name, file.LongLength, new InferenceSession(file, options));
        }
        catch (OnnxRuntimeException e)
        {
            throw new VisionException(VisionFault.Backend, $"{name} cannot be loaded as an ONNX model: {e.Message}");
        }
    });

    /// <summary>Adds a holder. Every holder calls <see cref="Release"/> once.</summary>
    public OnnxModel Share()
    {
        lock (_gate)
        {
            if (_holders == 0) throw new VisionException(VisionFault.Closed, $"{Name} is closed");
            _holders++;
            return this;
        }
    }

    public void Release()
    {
        lock (_gate)
            if (--_holders > 0) return;
        _session.Dispose();
    }

    /// <summary>Computes the outputs named <paramref name="wanted"/>, or all of them where none is named.</summary>
    public Tensor[] Run(ReadOnlySpan<Tensor> inputs, IReadOnlyCollection<string>? wanted, CancellationToken cancellation)
    {
        if (ShapeCheck.Fault(Inputs, inputs) is { } fault) throw new VisionException(VisionFault.InvalidArgument, $"{Name}: {fault}");
        string[] names = new string[inputs.Length];
        for (int i = 0; i < inputs.Length; i++) names[i] = inputs[i].Name;

        Share();
        try
        {
            using var values = new InputValues(inputs);
            using var run = new RunOptions();
            using var registration = cancellation.Register(static options => ((RunOptions)options!).Terminate = true, run);
            cancellation.ThrowIfCancellationRequested();
            string[] outputs = wanted is { Count: > 0 } ? [.. wanted] : _outputNames;
            using var results = _session.Run(run, names, values.Values, outputs);
            return [.. results.Select((value, index) => Copy(outputs[index], value))];
        }
        catch (OnnxRuntimeException e)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new VisionException(VisionFault.Backend, $"{Name} failed: {e.Message}");
        }
        finally
        {
            Release();
        }
    }

    private Tensor Copy(string name, OrtValue value)
    {
        if (!value.IsTensor) throw new VisionException(VisionFault.Unsupported, $"{Name}: output {name} is not a tensor");
        var shape = value.GetTensorTypeAndShape();
        return Tensor.Of(name, Kind(name, shape.ElementDataType), shape.Shape, value.GetTensorMutableRawData().ToArray());
    }

    private static TensorPort Port(string name, NodeMetadata metadata)
    {
        if (!metadata.IsTensor)
            throw new VisionException(VisionFault.Unsupported, $"{name} is not a tensor; only tensors can be inputs and outputs");
        var dimensions = metadata.Dimensions.Zip(
            metadata.SymbolicDimensions, (size, symbol) => new Dimension(size, size < 0 ? symbol : ""));
        return new(name, Kind(name, metadata.ElementDataType), [.. dimensions]);
    }

    private static ElementKind Kind(string name, TensorElementType type) => ElementTypes.KindOf(type)
        ?? throw new VisionException(VisionFault.Unsupported,
            $"{name} holds {type}, which is none of {string.Join(", ", Enum.GetNames<ElementKind>())}");
}
