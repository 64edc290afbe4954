using Teleo.Engine.Storage;

namespace Teleo.Engine.Tests.Storage;

public sealed class FileIdentityTests : IDisposable
{
    private readonly string _folder = TestFolder.New("teleo-identity");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_write_within_the_same_second_changes_it()
    {
        string path = Path.Combine(_folder, "file");
        File.WriteAllText(path, "content");
        var moment = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, moment.AddTicks(1_234_567));
        var before = FileIdentity.At(path)!.Value;
        if (OperatingSystem.IsLinux()) Assert.Equal((moment.AddTicks(1_234_567) - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick, before.Modified);
        File.SetLastWriteTimeUtc(path, moment.AddTicks(1_234_568));
        Assert.NotEqual(before.Modified, FileIdentity.At(path)!.Value.Modified);
    }

    [Fact]
    public void What_is_no_file_with_content_is_not_plain()
    {
        string link = Path.Combine(_folder, "link"), file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "content");
        File.CreateSymbolicLink(link, file);
        Assert.True(FileIdentity.At(file) is { IsPlain: true, SizeBytes: 7 });
        Assert.True(FileIdentity.At(link) is { IsPlain: false, IsFolder: false });
        Assert.Equal(FileIdentity.At(file), FileIdentity.Behind(link));
        Assert.True(FileIdentity.At(_folder) is { IsPlain: false, IsFolder: true });
        Assert.Null(FileIdentity.At(Path.Combine(_folder, "none")));

        // The way of systems other than Linux tells the same kinds and sizes.
        foreach (string path in (string[])[file, link, _folder, Path.Combine(_folder, "none")])
        {
            var (here, there) = (FileIdentity.At(path), FileIdentity.Portable(path));
            Assert.Equal((here is null, here?.IsPlain, here?.IsFolder), (there is null, there?.IsPlain, there?.IsFolder));
        }

        Assert.Equal(7, FileIdentity.Portable(file)!.Value.SizeBytes);
    }
}
