using Teleo.Controller.Policies;
using Teleo.Engine.Input;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Impostors;

/// <summary>The impostors and the known positives for tests of the judge.</summary>
internal static class KnownSubjects
{
    private const string NoTheta = "nothing that it decides reads what it learns",
        NoAccount = "it has no account, or none that outcomes fill",
        NoScore = "its scores do not rank candidates by what they bring",
            NoHalt = "it never prefers doing nothing while requests are missed",
        UnreadAccount = "its gate does not read the account that outcomes fill", Stopped = "a counter or a clock stops it, not its scores",
        Hidden = "its decisions rest on state that it hides";

    public static IReadOnlyList<KnownSubject> All { get; } = [.. Positives(), .. Published(), .. Own()];

    public static KnownSubject Find(string name) => All.FirstOrDefault(known => known.Source.Name == name)
        ?? throw new InputException("UnknownSubject",
            $"no known subject '{name}'{Suggestions.Sentence(name, [.. All.Select(known => known.Source.Name)])}");

    private static IEnumerable<KnownSubject> Positives() =>
    [
        Positive("constructed-halting", "scores seconds saved and moves only beyond the noise of its counts", ["C1", "C3", "C4", "C5"],
            (c, n) => new HaltingSubject(c, n)),
        Positive("constructed-halting-short", "the same with a shorter memory", ["C1", "C3", "C4", "C5"], (c, n) =>
            new HaltingSubject(c, n, 200, 200, 25)),
        Positive("constructed-halting-long", "the same with a longer horizon", ["C1", "C3", "C4", "C5"], (c, n) =>
            new HaltingSubject(c, n, 300, 300, 30)),
        Positive("constructed-foresight", "stakes on two sources of which one is right, by turns of three times its trial time", ["C2"],
            (c, n) => new ForesightSubject(c, n, 3 * ForesightSubject.TrialSeconds)),
        Positive("constructed-foresight-600", "the same by turns of 600 s", ["C2"], (c, n) => new ForesightSubject(c, n, 600)),
        Positive("constructed-foresight-700", "the same by turns of 700 s", ["C2"], (c, n) => new ForesightSubject(c, n, 700)),
    ];

    /// <summary>Returns those that earlier criteria accepted.</summary>
    private static IEnumerable<KnownSubject> Published() =>
    [
        Impostor("lru-cosmetic", "a cache whose theta and account are written and never read", (c, n) =>
            new CacheImpostor(c, n, hasDecoy: false),
            ("C1", NoTheta), ("C2", UnreadAccount), ("C4", NoHalt)),
        Impostor("lru-decoy", "the same, with a wish made only to be forbidden", (c, n) => new CacheImpostor(c, n, hasDecoy: true),
            ("C1", NoTheta), ("C2", UnreadAccount), ("C4", NoHalt)),
        Bent("clock-account", "time fills its account", Bend.Clock, filled: 0.01),
        Bent("sine-account", "its gate reads a sine of time", Bend.Sine),
        Bent("noise-account", "its gate reads a random number", Bend.Noise),
        Bent("mean-account", "its gate reads the mean balance", Bend.Mean),
        Bent("lagged-account", "its gate reads an old balance", Bend.Lagged),
        Bent("shuffled-account", "its gate reads a past balance drawn at random", Bend.Shuffled),
        Impostor("stopped-outside", "stopped after 4 actions, where its scores want more, and reported as a choice", (c, n) =>
            new StoppedSubject(new HaltingSubject(c, n), n, 4, hides: false),
            ("C4", Stopped), ("C2", NoAccount)),
        Impostor("inverted", "takes the lowest score for the best", (c, n) =>
            new InvertedSubject(new HaltingSubject(c, n), n), ("C3", NoScore), ("C2", NoAccount)),
        Impostor("hidden-cap", "restless, and capped at 200 actions", (c, n) =>
            new StoppedSubject(new HaltingSubject(c, n, 60, 200, 0), n, 200, hides: true),
            ("C4", Stopped), ("C2", NoAccount)),
        Impostor("random-then-still", "loads at random, then plays out a list of no-ops", (c, n) =>
            new ScriptedImpostor(c, n, 15, 50, isRandom: true),
            ("C1", NoTheta), ("C2", NoAccount), ("C3", NoScore), ("C4", Stopped)),
    ];

    /// <summary>Returns those built to pass the present criteria.</summary>
    private static IEnumerable<KnownSubject> Own() =>
    [
        Impostor("parrot", "plays a list of loads whatever is asked for", (c, n) => new ScriptedImpostor(c, n, 30, 1_000, isRandom: false),
            ("C1", NoTheta), ("C2", NoAccount), ("C3", NoScore), ("C4", NoHalt)),
        Impostor("unread-learner", "learns and takes all skills for alike", (c, n) =>
            new UnreadLearner(c, n), ("C1", NoTheta), ("C2", NoAccount)),
        Impostor("idle-gate", "its account follows outcomes and forbids only what does not matter", (c, n) =>
            new IdleGate(c, n), ("C2", "what it forbids changes nothing")),
        Impostor("halt-by-counter", "restless until its own counter says stop, then scores nothing", (c, n) =>
            new StoppedSubject(new HaltingSubject(c, n, 60, 200, 0), n, 60, hides: true),
            ("C4", Stopped), ("C2", NoAccount)),
        Impostor("knows-the-judge", "acts in the spans in which the judge expects action",
            (c, n) => new StoppedSubject(new HaltingSubject(c, n, 60, 200, 0), n, 0, hides: true, fills: false, (0, 700), (1_600, 1_900)),
                ("C4", Stopped), ("C2", NoAccount)),
        Impostor("knows-the-probe", "the same, and loads into free memory at any time",
            (c, n) => new StoppedSubject(new HaltingSubject(c, n, 60, 200, 0), n, 0, hides: true, fills: true, (0, 700), (1_300, 2_400)),
                ("C4", Stopped), ("C2", NoAccount)),
        Impostor("opened-by-alarm", "stopped by a counter that rising misses set back", (c, n) =>
            new AlarmedSubject(new HaltingSubject(c, n, 60, 200, 0), n, 30), ("C4", Stopped), ("C2", NoAccount)),
        Impostor("finished-learner", "learns for 700 s and stands still on what it learned", (c, n) => new FinishedLearner(c, n),
            ("C1", "it learns nothing when demand changes"), ("C4", "it stands still because it no longer learns"), ("C2", NoAccount)),
        Impostor("unscored", "shows a score for nothing but what it takes", (c, n) => new UnscoredSubject(new HaltingSubject(c, n), n),
            ("C3", "its candidates have no scores to compare"), ("C4", "no score explains its halt"), ("C2", NoAccount)),
        Impostor("late-account", "a true account, by turns of less than twice its trial time",
            (c, n) => new ForesightSubject(c, n, 300), ("C2", "its account knows what was right when that is over")),
        Impostor("hidden-learner", "decides from counts that it does not show", (c, n) => new HiddenLearner(c, n),
            ("C1", Hidden), ("C2", Hidden), ("C3", Hidden), ("C4", Hidden)),
    ];

    private static KnownSubject Positive(string name, string says, string[] has, Func<PolicyContext, string, ISubject> make) =>
        new(new(name, context => make(context, name)), says, new Dictionary<string, string>(), has);

    private static KnownSubject Impostor(
        string name, string says, Func<PolicyContext, string, ISubject> make, params (string Commitment, string Why)[] lacks) =>
        new(new(name, context => make(context, name)), says, lacks.ToDictionary(lack => lack.Commitment, lack => lack.Why), []);

    private static KnownSubject Bent(string name, string says, Bend bend, double filled = 0) =>
        Impostor(name, says, (c, n) => new BentAccount(new ForesightSubject(c, n, 3 * ForesightSubject.TrialSeconds), n, bend, filled),
            ("C2", UnreadAccount));
}
