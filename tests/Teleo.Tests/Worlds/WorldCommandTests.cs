using System.Net;
using System.Text;
using Teleo.Experiments.Worlds;
using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Worlds;

public sealed class WorldCommandTests
{
    private const string Show = """
        {"model_info":{"llama.attention.head_count":32,"llama.attention.head_count_kv":8,"llama.block_count":32,"llama.embedding_length":4096}}
        """;

    private readonly string _folder = TestFolder.New("teleo-world");

    [Fact]
    public void A_list_and_a_log_are_enough_for_a_comparison_of_ones_own_models()
    {
        string list =
            Write("list.txt",
            "NAME ID SIZE MODIFIED\nllama3.1:8b 46e0 4.9 GB 2 days ago\nphi3:latest 46e1 2.2 GB 2 days ago\nqwen 46e2 9.0 GB now\n");
        string box = Path.Combine(_folder, "box.json");
        Cli.Run("world", "from-ollama", list, "--machine", "nvme", "--output", box);
        string log = Log();
        var run = Cli.Run(
            "sim", "compare", "-w", log, "--models", box, "--memory", "16GB", "--machine", "nvme", "-p", "lru,ollama", "--against", "lru",
            "--seeds", "2");
        Assert.Equal(ExitCode.Ok, run.Exit);
        Assert.Contains("ASSUMED", run.Out, StringComparison.Ordinal);
        Assert.Contains("model <- model", run.Error, StringComparison.Ordinal);
        Assert.Contains("say nothing of chance", run.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        var rows = Cli.Run(
            "sim", "compare", "--world", box, "-w", log, "--memory", "16GB", "-p", "lru", "--against", "lru", "--seeds", "1", "--json")
            .Json();
        Assert.NotEmpty(rows[0].GetProperty("assumed").EnumerateArray());
        Assert.All(rows.EnumerateArray(), row => Assert.True(row.TryGetProperty("cost", out _) && row.TryGetProperty("loads", out _)));
    }

    [Fact]
    public void Memory_and_capacity_together_and_neither_are_refused()
    {
        Cli.Run("sim", "run", "-w", "zipf", "-c", "30%", "--memory", "16GB", "-p", "lru").AssertFails(ExitCode.Usage, "Usage");
        Cli.Run("sim", "run", "-w", "zipf", "-p", "lru").AssertFails(ExitCode.Usage, "Usage");
        Cli.Run("sim", "run", "-c", "30%", "-p", "lru").AssertFails(ExitCode.Usage, "Usage");
        Cli.Run("sim", "run", "-w", "zipf", "--memory", "1e308GB", "-p", "lru").AssertFails(ExitCode.Usage, "Usage");
        Cli.Run("sim", "run", "-w", "zipf", "-c", "30%", "--machine", "nvm", "-p", "lru").AssertFails(ExitCode.Usage, "UnknownMachine");
    }

    [Fact]
    public void Memory_is_capacity_in_bytes_and_a_machine_may_bring_its_own()
    {
        string Of(params string[] options) => Cli.Run(["sim", "run", "-w", "rare", "-p", "lru", .. options, "--json"]).Out;
        Assert.Equal(Of("-c", "3GB"), Of("--memory", "3GB"));
        Assert.Equal(Of("--machine", "sd-card", "--memory", "8GB"), Of("--machine", "sd-card"));
    }

    [Fact]
    public void A_folder_of_files_becomes_a_world_with_its_facts()
    {
        string box = Path.Combine(_folder, "box.json");
        string models = Directory.CreateDirectory(Path.Combine(_folder, "models")).FullName;
        File.Copy(Repository.Model("stories260K.gguf"), Path.Combine(models, "stories260K.gguf"));
        var run = Cli.Run("world", "scan", models, "--machine", "in-process", "--output", box);
        Assert.Equal(ExitCode.Ok, run.Exit);
        var world = World.Read(box);
        var model = Assert.Single(world.Models);
        Assert.Equal(new FileInfo(Repository.Model("stories260K.gguf")).Length, model.Bytes);
        Assert.Equal("stories260K", model.Name);
        Assert.True(model.KvBytesPerToken > 0);
        Assert.Contains("models[0].context_tokens", world.Assumed);
        Assert.Contains("measured here", world.Machine.Source, StringComparison.Ordinal);
        Cli.Run("world", "scan", _folder + "/none").AssertFails(ExitCode.BadInput, "FolderNotFound");
        Directory.CreateDirectory(Path.Combine(_folder, "empty"));
        Cli.Run("world", "scan", Path.Combine(_folder, "empty")).AssertFails(ExitCode.BadInput, "NoModels");
        File.WriteAllText(Path.Combine(_folder, "empty", "broken.gguf"), "GGUF");
        var broken = Cli.Run("world", "scan", Path.Combine(_folder, "empty"));
        Assert.Equal(ExitCode.BadInput, broken.Exit);
        Assert.Contains("broken.gguf", broken.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_server_is_asked_for_its_models()
    {
        using var server = new HttpListener();
        string address = "http://localhost:" + FreePort() + "/";
        server.Prefixes.Add(address);
        server.Start();
        var serving = Task.Run(async () =>
        {
            for (int i = 0; i < 2; i++)
            {
                var context = await server.GetContextAsync();
                string answer = context.Request.RawUrl == "/api/tags"
                    ? """{"models":[{"name":"llama3.1:8b","size":4920753328,"details":{"family":"llama","quantization_level":"Q4_K_M"}}]}"""
                    : Show;
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
                context.Response.Close();
            }
        });
        var shown = Cli.Run("world", "from-ollama", address, "--json").Json().GetProperty("world").GetProperty("models")[0];
        await serving;
        Assert.Equal(
            (4_920_753_328, 131_072), (shown.GetProperty("bytes").GetInt64(), (int)shown.GetProperty("kv_bytes_per_token").GetDouble()));
        server.Stop();
        Cli.Run("world", "from-ollama", address).AssertFails(ExitCode.BadInput, "NoAnswer");
    }

    [Fact]
    public void Every_machine_is_listed_with_its_source()
    {
        string text = Cli.Run("world", "machines").Out.Replace('\n', ' ');
        Assert.All(Machines.All, machine => Assert.Contains($"{machine.Name}: {machine.Source}", text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_world_with_traffic_needs_no_workload()
    {
        string box = Path.Combine(_folder, "box.json");
        Write("models.csv", "name,gigabytes,load_s\nllama3.1:8b,4.9,3\nphi3,2.2,1\nqwen,9,6\n");
        string traffic = $$"""{ "workload": "{{Path.GetFileName(Log())}}" }""";
        File.WriteAllText(box, $$"""
            { "format": "teleo.world/1", "models": "models.csv", "machine": { "memory_bytes": "16GB" }, "traffic": {{traffic}} }
            """);
        var run = Cli.Run("sim", "run", "--world", box, "-p", "lru", "--json").Json();
        Assert.Equal(60, run.GetProperty("requests").GetInt64());
    }

    [Fact]
    public void Standings_take_a_world_with_its_own_capacity_or_a_stated_memory()
    {
        string[] common = ["sim", "standings", "--world", "laptop", "--policies", "lru,value-set", "--against", "lru", "--seeds", "1"];
        var own = Assert.Single(Cli.Run([.. common, "--json"]).Json().EnumerateArray());
        Assert.Equal("16GB", own.GetProperty("capacity").GetString());
        var more = Assert.Single(Cli.Run([.. common, "--memory", "24GB", "--json"]).Json().EnumerateArray());
        Assert.True(more.GetProperty("cost").GetDouble() < own.GetProperty("cost").GetDouble());
        Cli.Run([.. common, "--memory", "24GB", "--capacities", "50%"]).AssertFails(ExitCode.Usage, "Usage");
    }

    private string Log()
    {
        string[] models = ["llama3.1:8b", "phi3", "qwen"];
        var start = DateTime.UnixEpoch.AddDays(20_000);
        var rows = Enumerable.Range(0, 60).Select(i => $"{start.AddSeconds(20 * i):O},{models[i * i % 7 % 3]},100,20\n");
        return Write("log.csv", "timestamp,model,prompt_tokens,completion_tokens\n" + string.Concat(rows));
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
