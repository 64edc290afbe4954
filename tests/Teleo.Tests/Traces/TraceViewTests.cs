using Teleo.Experiments.Tests.Reports;
using Teleo.Shell;
using Teleo.Tests.Commands;
using Xunit.Abstractions;

namespace Teleo.Tests.Traces;

public class TraceViewTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = TestFolder.New("teleo-view");

    [ChromiumFact]
    public async Task The_page_opens_from_a_file_and_answers_to_mouse_filter_and_keys()
    {
        string page = Path.Combine(_folder, "trace.html");
        SampleTrace.SaveView(page, 600);
        await using var browser = await Chromium.Open(page);
        await browser.Until("document.documentElement.dataset.ready === 'yes'");

        // a decision is selected and told at once
        await browser.Until("document.querySelector('#detail .say')?.textContent.length > 20");
        Assert.True((int)(await browser.Evaluate("document.querySelectorAll('#detail tr.chosen').length"))! == 1);

        // keyboard
        await browser.Press("Home");
        await browser.Until("document.querySelector('#detail').dataset.decision === '0'");
        await browser.Press("j");
        await browser.Until("document.querySelector('#detail').dataset.decision === '1'");
        await browser.Press("End");
        await browser.Until("+document.querySelector('#detail').dataset.decision === D.n - 1");
        await browser.Press("Home");
        await browser.Press("a");
        await browser.Until("document.querySelector('[aria-selected=true]')?.classList.contains('acted')");

        // mouse: the third row that is shown
        var row = await browser.Evaluate("(() => { const r = [...document.querySelectorAll('.row')].filter(e => e.style.display !== 'none').sort((a, b) => a.index - b.index)[8].getBoundingClientRect(); return { x: r.x + 80, y: r.y + 10, i: document.elementFromPoint(r.x + 80, r.y + 10).closest('.row').index }; })()");
        await browser.Click((double)row!["x"]!, (double)row["y"]!);
        await browser.Until($"sel === {row["i"]}");

        // filter
        await browser.Evaluate("$('kind').value = D.kinds.indexOf('no-op'); $('kind').onchange()");
        Assert.True((bool)(await browser.Evaluate("shown.length > 0 && shown.length < D.n && [...shown].every(i => D.actions[D.action[i]] === 'no-op')"))!);
        Assert.Matches(@"^[\d,]+ of [\d,]+ decisions$", (string)(await browser.Evaluate("$('count').textContent"))!);
        await browser.Press("Escape");
        await browser.Until("shown.length === D.n");

        // only what is seen is in the page
        Assert.True((int)(await browser.Evaluate("document.querySelectorAll('.row').length"))! < 80);
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public void The_same_run_gives_the_same_page()
    {
        string first = Path.Combine(_folder, "a.html"), second = Path.Combine(_folder, "b.html");
        SampleTrace.SaveView(first, 100);
        SampleTrace.SaveView(second, 100);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Fact]
    public void The_command_writes_a_page_beside_the_trace_and_shows_what_a_cut_trace_still_holds()
    {
        string trace = Path.Combine(_folder, "run.jsonl");
        SampleTrace.SaveTrace(trace, 50);
        var whole = Cli.Run("trace", "view", trace, "--json").Json();
        Assert.True(whole.GetProperty("decisions").GetInt64() >= 50);
        Assert.True(File.Exists(Path.Combine(_folder, "run.html")));

        byte[] bytes = File.ReadAllBytes(trace);
        File.WriteAllBytes(trace, bytes[..(bytes.Length / 2)]);
        var cut = Cli.Run("trace", "view", trace);
        Assert.Equal(ExitCode.Ok, cut.Exit);
        Assert.Contains("cut short", cut.Error, StringComparison.Ordinal);

        bytes[bytes.Length / 3] ^= 1;
        File.WriteAllBytes(trace, bytes);
        Assert.Equal(ExitCode.IntegrityFailure, Cli.Run("trace", "view", trace).Exit);
    }

    [Fact]
    public void A_run_without_decisions_is_a_page_too()
    {
        string page = Path.Combine(_folder, "none.html");
        SampleTrace.SaveView(page, 0);
        Assert.Contains("id=\"index\"", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [NightlyFact]
    public async Task Fifty_thousand_decisions_stay_below_fifteen_mebibytes()
    {
        string page = Path.Combine(_folder, "big.html");
        SampleTrace.SaveView(page, 50_000, "teleodynamic:tick=0.5");
        Assert.True(new FileInfo(page).Length < 15 << 20, $"{new FileInfo(page).Length} bytes");
        if (Chromium.Installed is null) return;
        await using var browser = await Chromium.Open(page);
        var ready = await browser.Evaluate("new Promise(done => { const look = () => document.documentElement.dataset.ready === 'yes' && D.n >= 50000 ? done(performance.now()) : setTimeout(look, 5); look(); })");
        var told = await browser.Evaluate(
            "new Promise(done => { const began = performance.now(), before = document.querySelector('#detail .say')?.textContent; choose(30000); "
            + "const look = () => (document.querySelector('#detail .say')?.textContent ?? before) !== before ? done(performance.now() - began) : setTimeout(look, 1); look(); })");
        output.WriteLine($"{new FileInfo(page).Length} bytes, ready after {ready} ms, decision 30,000 told after {told} ms");
        Assert.Empty(browser.Complaints);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
