using System.Globalization;
using Teleo.Controller.Domain;

namespace Teleo.Training.Tasks;

internal sealed class ClockTime() : SkillTask(
    "clock-time",
    "Turns a 12-hour time into a 24-hour time.",
    "time [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})? [AP]M",
    "[0-9]{2}:[0-9]{2}(?::[0-9]{2})?")
{
    public override TaskItem Draw(ref RandomStream chance, int difficulty)
    {
        var time = new TimeOnly(chance.NextInt(24), chance.NextInt(60), difficulty > 1 ? chance.NextInt(60) : 0);
        string pattern = difficulty > 1 ? ":mm:ss" : ":mm";
        return new(
            $"time {time.ToString("h" + pattern + " tt", CultureInfo.InvariantCulture)}",
            time.ToString("HH" + pattern, CultureInfo.InvariantCulture));
    }
}
