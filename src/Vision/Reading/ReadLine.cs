namespace Teleo.Vision.Reading;

/// <summary>One line of a page. Fields and order are those of the C contract's SdkOcrLine, and the row after them.</summary>
/// <param name="Points">The corners as x, y pairs in pixels of the image, clockwise from the upper left.</param>
/// <param name="Score">The mean probability of its characters.</param>
/// <param name="DirectionLabel">0 upright, 1 on its head, -1 where no classifier was given.</param>
/// <param name="TextOffset">Where its text begins in the page's, in bytes of UTF-8.</param>
/// <param name="TextLength">The length of its text in bytes of UTF-8.</param>
/// <param name="Row">The number of its row, from 0 at the top.</param>
public sealed record ReadLine(
    float[] Points, float Score, int DirectionLabel, float DirectionScore, int TextOffset, int TextLength, int Row);
