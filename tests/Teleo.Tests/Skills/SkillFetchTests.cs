using System.Net;
using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Skills;

/// <summary>A package comes from a web server whole or not at all: what was cut off goes on, and what is not as its manifest says is not installed.</summary>
public sealed class SkillFetchTests : IDisposable
{
    private const string Name = "addition@1.0.0#q8_0";

    private readonly string _root = TestFolder.New("teleo-fetch");
    private readonly WebFolder _web = new(Repository.PathOf("skills", "addition"));

    public void Dispose()
    {
        _web.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void A_package_is_fetched_and_installed_and_leaves_nothing_behind()
    {
        Assert.Contains($"installed {Name}", Fetch().Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, Cli.Run("skill", "verify", Name, "--registry", Registry).Exit);
        Assert.Equal(_web.SizeOf("model.q8_0.gguf"), _web.Sent["model.q8_0.gguf"]);
        Assert.False(_web.Sent.ContainsKey("model.f32.gguf"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_root, "downloads")));
    }

    /// <summary>A connection that is cut again and again costs no byte twice, within one call and over calls.</summary>
    [Fact]
    public void What_was_cut_off_goes_on_where_it_ended()
    {
        _web.CutAfter = 20_000;
        _web.Cuts = 3;
        Assert.Equal(ExitCode.Ok, Fetch().Exit);
        Assert.Equal(_web.SizeOf("model.q8_0.gguf"), _web.Sent["model.q8_0.gguf"]);
        Assert.Equal([0, 20_000, 40_000, 60_000], _web.Begins["model.q8_0.gguf"]);
    }

    [Fact]
    public void A_fetch_that_failed_is_gone_on_with_by_the_next()
    {
        _web.CutAfter = 20_000;
        _web.Cuts = 1;
        _web.ThenRefuses = true;
        var failed = Fetch();
        Assert.Equal(ExitCode.Failed, failed.Exit);
        Assert.Contains("the server answered 503", failed.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Registry));
        _web.ThenRefuses = false;
        Assert.Equal(ExitCode.Ok, Fetch().Exit);
        Assert.Equal(_web.SizeOf("model.q8_0.gguf"), _web.Sent["model.q8_0.gguf"]);
    }

    [Fact]
    public void A_server_that_knows_no_parts_is_asked_anew()
    {
        _web.CutAfter = 20_000;
        _web.Cuts = 1;
        _web.KnowsParts = false;
        Assert.Equal(ExitCode.Ok, Fetch().Exit);
        Assert.Equal(_web.SizeOf("model.q8_0.gguf") + 20_000, _web.Sent["model.q8_0.gguf"]);
    }

    [Fact]
    public void Other_bytes_are_refused_and_forgotten()
    {
        _web.Change = content => content[5000] ^= 1;
        Fetch().AssertFails(ExitCode.IntegrityFailure, "HashMismatch");
        _web.Change = null;
        Assert.Equal(ExitCode.Ok, Fetch().Exit);   // not the half that was wrong
        Assert.Equal(0, _web.Begins["model.q8_0.gguf"][^1]);
    }

    [Fact]
    public void More_bytes_than_the_manifest_says_are_refused_as_they_come()
    {
        _web.Extra = 100_000_000;
        Fetch().AssertFails(ExitCode.IntegrityFailure, "TooLarge");
        Assert.InRange(_web.Sent["model.q8_0.gguf"], 1, 50_000_000);
    }

    [Fact]
    public void A_package_that_is_not_there_and_an_address_that_is_none_are_told_apart()
    {
        Cli.Run("skill", "fetch", _web.Address + "nothing/", "--registry", Registry).AssertFails(ExitCode.Failed, "NotFetched");
        Cli.Run("skill", "fetch", "file:///etc/", "--registry", Registry).AssertFails(ExitCode.Usage, "Usage");
    }

    private string Registry => Path.Combine(_root, "registry");

    private Cli Fetch() => Cli.Run("skill", "fetch", _web.Address, "--variant", "q8_0", "--registry", Registry);

    /// <summary>A folder behind HTTP, with the faults of connections.</summary>
    private sealed class WebFolder : IDisposable
    {
        private readonly string _folder;
        private readonly HttpListener _listener = new();

        public WebFolder(string folder)
        {
            _folder = folder;
            Address = Bound();
            _ = Task.Run(ServeAsync);
        }

        public string Address { get; }

        /// <summary>Bytes of each file that were sent.</summary>
        public Dictionary<string, long> Sent { get; } = [];

        /// <summary>The first byte of each answer.</summary>
        public Dictionary<string, List<long>> Begins { get; } = [];

        /// <summary>An answer of a model ends after so many bytes, so many times.</summary>
        public int CutAfter { get; set; } = int.MaxValue;

        public int Cuts { get; set; }

        public bool ThenRefuses { get; set; }

        public bool KnowsParts { get; set; } = true;

        public Action<byte[]>? Change { get; set; }

        public int Extra { get; set; }

        public long SizeOf(string file) => new FileInfo(Path.Combine(_folder, file)).Length;

        public void Dispose() => _listener.Close();

        private string Bound()
        {
            for (int port = 20_000 + Environment.ProcessId % 20_000; ; port++)
            {
                try
                {
                    string address = $"http://127.0.0.1:{port}/";
                    _listener.Prefixes.Clear();
                    _listener.Prefixes.Add(address);
                    _listener.Start();
                    return address;
                }
                catch (HttpListenerException)
                {
                    // Somebody else has this port.
                }
            }
        }

        private async Task ServeAsync()
        {
            while (_listener.IsListening)
            {
                var context = await _listener.GetContextAsync();
                try
                {
                    Answer(context);
                }
                catch (Exception gone) when (gone is HttpListenerException or IOException)
                {
                    // The client has had enough.
                }
            }
        }

        private void Answer(HttpListenerContext context)
        {
            string name = context.Request.Url!.AbsolutePath[1..], path = Path.Combine(_folder, name);
            var response = context.Response;
            bool isModel = name.EndsWith(".gguf", StringComparison.Ordinal);
            if (!File.Exists(path) || (isModel && ThenRefuses && Cuts == 0))
            {
                response.StatusCode = isModel ? 503 : 404;
                response.Close();
                return;
            }

            byte[] content = [.. File.ReadAllBytes(path), .. new byte[isModel ? Extra : 0]];
            if (isModel) Change?.Invoke(content);
            int from = 0;
            if (KnowsParts && context.Request.Headers["Range"] is { } range)
            {
                from = int.Parse(range["bytes=".Length..^1]);
                response.StatusCode = 206;
                response.Headers["Content-Range"] = $"bytes {from}-{content.Length - 1}/{content.Length}";
            }

            response.ContentLength64 = content.Length - from;
            Begins.TryAdd(name, []);
            Begins[name].Add(from);
            bool isCut = isModel && Cuts > 0 && Cuts-- > 0;
            int end = isCut ? Math.Min(content.Length, from + CutAfter) : content.Length;
            for (int at = from; at < end; at += 10_000)
            {
                int count = Math.Min(10_000, end - at);
                response.OutputStream.Write(content, at, count);
                Sent[name] = Sent.GetValueOrDefault(name) + count;
            }

            if (isCut)
            {
                response.OutputStream.Flush();
                response.Abort();
            }
            else
            {
                response.Close();
            }
        }
    }
}
