using System.Diagnostics;
using System.Runtime.InteropServices;
using Teleo.Engine.Bytes;
using Teleo.Engine.Loading;
using Teleo.Engine.Mapping;
using Teleo.Engine.Runtime;

namespace Teleo.Engine.Tests.Mapping;

public sealed partial class FileBytesTests : IDisposable
{
    private readonly string _folder = TestFolder.New("teleo-mapping");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(": > '{0}'")]                                                       // emptied by opening it
    [InlineData("until truncate -s 4096 '{0}' 2>/dev/null; do :; done")]            // this tool does not wait: it is refused at first
    [InlineData("dd if=/dev/zero of='{0}' bs=4096 count=64 conv=notrunc 2>/dev/null")]   // written over in place
    [InlineData("head -c 100 /dev/zero >> '{0}'")]                                  // grown
    [InlineData("cp /dev/null '{0}'; rm '{0}'")]
    public void Whatever_another_process_does_to_the_file_the_bytes_stay(string command)
    {
        byte[] content = MakeFile("model", 3_000_001);
        using var bytes = Open("model");
        bool wasMapped = bytes.IsMapped;
        using var writer = Shell(string.Format(System.Globalization.CultureInfo.InvariantCulture, command, PathOf("model")));
        while (!writer.HasExited) Assert.True(Same(bytes, content));
        Assert.Equal(0, writer.ExitCode);
        Assert.True(Same(bytes, content));
        if (wasMapped) Assert.False(bytes.IsMapped);
        Assert.NotEqual(content, File.Exists(PathOf("model")) ? File.ReadAllBytes(PathOf("model")) : []);
    }

    [Fact]
    public void A_writer_in_this_process_is_let_through_too()
    {
        byte[] content = MakeFile("model", 100_000);
        using var bytes = Open("model");
        File.WriteAllBytes(PathOf("model"), [1, 2, 3]);
        Assert.True(Same(bytes, content));
    }

    [Fact]
    public void Cutting_the_file_by_its_name_keeps_the_bytes()
    {
        byte[] content = MakeFile("model", 100_000);
        using var bytes = Open("model");
        if (OperatingSystem.IsLinux()) Assert.Equal(0, CutByName(PathOf("model"), 4096));
        Assert.True(Same(bytes, content));
    }

    [Fact]
    public void Several_views_of_one_file_all_keep_its_bytes()
    {
        byte[] content = MakeFile("model", 100_000);
        FileBytes[] views = [.. Enumerable.Range(0, 100).Select(_ => Open("model"))];
        using var writer = Shell($": > '{PathOf("model")}'");
        writer.WaitForExit();
        Assert.All(views, view => Assert.True(Same(view, content)));
        foreach (var view in views) view.Dispose();
    }

    [Fact]
    public void Replacing_the_file_by_renaming_another_over_it_changes_nothing()
    {
        byte[] content = MakeFile("model", 100_000);
        using var bytes = Open("model");
        MakeFile("other", 5);
        File.Move(PathOf("other"), PathOf("model"), overwrite: true);
        Assert.True(Same(bytes, content));
    }

    [Fact]
    public void Where_somebody_is_writing_already_the_file_is_read_instead_of_mapped()
    {
        byte[] content = MakeFile("model", 100_000);
        using var writer = new FileStream(PathOf("model"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        using var bytes = Open("model");
        Assert.False(bytes.IsMapped);
        writer.SetLength(0);
        Assert.True(Same(bytes, content));
    }

    [Theory]
    [InlineData(50_000)]     // shorter
    [InlineData(200_000)]    // longer
    [InlineData(100_000)]    // written over
    public void A_file_that_changes_while_it_is_read_is_refused(int newLength)
    {
        MakeFile("model", 100_000);
        File.SetLastWriteTimeUtc(PathOf("model"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        using var file = File.OpenHandle(PathOf("model"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Assert.Throws<FileBytes.FileChangedException>(() => FileBytes.FromReading(file, () => MakeFile("model", newLength)));
        FileBytes.FromReading(file).Dispose();
    }

    [Fact]
    public void A_closed_file_can_be_written_at_once()
    {
        MakeFile("model", 100_000);
        Open("model").Dispose();
        using var writer = Shell($"truncate -s 0 '{PathOf("model")}'");
        writer.WaitForExit();
        Assert.Equal(0, new FileInfo(PathOf("model")).Length);
    }

    [Theory]
    [InlineData("mkfifo model", FormatFault.Unreadable)]      // nobody ever writes into it
    [InlineData("mkdir model", FormatFault.Unreadable)]
    [InlineData("ln -s /dev/zero model", FormatFault.Truncated)]
    [InlineData("touch model", FormatFault.Truncated)]
    [InlineData("ln -s model model", FormatFault.Unreadable)]
    [InlineData("true", FormatFault.Unreadable)]
    public void What_is_not_a_file_with_content_is_refused_and_nothing_hangs(string command, FormatFault fault)
    {
        using var made = Shell($"cd '{_folder}' && {command}");
        made.WaitForExit();
        Assert.False(FileBytes.TryOpen(PathOf("model"), out _, out var error));
        Assert.Equal(fault, error.Fault);
    }

    [Fact]
    public void A_model_whose_file_is_emptied_goes_on_generating_the_same_tokens()
    {
        string path = PathOf("model.gguf");
        File.Copy(Repository.Model("stories260K.gguf"), path);
        int[] expected = Continue(path, _ => { });
        int[] disturbed = Continue(path, step =>
        {
            if (step != 20) return;
            using var writer = Shell($": > '{path}'");
            writer.WaitForExit();
        });
        Assert.Equal(0, new FileInfo(path).Length);
        Assert.Equal(expected, disturbed);
    }

    [Fact]
    public void Opening_and_closing_leaves_no_file_open()
    {
        MakeFile("model", 10_000);
        Open("model").Dispose();
        int before = OpenDescriptors();
        for (int round = 0; round < 50; round++)
        {
            Open("model").Dispose();
            Assert.False(ModelFile.TryOpen(PathOf("model"), out _, out _));
        }
        Assert.InRange(OpenDescriptors(), 0, before + 20);   // other tests open files meanwhile
    }

    [LibraryImport("libc", EntryPoint = "truncate", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CutByName(string path, long length);

    private static int OpenDescriptors() => OperatingSystem.IsLinux() ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0;

    private static int[] Continue(string path, Action<int> beforeStep)
    {
        using var runtime = new ModelRuntime(new RuntimeOptions { MaxThreads = 1 }, TimeProvider.System);
        Assert.True(runtime.TryLoad(path, out var error), error.ToString());
        using var session = runtime.NewSession(100);
        var tokens = new int[60];
        session.Append([1]);
        for (int step = 0; step < tokens.Length; step++)
        {
            beforeStep(step);
            tokens[step] = IndexOfLargest(session.Logits);
            session.Append([tokens[step]]);
        }
        return tokens;
    }

    private static int IndexOfLargest(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int index = 1; index < logits.Length; index++)
            if (logits[index] > logits[best]) best = index;
        return best;
    }

    private static unsafe bool Same(FileBytes bytes, byte[] content) =>
        bytes.Bytes.Length == content.Length && new ReadOnlySpan<byte>(bytes.Bytes.Start, content.Length).SequenceEqual(content);

    private byte[] MakeFile(string name, int length)
    {
        var content = new byte[length];
        for (int index = 0; index < length; index++) content[index] = (byte)(index * 2654435761 >> 13 | 1);
        File.WriteAllBytes(PathOf(name), content);
        return content;
    }

    private FileBytes Open(string name)
    {
        Assert.True(FileBytes.TryOpen(PathOf(name), out var bytes, out var error), error.ToString());
        return bytes;
    }

    private static Process Shell(string command) => Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]))!;

    private string PathOf(string name) => Path.Combine(_folder, name);
}
