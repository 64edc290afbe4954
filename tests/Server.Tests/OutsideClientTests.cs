using System.ClientModel;
using OllamaSharp;
using OllamaSharp.Models;
using OpenAI;
using OpenAI.Chat;

namespace Teleo.Server.Tests;

/// <summary>Clients that others wrote work with this server without knowing it.</summary>
public sealed class OutsideClientTests : IAsyncLifetime
{
    private Served _served = null!;

    public async Task InitializeAsync() => _served = await Served.StartAsync();

    public async Task DisposeAsync() => await _served.DisposeAsync();

    [Fact]
    public async Task OllamaSharp_lists_generates_and_chats()
    {
        using var client = new OllamaApiClient(_served.Host.Address, "addition");
        Assert.True(await client.IsRunningAsync());
        Assert.NotEmpty(await client.GetVersionAsync());
        Assert.Contains((await client.ListLocalModelsAsync()).Select(model => model.Name), name => name == "addition:q8_0");
        string text = "";
        await foreach (var piece in client.GenerateAsync("add 12+34")) text += piece?.Response;
        Assert.Equal("46", text);
        Assert.Contains((await client.ListRunningModelsAsync()).Select(model => model.Name), name => name == "addition:q8_0");
        string said = "";
        await foreach (string piece in new Chat(client).SendAsync("add 1+1")) said += piece;
        Assert.Equal("2", said);
        Assert.NotNull(await client.ShowModelAsync(new ShowModelRequest { Model = "stories-260k" }));
        var whole = new GenerateRequest { Model = "stories-260k", Prompt = "Once upon a time", Options = new RequestOptions { NumPredict = 6, Seed = 1 }, KeepAlive = "5m" };
        int pieces = 0;
        await foreach (var piece in client.GenerateAsync(whole)) pieces += piece is null ? 0 : 1;
        Assert.InRange(pieces, 3, 8);
    }

    [Fact]
    public async Task The_client_of_OpenAI_completes_and_streams()
    {
        var options = new OpenAIClientOptions { Endpoint = new Uri(_served.Host.Address, "v1") };
        var client = new OpenAIClient(new ApiKeyCredential("unused"), options);
        Assert.Contains((await client.GetOpenAIModelClient().GetModelsAsync()).Value.Select(model => model.Id), id => id == "addition:q8_0");
        var chat = client.GetChatClient("addition");
        ChatCompletion answer = await chat.CompleteChatAsync("add 12+34");
        Assert.Equal("46", answer.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.True(answer.Usage.OutputTokenCount > 0);
        string text = "";
        await foreach (var piece in client.GetChatClient("stories-260k").CompleteChatStreamingAsync(
            [new UserChatMessage("Once upon a time")], new ChatCompletionOptions { MaxOutputTokenCount = 12 }))
            text += string.Concat(piece.ContentUpdate.Select(part => part.Text));
        Assert.NotEmpty(text);
        var unknown = await Assert.ThrowsAsync<ClientResultException>(() => client.GetChatClient("nobody").CompleteChatAsync("1"));
        Assert.Equal(404, unknown.Status);
    }
}
