using Teleo.Controller.Policies;

namespace Teleo.Experiments.Impostors;

/// <summary>
/// A constructed controller that learns, scores locally and halts: it acts only for a gain above its margin, so noise in the counts causes
/// no action.
/// </summary>
internal class HaltingSubject(PolicyContext context, string name, double memory = 300, double horizon = 200, double margin = 20)
    : BuiltSubject(context, name)
{
    public override double Margin => margin;

    protected override double Memory => memory;

    protected override double Horizon => horizon;
}
