using LLama.Native;
using Teleo.Pool.Workers;

namespace Teleo.Llama;

/// <summary>
/// The worker <c>teleo-llama</c>: one model in llama.cpp for a server started with <c>--runtime</c> and this program. It is a separate
/// project, so that <c>teleo</c> does not depend on llama.cpp and its crash ends one worker.
/// </summary>
public static class Program
{
    public static int Main()
    {
        // Its messages are not the server's: they go where a person may read them.
        NativeLibraryConfig.All.WithLogCallback((level, text) =>
        {
            if (level >= LLamaLogLevel.Error) Console.Error.Write(text);
        });
        try
        {
            using var output = Console.OpenStandardOutput();
            WorkerHost.Run(Console.OpenStandardInput(), output, new LlamaModel(TimeProvider.System));
            return 0;
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException)
        {
            Console.Error.WriteLine($"teleo-llama: {problem.Message}");
            return 2;
        }
    }
}
