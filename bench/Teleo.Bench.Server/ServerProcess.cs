using System.Diagnostics;

namespace Teleo.Bench.Server;

/// <summary>A server over a folder of invented models, as a process of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    public ServerProcess(string teleo, string folder, params string[] further)
    {
        string[] arguments = ["exec", teleo, "serve", "--models", folder, "--port", "0", .. further];
        _process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = _process.StandardError.ReadToEndAsync();
        string? address = _process.StandardOutput.ReadLine();
        Address = address is not null ? new Uri(address) : throw new InvalidOperationException($"the server did not start: {said.Result}");
    }

    public Uri Address { get; }

    /// <summary>Halts the process, so that it takes nothing from what is measured; or lets it go on.</summary>
    public void Halt(bool halts)
    {
        using var told = Process.Start("kill", [halts ? "-STOP" : "-CONT", $"{_process.Id}"]);
        told.WaitForExit();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
