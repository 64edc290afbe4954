using System.Reflection;
using Teleo.Controller.Domain;
using Teleo.Engine.Storage;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Tests.Studies;

public class IdentityTests
{
    /// <summary>The identity is made of module ids; were the commit in a module, a change of documents would make a registered study exploratory.</summary>
    [Fact]
    public void The_commit_is_in_no_module_that_names_the_code() =>
        Assert.All([typeof(Catalog).Assembly, typeof(StudyFile).Assembly, typeof(WholeFile).Assembly], assembly =>
            Assert.DoesNotContain("+", assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion));

    [Fact]
    public void A_trace_file_that_changed_makes_results_exploratory_and_its_runs_others()
    {
        using var folder = new TemporaryFolder();
        string file = folder["requests.csv"];
        File.WriteAllText(file, "time_s,skill\n0,a\n1,b\n");
        var study = Any.Study() with { Workloads = [file, "zipf"] };
        var runner = new SimulatedCells();
        var registration = Registration.Of(StudyPlan.Of(study), runner, TimeProvider.System, [1, 2, 3]);
        string name = new CellStore("x", runner).NameOf(StudyPlan.Of(study).Cells[0]);
        Assert.Empty(registration.Departures(study, runner));
        File.AppendAllText(file, "2,a\n");
        Assert.Equal(["the data changed since"], registration.Departures(study, runner));
        Assert.NotEqual(name, new CellStore("x", runner).NameOf(StudyPlan.Of(study).Cells[0]));
    }
}
