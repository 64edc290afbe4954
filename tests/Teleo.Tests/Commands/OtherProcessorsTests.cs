using System.Diagnostics;
using System.Text.Json;
using Teleo.Commands;

namespace Teleo.Tests.Commands;

/// <summary>The program on processors without the instructions of this one: a setting of .NET takes them away.</summary>
public class OtherProcessorsTests
{
    public static IEnumerable<object[]> FilesAndSettings =>
        from file in new[] { "stories260K.gguf", "stories260K-f16.gguf", "stories260Kp-q8_0.gguf", "stories260Kp-q4_0pure.gguf" }
        from setting in new[] { "DOTNET_EnableAVX512", "DOTNET_EnableAVX2", "DOTNET_EnableHWIntrinsic" }
        select new object[] { file, setting };

    [Theory, MemberData(nameof(FilesAndSettings))]
    public async Task The_same_story_is_told_with_every_set_of_instructions(string file, string setting)
    {
        string[] generate =
        [
            "model", "generate", Repository.Model(file), "--prompt", "Once upon a time", "--max-tokens", "32", "--temperature", "0", "--threads", "1", "--json",
        ];
        var expected = Cli.Run(generate).Json();
        var actual = await RunWithoutAsync(setting, generate);
        Assert.Equal(Numbers(expected, "tokens"), Numbers(actual, "tokens"));
        Assert.All(
            Numbers(expected, "log_probabilities").Zip(Numbers(actual, "log_probabilities")), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    private static double[] Numbers(JsonElement answer, string field) => [.. answer.GetProperty(field).EnumerateArray().Select(number => number.GetDouble())];

    private static async Task<JsonElement> RunWithoutAsync(string setting, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(TeleoCommands).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[setting] = "0";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return JsonDocument.Parse(output).RootElement;
    }
}
