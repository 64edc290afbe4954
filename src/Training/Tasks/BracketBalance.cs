using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class BracketBalance : ISkillTask
{
    public string Name => "bracket-balance";

    public string Description => "Says whether brackets of three kinds are balanced.";

    public string RequestPattern => @"brackets [\[\](){}]+";

    public string AnswerPattern => "yes|no";

    public TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        string text = Brackets.Draw(ref chance, 2 * (1 + chance.NextInt(2 * difficulty)));
        return new($"brackets {text}", Brackets.AreBalanced(text) ? "yes" : "no");
    }
}
