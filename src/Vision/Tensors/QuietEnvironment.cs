using Microsoft.ML.OnnxRuntime;

namespace Teleo.Vision.Tensors;

/// <summary>ONNX Runtime's one environment of a process, which prints nothing: failures are exceptions.</summary>
internal static class QuietEnvironment
{
    private static readonly Lock Gate = new();

    public static void Start()
    {
        lock (Gate)
        {
            if (OrtEnv.IsCreated) return;
            var options = new EnvironmentCreationOptions { logId = "teleo", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            OrtEnv.CreateInstanceWithOptions(ref options);
        }
    }
}
