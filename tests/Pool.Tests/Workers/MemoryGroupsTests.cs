using Teleo.Engine.Storage;
using Teleo.Pool.Workers;

namespace Teleo.Pool.Tests.Workers;

/// <summary>Each worker gets a control group beside that of its server, with its bound, where the system lets it; else it is said why not.</summary>
public sealed class MemoryGroupsTests : IDisposable
{
    private readonly string _root = TestFolder.New("teleo-groups");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_worker_is_moved_into_a_group_with_its_bound_and_the_group_goes_with_it()
    {
        In("0::/user.slice/app.slice/teleo.service\n");
        Assert.True(MemoryGroups.TryFind(new SystemDisk("memory.max"), _root, out var groups, out string why), why);
        string folder = Path.Combine(_root, "sys/fs/cgroup/user.slice/app.slice/one");
        using (var group = groups.Make("one", 4711))
        {
            group.Limit(123_456_789);
            Assert.Equal(["4711", "123456789"], [File.ReadAllText(Path.Combine(folder, "cgroup.procs")), File.ReadAllText(Path.Combine(folder, "memory.max"))]);
        }

        Assert.Equal(["teleo.service"], Directory.GetDirectories(Path.GetDirectoryName(folder)!).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("0::/user.slice/app.slice/teleo.service\n", "cpu.max", "memory.max")]
    [InlineData("0::/\n", "memory.max", "no control group")]
    [InlineData("1:memory:/old\n", "memory.max", "no control group")]
    [InlineData("0::/../../x/y\n", "memory.max", "no control group")]
    [InlineData("", "memory.max", "no control group")]
    public void Where_there_is_no_such_group_it_is_said_why_and_nothing_is_left(string membership, string bound, string reason)
    {
        In(membership);
        Assert.False(MemoryGroups.TryFind(new SystemDisk(bound), _root, out _, out string why));
        Assert.Contains(reason, why, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_root, "teleo-*", SearchOption.AllDirectories));
    }

    private void In(string membership)
    {
        Directory.CreateDirectory(Path.Combine(_root, "proc/self"));
        File.WriteAllText(Path.Combine(_root, "proc/self/cgroup"), membership);
        Directory.CreateDirectory(Path.Combine(_root, "sys/fs/cgroup/user.slice/app.slice/teleo.service"));
    }

    /// <summary>Puts its files into each group that is made, and takes them away with it, as the system does.</summary>
    private sealed class SystemDisk(string bound) : IDisk
    {
        private static readonly LocalDisk Real = LocalDisk.Instance;

        public bool MakeFolder(string path)
        {
            bool isNew = Real.MakeFolder(path);
            foreach (string file in (string[])["cgroup.procs", bound]) File.WriteAllText(Path.Combine(path, file), "");
            return isNew;
        }

        public void Delete(string path) => Directory.Delete(path, recursive: true);

        public IDiskFile Open(string path, DiskAccess access, UnixFileMode? mode) => Real.Open(path, access, mode);

        public IDiskFile? TryHold(string path) => Real.TryHold(path);

        public void Rename(string from, string to) => Real.Rename(from, to);

        public void FlushFolder(string path) => Real.FlushFolder(path);

        public IReadOnlyList<string> NamesIn(string folder) => Real.NamesIn(folder);

        public FileIdentity? IdentityOf(string path) => Real.IdentityOf(path);
    }
}
