using Teleo.Controller.Domain;
using Teleo.Training.Runs;
using Buffer = Teleo.Training.Runs.Buffer;

namespace Teleo.Training.Tests.Runs;

public sealed unsafe class MatrixProductTests
{
    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, 40).Select(seed => (ulong)seed)];

    [Theory, MemberData(nameof(Seeds))]
    public void Agrees_with_its_definition_in_every_orientation(ulong seed)
    {
        var chance = new SeedTree(seed).Stream("product");
        int rows = 1 + chance.NextInt(40), columns = 1 + chance.NextInt(150), depth = 1 + chance.NextInt(300);
        bool leftTurned = chance.NextInt(2) == 0, rightTurned = chance.NextInt(2) == 0, accumulate = chance.NextInt(2) == 0;
        Buffer a = Filled(rows * depth, ref chance), b = Filled(depth * columns, ref chance), fast = Filled(rows * columns, ref chance), slow = new(rows * columns);
        fast.Span.CopyTo(slow.Span);
        var (aRow, aDepth) = leftTurned ? (1, rows) : (depth, 1);
        var (bDepth, bColumn) = rightTurned ? (1, depth) : (columns, 1);

        new MatrixProduct().Multiply(fast.Pointer, rows, columns, depth, a.Pointer, aRow, aDepth, b.Pointer, bDepth, bColumn, accumulate);
        Define(slow.Pointer, rows, columns, depth, a.Pointer, aRow, aDepth, b.Pointer, bDepth, bColumn, accumulate);

        for (int i = 0; i < rows * columns; i++) Assert.Equal(slow.Span[i], fast.Span[i], 1e-4f * MathF.Sqrt(depth));
    }

    private static void Define(
        float* c, int rows, int columns, int depth, float* a, int aRow, int aDepth, float* b, int bDepth, int bColumn, bool accumulate)
    {
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double sum = accumulate ? c[(long)i * columns + j] : 0;
                for (int k = 0; k < depth; k++)
                    sum += (double)a[(long)i * aRow + (long)k * aDepth] * b[(long)k * bDepth + (long)j * bColumn];
                c[(long)i * columns + j] = (float)sum;
            }
        }
    }

    private static Buffer Filled(int count, ref RandomStream chance)
    {
        var buffer = new Buffer(count);
        foreach (ref float value in buffer.Span) value = (float)(2 * chance.NextDouble() - 1);
        return buffer;
    }
}
