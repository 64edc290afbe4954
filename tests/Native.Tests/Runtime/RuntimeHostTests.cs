namespace Teleo.Native.Tests.Runtime;

/// <summary>The runtime functions from C.</summary>
public sealed class RuntimeHostTests
{
    private const string Story = ", there was a little girl named Lily. She loved to play outside in the park. One day, she saw a big, red ball.";

    private static readonly (string, string)[] SmallHeap = [("DOTNET_GCHeapHardLimit", "0x4000000")];

    [GccTheory]
    [InlineData("stories260K.gguf")]
    public void Every_refusal_leaves_a_model_that_goes_on(string model) =>
        Assert.StartsWith(Story, Host.Run(Host.Compile("runtime_recovery.c"), [Repository.Model(model)], SmallHeap), StringComparison.Ordinal);

    /// <summary>Leaks are not asked for: the sanitizer cannot see pointers that lie in the library's own heap.</summary>
    [GccFact]
    public void The_same_with_every_access_of_the_host_checked() =>
        Host.Run(
            Host.Compile("runtime_recovery.c", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"),
            [Repository.Model("stories260K.gguf")],
            [.. SmallHeap, ("ASAN_OPTIONS", "detect_leaks=0")]);

    [GccFact]
    public void Random_calls_do_what_the_state_machine_says_and_memory_stays_flat() =>
        Host.Run(Host.Compile("runtime_random.c"), [Repository.Model("stories260K.gguf"), "1", "2000"], SmallHeap);

    [NightlyGccFact]
    public void A_hundred_thousand_random_calls_do_what_the_state_machine_says() =>
        Host.Run(Host.Compile("runtime_random.c"), [Repository.Model("stories260K.gguf"), "2", "100000"], SmallHeap);

    [GccFact]
    public void Threads_that_take_turns_at_the_one_model_give_the_text_of_one() =>
        Host.Run(Host.Compile("runtime_threads.c"), [Repository.Model("stories260K.gguf")], SmallHeap);
}
