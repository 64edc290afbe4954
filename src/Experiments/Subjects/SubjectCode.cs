using System.Reflection;
using System.Runtime.Loader;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Subjects;

/// <summary>Loads the code of a subject, each time into a separate context: static fields of one load are not shared.</summary>
internal static class SubjectCode
{
    private const long LargestBytes = 1 << 28;

    public static Assembly Load(string path)
    {
        var dependencies = new AssemblyDependencyResolver(path);
        var place = new AssemblyLoadContext(path, isCollectible: true);
        place.Resolving += (context, name) =>
            dependencies.ResolveAssemblyToPath(name) is { } found ? context.LoadFromAssemblyPath(found) : null;
        return Load(place, InputFile.ReadAll(path, LargestBytes));
    }

    public static Assembly Load(byte[] code) => Load(new AssemblyLoadContext(null, isCollectible: true), code);

    private static Assembly Load(AssemblyLoadContext place, byte[] code)
    {
        using var stream = new MemoryStream(code);
        return place.LoadFromStream(stream);
    }
}
