using Teleo.Controller.Policies;

namespace Teleo.Experiments.Impostors;

/// <summary>
/// A constructed controller that truly learns, scores locally and halts: it moves only for a gain above its margin, so noise in the
/// counts moves nothing.
/// </summary>
internal class HaltingSubject(PolicyContext context, string name, double memory = 300, double horizon = 200, double margin = 20)
    : BuiltSubject(context, name)
{
    public override double Margin => margin;

    protected override double Memory => memory;

    protected override double Horizon => horizon;
}
