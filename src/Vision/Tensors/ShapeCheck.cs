using System.Collections.Immutable;

namespace Teleo.Vision.Tensors;

/// <summary>Compares the tensors of a run with the inputs that a model declares.</summary>
internal static class ShapeCheck
{
    /// <summary>Returns the first fault; null where every input is given once with its kind, rank and sizes.</summary>
    public static string? Fault(ImmutableArray<TensorPort> ports, ReadOnlySpan<Tensor> tensors)
    {
        Dictionary<string, (long Size, string Input)> symbols = [];
        HashSet<string> given = [];
        foreach (var tensor in tensors)
        {
            var port = ports.FirstOrDefault(port => port.Name == tensor.Name);
            if (port is null) return $"the model has no input {tensor.Name}; it takes {string.Join("; ", ports)}";
            if (!given.Add(tensor.Name)) return $"input {tensor.Name} is given twice";
            if (PortFault(port, tensor, symbols) is { } fault) return fault;
        }

        string[] missing = [.. ports.Select(port => port.Name).Where(name => !given.Contains(name))];
        return missing.Length == 0 ? null : $"no value for input {string.Join(", ", missing)}";
    }

    private static string? PortFault(TensorPort port, Tensor tensor, Dictionary<string, (long Size, string Input)> symbols)
    {
        if (port.Kind != tensor.Kind) return $"input {port.Name} takes {port.Kind}, not {tensor.Kind}";
        if (port.Dimensions.IsEmpty) return null;
        if (port.Dimensions.Length != tensor.Shape.Length) return $"input {port} is given the shape {Tensor.Text(tensor.Shape)}";
        for (int axis = 0; axis < tensor.Shape.Length; axis++)
        {
            var (declared, size) = (port.Dimensions[axis], tensor.Shape[axis]);
            if (declared.IsFixed && declared.Size != size)
                return $"input {port} is given the shape {Tensor.Text(tensor.Shape)}: size {axis} must be {declared.Size}";
            if (declared.Symbol.Length == 0) continue;
            (long Size, string Input) first = symbols.GetValueOrDefault(declared.Symbol, (size, port.Name));
            if (first.Size != size) return $"{declared.Symbol} is {first.Size} in input {first.Input} and {size} in input {port.Name}";
            symbols[declared.Symbol] = first;
        }

        return null;
    }
}
