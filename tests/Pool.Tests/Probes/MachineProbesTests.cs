using Teleo.Controller.Domain;
using Teleo.Pool.Probes;

namespace Teleo.Pool.Tests.Probes;

public sealed class MachineProbesTests : IDisposable
{
    private const string Model = "/models/addition.gguf";

    private static readonly (string Path, string Text)[] Machine =
    [
        ("proc/self/status", "Name:\tteleo (x) y\nVmSize:\t   3760 kB\nVmRSS:\t   2188 kB\nRssAnon:\t     144 kB\nRssFile:\t    2044 kB\n"),
        ("proc/self/stat", "11880 (a) b (c) R 11871 11871 3957 0 -1 4194304 102 7 5 3 250 50 0 0 20 0 1 0 434842 3133440 390 0\n"),
        ("proc/self/smaps", "7f01-7f02 r--p 00000000 08:01 12 /models/addition.gguf\nSize:   100 kB\nRss:     40 kB\n7f03-7f04 rw-p 00000000 00:00 0\nSize: 900 kB\nRss: 900 kB\n7f05-7f06 r--p 00000000 08:01 12 /models/addition.gguf\nSize: 12 kB\nRss: 4 kB\n"),
        ("proc/self/cgroup", "3:cpuset:/\n0::/pool/live\n"),
        ("sys/fs/cgroup/pool/live/memory.max", "1048576\n"),
        ("sys/fs/cgroup/pool/live/memory.high", "max\n"),
        ("sys/fs/cgroup/pool/live/memory.current", "524288\n"),
        ("sys/fs/cgroup/pool/live/memory.events", "low 0\nhigh 3\nmax 4\noom 1\noom_kill 0\noom_group_kill 0\n"),
        ("sys/fs/cgroup/pool/live/cpu.max", "150000 100000\n"),
        ("sys/fs/cgroup/pool/live/cpu.stat", "usage_usec 5\nthrottled_usec 2500000\n"),
        ("proc/pressure/memory", "some avg10=1.50 avg60=0.00 avg300=0.00 total=2000000\nfull avg10=0.25 avg60=0.00 avg300=0.00 total=7\n"),
        ("proc/pressure/cpu", "some avg10=98.28 avg60=72.22 avg300=29.91 total=172777602\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n"),
        ("proc/loadavg", "10.20 4.39 2.18 26/274 11878\n"),
        ("sys/class/thermal/thermal_zone0/type", "package\n"),
        ("sys/class/thermal/thermal_zone0/temp", "47500\n"),
        ("sys/class/powercap/zone-0/name", "core\n"),
        ("sys/class/powercap/zone-0/energy_uj", "12500000\n"),
    ];

    private readonly string _root = TestFolder.New("teleo-probes");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Every_figure_is_what_the_machine_says()
    {
        Lay(Machine);
        var expected = new Dictionary<string, double>
        {
            ["process.resident"] = 2188 * 1024,
            ["process.resident.file"] = 2044 * 1024,
            ["process.resident.anonymous"] = 144 * 1024,
            ["process.mapped"] = 3760 * 1024,
            ["process.faults.minor"] = 102,
            ["process.faults.major"] = 5,
            ["process.cpu.user"] = 2.5,
            ["process.cpu.system"] = 0.5,
            ["runtime.mapped addition"] = 112 * 1024,
            ["runtime.resident addition"] = 44 * 1024,
            ["cgroup.memory.limit"] = 1048576,
            ["cgroup.memory.high"] = double.PositiveInfinity,
            ["cgroup.memory.used"] = 524288,
            ["cgroup.memory.events.high"] = 3,
            ["cgroup.memory.events.max"] = 4,
            ["cgroup.memory.events.oom"] = 1,
            ["cgroup.memory.events.oom_kill"] = 0,
            ["cgroup.cpu.limit"] = 1.5,
            ["cgroup.cpu.throttled"] = 2.5,
            ["pressure.memory.some"] = 0.015,
            ["pressure.memory.some.total"] = 2,
            ["pressure.memory.full"] = 0.0025,
            ["pressure.memory.full.total"] = 7e-6,
            ["pressure.cpu.some"] = 0.9828,
            ["pressure.cpu.some.total"] = 172.777602,
            ["pressure.cpu.full"] = 0,
            ["pressure.cpu.full.total"] = 0,
            ["load.1m"] = 10.20,
            ["load.5m"] = 4.39,
            ["load.15m"] = 2.18,
            ["thermal package"] = 47.5,
            ["energy core"] = 12.5,
        };
        var readings = Read().Where(reading => reading.Kind == ReadingKind.Measured && reading.Name != "disk.free").ToDictionary(reading => reading.Name);
        Assert.Equal(expected.Keys.Order(), readings.Keys.Order());
        Assert.All(expected, pair => Assert.Equal(pair.Value, readings[pair.Key].Value, 1e-9));
        Assert.All(readings.Values, reading => Assert.True(reading.StandardError >= 0 && reading.Source.Length > 0 && reading.Unit.Length > 0));
        Assert.Equal(0.01 / Math.Sqrt(12), readings["process.cpu.user"].StandardError, 1e-12);
    }

    [Fact]
    public void Where_nothing_is_told_everything_is_unknown_and_nothing_is_zero()
    {
        var unknown = Read().Where(reading => reading.Kind != ReadingKind.Reported && reading.Name != "disk.free").ToList();
        Assert.Equal(32, unknown.Count);
        Assert.All(unknown, reading => Assert.Equal((ReadingKind.Unknown, true, true, true), (reading.Kind, double.IsNaN(reading.Value), double.IsNaN(reading.StandardError), reading.Why.Length > 0)));
    }

    /// <summary>One absent file takes its own figures and no others.</summary>
    [Fact]
    public void An_absent_file_takes_only_its_own_figures()
    {
        Lay(Machine);
        File.Delete(Path.Combine(_root, "proc/loadavg"));
        var unknown = Read().Where(reading => reading.Kind == ReadingKind.Unknown);
        Assert.Equal(["load.1m", "load.5m", "load.15m"], unknown.Select(reading => reading.Name));
    }

    /// <summary>Cut anywhere, or with any byte spoilt, a file gives numbers or unknowns with a reason, and never fails.</summary>
    [Fact]
    public void Malformed_files_give_numbers_or_unknowns()
    {
        var chance = new SeedTree(7).Stream("malformed");
        Lay(Machine);
        for (int round = 0; round < 150; round++)
        {
            var (path, text) = Machine[chance.NextInt(Machine.Length)];
            char[] spoilt = text.ToCharArray(0, chance.NextInt(text.Length + 1));
            for (int i = chance.NextInt(4); i > 0 && spoilt.Length > 0; i--) spoilt[chance.NextInt(spoilt.Length)] = (char)chance.NextInt(256);
            Lay([(path, new string(spoilt))]);
            Assert.All(Read().Where(reading => reading.Kind is ReadingKind.Measured or ReadingKind.Unknown), reading =>
                Assert.True(reading.Kind == ReadingKind.Measured ? reading.Value >= 0 : double.IsNaN(reading.Value) && reading.Why.Length > 0, $"{reading} of '{new string(spoilt)}'"));
            Lay([(path, text)]);
        }
    }

    [Theory]
    [InlineData("proc/self/stat", "no brackets", "process.faults.minor")]
    [InlineData("proc/loadavg", "fast\n", "load.1m")]
    [InlineData("proc/pressure/cpu", "some avg10=abc\n", "pressure.cpu.some")]
    [InlineData("sys/fs/cgroup/pool/live/cpu.max", "0 0\n", "cgroup.cpu.limit")]
    [InlineData("sys/fs/cgroup/pool/live/memory.max", "-5\n", "cgroup.memory.limit")]
    [InlineData("proc/self/status", "VmRSS:\tmany kB\n", "process.resident")]
    public void A_wrong_text_is_unknown_with_its_reason(string path, string text, string name)
    {
        Lay([.. Machine.Where(file => file.Path != path), (path, text)]);
        var reading = Assert.Single(Read(), reading => reading.Name == name);
        Assert.Equal(ReadingKind.Unknown, reading.Kind);
        Assert.Contains("form", reading.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_outside_the_tree_is_not_followed()
    {
        Lay([.. Machine.Where(file => file.Path != "proc/self/cgroup"), ("proc/self/cgroup", "0::/../../../secret\n"), ("secret/memory.max", "1\n")]);
        Assert.Equal(ReadingKind.Unknown, Assert.Single(Read(), reading => reading.Name == "cgroup.memory.limit").Kind);
    }

    private IReadOnlyList<Reading> Read() => new MachineProbes(_root, _root, TimeProvider.System).Read([("addition", Model)]);

    private void Lay(IEnumerable<(string Path, string Text)> files)
    {
        foreach (var (path, text) in files)
        {
            string full = Path.Combine(_root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }
    }
}
