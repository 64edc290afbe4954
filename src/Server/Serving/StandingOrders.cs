using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Pool.Live;

namespace Teleo.Server.Serving;

/// <summary>The operator's standing orders, one per line beside the state: pinned and excluded models stay so after a kill.</summary>
internal sealed class StandingOrders(string state)
{
    private const int LargestBytes = 1 << 20;

    private readonly string _path = state + ".orders";

    /// <summary>Reads the orders. A line that is none is an <see cref="InputException"/>: no order is left out in silence.</summary>
    public IReadOnlyList<OperatorCommand> Read() => !File.Exists(_path) ? []
        : [.. InputFile.ReadText(_path, LargestBytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(OperatorCommand.Parse)];

    public void Write(IEnumerable<OperatorCommand> orders) =>
        AtomicFile.WriteText(_path, string.Concat(orders.Select(order => $"{order}\n")));
}
