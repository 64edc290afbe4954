using Teleo.Pool.Requests;
using Teleo.Server.Upstream;

namespace Teleo.Server.Tests;

/// <summary>Laws of what is kept of a server that is observed.</summary>
public sealed class ObservedServerTests
{
    [Fact]
    public async Task A_note_of_a_request_holds_its_figures_and_not_its_text()
    {
        using var observed = new ObservedServer(new Client(), ["one"], () => 0);
        var answer = await observed.AskAsync(0, new PoolRequest("", "hello") { Model = 0, Id = 7 }, CancellationToken.None);
        Assert.Equal("a long answer", answer.Text);
        var note = Assert.Single(observed.Notes().Requests).Answer;
        Assert.Equal((7, 3, 4, ""), (note.Id, note.PromptTokens, note.AnswerTokens, note.Text));
    }

    private sealed class Client : IForeignClient
    {
        public Task<List<ForeignModel>> ModelsAsync(CancellationToken cancellation) => Task.FromResult<List<ForeignModel>>([]);

        public Task<List<ForeignModel>> ResidentAsync(CancellationToken cancellation) => Task.FromResult<List<ForeignModel>>([]);

        public Task SetResidentAsync(string model, bool stays, CancellationToken cancellation) => Task.CompletedTask;

        public Task<PoolAnswer> AskAsync(string name, int model, PoolRequest request, CancellationToken cancellation) =>
            Task.FromResult(new PoolAnswer(RequestStatus.Answered, "a long answer") { PromptTokens = 3, AnswerTokens = 4 });

        public void Dispose()
        {
        }
    }
}
