#:package Microsoft.CodeAnalysis.CSharp@5.12.0
#:property PublishAot=false
// Measures how well the near tests notice changes of the code. It makes mutants in a copy of the tree, builds the copy once with all of
// them, and runs the tests of each mutant's area with that mutant switched on (TELEO_MUTANT=NUMBER). Nothing of it is in src.
//   git worktree add --detach /tmp/mutants && dotnet run .ci/mutate.cs -- make /tmp/mutants 200 [AREA]
//   dotnet run .ci/mutate.cs -- run /tmp/mutants [AREA]
//   dotnet run .ci/mutate.cs -- table /tmp/mutants
// With an area only its tests are built and run; the mutants are the same.
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

const string SimulatorTests = "FullyQualifiedName~Tests.Simulator";
Area[] areas =
[
    new("ledger", ["src/Controller/Ledger"], "Controller", "FullyQualifiedName~Ledger|FullyQualifiedName~Foresight|FullyQualifiedName~WholeRunLaw|FullyQualifiedName~SavedState"),
    new("gate", ["src/Controller/Deciding/Gate.cs", "src/Controller/Deciding/Eligibility.cs", "src/Controller/Deciding/Stabiliser.cs",
        "src/Controller/Deciding/Horizon.cs", "src/Controller/Ledger/ResourceSignal.cs"], "Controller", "FullyQualifiedName~Deciding|FullyQualifiedName~Ledger|FullyQualifiedName~TeleodynamicPolicyTests"),
    new("selector", ["src/Controller/Deciding/Selector.cs", "src/Controller/Deciding/MinimumValueSet.cs", "src/Controller/Deciding/Scorer.cs"], "Controller", "FullyQualifiedName~Deciding"),
    new("learning", ["src/Controller/Learning"], "Controller", "FullyQualifiedName~Learning|FullyQualifiedName~SavedState|FullyQualifiedName~Foresight"),
    new("replay", ["src/Controller/Tracing/TraceReplay.cs", "src/Controller/Tracing/TraceVerifier.cs", "src/Controller/Tracing/TraceReader.cs",
        "src/Controller/Tracing/HashChain.cs", "src/Controller/Tracing/RecordDifference.cs"], "Controller", "FullyQualifiedName~Tracing"),
    new("statistics", ["src/Experiments/Statistics"], "Experiments", "FullyQualifiedName~Experiments.Tests.Statistics"),
    new("storage", ["src/Engine/Storage", "src/Engine/Skills/RegistryStore.cs", "src/Engine/Skills/EventFile.cs", "src/Engine/Skills/SkillRegistry.cs",
        "src/Engine/Skills/RegistryTrust.cs", "src/Engine/Skills/RegistryRepair.cs", "src/Engine/Trust"], "Engine",
        "FullyQualifiedName~Engine.Tests.Storage|FullyQualifiedName~Skills.Registry|FullyQualifiedName~Engine.Tests.Trust"),
    new("queues", ["src/Pool/Plants/RequestQueues.cs", "src/Pool/Plants/EventHeap.cs", "src/Pool/Plants/ServingOrder.cs", "src/Pool/Plants/QueueDiscipline.cs",
        "src/Pool/Plants/MemoryAccount.cs"], "Experiments", SimulatorTests),
    new("sampling", ["src/Engine/Sampling"], "Engine", "FullyQualifiedName~Engine.Tests.Sampling"),
];

// Changes that no near test noticed once; they are always among the mutants.
(string File, string Was)[] seenOnce =
[
    ("src/Controller/Deciding/Selector.cs", "sign * (_totals[index] - _totals[0]) > margin"),
    ("src/Engine/Storage/AtomicFile.cs", "file.Flush();"),
    ("src/Engine/Skills/SkillRegistry.cs", "SkillStages.IsInMemory(skill.Stage)"),
];

return args switch
{
    ["make", var folder, var count, .. var only] => Make(folder, int.Parse(count, CultureInfo.InvariantCulture), Wanted(only)),
    ["run", var folder, .. var only] => Run(folder, Wanted(only)),
    ["table", var folder] => Table(folder),
    ["near", var tests, var filter] => new NearTests(tests, filter).Answer(),
    _ => throw new ArgumentException("make FOLDER COUNT [AREA], run FOLDER [AREA], or table FOLDER"),
};

Area[] Wanted(string[] only) => only is [var name] ? [areas.Single(area => area.Name == name)] : areas;

// The same seed picks the same places, area by area in turn. A mutant that the compiler refuses is left out and another takes its place.
int Make(string folder, int count, Area[] wanted)
{
    var chance = new Random(1);
    var places = areas.Select(area => (Area: area, Found: Files(folder, area).SelectMany(file => PlacesIn(file))
        .OrderByDescending(place => seenOnce.Any(seen => place.File.EndsWith(seen.File, StringComparison.Ordinal) && place.Was == seen.Was))
        .ThenBy(_ => chance.Next()).ToList())).ToList();
    var originals = places.SelectMany(area => area.Found).Select(place => place.File).Distinct().ToDictionary(file => file, File.ReadAllText);
    var refused = new HashSet<Place>();
    for (int round = 1; ; round++)
    {
        var mutants = Chosen(folder, places, refused, count);
        foreach (var (file, text) in originals) File.WriteAllText(file, text);
        Write(folder, mutants, originals);
        File.WriteAllText(Path.Combine(folder, "mutants.json"), JsonSerializer.Serialize(mutants.Select(pick => pick.Mutant), new JsonSerializerOptions { WriteIndented = true }));
        var errors = wanted.Select(area => area.Tests).Distinct().SelectMany(tests => Build(folder, tests)).Distinct().ToList();
        if (errors.Count == 0)
        {
            Console.WriteLine($"{mutants.Count} mutants in {folder}");
            return 0;
        }

        int before = refused.Count;
        foreach (var (mutant, place) in mutants)
            if (errors.Contains((mutant.File, place.Line)) || errors.Any(error => error.File == mutant.File && Math.Abs(error.Line - place.Line) <= place.Lines)) refused.Add(place);
        Console.WriteLine($"round {round}: {refused.Count - before} refused by the compiler");
        if (refused.Count == before || round > 8)
        {
            foreach (var error in errors) Console.WriteLine($"{error.File}:{error.Line}");
            throw new InvalidOperationException("the copy does not build, and no mutant is the cause");
        }
    }
}

static List<(Mutant Mutant, Place Place)> Chosen(string folder, List<(Area Area, List<Place> Found)> places, HashSet<Place> refused, int count)
{
    var chosen = new List<(Area Area, Place Place)>();
    for (int i = 0; chosen.Count < count && places.Any(area => i < area.Found.Count); i++)
        foreach (var (area, found) in places)
            if (i < found.Count && chosen.Count < count && !refused.Contains(found[i]) && !chosen.Any(pick => pick.Place.Overlaps(found[i]))) chosen.Add((area, found[i]));
    return [.. chosen.OrderBy(pick => pick.Place.File, StringComparer.Ordinal).ThenBy(pick => pick.Place.Start)
        .Select((pick, i) => (new Mutant(i + 1, pick.Area.Name, Path.GetRelativePath(folder, pick.Place.File), pick.Place.Line, pick.Place.Was, pick.Place.Becomes), pick.Place))];
}

static void Write(string folder, List<(Mutant Mutant, Place Place)> mutants, Dictionary<string, string> originals)
{
    foreach (var file in mutants.GroupBy(pick => pick.Place.File))
    {
        string project = string.Join('/', Path.GetRelativePath(folder, file.Key).Split('/')[..2]), holder = "Mutant" + Path.GetFileName(project);
        File.WriteAllText(Path.Combine(folder, project, holder + ".cs"), $$"""
            internal static class {{holder}}
            {
                public static int On = int.TryParse(System.Environment.GetEnvironmentVariable("TELEO_MUTANT"), out int number) ? number : 0;

                public static bool Is(int number) => On == number;
            }
            """);
        string text = originals[file.Key];
        foreach (var (mutant, place) in file.OrderByDescending(pick => pick.Place.Start))
        {
            string changed = place.IsStatement
                ? $"if (!global::{holder}.Is({mutant.Number})) {place.Was}"
                : $"(global::{holder}.Is({mutant.Number}) ? {place.Becomes} : {place.Was})";
            text = text[..place.Start] + changed + text[place.End..];
        }

        File.WriteAllText(file.Key, text);
    }
}

static List<(string File, int Line)> Build(string folder, string tests)
{
    var (exit, output) = Ran(folder, 0, TimeSpan.FromMinutes(20), "build", $"tests/{tests}.Tests", "-c", "Release", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false",
        "-p:GenerateDocumentationFile=false", "-v", "q", "-clp:NoSummary;ErrorsOnly");
    if (exit == 0) return [];
    var errors = Regex.Matches(output, @"^(?<file>[^\s(][^(]*\.cs)\((?<line>\d+),\d+\): error", RegexOptions.Multiline)
        .Select(match => (Path.GetRelativePath(folder, match.Groups["file"].Value), int.Parse(match.Groups["line"].Value, CultureInfo.InvariantCulture))).Distinct().ToList();
    return errors.Count > 0 ? errors : throw new InvalidOperationException(output);
}

int Run(string folder, Area[] wanted)
{
    string runner = Path.Combine(folder, "artifacts/mutate");   // a copy inside the tree, for the tests find their data by their place
    Directory.CreateDirectory(runner);
    foreach (string file in Directory.GetFiles(AppContext.BaseDirectory)) File.Copy(file, Path.Combine(runner, Path.GetFileName(file)), overwrite: true);
    var mutants = Mutants(folder);
    var known = Fates(folder);
    foreach (var area in wanted)
    {
        var left = new Queue<Mutant>(mutants.Where(mutant => mutant.Area == area.Name && !known.ContainsKey(mutant.Number)));
        while (left.Count > 0) Try(folder, runner, area, left);
    }

    return Table(folder);
}

// One process tries mutant after mutant; a mutant that ends it or never ends is killed, and another process goes on.
static void Try(string folder, string runner, Area area, Queue<Mutant> left)
{
    string tests = Path.Combine(folder, $"tests/{area.Tests}.Tests/bin/Release/net10.0/Teleo.{area.Tests}.Tests.dll");
    var start = new ProcessStartInfo("dotnet", [Path.Combine(runner, "mutate.dll"), "near", tests, area.Filter])
    {
        WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true,
    };
    using var run = Process.Start(start)!;
    var clock = Stopwatch.StartNew();
    var patience = TimeSpan.FromMinutes(15);
    if (Asked(0) is not "0 survived") throw new InvalidOperationException($"the tests of {area.Name} fail without a mutant");
    patience = clock.Elapsed * 5 + TimeSpan.FromSeconds(60);
    for (int tried = 0; left.Count > 0 && tried < 25; tried++)
    {
        var mutant = left.Peek();
        string? told = Asked(mutant.Number);
        if (told == $"{mutant.Number} spoiled" && tried > 0) break;   // an earlier mutant left something behind: again in a fresh process
        string fate = told == $"{mutant.Number} survived" ? "survived" : "killed";
        File.AppendAllText(Path.Combine(folder, "fates.txt"), $"{mutant.Number} {fate} {told ?? "no end"}\n");
        if (fate == "survived") Console.WriteLine($"{mutant.Number} {mutant.Area} {mutant.File}:{mutant.Line}: {mutant.Was}  ->  {mutant.Becomes}");
        left.Dequeue();
        if (told is null) break;
    }

    run.Kill(entireProcessTree: true);

    string? Asked(int mutant)
    {
        run.StandardInput.WriteLine(mutant);
        run.StandardInput.Flush();
        while (true)
        {
            var line = run.StandardOutput.ReadLineAsync();
            if (!line.Wait(patience) || line.Result is not { } text) return null;
            if (text.StartsWith("##", StringComparison.Ordinal)) return text[2..];   // tests may print
        }
    }
}

// Equivalent mutants, which no test can kill, stand in a list with their reasons and are not counted.
int Table(string folder)
{
    var fates = Fates(folder);
    string list = Path.Combine(folder, ".ci/mutants.equivalent.txt");
    string[] equivalent = File.Exists(list) ? [.. File.ReadLines(list).Where(line => line.StartsWith("src/", StringComparison.Ordinal)).Select(line => line.Split(" | ")).Select(part => $"{part[0]} | {part[1]}")] : [];
    int allKilled = 0, allCounted = 0;
    Console.WriteLine("| area | mutants | equivalent | killed | survivors |\n| --- | ---: | ---: | ---: | ---: |");
    foreach (var area in Mutants(folder).Where(mutant => fates.ContainsKey(mutant.Number)).GroupBy(mutant => mutant.Area))
    {
        int killed = area.Count(mutant => fates[mutant.Number] == "killed");
        int same = area.Count(mutant => fates[mutant.Number] == "survived" && equivalent.Contains($"{mutant.File} | {mutant.Was}"));
        Console.WriteLine($"| {area.Key} | {area.Count()} | {same} | {killed} | {area.Count() - same - killed} |");
        (allKilled, allCounted) = (allKilled + killed, allCounted + area.Count() - same);
    }

    Console.WriteLine($"{allKilled} of {allCounted} killed: {100.0 * allKilled / Math.Max(1, allCounted):F1} %");
    return allKilled >= 0.95 * allCounted ? 0 : 1;
}

static List<Mutant> Mutants(string folder) => JsonSerializer.Deserialize<List<Mutant>>(File.ReadAllBytes(Path.Combine(folder, "mutants.json")))!;

static Dictionary<int, string> Fates(string folder)
{
    string results = Path.Combine(folder, "fates.txt");
    return File.Exists(results)
        ? File.ReadAllLines(results).Select(line => line.Split(' ')).GroupBy(part => int.Parse(part[0], CultureInfo.InvariantCulture)).ToDictionary(group => group.Key, group => group.Last()[1])
        : [];
}

static (int Exit, string Output) Ran(string folder, int mutant, TimeSpan patience, params string[] args)
{
    var start = new ProcessStartInfo("dotnet", args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
    start.Environment["TELEO_MUTANT"] = mutant.ToString(CultureInfo.InvariantCulture);
    var output = new System.Text.StringBuilder();
    using var run = Process.Start(start)!;
    run.OutputDataReceived += (_, line) => { lock (output) output.AppendLine(line.Data); };
    run.ErrorDataReceived += (_, line) => { lock (output) output.AppendLine(line.Data); };
    run.BeginOutputReadLine();
    run.BeginErrorReadLine();
    if (!run.WaitForExit(patience))
    {
        run.Kill(entireProcessTree: true);
        return (-1, "");
    }

    run.WaitForExit();
    lock (output) return (run.ExitCode, output.ToString());
}

static IEnumerable<string> Files(string folder, Area area) => area.Paths
    .SelectMany(path => path.EndsWith(".cs", StringComparison.Ordinal) ? [Path.Combine(folder, path)] : Directory.GetFiles(Path.Combine(folder, path), "*.cs"))
    .Order(StringComparer.Ordinal);

static IEnumerable<Place> PlacesIn(string file)
{
    var root = CSharpSyntaxTree.ParseText(File.ReadAllText(file), new CSharpParseOptions(LanguageVersion.Preview)).GetRoot();
    foreach (var node in root.DescendantNodes())
    {
        if (node.Ancestors().Any(IsFixed)) continue;
        if (node.DescendantNodesAndSelf().Any(below => below is DeclarationExpressionSyntax or SingleVariableDesignationSyntax or DeclarationPatternSyntax)) continue;
        int line = node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
        switch (node)
        {
            case BinaryExpressionSyntax binary when Other(binary) is { } other && !HasText(binary):
                yield return Of(binary, $"{binary.Left} {other} {binary.Right}");
                break;
            case IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax or BinaryPatternSyntax } test:
                yield return Of(test, $"!({test})");
                break;
            case ReturnStatementSyntax { Expression: LiteralExpressionSyntax literal } when literal.Kind() is SyntaxKind.TrueLiteralExpression or SyntaxKind.FalseLiteralExpression:
                yield return Of(literal, literal.IsKind(SyntaxKind.TrueLiteralExpression) ? "false" : "true");
                break;
            case IfStatementSyntax { Condition: InvocationExpressionSyntax or PrefixUnaryExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax } choice:
                yield return new(file, line, choice.Condition.Span.Start, choice.Condition.Span.End, choice.Condition.ToString(), "false", false, 0);
                break;
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Min" or "Max", Expression: IdentifierNameSyntax { Identifier.Text: "Math" } } } bound:
                yield return Of(bound, bound.ToString().StartsWith("Math.Min", StringComparison.Ordinal) ? "Math.Max" + bound.ArgumentList : "Math.Min" + bound.ArgumentList);
                break;
            case ExpressionStatementSyntax { Expression: InvocationExpressionSyntax or PostfixUnaryExpressionSyntax or AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression or (int)SyntaxKind.SubtractAssignmentExpression } } statement
                when statement.Parent is BlockSyntax && !statement.ToString().Contains(" out ", StringComparison.Ordinal) && !statement.ToString().StartsWith("Debug.", StringComparison.Ordinal):
                yield return Of(statement, "(removed)", isStatement: true);
                break;
        }

        Place Of(SyntaxNode from, string becomes, bool isStatement = false) =>
            new(file, line, from.Span.Start, from.Span.End, from.ToString(), becomes, isStatement, from.ToString().Count(c => c == '\n'));
    }
}

// Parts that must be constants, or whose texts no law is about.
static bool IsFixed(SyntaxNode above) =>
    above is AttributeSyntax or EnumMemberDeclarationSyntax or ParameterSyntax or PatternSyntax or SwitchLabelSyntax or GotoStatementSyntax or ThrowStatementSyntax or ThrowExpressionSyntax
        or InterpolatedStringExpressionSyntax
    || above is FieldDeclarationSyntax field && field.Modifiers.Any(SyntaxKind.ConstKeyword)
    || above is LocalDeclarationStatementSyntax { IsConst: true }
    || above is ExpressionStatementSyntax statement && statement.ToString().StartsWith("Debug.", StringComparison.Ordinal);

static bool HasText(BinaryExpressionSyntax binary) => binary.DescendantNodes().Any(node => node is InterpolatedStringExpressionSyntax || node.IsKind(SyntaxKind.StringLiteralExpression));

static string? Other(BinaryExpressionSyntax binary) => binary.Kind() switch
{
    SyntaxKind.LessThanExpression => "<=",
    SyntaxKind.LessThanOrEqualExpression => "<",
    SyntaxKind.GreaterThanExpression => ">=",
    SyntaxKind.GreaterThanOrEqualExpression => ">",
    SyntaxKind.EqualsExpression => "!=",
    SyntaxKind.NotEqualsExpression => "==",
    SyntaxKind.LogicalAndExpression => "||",
    SyntaxKind.LogicalOrExpression => "&&",
    SyntaxKind.AddExpression => "-",
    SyntaxKind.SubtractExpression => "+",
    SyntaxKind.MultiplyExpression => "/",
    _ => null,
};

/// <summary>
/// Runs the tests that a filter names, in this process, once for each mutant that is asked for, and stops at the first that fails. The tests
/// that were quick without a mutant come first.
/// </summary>
internal sealed class NearTests
{
    private readonly List<(Type Type, MethodInfo Method, object?[] Arguments)> _cases = [];
    private readonly Dictionary<(Type Type, MethodInfo Method, object?[] Arguments), TimeSpan> _times = [];
    private readonly List<FieldInfo> _switches = [];
    private readonly Dictionary<Type, object?> _fixtures = [];

    public NearTests(string tests, string filter)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(tests))!;
        AppContext.SetData("APP_CONTEXT_BASE_DIRECTORY", folder + "/");
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            File.Exists(Path.Combine(folder, name.Name + ".dll")) ? context.LoadFromAssemblyPath(Path.Combine(folder, name.Name + ".dll")) : null;
        var assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(tests));
        string[] words = [.. filter.Split('|').Select(part => part[(part.IndexOf('~') + 1)..])];
        foreach (string library in Directory.GetFiles(folder, "Teleo.*.dll"))
            if (AssemblyLoadContext.Default.LoadFromAssemblyPath(library).GetType("Mutant" + Path.GetFileNameWithoutExtension(library).Split('.')[1]) is { } holder)
                _switches.Add(holder.GetField("On")!);
        foreach (var type in assembly.GetTypes().Where(type => type is { IsAbstract: false, IsGenericTypeDefinition: false }))
            foreach (var method in type.GetMethods().Where(method => words.Any(word => $"{type.FullName}.{method.Name}".Contains(word, StringComparison.Ordinal))))
                if (method.GetCustomAttributes().FirstOrDefault(a => IsA(a.GetType(), "Xunit.FactAttribute")) is { } fact && fact.GetType().GetProperty("Skip")!.GetValue(fact) is null)
                    _cases.AddRange(Arguments(method).Select(arguments => (type, method, arguments)));
    }

    /// <summary>Answers each number on the input with the fate of that mutant.</summary>
    public int Answer()
    {
        while (Console.In.ReadLine() is { } line)
        {
            int mutant = int.Parse(line, CultureInfo.InvariantCulture);
            string told = "survived";
            foreach (var test in _cases.OrderBy(test => _times.GetValueOrDefault(test)))
            {
                var clock = Stopwatch.StartNew();
                bool passes = Passes(test, mutant);
                _times.TryAdd(test, clock.Elapsed);
                if (passes) continue;
                told = Passes(test, 0) || mutant == 0 ? $"killed by {test.Type.Name}.{test.Method.Name}" : "spoiled";
                break;
            }

            Console.Out.WriteLine($"##{mutant} {told}");
            Console.Out.Flush();
        }

        return 0;
    }

    private static bool IsA(Type? type, string name) => type is not null && (type.FullName == name || IsA(type.BaseType, name));

    private static IEnumerable<object?[]> Arguments(MethodInfo method)
    {
        var data = method.GetCustomAttributes().Where(a => IsA(a.GetType(), "Xunit.Sdk.DataAttribute")).ToList();
        if (data.Count == 0) return [[]];
        return data.SelectMany(source => (IEnumerable<object?[]?>)source.GetType().GetMethod("GetData")!.Invoke(source, [method])!)
            .Select(given => Fitted(given ?? [null], method.GetParameters()));
    }

    // As the test library does: numbers to the type of the parameter, the rest of the values into a list at the end.
    private static object?[] Fitted(object?[] given, ParameterInfo[] parameters)
    {
        var fitted = new object?[parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            var type = parameters[i].ParameterType;
            if (parameters[i].IsDefined(typeof(ParamArrayAttribute)) && !(given.Length == parameters.Length && (given[i] is null || type.IsInstanceOfType(given[i]))))
            {
                var rest = Array.CreateInstance(type.GetElementType()!, Math.Max(0, given.Length - i));
                for (int k = 0; k < rest.Length; k++) rest.SetValue(given[i + k], k);
                fitted[i] = rest;
            }
            else
            {
                fitted[i] = i >= given.Length ? parameters[i].DefaultValue
                    : given[i] is IConvertible number && !type.IsInstanceOfType(number) && Nullable.GetUnderlyingType(type) is null
                        ? type.IsEnum ? Enum.ToObject(type, number) : Convert.ChangeType(number, type, CultureInfo.InvariantCulture) : given[i];
            }
        }

        return fitted;
    }

    private bool Passes((Type Type, MethodInfo Method, object?[] Arguments) test, int mutant)
    {
        Environment.SetEnvironmentVariable("TELEO_MUTANT", mutant.ToString(CultureInfo.InvariantCulture));
        foreach (var field in _switches) field.SetValue(null, mutant);
        object? subject = null;
        try
        {
            subject = test.Method.IsStatic ? null : Activator.CreateInstance(test.Type, [.. test.Type.GetConstructors()[0].GetParameters().Select(parameter => Fixture(parameter.ParameterType))]);
            Lifetime(subject, "InitializeAsync");
            if (test.Method.Invoke(subject, test.Arguments) is Task task) task.GetAwaiter().GetResult();
            Lifetime(subject, "DisposeAsync");
            return true;
        }
        catch (Exception)
        {
            return false;
        }
        finally
        {
            try
            {
                (subject as IDisposable)?.Dispose();
            }
            catch (Exception)
            {
                // A test that failed may have nothing to end.
            }
        }
    }

    private static void Lifetime(object? subject, string method)
    {
        if (subject?.GetType().GetInterface("Xunit.IAsyncLifetime") is { } lifetime) ((Task)lifetime.GetMethod(method)!.Invoke(subject, [])!).GetAwaiter().GetResult();
    }

    private object? Fixture(Type type)
    {
        if (type.IsInterface) return DispatchProxy.Create(type, typeof(Silent));
        if (!_fixtures.TryGetValue(type, out object? made)) _fixtures[type] = made = Activator.CreateInstance(type);
        return made;
    }
}

/// <summary>Takes what tests say and keeps nothing.</summary>
public class Silent : DispatchProxy
{
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => null;
}

internal sealed record Area(string Name, string[] Paths, string Tests, string Filter);

internal sealed record Place(string File, int Line, int Start, int End, string Was, string Becomes, bool IsStatement, int Lines)
{
    public bool Overlaps(Place other) => File == other.File && Start < other.End && other.Start < End;
}

internal sealed record Mutant(int Number, string Area, string File, int Line, string Was, string Becomes);
