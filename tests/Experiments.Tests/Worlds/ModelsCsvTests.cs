using System.Text;
using Teleo.Engine.Input;
using Teleo.Experiments.Worlds;

namespace Teleo.Experiments.Tests.Worlds;

public sealed class ModelsCsvTests
{
    [Theory]
    [InlineData("name,gigabytes,load_s\nphi,2,1.5\nllama3.1:8b,4.9,4\n")]
    [InlineData("phi,2,1.5\nllama3.1:8b,4.9,4\n")]
    [InlineData("Model;Size GB;Load\nphi;2;1.5\n\nllama3.1:8b;4.9;4")]
    [InlineData("name\tbytes\tcold_load_s\r\nphi\t2 GB\t1.5\r\n# a remark\r\n\"llama3.1:8b\"\t4900000000\t4\r\n")]
    [InlineData("\uFEFFload_ms,size,tag,notes\n1500,2GB,phi,good\n4000,4.9GB,llama3.1:8b,\n")]
    public void Three_columns_make_a_model(string text)
    {
        var models = Read(text);
        Assert.Equal(
            [("phi", 2_000_000_000, 1.5), ("llama3.1:8b", 4_900_000_000, 4)],
            models.Select(model => (model.Name, model.Bytes, model.ColdLoadSeconds!.Value)));
    }

    [Fact]
    public void Further_columns_state_the_rest()
    {
        const string Heading = "name,gb,tokens_s,prefill_tokens_per_s,num_ctx,kv_bytes_per_token,tasks,family,quantization,quality\n";
        var model = Assert.Single(Read(Heading + "a,1,30,300,4096,1000,chat code,llama,Q4_0,0.8\n"));
        Assert.Equal(
            (30, 300, 4096, 1000),
            ((int)model.DecodeTokensPerSecond!, (int)model.PrefillTokensPerSecond!, (int)model.ContextTokens!,
            (int)model.KvBytesPerToken!));
        Assert.Equal<string>(["chat", "code"], model.Tasks);
        Assert.Equal(("llama", "Q4_0", 0.8), (model.Family, model.Variant, model.Quality));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("name,gb\n", 1)]
    [InlineData("gb,load_s\n1,2\n", 1)]
    [InlineData("name,load_s\na,2\n", 1)]
    [InlineData("name,gb,gib\na,2,2\n", 1)]
    [InlineData("name,gb\na,0\n", 2)]
    [InlineData("name,gb\na,-1\n", 2)]
    [InlineData("name,gb\na,1e308\n", 2)]
    [InlineData("name,gb\na,NaN\n", 2)]
    [InlineData("name,gb\na,many\n", 2)]
    [InlineData("name,gb\na,\n", 2)]
    [InlineData("name,gb\n,1\n", 2)]
    [InlineData("name,gb,load_s\na,1,-2\n", 2)]
    [InlineData("name,gb\na,1\n\nb,2\na,3\n", 5)]
    [InlineData("name,gb\n\"a,1\n", 2)]
    [InlineData("name,gb\na\0b,1\n", 2)]
    public void A_fault_is_told_with_its_line(string text, int line)
    {
        var error = Assert.Throws<InputException>(() => Read(text));
        Assert.Equal("BadModels", error.Code);
        Assert.StartsWith($"line {line}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_of_a_server_is_led_to_the_command_that_reads_it()
    {
        string list = File.ReadAllText(Repository.PathOf("experiments", "laptop", "list.txt"));
        Assert.Contains("teleo world from-ollama", Assert.Throws<InputException>(() => Read(list)).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<ModelProfile> Read(string text)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return ModelsCsv.Read(file, "models.csv");
    }
}
