namespace Teleo.Native.Tests.Runtime;

public sealed class RuntimeTextTests
{
    [GccFact]
    public void Every_model_in_the_tree_gives_the_text_that_the_program_prints()
    {
        string program = Host.Compile("runtime_text.c");
        Assert.NotEmpty(Texts.Models);
        foreach (string model in Texts.Models)
            Assert.Equal((model, Texts.Of(Repository.PathOf(model), Texts.Prompt, 60)), (model, Host.Run(program, [model, Texts.Prompt, "60"])));
    }
}
