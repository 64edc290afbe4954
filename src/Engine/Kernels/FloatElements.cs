using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Teleo.Engine.Kernels;

/// <summary>A type whose elements are separate floating-point numbers; a type parameter like <see cref="IIntegerBlocks"/>.</summary>
internal unsafe interface IFloatElements
{
    static abstract int Bytes { get; }

    static abstract Vector512<float> Load(byte* at);

    /// <summary>The same, see <see cref="Lanes.LoadFromFile"/>.</summary>
    static abstract Vector512<float> LoadFromFile(byte* at);

    static abstract float LoadOne(byte* at);
}

internal unsafe struct F32Elements : IFloatElements
{
    public static int Bytes => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* at) => Vector512.Load((float*)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadFromFile(byte* at) => Lanes.LoadFromFile(at).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LoadOne(byte* at) => *(float*)at;
}

internal unsafe struct F16Elements : IFloatElements
{
    public static int Bytes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* at) => Lanes.FromHalf(Vector256.Load((short*)at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadFromFile(byte* at) => Load(at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LoadOne(byte* at) => Lanes.FromHalf(at);
}

internal unsafe struct BF16Elements : IFloatElements
{
    public static int Bytes => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* at) => Lanes.FromBrain(Vector256.Load((short*)at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadFromFile(byte* at) => Load(at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LoadOne(byte* at) => BitConverter.Int32BitsToSingle(*(ushort*)at << 16);
}
