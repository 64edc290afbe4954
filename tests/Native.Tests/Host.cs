using System.Diagnostics;
using System.Runtime.Intrinsics.X86;

namespace Teleo.Native.Tests;

/// <summary>The library as it ships, and programs in C that are compiled against its header and run.</summary>
internal static class Host
{
    /// <summary>Bounds the memory that the library manages itself.</summary>
    public static readonly (string, string)[] SmallHeap = [("DOTNET_GCHeapHardLimit", "0x4000000")];

    /// <summary>Compiler options that check every access of the host and what C leaves undefined.</summary>
    public static readonly string[] Checked = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];

    /// <summary>Leaks are not asked for: the sanitizer cannot see pointers that lie in the library's own heap.</summary>
    public static readonly (string, string)[] CheckedEnvironment = [.. SmallHeap, ("ASAN_OPTIONS", "detect_leaks=0")];

    private static readonly Lazy<string> Library = new(Build);
    private static int _programs;

    /// <summary>The folder of <c>libteleo.so</c>, with the image for this processor; built where its sources have changed.</summary>
    public static string Folder => Library.Value;

    public static string Image => Path.Combine(Folder, $"libteleo-x86-64-{Level}.so");

    private static string Level => Avx512BW.IsSupported ? "v4" : Avx2.IsSupported ? "v3" : "v2";

    /// <summary>Why a test that needs these tools is skipped; null where all are there.</summary>
    public static string? MissingTool(params string[] tools)
    {
        string[] folders = Environment.GetEnvironmentVariable("PATH")!.Split(':');
        return Array.Find(tools, tool => !folders.Any(folder => File.Exists(Path.Combine(folder, tool)))) is { } missing ? $"no {missing} on the path" : null;
    }

    /// <summary>Compiles a program of the folder <c>c</c>, or one written by a test; gives the path of the executable.</summary>
    public static string Compile(string source, params string[] options)
    {
        string folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "hosts")).FullName;
        string program = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(source)}-{Interlocked.Increment(ref _programs)}");
        string path = File.Exists(source) ? source : Repository.PathOf("tests", "Native.Tests", "c", source);
        bool isCpp = source.EndsWith(".cc", StringComparison.Ordinal);
        Run(isCpp ? "g++" : "gcc",
        [
            isCpp ? "-std=c++17" : "-std=c11", "-O1", "-g", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-D_GNU_SOURCE", .. options,
            "-I", Repository.PathOf("include"), "-I", Repository.PathOf("tests", "Native.Tests", "c"), path, "-o", program,
            "-L", Folder, $"-Wl,-rpath,{Folder}", "-lteleo", "-lpthread",
        ]);
        return program;
    }

    /// <summary>Runs a program to its end; one that fails fails the test with what it wrote.</summary>
    public static string Run(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var (exit, output, errors) = RunToEnd(program, arguments, environment);
        Assert.True(exit == 0, $"{Path.GetFileName(program)} ended with {exit}: {errors}{output}");
        return output;
    }

    /// <summary>Runs a program that is to end with an exit code; gives what it wrote to its errors.</summary>
    public static string RunFailing(int expected, string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var (exit, output, errors) = RunToEnd(program, arguments, environment);
        Assert.True(exit == expected, $"{Path.GetFileName(program)} ended with {exit}: {errors}{output}");
        return errors;
    }

    private static (int Exit, string Output, string Errors) RunToEnd(string program, string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    private static string Build()
    {
        // As a step of its own, outside the settings that the test run was started with.
        Run("bash", ["src/Native/build.sh", Level], ("CI", ""), ("MSBUILDDISABLENODEREUSE", "1"));
        return Repository.PathOf("artifacts", "native", "linux-x64");
    }
}
