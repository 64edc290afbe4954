using Teleo.Tests.Commands;

namespace Teleo.Tests.Preprint;

public class De11CommandTests
{
    [Fact]
    public void A_report_names_the_command_that_makes_it_again()
    {
        string folder = Path.Combine(TestFolder.New(), "de11");
        string[] options = ["--data", "iris", "--splits", "2", "--variant-splits", "0", "--settings", "0", "--seed", "7"];
        string command = $"teleo de11 distribution {string.Join(' ', options)} --out {folder}";
        Assert.Equal(0, (int)Cli.Run(["de11", "distribution", .. options, "--out", folder]).Exit);
        Assert.Contains(command, File.ReadAllText(Path.Combine(folder, "README.md")));
    }
}
