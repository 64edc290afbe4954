namespace Teleo.Native.Tests.Sdk;

/// <summary>The sdk functions from C.</summary>
public sealed class SdkHostTests
{
    [GccFact]
    public void Models_and_pipelines_give_outputs_end_in_any_order_and_say_what_they_refuse()
    {
        string model = Repository.Model("stories260K.gguf");
        string told = Host.Run(Host.Compile("sdk.c", "-lm"), [model], Host.SmallHeap);
        Assert.Equal(Texts.Of(model, Texts.Prompt, 40) + "\n", told);
    }

    [GccFact]
    public void The_same_with_every_access_of_the_host_checked() =>
        Host.Run(Host.Compile("sdk.c", [.. Host.Checked, "-lm"]), [Repository.Model("stories260K.gguf")], Host.CheckedEnvironment);

    [GccFact]
    public void Random_calls_do_what_the_state_machine_says_and_memory_stays_flat() =>
        Host.Run(Host.Compile("sdk_random.c"), [Repository.Model("stories260K.gguf"), "1", "20000"], Host.SmallHeap);

    [NightlyGccFact]
    public void A_hundred_thousand_random_calls_do_what_the_state_machine_says() =>
        Host.Run(Host.Compile("sdk_random.c"), [Repository.Model("stories260K.gguf"), "2", "100000"], Host.SmallHeap);

    [GccFact]
    public void Every_model_in_the_tree_gives_the_text_that_the_program_prints()
    {
        string program = Host.Compile("sdk_text.c");
        foreach (string model in Texts.ModelsOnDisk)
            Assert.Equal((model, Texts.Of(Repository.PathOf(model), Texts.Prompt, 60)), (model, Host.Run(program, [model, Texts.Prompt, "60"])));
    }
}
