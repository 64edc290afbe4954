using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class Addition : ISkillTask
{
    public string Name => "addition";

    public string Description => "Adds two integers.";

    public string RequestPattern => @"add [0-9]+\+[0-9]+";

    public string AnswerPattern => "[0-9]+";

    public TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        int limit = (int)Math.Pow(10, difficulty);
        int a = chance.NextInt(limit), b = chance.NextInt(limit);
        return new($"add {a}+{b}", $"{a + b}");
    }
}
