using System.Text;
using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class RunLength() : SkillTask(
    "run-length",
    "Writes a text as runs, each a letter and its count.",
    "runs [a-z]+",
    "(?:[a-z][1-9])+")
{
    public override TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        var plain = new StringBuilder();
        var coded = new StringBuilder();
        char previous = ' ';
        for (int run = 0, runs = 1 + chance.NextInt(1 + difficulty); run < runs; run++)
        {
            char letter = (char)('a' + chance.NextInt(6));
            if (letter == previous) letter = letter == 'f' ? 'a' : (char)(letter + 1);
            int count = 1 + chance.NextInt(6);
            plain.Append(letter, count);
            coded.Append(letter).Append(count);
            previous = letter;
        }

        return new($"runs {plain}", coded.ToString());
    }

    /// <summary>Returns the answer with the count before its letter.</summary>
    public override string AnswerAfterChange(TaskItem item) => string.Concat(item.Answer.Chunk(2).Select(run => $"{run[1]}{run[0]}"));
}
