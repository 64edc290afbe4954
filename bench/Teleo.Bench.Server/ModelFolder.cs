using Teleo.Engine.Models;
using Teleo.Engine.Packing;

namespace Teleo.Bench.Server;

/// <summary>A folder of invented models, gone at the end.</summary>
internal sealed class ModelFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("teleo-bench-server").FullName;

    /// <summary>Adds a model and returns its file.</summary>
    /// <param name="shape">One of <see cref="FixtureShape.Named"/>, or seven numbers.</param>
    public string Add(string name, string shape, TensorType type, ulong seed = 1)
    {
        string file = System.IO.Path.Combine(Path, $"{name}.gguf");
        if (!FixtureShape.TryParse(shape, out var parsed)) throw new ArgumentException($"'{shape}' is no shape", nameof(shape));
        if (!Packer.TryWriteFixture(file, parsed, type, seed, out var error)) throw new InvalidOperationException(error.ToString());
        return file;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
