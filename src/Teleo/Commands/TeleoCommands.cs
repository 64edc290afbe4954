using Teleo.Checks;
using Teleo.Models;
using Teleo.Phases;
using Teleo.Pools;
using Teleo.Preprint;
using Teleo.Shell;
using Teleo.Simulations;
using Teleo.Skills;
using Teleo.Studies;
using Teleo.Traces;
using Teleo.Worlds;

namespace Teleo.Commands;

/// <summary>The whole program: each group on its own line, under its task.</summary>
internal static class TeleoCommands
{
    public static readonly CommandTree Tree = new(
        "teleo - decide which small language models stay in memory, and check every decision",
        [
            ("Start here", [
                DemoCommand.Build(),
                AdviseCommand.Build(),
            ]),
            ("Run models", [
                ModelCommands.Build(),
                SkillCommands.Build(),
                KeyCommands.Build(),
                TrustCommands.Build(),
                PoolCommands.Build(),
                ServeCommand.Build(),
                TrainCommand.Build(),
            ]),
            ("Simulate and compare", [
                WorldCommands.Build(),
                WorkloadCommands.Build(),
                SimCommands.Build(),
                PhaseCommands.Build(),
            ]),
            ("Study and falsify", [
                StudyCommands.Build(),
                AblateCommand.Build(),
                FalsifyCommand.Build(),
                De11Commands.Build(),
                CheckCommands.Build(),
            ]),
            ("Inspect decisions", [
                TraceCommands.Build(),
                NotebookCommands.Build(),
                DocsCommand.Build(),
            ]),
            ("Shell", [
                CompletionCommands.Completion(),
                CompletionCommands.Complete(),
            ]),
        ]);
}
