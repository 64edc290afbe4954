namespace Teleo.Native.Tests.Contexts;

/// <summary>The context functions from C.</summary>
public sealed class ContextHostTests
{
    [GccFact]
    public void Contexts_refuse_stream_end_and_work_on_eight_threads_as_on_one()
    {
        string model = Repository.Model("stories260K.gguf");
        string told = Host.Run(Host.Compile("contexts.c"), [model], Host.SmallHeap);
        Assert.Equal(Texts.Of(model, Texts.Prompt, 40) + "\n", told);
    }

    [GccFact]
    public void The_same_with_every_access_of_the_host_checked() =>
        Host.Run(Host.Compile("contexts.c", Host.Checked), [Repository.Model("stories260K.gguf")], Host.CheckedEnvironment);

    [GccFact]
    public void Random_calls_do_what_the_state_machine_says_and_memory_stays_flat() =>
        Host.Run(Host.Compile("contexts_random.c"), [Repository.Model("stories260K.gguf"), "1", "20000"], Host.SmallHeap);

    [NightlyGccFact]
    public void A_hundred_thousand_random_calls_do_what_the_state_machine_says() =>
        Host.Run(Host.Compile("contexts_random.c"), [Repository.Model("stories260K.gguf"), "2", "100000"], Host.SmallHeap);

    [GccFact]
    public void Every_model_in_the_tree_gives_the_text_that_the_program_prints()
    {
        string program = Host.Compile("contexts_text.c");
        foreach (string model in Texts.ModelsOnDisk)
            Assert.Equal((model, Texts.Of(Repository.PathOf(model), Texts.Prompt, 60)), (model, Host.Run(program, [model, Texts.Prompt, "60"])));
    }
}
