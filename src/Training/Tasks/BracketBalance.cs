using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class BracketBalance() : SkillTask(
    "bracket-balance",
    "Says whether brackets of three kinds are balanced.",
    @"brackets [\[\](){}]+",
    "yes|no")
{
    public override TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        string text = Brackets.Draw(ref chance, 2 * (1 + chance.NextInt(2 * difficulty)));
        return new($"brackets {text}", Brackets.AreBalanced(text) ? "yes" : "no");
    }
}
