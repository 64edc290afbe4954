using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class Subtraction : ISkillTask
{
    public string Name => "subtraction";

    public string Description => "Subtracts the second integer from the first; the result may be negative.";

    public string RequestPattern => "sub [0-9]+-[0-9]+";

    public string AnswerPattern => "-?[0-9]+";

    public TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        int limit = (int)Math.Pow(10, difficulty);
        int a = chance.NextInt(limit), b = chance.NextInt(limit);
        return new($"sub {a}-{b}", $"{a - b}");
    }
}
