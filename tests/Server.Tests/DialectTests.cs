using System.Net;
using System.Text.Json;

namespace Teleo.Server.Tests;

/// <summary>Clients of Ollama, OpenAI and llama-server get from one pool what they expect, and the same text.</summary>
public sealed class DialectTests : IAsyncLifetime
{
    private Served _served = null!;

    public async Task InitializeAsync() => _served = await Served.StartAsync();

    public async Task DisposeAsync() => await _served.DisposeAsync();

    [Fact]
    public async Task A_skill_answers_by_its_contract_in_every_dialect()
    {
        var ollama = await Served.BodyOf(await _served.PostAsync("/api/generate", new { model = "addition", prompt = "add 12+34", stream = false }));
        var openAi = await Served.BodyOf(await _served.PostAsync("/v1/completions", new { model = "addition:q8_0", prompt = "add 12+34" }));
        var chat = await Served.BodyOf(await _served.PostAsync(
            "/v1/chat/completions", new { model = "addition", messages = new[] { new { role = "user", content = "add 12+34" } } }));
        var task = await Served.BodyOf(await _served.PostAsync("/api/generate", new { model = "task/addition", prompt = "add 12+34", stream = false }));
        Assert.Equal("46", ollama.GetProperty("response").GetString());
        Assert.Equal("46", openAi.GetProperty("choices")[0].GetProperty("text").GetString());
        Assert.Equal("46", chat.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("46", task.GetProperty("response").GetString());
        Assert.Equal("stop", openAi.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.True(openAi.GetProperty("usage").GetProperty("prompt_tokens").GetInt32() > 0);
    }

    [Fact]
    public async Task Ollamas_lines_come_one_by_one_and_say_together_what_the_whole_answer_says()
    {
        var call = new { model = "stories-260k", prompt = "Once upon a time", options = new { num_predict = 24 } };
        var whole = await Served.BodyOf(await _served.PostAsync("/api/generate", new { call.model, call.prompt, call.options, stream = false }));
        using var response = await _served.PostAsync("/api/generate", call, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("stories-260k:f32", response.Headers.GetValues("teleo-model").Single());
        Assert.Equal(64, response.Headers.GetValues("teleo-sha256").Single().Length);
        var lines = await LinesOf(response);
        Assert.True(lines.Count > 10, $"{lines.Count} lines");
        Assert.All(lines.SkipLast(1), line => Assert.False(line.GetProperty("done").GetBoolean()));
        Assert.Equal(whole.GetProperty("response").GetString(), string.Concat(lines.Select(line => line.GetProperty("response").GetString())));
        var end = lines[^1];
        Assert.True(end.GetProperty("done").GetBoolean());
        Assert.Equal(("length", 24), (end.GetProperty("done_reason").GetString(), end.GetProperty("eval_count").GetInt32()));
        Assert.True(end.GetProperty("teleo").GetProperty("request").GetInt64() > 0);
    }

    [Fact]
    public async Task OpenAis_events_end_with_done_and_carry_usage_where_asked()
    {
        var call = new
        {
            model = "stories-260k",
            stream = true,
            max_tokens = 12,
            stream_options = new { include_usage = true },
            messages = new[] { new { role = "user", content = "Once upon a time" } },
        };
        using var response = await _served.PostAsync("/v1/chat/completions", call);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("no chat template", response.Headers.GetValues("teleo-warning").Single());
        string[] events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("data: [DONE]", events[^1]);
        var pieces = events.SkipLast(1).Select(line => JsonDocument.Parse(line["data: ".Length..]).RootElement).ToList();
        Assert.All(pieces, piece => Assert.Equal("chat.completion.chunk", piece.GetProperty("object").GetString()));
        Assert.True(pieces.Count > 5);
        Assert.Equal("length", pieces[^1].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(12, pieces[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task Settings_of_a_client_reach_the_sampler()
    {
        async Task<string> Text(object options) => (await Served.BodyOf(await _served.PostAsync(
            "/api/generate", new { model = "stories-260k", prompt = "Once upon a time", stream = false, options }))).GetProperty("response").GetString()!;
        string greedy = await Text(new { num_predict = 24 });
        string drawn = await Text(new { num_predict = 24, temperature = 1.5, seed = 7 });
        Assert.NotEqual(greedy, drawn);
        Assert.Equal(drawn, await Text(new { num_predict = 24, temperature = 1.5, seed = 7 }));
        Assert.Equal(greedy, await Text(new { num_predict = 24, temperature = 1.5, top_k = 1, seed = 7 }));
        string stop = greedy.Trim().Split(' ')[2];
        Assert.DoesNotContain(stop, await Text(new { num_predict = 24, stop = new[] { stop } }));
    }

    [Fact]
    public async Task Lists_name_every_model_and_what_is_in_memory()
    {
        await Served.BodyOf(await _served.PostAsync("/api/generate", new { model = "addition", prompt = "add 1+1", stream = false }));
        string[] names = [.. (await _served.GetAsync("/api/tags")).GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()!)];
        Assert.Equal(["addition:q8_0", "reversal:q8_0", "stories-260k:f32"], names.Order());
        Assert.Equal(names, (await _served.GetAsync("/v1/models")).GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()));
        Assert.Contains("addition:q8_0", (await _served.GetAsync("/api/ps")).GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()));
        var states = (await _served.GetAsync("/models")).GetProperty("data").EnumerateArray()
            .ToDictionary(model => model.GetProperty("id").GetString()!, model => model.GetProperty("status").GetProperty("value").GetString());
        Assert.Equal("loaded", states["addition:q8_0"]);
        var shown = await Served.BodyOf(await _served.PostAsync("/api/show", new { model = "stories-260k" }));
        Assert.Equal(2048, shown.GetProperty("model_info").GetProperty("llama.context_length").GetInt32());
        Assert.Equal("Structural", shown.GetProperty("model_info").GetProperty("teleo.evidence").GetString());
        Assert.Equal("ok", (await _served.GetAsync("/health")).GetProperty("status").GetString());
        Assert.Equal("ok", (await _served.GetAsync("/api/health")).GetProperty("status").GetString());
        Assert.NotEmpty((await _served.GetAsync("/api/version")).GetProperty("version").GetString()!);
    }

    [Fact]
    public async Task A_pipeline_is_declared_by_then()
    {
        const string Path = "/api/generate";
        var whole = await Served.BodyOf(
            await _served.PostAsync(Path, new { model = "addition", prompt = "add 12+34", stream = false, then = new[] { "reversal" } }));
        var second = await Served.BodyOf(await _served.PostAsync(Path, new { model = "reversal", prompt = "46", stream = false }));
        Assert.Equal(second.GetProperty("response").GetString(), whole.GetProperty("response").GetString());
    }

    [Theory]
    [InlineData("/api/generate", """{"model":"addition","prompt":"1+1","tools":[{}]}""", 400, "tools")]
    [InlineData("/api/generate", """{"model":"addition","prompt":"1+1","format":"json"}""", 400, "format")]
    [InlineData("/api/generate", """{"model":"addition","prompt":"1+1","images":["x"]}""", 400, "images")]
    [InlineData("/api/generate", """{"model":"addition","prompt":"1+1","options":{"mirostat":2}}""", 400, "options.mirostat")]
    [InlineData("/api/generate", """{"model":"addition","prompt":"1+1","options":{"temperature":-1}}""", 400, "options.temperature")]
    [InlineData("/api/generate", """{"model":"addition","prompt":17}""", 400, "prompt")]
    [InlineData("/api/generate", """{"prompt":"1+1"}""", 400, "model")]
    [InlineData("/api/generate", """{"model":"adition","prompt":"1+1"}""", 404, "addition")]
    [InlineData("/api/generate", """{"model":"addition","model":"reversal","prompt":"1"}""", 400, "JSON")]
    [InlineData("/api/generate", """[1]""", 400, "object")]
    [InlineData("/api/generate", """{"model":""", 400, "JSON")]
    [InlineData("/api/chat", """{"model":"addition","messages":[{"role":"boss","content":"1"}]}""", 400, "messages[0].role")]
    [InlineData("/v1/completions", """{"model":"addition","prompt":"1+1","n":2}""", 400, "n")]
    [InlineData("/v1/completions", """{"model":"addition","prompt":"1+1","logit_bias":{"1":1}}""", 400, "logit_bias")]
    [InlineData("/v1/completions", """{"model":"addition","prompt":"1+1","temprature":1}""", 400, "temperature")]
    [InlineData("/v1/embeddings", """{"model":"addition","input":"1"}""", 501, "not implemented")]
    [InlineData("/api/pull", """{"model":"addition"}""", 501, "not implemented")]
    [InlineData("/api/unheard-of", "{}", 404, "nothing")]
    [InlineData("/api/tags", "{}", 405, "GET")]
    public async Task What_is_not_done_is_refused_and_named(string path, string body, int status, string named)
    {
        using var response = await _served.PostTextAsync(path, body);
        string text = await response.Content.ReadAsStringAsync();
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(named, text, StringComparison.Ordinal);
        var error = JsonDocument.Parse(text).RootElement.GetProperty("error");
        Assert.Equal(path.StartsWith("/api/", StringComparison.Ordinal) ? JsonValueKind.String : JsonValueKind.Object, error.ValueKind);
    }

    [Fact]
    public async Task What_would_have_no_effect_is_let_through()
    {
        const string Body = """{"model":"addition","prompt":"add 12+34","stream":false,"tools":[],"format":"","images":null,"logprobs":false,"keep_alive":"5m"}""";
        Assert.Equal("46", (await Served.BodyOf(await _served.PostTextAsync("/api/generate", Body))).GetProperty("response").GetString());
    }

    [Fact]
    public async Task An_input_that_breaks_the_contract_or_the_context_is_the_clients_fault()
    {
        var contract = await Served.BodyOf(await _served.PostAsync("/api/generate", new { model = "addition", prompt = new string('1', 5000), stream = false }), HttpStatusCode.BadRequest);
        Assert.Contains("bytes", contract.GetProperty("error").GetString());
        var context = await Served.BodyOf(
            await _served.PostAsync("/api/generate", new { model = "stories-260k", prompt = string.Concat(Enumerable.Repeat("Once upon a time ", 2000)), stream = false }),
            HttpStatusCode.BadRequest);
        Assert.Contains("2048", context.GetProperty("error").GetString());
    }

    private static async Task<List<JsonElement>> LinesOf(HttpResponseMessage response)
    {
        var lines = new List<JsonElement>();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is { } line) lines.Add(JsonDocument.Parse(line).RootElement);
        return lines;
    }
}
