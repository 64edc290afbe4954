namespace Teleo.Native.Tests.Runtime;

/// <summary>The runtime functions from C.</summary>
public sealed class RuntimeHostTests
{
    private const string Story = ", there was a little girl named Lily. She loved to play outside in the park. One day, she saw a big, red ball.";

    [GccTheory]
    [InlineData("stories260K.gguf")]
    public void Every_refusal_leaves_a_model_that_goes_on(string model) =>
        Assert.StartsWith(Story, Host.Run(Host.Compile("runtime_recovery.c"), [Repository.Model(model)], Host.SmallHeap), StringComparison.Ordinal);

    [GccFact]
    public void The_same_with_every_access_of_the_host_checked() =>
        Host.Run(Host.Compile("runtime_recovery.c", Host.Checked), [Repository.Model("stories260K.gguf")], Host.CheckedEnvironment);

    [GccFact]
    public void Random_calls_do_what_the_state_machine_says_and_memory_stays_flat() =>
        Host.Run(Host.Compile("runtime_random.c"), [Repository.Model("stories260K.gguf"), "1", "2000"], Host.SmallHeap);

    [NightlyGccFact]
    public void A_hundred_thousand_random_calls_do_what_the_state_machine_says() =>
        Host.Run(Host.Compile("runtime_random.c"), [Repository.Model("stories260K.gguf"), "2", "100000"], Host.SmallHeap);

    [GccFact]
    public void Threads_that_take_turns_at_the_one_model_give_the_text_of_one() =>
        Host.Run(Host.Compile("runtime_threads.c"), [Repository.Model("stories260K.gguf")], Host.SmallHeap);
}
