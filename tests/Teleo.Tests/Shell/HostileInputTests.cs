using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Shell;

/// <summary>Inputs that once ended the program with a stack trace, and what is like them. Each is refused, with the place of its fault.</summary>
public sealed class HostileInputTests : IDisposable
{
    private readonly string _root = TestFolder.New("teleo-hostile");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("artifacts")]
    [InlineData("evidence")]
    [InlineData("dependencies")]
    [InlineData("contract.tasks")]
    [InlineData("contract.errorCodes")]
    public void A_package_with_null_in_a_list_is_refused(string list)
    {
        var manifest = JsonNode.Parse(System.IO.File.ReadAllText(Repository.PathOf("skills", "addition", "manifest.json")))!;
        JsonNode holder = list.Split('.')[..^1].Aggregate(manifest, (node, name) => node[name]!);
        ((JsonArray)holder[list.Split('.')[^1]]!).Insert(0, null);
        Refused(ExitCode.BadInput, $"{list}[0] is null", ["skill", "install", Folder("package", "manifest.json", manifest.ToJsonString()), "--registry", At("registry")]);
    }

    [Theory]
    [InlineData("{\"format\":2,\"sequence\":0,\"told\":0,\"skills\":{\"a@1.0.0#f32\":null}}", "skills.a@1.0.0#f32 is null")]
    [InlineData("{\"format\":2,\"sequence\":1,\"told\":0,\"skills\":{},\"recent\":[null]}", "recent[0] is null")]
    [InlineData("{\"format\":2,\"sequence\":0,\"told\":0,\"skills\":{},\"recent\":null}", "recent is null")]
    [InlineData("{\"format\":2,\"sequence\":0,\"told\":0,\"skills\":{},\"lists\":{\"a\":null}}", "lists.a is null")]
    public void A_registry_with_null_inside_is_damaged(string index, string place)
    {
        string check = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(index)))[..16];
        string registry = Folder("registry", "index.json", $"{{\"check\":\"{check}\",\"content\":{index}}}");
        Refused(ExitCode.IntegrityFailure, place, ["skill", "list", "--registry", registry]);
    }

    [Theory]
    [InlineData("""{"nbformat":4,"nbformat":4,"cells":[]}""", "nbformat stands twice")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"code","source":"1","source":"2"}]}""", "cells[0].source stands twice")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":7,"source":"1"}]}""", "cells[0].cell_type must be text")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"code","source":7}]}""", "cells[0].source must be text")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"code","source":["a",7]}]}""", "cells[0].source must be text")]
    [InlineData("""{"nbformat":4,"cells":[null]}""", "cells[0] is no group")]
    [InlineData("""{"nbformat":4.5,"cells":[]}""", "nbformat must be 4")]
    [InlineData("""{"nbformat":99999999999,"cells":[]}""", "nbformat must be 4")]
    [InlineData("null", "the file is null")]
    public void A_notebook_that_is_none_is_refused(string text, string place) =>
        Refused(ExitCode.BadInput, place, ["notebook", "run", File("cells.ipynb", text), "--out", At("out.ipynb")]);

    [Theory]
    [InlineData(ExitCode.Usage, "--warmup cannot be 'NaN'", "--warmup", "NaN")]
    [InlineData(ExitCode.Usage, "--seed cannot be '-1'", "--seed", "-1")]
    [InlineData(ExitCode.Usage, "--shift cannot be 'NaN'", "--shift", "NaN")]
    [InlineData(ExitCode.Usage, "--warmup is -1", "--warmup", "-1")]
    [InlineData(ExitCode.Usage, "--warmup is 1E+308", "--warmup", "1e308")]
    [InlineData(ExitCode.Usage, "--shift is -1", "--shift", "-1")]
    [InlineData(ExitCode.Usage, "--hindsight takes 0 to 1", "--hindsight", "2")]
    [InlineData(ExitCode.Usage, "--horizon takes 0.001 to 1000000", "--horizon", "0")]
    [InlineData(ExitCode.Usage, "--horizon cannot be 'NaN'", "--horizon", "NaN")]
    [InlineData(ExitCode.Usage, "no whole number of skills", "--capacity", "1.5")]
    public void A_number_without_sense_is_refused(object exit, string place, params string[] option) =>
        Refused((ExitCode)exit, place, option[0] == "--capacity"
            ? ["sim", "run", "--workload", "zipf", .. option]
            : ["sim", "run", "--workload", "zipf", "--capacity", "16", .. option]);

    [Theory]
    [InlineData("serve --timeout 2147483648")]
    [InlineData("model logits x.gguf --tokens 1 --threads 2147483647")]
    [InlineData("notebook run x.ipynb --timeout 2147483647")]
    [InlineData("pool calibrate --skills x --rounds 2147483647")]
    [InlineData("sim compare --workload zipf --capacity 2 --timeout 1e-320")]
    public void A_number_out_of_bounds_is_refused(string line) => Refused(ExitCode.Usage, " takes ", line.Split(' '));

    [Fact]
    public void Half_a_character_is_refused() => Refused(ExitCode.Usage, "half a character", ["de11", "distribution", "--out", "\ud800"]);

    [Theory]
    [InlineData("trace", "verify")]
    [InlineData("model", "validate")]
    [InlineData("notebook", "run")]
    [InlineData("study", "validate")]
    [InlineData("workload", "info")]
    public void A_pipe_or_a_device_is_refused_at_once(params string[] command)
    {
        string pipe = At("pipe");
        using (var made = System.Diagnostics.Process.Start("mkfifo", pipe)) made.WaitForExit();
        foreach (string path in new[] { pipe, "/dev/zero" }) Refused(ExitCode.BadInput, "a pipe or a device", [.. command, path]);
    }

    [Theory]
    [InlineData("requests.csv.gz", "workload", "info")]
    [InlineData("run.jsonl.gz", "trace", "verify")]
    public void A_small_file_that_inflates_without_end_is_refused(string name, params string[] command)
    {
        using (var file = System.IO.File.Create(At(name)))
        using (var packed = new GZipStream(file, CompressionLevel.SmallestSize))
        {
            byte[] row = Encoding.ASCII.GetBytes(name.StartsWith("run", StringComparison.Ordinal) ? "\n" : "t_s,model,session,input_tokens,output_tokens\n");
            packed.Write(row);
            byte[] rows = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(row.Length == 1 ? "          " : "1,a,s,1,1\n", 100_000)));
            for (int i = 0; i < 80; i++) packed.Write(rows);
        }

        long before = GC.GetTotalAllocatedBytes();
        var run = Cli.Run([.. command, At(name)]);
        Assert.True(run.Exit is ExitCode.BadInput or ExitCode.IntegrityFailure, run.Error);
        if (command[0] == "workload") Assert.Contains("more than 200 times", run.Error, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 2L << 30);
    }

    private static void Refused(ExitCode exit, string place, string[] args)
    {
        var run = Cli.Run(args);
        Assert.True(run.Exit == exit, $"{run.Exit}: {run.Error}");
        Assert.Contains(place, run.Error, StringComparison.Ordinal);
        foreach (string word in new[] { "System.", "Teleo.", "   at ", "converted" }) Assert.DoesNotContain(word, run.Error, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_root, name);

    private string File(string name, string text)
    {
        System.IO.File.WriteAllText(At(name), text);
        return At(name);
    }

    private string Folder(string folder, string name, string text)
    {
        Directory.CreateDirectory(At(folder));
        System.IO.File.WriteAllText(Path.Combine(At(folder), name), text);
        return At(folder);
    }
}
