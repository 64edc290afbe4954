using System.Text.Json;

namespace Teleo.Notebooks;

/// <summary>The connection file that Jupyter hands to a kernel: where to bind, and the key of all signatures.</summary>
internal sealed record KernelConnection(string Ip, int ShellPort, int ControlPort, int IopubPort, int StdinPort, int HbPort, string Key)
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static KernelConnection Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<KernelConnection>(File.ReadAllBytes(path), Format) is { Ip: not null, Key: not null } file ? file : throw new InvalidDataException("no connection file");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"no connection file: {fault.Message}", fault);
        }
    }
}
