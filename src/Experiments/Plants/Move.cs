using Teleo.Controller.Resources;

namespace Teleo.Experiments.Plants;

/// <summary>One or two loads that wait for victims to be gone.</summary>
internal readonly record struct Move(int First, int Second, int Waiting, ResourceVector Promised);
