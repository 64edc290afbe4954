using Teleo.Controller.Domain;

namespace Teleo.Pool.Plants;

/// <summary>One or two loads that wait for the unload of victims.</summary>
internal readonly record struct PlannedMove(int First, int Second, int Waiting, ResourceVector Promised);
