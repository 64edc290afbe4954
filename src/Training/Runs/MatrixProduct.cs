using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Teleo.Training.Runs;

/// <summary>
/// C[rows, columns] (+)= A[rows, depth] times B[depth, columns], which takes most of the time of a training. A and B have strides, so that
/// the same code serves a product, its transpose and their gradients. B is packed into panels of 64 columns that stay in the
/// cache; a tile of 6 rows by 4 vectors keeps 24 sums in registers. The additions over depth have one order for a given depth, at any
/// number of threads.
/// </summary>
internal sealed unsafe class MatrixProduct
{
    private const int TileRows = 6;   // 6 * 4 sums, 4 of B and 1 of A are 29 of 32 registers
    private const int PanelColumns = 64;   // four vectors
    private const int Depth = 256;   // rows of B in a panel

    // [Depth, PanelColumns], 64 KiB; the tile is [TileRows, PanelColumns].
    private readonly float[] _panel = GC.AllocateUninitializedArray<float>(Depth * PanelColumns + 16, pinned: true);
    private readonly float[] _tile = GC.AllocateUninitializedArray<float>(TileRows * PanelColumns + 16, pinned: true);

    /// <summary>
    /// Multiplies; element (i, k) of A is <c>a[i * aRow + k * aDepth]</c> and (k, j) of B is <c>b[k * bDepth + j * bColumn]</c>.
    /// </summary>
    public void Multiply(
        float* c, int rows, int columns, int depth, float* a, int aRow, int aDepth, float* b, int bDepth, int bColumn, bool accumulate)
    {
        float* panel = (float*)Unsafe.AsPointer(ref _panel[0]);
        float* tile = (float*)Unsafe.AsPointer(ref _tile[0]);
        for (int k0 = 0; k0 < depth; k0 += Depth)
        {
            int part = Math.Min(Depth, depth - k0);
            bool add = accumulate || k0 > 0;   // later parts of the depth add to the first
            for (int j0 = 0; j0 < columns; j0 += PanelColumns)
            {
                int width = Math.Min(PanelColumns, columns - j0);
                Pack(panel, b + (long)k0 * bDepth + (long)j0 * bColumn, part, width, bDepth, bColumn);
                for (int i0 = 0; i0 < rows; i0 += TileRows)
                {
                    int height = Math.Min(TileRows, rows - i0);
                    float* corner = c + (long)i0 * columns + j0;
                    float* left = a + (long)i0 * aRow + (long)k0 * aDepth;
                    if (height == TileRows && width == PanelColumns)
                    {
                        Tile(corner, columns, left, aRow, aDepth, panel, part, add);
                        continue;
                    }

                    EdgeTile(tile, left, height, aRow, aDepth, panel, part);
                    for (int i = 0; i < height; i++)
                        for (int j = 0; j < width; j++)
                            corner[(long)i * columns + j] = tile[i * PanelColumns + j] + (add ? corner[(long)i * columns + j] : 0);
                }
            }
        }
    }

    private static void Pack(float* panel, float* b, int depth, int width, int bDepth, int bColumn)
    {
        for (int k = 0; k < depth; k++)
        {
            float* row = panel + k * PanelColumns;
            float* from = b + (long)k * bDepth;
            if (bColumn == 1 && width == PanelColumns)
            {
                for (int v = 0; v < PanelColumns; v += 16) Vector512.Load(from + v).Store(row + v);
                continue;
            }

            for (int j = 0; j < width; j++) row[j] = from[(long)j * bColumn];
            for (int j = width; j < PanelColumns; j++) row[j] = 0;   // columns after the last one; their sums are not copied to C
        }
    }

    private static void Tile(float* c, int stride, float* a, int aRow, int aDepth, float* panel, int depth, bool add)
    {
        // c<r><v>: row r of the tile, columns 16 v to 16 v + 15.
        var c00 = Vector512<float>.Zero; var c01 = c00; var c02 = c00; var c03 = c00;
        var c10 = c00; var c11 = c00; var c12 = c00; var c13 = c00;
        var c20 = c00; var c21 = c00; var c22 = c00; var c23 = c00;
        var c30 = c00; var c31 = c00; var c32 = c00; var c33 = c00;
        var c40 = c00; var c41 = c00; var c42 = c00; var c43 = c00;
        var c50 = c00; var c51 = c00; var c52 = c00; var c53 = c00;
        nint r1 = aRow, r2 = 2 * r1, r3 = 3 * r1, r4 = 4 * r1, r5 = 5 * r1;
        for (int k = 0; k < depth; k++)
        {
            var b0 = Vector512.Load(panel);   // row k of the panel: b0..b3
            var b1 = Vector512.Load(panel + 16);
            var b2 = Vector512.Load(panel + 32);
            var b3 = Vector512.Load(panel + 48);
            var x = Vector512.Create(*a);   // A[0, k] in every lane; below A[r, k]
            c00 = Vector512.FusedMultiplyAdd(x, b0, c00); c01 = Vector512.FusedMultiplyAdd(x, b1, c01);
            c02 = Vector512.FusedMultiplyAdd(x, b2, c02); c03 = Vector512.FusedMultiplyAdd(x, b3, c03);
            x = Vector512.Create(a[r1]);
            c10 = Vector512.FusedMultiplyAdd(x, b0, c10); c11 = Vector512.FusedMultiplyAdd(x, b1, c11);
            c12 = Vector512.FusedMultiplyAdd(x, b2, c12); c13 = Vector512.FusedMultiplyAdd(x, b3, c13);
            x = Vector512.Create(a[r2]);
            c20 = Vector512.FusedMultiplyAdd(x, b0, c20); c21 = Vector512.FusedMultiplyAdd(x, b1, c21);
            c22 = Vector512.FusedMultiplyAdd(x, b2, c22); c23 = Vector512.FusedMultiplyAdd(x, b3, c23);
            x = Vector512.Create(a[r3]);
            c30 = Vector512.FusedMultiplyAdd(x, b0, c30); c31 = Vector512.FusedMultiplyAdd(x, b1, c31);
            c32 = Vector512.FusedMultiplyAdd(x, b2, c32); c33 = Vector512.FusedMultiplyAdd(x, b3, c33);
            x = Vector512.Create(a[r4]);
            c40 = Vector512.FusedMultiplyAdd(x, b0, c40); c41 = Vector512.FusedMultiplyAdd(x, b1, c41);
            c42 = Vector512.FusedMultiplyAdd(x, b2, c42); c43 = Vector512.FusedMultiplyAdd(x, b3, c43);
            x = Vector512.Create(a[r5]);
            c50 = Vector512.FusedMultiplyAdd(x, b0, c50); c51 = Vector512.FusedMultiplyAdd(x, b1, c51);
            c52 = Vector512.FusedMultiplyAdd(x, b2, c52); c53 = Vector512.FusedMultiplyAdd(x, b3, c53);
            a += aDepth;
            panel += PanelColumns;
        }

        StoreRow(c, c00, c01, c02, c03, add);
        StoreRow(c + stride, c10, c11, c12, c13, add);
        StoreRow(c + 2L * stride, c20, c21, c22, c23, add);
        StoreRow(c + 3L * stride, c30, c31, c32, c33, add);
        StoreRow(c + 4L * stride, c40, c41, c42, c43, add);
        StoreRow(c + 5L * stride, c50, c51, c52, c53, add);
    }

    /// <summary>A tile cut by the border of the matrix: rows one at a time, the panel already padded with zeros.</summary>
    private static void EdgeTile(float* tile, float* a, int height, int aRow, int aDepth, float* panel, int depth)
    {
        for (int i = 0; i < height; i++)
        {
            var s0 = Vector512<float>.Zero; var s1 = s0; var s2 = s0; var s3 = s0;   // added over k in the order of Tile
            float* left = a + (long)i * aRow;
            float* row = panel;
            for (int k = 0; k < depth; k++)
            {
                var x = Vector512.Create(*left);
                s0 = Vector512.FusedMultiplyAdd(x, Vector512.Load(row), s0);
                s1 = Vector512.FusedMultiplyAdd(x, Vector512.Load(row + 16), s1);
                s2 = Vector512.FusedMultiplyAdd(x, Vector512.Load(row + 32), s2);
                s3 = Vector512.FusedMultiplyAdd(x, Vector512.Load(row + 48), s3);
                left += aDepth;
                row += PanelColumns;
            }

            StoreRow(tile + i * PanelColumns, s0, s1, s2, s3, add: false);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(float* c, Vector512<float> v0, Vector512<float> v1, Vector512<float> v2, Vector512<float> v3, bool add)
    {
        (add ? v0 + Vector512.Load(c) : v0).Store(c);
        (add ? v1 + Vector512.Load(c + 16) : v1).Store(c + 16);
        (add ? v2 + Vector512.Load(c + 32) : v2).Store(c + 32);
        (add ? v3 + Vector512.Load(c + 48) : v3).Store(c + 48);
    }
}
