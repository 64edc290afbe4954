namespace Teleo.Vision.Reading;

/// <summary>The text of one line.</summary>
/// <param name="Score">The mean probability of its characters.</param>
/// <param name="Direction">0 upright, 1 on its head, -1 not asked.</param>
internal readonly record struct LineText(string Text, float Score, int Direction, float DirectionScore);
