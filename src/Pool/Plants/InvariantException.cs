namespace Teleo.Pool.Plants;

/// <summary>The simulator contradicts itself: a defect of the program, never of its input.</summary>
internal sealed class InvariantException(string message) : Exception(message);
