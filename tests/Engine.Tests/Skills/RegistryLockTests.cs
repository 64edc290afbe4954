using Teleo.Engine.Skills;

namespace Teleo.Engine.Tests.Skills;

public sealed class RegistryLockTests : IDisposable
{
    private readonly string _root = Packages.NewFolder();

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_second_process_learns_which_process_has_the_registry_since_when_and_by_which_command()
    {
        using var first = Open(TimeSpan.Zero);
        var refused = Assert.Throws<SkillException>(() => Open(TimeSpan.FromMilliseconds(120)).Dispose());
        Assert.Equal(SkillFault.Locked, refused.Fault);
        Assert.Contains(_root, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId} since 20", refused.Message, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(Environment.GetCommandLineArgs()[0]), refused.Message, StringComparison.Ordinal);
        Assert.Contains("waited 0.1 s", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_process_waits_for_the_first_to_end()
    {
        var first = Open(TimeSpan.Zero);
        var second = Task.Run(() => Open(TimeSpan.FromMinutes(1)));
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();
    }

    private SkillRegistry Open(TimeSpan wait) => SkillRegistry.Open(_root, new RegistryOptions { LockWait = wait }, TimeProvider.System);
}
