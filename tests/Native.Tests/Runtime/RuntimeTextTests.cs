namespace Teleo.Native.Tests.Runtime;

public sealed class RuntimeTextTests
{
    [NightlyGccFact("valgrind")]
    public void No_access_is_wrong_when_every_one_of_the_process_is_checked()
    {
        string model = Repository.Model("stories260K.gguf");
        foreach (string source in new[] { "runtime_text.c", "contexts_text.c", "sdk_text.c" })
        {
            string told = Host.Run("valgrind", ["-q", "--error-exitcode=9", Host.Compile(source), model, Texts.Prompt, "10"], Host.SmallHeap);
            Assert.Equal((source, Texts.Of(model, Texts.Prompt, 10)), (source, told));
        }
    }

    [GccFact]
    public void Every_model_in_the_tree_gives_the_text_that_the_program_prints()
    {
        string program = Host.Compile("runtime_text.c");
        Assert.NotEmpty(Texts.Models);
        foreach (string model in Texts.Models)
            Assert.Equal((model, Texts.Of(Repository.PathOf(model), Texts.Prompt, 60)), (model, Host.Run(program, [model, Texts.Prompt, "60"])));
    }
}
