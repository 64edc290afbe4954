using System.Reflection;
using System.Runtime.Loader;

namespace Teleo.Experiments.Subjects;

/// <summary>Loads the code of a subject, each time in a place of its own: static fields of one load are not those of another.</summary>
internal static class SubjectCode
{
    public static Assembly Load(string path)
    {
        var dependencies = new AssemblyDependencyResolver(path);
        var place = new AssemblyLoadContext(path, isCollectible: true);
        place.Resolving += (context, name) =>
            dependencies.ResolveAssemblyToPath(name) is { } found ? context.LoadFromAssemblyPath(found) : null;
        return Load(place, File.ReadAllBytes(path));
    }

    public static Assembly Load(byte[] code) => Load(new AssemblyLoadContext(null, isCollectible: true), code);

    private static Assembly Load(AssemblyLoadContext place, byte[] code)
    {
        using var stream = new MemoryStream(code);
        return place.LoadFromStream(stream);
    }
}
