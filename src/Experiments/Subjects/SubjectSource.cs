using System.Reflection;
using Teleo.Controller.Policies;
using Teleo.Engine.Input;
using Teleo.Experiments.Contenders;

namespace Teleo.Experiments.Subjects;

/// <summary>A subject by name and how it is made for each run.</summary>
/// <param name="Make">Makes it anew; two of them from equal contexts decide alike.</param>
internal sealed record SubjectSource(string Name, Func<PolicyContext, ISubject> Make)
{
    /// <summary>Creates it from newly loaded code, without state outside its object.</summary>
    public Func<PolicyContext, ISubject> MakeApart { get; init; } = Make;

    /// <summary>Finds what a user names: a policy of the catalog, or an assembly that holds one public subject or policy.</summary>
    public static SubjectSource Named(string name)
    {
        if (name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)) return OfAssembly(name);
        if (PolicyCatalog.TryFind(name, out _)) return OfCatalog(name);
        throw new InputException("UnknownSubject", PolicyCatalog.ProblemWith(name)!);
    }

    public static SubjectSource Of(string name, Func<PolicyContext, IPolicy> make) => new(name, context => Adapt(make(context)));

    /// <summary>Returns a subject in its own process, started for each run.</summary>
    public static SubjectSource OfCommand(string command) => new(command, context => new LineSubject(command, context));

    private static SubjectSource OfCatalog(string spec) => new(spec, context =>
        PolicyCatalog.TryCreate(spec, context, out var policy, out string? problem) ? Adapt(policy)
            : throw InputException.Asked("BadPolicy", problem));

    private static SubjectSource OfAssembly(string path)
    {
        if (!File.Exists(path)) throw new InputException("NoFile", "no such file", path);
        return OfCode(path, () => SubjectCode.Load(Path.GetFullPath(path)));
    }

    /// <summary>Finds the one subject or policy in code that can be loaded any number of times.</summary>
    /// <param name="path">The file that the code comes from, for messages.</param>
    public static SubjectSource OfCode(string path, Func<Assembly> load)
    {
        var constructor = ConstructorIn(load(), path);
        return new(constructor.DeclaringType!.Name, context => Made(constructor, context))
        {
            MakeApart = context => Made(ConstructorIn(load(), path), context),
        };
    }

    private static ConstructorInfo ConstructorIn(Assembly assembly, string path)
    {
        var types = assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && (type.IsAssignableTo(typeof(ISubject)) || type.IsAssignableTo(typeof(IPolicy)))).ToList();
        if (types is not [var only])
            throw new InputException("NoOneSubject",
                $"it holds {types.Count} public types that are an ISubject or an IPolicy; there must be one", path);
        return only.GetConstructor([typeof(PolicyContext)])
            ?? throw new InputException("NoConstructor", $"{only.Name} needs a public constructor that takes a PolicyContext", path);
    }

    private static ISubject Made(ConstructorInfo constructor, PolicyContext context)
    {
        object made = constructor.Invoke([context]);
        return made as ISubject ?? Adapt((IPolicy)made);
    }

    private static ISubject Adapt(IPolicy policy) =>
        policy is TeleodynamicPolicy own ? new ControllerSubject(own) : new PolicySubject(policy);
}
